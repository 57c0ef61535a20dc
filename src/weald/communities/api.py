"""Communities, their gatherings and what is said in them, for programs."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Query, Router, Schema

from weald.communities.domain import gatherings as gathering_verbs
from weald.communities.domain import joining, threads
from weald.communities.enums import Answer
from weald.communities.models import Community, Gathering, Post, Thread
from weald.communities.queries.communities import listed
from weald.core.permissions import actor_of, visible, visible_or_404
from weald.operations import Page, Sheet, page, reads, writes

router = Router(tags=["Communities"])


class CommunityOut(Schema):
    id: int
    kind: str
    name: str
    purpose: str
    home_id: int | None
    subject: str
    phases: list[str]
    rhythm: str
    joining: str
    members: int
    is_mine: bool
    is_open: bool


class GatheringOut(Schema):
    id: int
    community_id: int
    title: str
    agenda: str
    begins_at: datetime
    ends_at: datetime
    place: str
    link: str
    is_called_off: bool


class ThreadOut(Schema):
    id: int
    community_id: int
    title: str
    started_at: datetime
    last_at: datetime


class PostOut(Schema):
    """What somebody wrote (Markdown). Taken back, its place stays and its words go."""

    id: int
    thread_id: int
    text: str
    written_by: str
    written_at: datetime
    is_taken_back: bool


class ThreadIn(Schema):
    title: str
    text: str


class PostIn(Schema):
    text: str


class ComingIn(Schema):
    answer: Answer


def a_community(request: HttpRequest, community_id: int) -> Community:
    return visible_or_404(Community.objects.filter(pk=community_id), actor_of(request))


def a_thread(request: HttpRequest, thread_id: int) -> Thread:
    found: QuerySet[Thread] = Thread.objects.filter(pk=thread_id).select_related("community")
    return visible_or_404(found, actor_of(request))


def community_out(community: Any) -> dict[str, Any]:  # noqa: ANN401 -- a row with what `listed` adds
    return {
        "id": community.pk,
        "kind": community.kind,
        "name": community.name,
        "purpose": community.purpose,
        "home_id": community.home_id,
        "subject": community.subject,
        "phases": community.phases,
        "rhythm": community.rhythm,
        "joining": community.joining,
        "members": community.size,
        "is_mine": community.is_mine,
        "is_open": community.is_open,
    }


def gathering_out(gathering: Gathering) -> dict[str, Any]:
    return {
        "id": gathering.pk,
        "community_id": gathering.community_id,
        "title": gathering.title,
        "agenda": gathering.agenda,
        "begins_at": gathering.begins_at,
        "ends_at": gathering.ends_at,
        "place": gathering.place,
        "link": gathering.link,
        "is_called_off": gathering.called_off_at is not None,
    }


def thread_out(thread: Thread) -> dict[str, Any]:
    return {
        "id": thread.pk,
        "community_id": thread.community_id,
        "title": thread.title,
        "started_at": thread.started_at,
        "last_at": thread.last_at,
    }


def post_out(post: Post) -> dict[str, Any]:
    return {
        "id": post.pk,
        "thread_id": post.thread_id,
        "text": post.text,
        "written_by": post.written_by.name if post.written_by else "",
        "written_at": post.written_at,
        "is_taken_back": post.taken_back_at is not None,
    }


@reads(router, "/communities", rule="communities.read", answer=Page[CommunityOut])
def communities(request: HttpRequest, sheet: Query[Sheet], mine: bool = False) -> dict[str, Any]:
    """List networks and groups; with `mine`, those you are in."""
    actor = actor_of(request)
    found = listed(visible(Community.objects.all(), actor), actor)
    return page(request, found.filter(is_mine=True) if mine else found, sheet, community_out)


@reads(router, "/communities/{community_id}", rule="communities.read", answer=CommunityOut)
def community(request: HttpRequest, community_id: int) -> dict[str, Any]:
    """Give one community: what it is for and how large it is."""
    found = listed(Community.objects.filter(pk=community_id), actor_of(request))
    return community_out(visible_or_404(found, actor_of(request)))


@reads(router, "/communities/{community_id}/gatherings", rule="communities.read", answer=Page[GatheringOut])
def gatherings(request: HttpRequest, community_id: int, sheet: Query[Sheet]) -> dict[str, Any]:
    """List its gatherings, past ones too."""
    found = Gathering.objects.filter(community=a_community(request, community_id))
    return page(request, visible(found, actor_of(request)), sheet, gathering_out)


@reads(router, "/communities/{community_id}/threads", rule="communities.read", answer=Page[ThreadOut])
def community_threads(request: HttpRequest, community_id: int, sheet: Query[Sheet]) -> dict[str, Any]:
    """List what is talked about in it."""
    found = Thread.objects.filter(community=a_community(request, community_id))
    return page(request, visible(found, actor_of(request)), sheet, thread_out)


@reads(router, "/threads/{thread_id}/posts", rule="communities.read", answer=Page[PostOut])
def posts(request: HttpRequest, thread_id: int, sheet: Query[Sheet]) -> dict[str, Any]:
    """List what was written in a thread, newest first."""
    found = Post.objects.filter(thread=a_thread(request, thread_id)).select_related("written_by")
    return page(request, visible(found, actor_of(request)), sheet, post_out)


@writes(router, "/communities/{community_id}/join", rule="communities.join", answer=CommunityOut, status=200)
def join(request: HttpRequest, community_id: int) -> dict[str, Any]:
    """Join an open community."""
    joining.join(a_community(request, community_id), by=actor_of(request))
    found = listed(Community.objects.filter(pk=community_id), actor_of(request))
    return community_out(visible_or_404(found, actor_of(request)))


@writes(router, "/communities/{community_id}/threads", rule="communities.write", answer=ThreadOut)
def start_thread(request: HttpRequest, community_id: int, given: ThreadIn) -> dict[str, Any]:
    """Begin to talk about something."""
    found = a_community(request, community_id)
    return thread_out(threads.start_thread(found, given.title, given.text, by=actor_of(request)))


@writes(router, "/threads/{thread_id}/posts", rule="communities.write", answer=PostOut)
def reply(request: HttpRequest, thread_id: int, given: PostIn) -> dict[str, Any]:
    """Write in a thread."""
    return post_out(threads.reply(a_thread(request, thread_id), given.text, by=actor_of(request)))


@writes(
    router,
    "/gatherings/{gathering_id}/answer",
    rule="communities.read_inside",
    answer=GatheringOut,
    status=200,
)
def say_whether_coming(request: HttpRequest, gathering_id: int, given: ComingIn) -> dict[str, Any]:
    """Say whether you come to a gathering."""
    actor = actor_of(request)
    found = visible_or_404(Gathering.objects.filter(pk=gathering_id).select_related("community"), actor)
    gathering_verbs.answer(found, given.answer, by=actor)
    return gathering_out(found)
