"""Finding what a page is about, as far as the reader may know of it."""

from django.db.models import CharField
from django.db.models.functions import Cast
from django.http import HttpRequest, QueryDict
from django.shortcuts import get_object_or_404

from weald.communities.domain.reporting import LABEL
from weald.communities.models import Community, Gathering, Post, Thread, Visit
from weald.communities.queries.communities import seat_of
from weald.communities.rules import Between, Seat, Writing
from weald.core.permissions import actor_of, visible_or_404
from weald.people.views.concerns import known_or_reported
from weald.schools.enums import Kind
from weald.schools.models import Organisation


def seat(request: HttpRequest, community_id: int) -> Seat:
    actor = actor_of(request)
    return seat_of(visible_or_404(Community.objects.filter(pk=community_id), actor), actor)


def community_of(seat: Seat) -> Community:
    return get_object_or_404(Community.objects.select_related("home", "rule_place"), pk=seat.community_id)


def revision_read(request: HttpRequest, now: int) -> int:
    """Give the revision that whoever changes a thing has read; `now`, where their page did not say."""
    said = request.POST.get("revision", "")
    return int(said) if said.isdecimal() else now


def thread(request: HttpRequest, thread_id: int) -> Writing:
    actor = actor_of(request)
    threads = Thread.objects.select_related("community").filter(pk=thread_id)
    hidden = Post.objects.filter(thread=thread_id, hidden_at__isnull=False)
    found = known_or_reported(threads, actor, LABEL, hidden.values(named=Cast("pk", CharField())))
    return Writing(seat_of(found.community, actor), found.started_by_id, found.pk)


def post(request: HttpRequest, post_id: int) -> Writing:
    actor = actor_of(request)
    posts = Post.objects.select_related("thread__community").filter(pk=post_id)
    found = known_or_reported(posts, actor, LABEL, [str(post_id)])
    return Writing(seat_of(found.thread.community, actor), found.written_by_id, found.pk)


def gathering(request: HttpRequest, gathering_id: int) -> Writing:
    actor = actor_of(request)
    found = visible_or_404(Gathering.objects.select_related("community").filter(pk=gathering_id), actor)
    return Writing(seat_of(found.community, actor), found.called_by_id, found.pk)


def visit(request: HttpRequest, visit_id: int) -> Between:
    found = visible_or_404(Visit.objects.filter(pk=visit_id), actor_of(request))
    return Between(found.host_id, found.guest_id, found.pk)


def partnership(request: HttpRequest, partnership_id: int) -> int:
    found = Organisation.objects.filter(pk=partnership_id, kind=Kind.PARTNERSHIP)
    return visible_or_404(found, actor_of(request)).pk


def posted(request: HttpRequest) -> QueryDict | None:
    """Give what was sent, however little: an empty form is not a first look."""
    return request.POST if request.method == "POST" else None
