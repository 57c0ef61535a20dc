"""Who is in a community: joining, inviting, answering, muting, leading."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from weald.communities.domain import joining
from weald.communities.forms.community import DigestForm, InviteForm
from weald.communities.models import Approach, Enrolment
from weald.communities.queries.communities import members_of, with_places
from weald.communities.queries.places import known_to
from weald.communities.rules import Seat
from weald.communities.views.loading import community_of, posted, seat
from weald.core.exports import export, wanted_format
from weald.core.paging import MOST_LISTED
from weald.core.permissions import actor_of, refusal, ruled, visible, visible_or_404

MEMBERS_A_PAGE = 50
SORTS = {"name": "person__name", "since": "joined_on", "how": "how"}
COLUMNS = {
    "name": "person.name",
    "leads": "is_lead",
    "where_from": lambda enrolment: ", ".join(enrolment.works_at or enrolment.wrote_from),
    "how": lambda enrolment: enrolment.get_how_display(),
    "since": "joined_on",
}


@ruled("communities.read_inside", load=seat)
def members(request: HttpRequest, seat: Seat) -> HttpResponse:
    actor, community = actor_of(request), community_of(seat)
    sort = request.GET.get("sort", "name")
    field = SORTS.get(sort.removeprefix("-"), "person__name")
    size = members_of(community).count()
    # A nation's network is not sorted anew for a page of fifty: its leads come first, the rest as they came.
    is_long = size > MOST_LISTED
    order = ["pk"] if is_long else [f"-{field}" if sort.startswith("-") else field, "pk"]
    known = with_places(visible(members_of(community), actor), actor)
    found = known.order_by("-is_lead", *order)
    if wanted_format(request):
        return export(request, COLUMNS, found, "members")
    page = {
        "community": community,
        "page": Paginator(found, MEMBERS_A_PAGE).get_page(request.GET.get("page")),
        "size": size,
        "sort": sort,
        "is_long": is_long,
        "is_in": seat.is_in,
        "may_lead": refusal("communities.lead", actor, seat) is None,
    }
    return render(request, "communities/members.html", page)


@require_POST
@ruled("communities.lead", load=seat)
def leads(request: HttpRequest, seat: Seat) -> HttpResponse:
    found = Enrolment.objects.filter(community=seat.community_id, left_on__isnull=True)
    chosen = request.POST.get("enrolment", "")
    enrolment = get_object_or_404(found, pk=chosen if chosen.isdecimal() else 0)
    joining.set_lead(enrolment, is_lead="make" in request.POST, by=actor_of(request))
    return redirect("communities:members", community_id=seat.community_id)


@require_POST
@ruled("communities.read", load=seat)
def join(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Join, or ask to, whichever the community takes."""
    community, actor = community_of(seat), actor_of(request)
    if refusal("communities.ask_to_join", actor, seat) is None:
        joining.ask_to_join(community, by=actor)
        messages.success(request, "Asked. You hear on Today.")
    else:
        joining.join(community, by=actor)
        messages.success(request, f"You are in {community.name}.")
    return redirect("communities:community", community_id=community.pk)


@require_POST
@ruled("communities.member", load=seat)
def leave(request: HttpRequest, seat: Seat) -> HttpResponse:
    community, actor = community_of(seat), actor_of(request)
    if "listen" in request.POST:
        joining.set_muted(community, is_muted=False, by=actor)
        messages.success(request, "You hear of it again.")
    elif joining.leave(community, by=actor).left_on is None:
        messages.success(request, "Muted: you stay in it, and it neither asks nor writes.")
    else:
        messages.success(request, f"You have left {community.name}.")
    return redirect("communities:index")


@require_POST
@ruled("communities.member", load=seat)
def letters(request: HttpRequest, seat: Seat) -> HttpResponse:
    form = DigestForm(request.POST)
    if form.is_valid():
        joining.choose_digest(community_of(seat), form.cleaned_data["digest"], by=actor_of(request))
        messages.success(request, "Kept.")
    return redirect("communities:community", community_id=seat.community_id)


@ruled("communities.write", load=seat)
def invite(request: HttpRequest, seat: Seat) -> HttpResponse:
    community, actor = community_of(seat), actor_of(request)
    form = InviteForm(posted(request))
    form.fields["person"].known = known_to(actor)  # type: ignore[attr-defined]  # a field of its own kind
    if form.is_valid():
        joining.invite(community, form.cleaned_data["person"], by=actor)
        messages.success(request, "Invited. They decide on Today.")
        return redirect("communities:community", community_id=community.pk)
    page = {"form": form, "act": "Invite", "question": "Whom would you like in?", "community": community}
    return render(request, "communities/form.html", page, status=422 if form.errors else 200)


def approach(request: HttpRequest, approach_id: int) -> Approach:
    found = Approach.objects.select_related("community").filter(pk=approach_id)
    return visible_or_404(found, actor_of(request))


@require_POST
@ruled("communities.read", load=approach)
def answer(request: HttpRequest, approach: Approach) -> HttpResponse:
    joining.answer_approach(approach, is_agreed="yes" in request.POST, by=actor_of(request))
    messages.success(request, "Answered.")
    if "yes" in request.POST:
        return redirect("communities:community", community_id=approach.community_id)
    return redirect("communities:index")
