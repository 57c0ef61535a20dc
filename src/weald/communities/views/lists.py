"""Communities to read and to join."""

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from weald.communities.enums import Joining
from weald.communities.models import Community, Gathering
from weald.communities.queries.communities import enrolled, listed
from weald.communities.queries.gatherings import to_come
from weald.core.exports import export, wanted_format
from weald.core.permissions import Actor, actor_of, refusal, ruled, visible

COMMUNITIES_A_PAGE = 25
COLUMNS = {
    "name": "name",
    "kind": lambda community: community.get_kind_display(),
    "purpose": "purpose",
    "home": lambda community: community.home.name if community.home else None,
    "members": "size",
    "meets": lambda community: community.get_rhythm_display(),
    "mine": "is_mine",
    "closed_at": "closed_at",
}
TABS = ("mine", "join", "all")


def shown(tab: str, actor: Actor) -> QuerySet[Community]:
    found = visible(Community.objects.all(), actor)
    if tab == "mine":
        return found.filter(enrolled(actor))
    if tab == "join":
        return found.filter(
            ~Q(enrolled(actor)), joining__in=[Joining.OPEN, Joining.ASK], closed_at__isnull=True
        )
    return found


@ruled("communities.read")
def index(request: HttpRequest) -> HttpResponse:
    """List the reader's own communities, those they could join, or all they may know of."""
    actor = actor_of(request)
    tab = request.GET.get("tab", "mine" if actor.is_known else "all")
    tab = tab if tab in TABS else "mine"
    words = request.GET.get("q", "").strip()[:100]
    found = listed(shown(tab, actor), actor)
    if words:
        found = found.filter(Q(name__icontains=words) | Q(purpose__icontains=words))
    found = found.order_by("closed_at", "kind", "name", "pk")
    if wanted_format(request):
        return export(request, COLUMNS, found, "communities")
    upcoming = to_come(visible(Gathering.objects.all(), actor), timezone.now())
    page = {
        "page": Paginator(found, COMMUNITIES_A_PAGE).get_page(request.GET.get("page")),
        "tab": tab,
        "words": words,
        "next": upcoming.filter(enrolled(actor, "community")).select_related("community")[:3],
        "may_start": refusal("communities.start", actor) is None,
        "may_convene": refusal("communities.coverage", actor) is None,
    }
    return render(request, "communities/index.html", page)
