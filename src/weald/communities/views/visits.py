"""Come and watch: for the two of them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from weald.communities.domain import visits as visiting
from weald.communities.forms.doing import NoteForm, VisitForm
from weald.communities.models import Visit
from weald.communities.queries.places import known_to
from weald.communities.queries.visits import visits_of
from weald.communities.rules import Between
from weald.communities.views import loading
from weald.communities.views.loading import posted
from weald.core.permissions import actor_of, refusal, ruled

VISITS_A_PAGE = 25


@ruled("core.signed_in")
def visits(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    listed = Paginator(visits_of(actor), VISITS_A_PAGE).get_page(request.GET.get("page"))
    page = {
        "page": listed,
        "me": actor.person_id,
        "may_invite": refusal("communities.invite_to_watch", actor) is None,
    }
    return render(request, "communities/visits.html", page)


@ruled("communities.invite_to_watch")
def invite(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    form = VisitForm(posted(request))
    form.fields["guest"].known = known_to(actor)  # type: ignore[attr-defined]  # a field of its own kind
    if form.is_valid():
        visit = visiting.invite_to_watch(**form.cleaned_data, by=actor)
        messages.success(request, "Invited. Only the two of you know.")
        return redirect("communities:visit", visit_id=visit.pk)
    page = {"form": form, "act": "Invite", "question": "Who would you like to come and watch?"}
    return render(request, "communities/form.html", page, status=422 if form.errors else 200)


@ruled("communities.visit", load=loading.visit)
def visit(request: HttpRequest, between: Between) -> HttpResponse:
    actor, visit = actor_of(request), visit_of(between)
    form = NoteForm(posted(request))
    if form.is_valid():
        visiting.say(visit, form.cleaned_data["text"], by=actor)
        return redirect("communities:visit", visit_id=visit.pk)
    is_host = visit.host_id == actor.person_id
    page = {
        "visit": visit,
        "notes": visit.notes.select_related("written_by"),
        "form": form,
        "is_host": is_host,
        "other": visit.guest if is_host else visit.host,
    }
    return render(request, "communities/visit.html", page, status=422 if form.errors else 200)


def visit_of(between: Between) -> Visit:
    return get_object_or_404(
        Visit.objects.select_related("host", "guest", "organisation"), pk=between.about_id
    )


@require_POST
@ruled("communities.visit", load=loading.visit)
def answer(request: HttpRequest, between: Between) -> HttpResponse:
    visit, actor, said = visit_of(between), actor_of(request), request.POST.get("act", "")
    if said == "watched":
        visiting.mark_watched(visit, by=actor)
    elif said == "call_off":
        visiting.call_off_visit(visit, by=actor)
    else:
        visiting.answer_visit(visit, is_coming=said == "come", by=actor)
    messages.success(request, "Noted.")
    return redirect("communities:visit", visit_id=visit.pk)
