"""Partnerships and common causes: what for, who is in, what they answer for."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from weald.communities.domain import partnerships as joint
from weald.communities.forms.doing import GoalForm, PartnershipForm, TellForm
from weald.communities.models import Community, Goal
from weald.communities.queries import partnerships as found_in
from weald.communities.views import loading
from weald.communities.views.loading import posted
from weald.core.exports import export, wanted_format
from weald.core.permissions import actor_of, refusal, ruled, visible, visible_or_404
from weald.schools.models import Organisation

PARTNERSHIPS_A_PAGE = 25
COLUMNS = {"name": "name", "purpose": "purpose", "members": "members", "open_goals": "open_goals"}
MEMBERS = {
    "member": "child.name",
    "kind": lambda spell: spell.child.get_kind_display(),
    "since": lambda spell: spell.period.lower,
}


@ruled("communities.network")
def index(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    listed = visible(found_in.partnerships(timezone.localdate()), actor).order_by("name", "pk")
    if wanted_format(request):
        return export(request, COLUMNS, listed, "partnerships")
    page = {
        "page": Paginator(listed, PARTNERSHIPS_A_PAGE).get_page(request.GET.get("page")),
        "may_found": refusal("communities.found_partnership", actor) is None,
    }
    return render(request, "communities/partnerships.html", page)


@ruled("communities.found_partnership")
def found(request: HttpRequest) -> HttpResponse:
    form = PartnershipForm(posted(request))
    if form.is_valid():
        made = joint.found_partnership(**form.cleaned_data, by=actor_of(request))
        messages.success(request, "Founded. Its members come in by those who lead them.")
        return redirect("communities:partnership", partnership_id=made.pk)
    page = {"form": form, "act": "Found it", "question": "What would you answer for together?"}
    return render(request, "communities/form.html", page, status=422 if form.errors else 200)


@ruled("communities.network")
def partnership(request: HttpRequest, partnership_id: int) -> HttpResponse:
    actor = actor_of(request)
    partnership = Organisation.objects.get(pk=loading.partnership(request, partnership_id))
    members = found_in.members_of(partnership)
    if wanted_format(request):
        return export(request, MEMBERS, members, "partners")
    within = {spell.child_id for spell in members}
    mine = list(found_in.could_bring(actor))
    page = {
        "partnership": partnership,
        "members": members,
        "convenors": found_in.convenors_of(partnership),
        "goals": Goal.objects.filter(partnership=partnership).order_by("told_at", "due_on", "pk"),
        "communities": visible(Community.objects.filter(home=partnership), actor).order_by("name"),
        "may_keep": refusal("communities.keep_partnership", actor, partnership.pk) is None,
        "could_come": [one for one in mine if one.pk not in within],
        "could_go": [one for one in mine if one.pk in within],
        "today": timezone.localdate(),
    }
    return render(request, "communities/partnership.html", page)


@ruled("communities.keep_partnership", load=loading.partnership)
def change(request: HttpRequest, partnership_id: int) -> HttpResponse:
    partnership = Organisation.objects.get(pk=partnership_id)
    initial = {"name": partnership.name, "purpose": partnership.purpose}
    form = PartnershipForm(posted(request), initial=initial)
    if form.is_valid():
        joint.change_partnership(partnership, **form.cleaned_data, by=actor_of(request))
        return redirect("communities:partnership", partnership_id=partnership_id)
    page = {"form": form, "act": "Keep", "question": f"What is {partnership.name} for now?"}
    return render(request, "communities/form.html", page, status=422 if form.errors else 200)


@require_POST
@ruled("communities.network")
def membership(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """Bring one's school or trust in, or take it out: the rule is asked there, of whoever leads it."""
    partnership = Organisation.objects.get(pk=loading.partnership(request, partnership_id))
    said, actor = request.POST.get("member", ""), actor_of(request)
    member = get_object_or_404(found_in.could_bring(actor), pk=said if said.isdecimal() else 0)
    if "out" in request.POST:
        joint.take_out(partnership, member, by=actor)
        messages.success(request, f"{member.name} has left.")
    else:
        joint.bring_in(partnership, member, by=actor)
        messages.success(request, f"{member.name} is in.")
    return redirect("communities:partnership", partnership_id=partnership_id)


@ruled("communities.keep_partnership", load=loading.partnership)
def add_goal(request: HttpRequest, partnership_id: int) -> HttpResponse:
    form = GoalForm(posted(request))
    if form.is_valid():
        joint.set_goal(Organisation.objects.get(pk=partnership_id), form.aim(), by=actor_of(request))
        return redirect("communities:partnership", partnership_id=partnership_id)
    page = {"form": form, "act": "Set it", "question": "What do all members answer for?"}
    return render(request, "communities/form.html", page, status=422 if form.errors else 200)


@ruled("communities.network")
def tell(request: HttpRequest, goal_id: int) -> HttpResponse:
    actor = actor_of(request)
    goal = visible_or_404(Goal.objects.select_related("partnership").filter(pk=goal_id), actor)
    form = TellForm(posted(request))
    if form.is_valid():
        joint.tell_goal(goal, form.cleaned_data["told"], is_reached=form.cleaned_data["is_reached"], by=actor)
        return redirect("communities:partnership", partnership_id=goal.partnership_id)
    page = {"form": form, "act": "Tell", "question": f"What became of “{goal.text}”?"}
    return render(request, "communities/form.html", page, status=422 if form.errors else 200)
