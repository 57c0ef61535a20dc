"""Talking in a community."""

from django.db import transaction
from django.utils import timezone

from weald.communities.domain.activity import touch
from weald.communities.models import Community, Mention, Post, Thread
from weald.communities.queries.communities import seat_of
from weald.communities.queries.places import works_at
from weald.communities.queries.threads import named_in
from weald.communities.rules import Writing
from weald.core.domain.recording import record
from weald.core.enums import Verb
from weald.core.permissions import Actor, permit, visible

LONGEST_POST = 20_000


@transaction.atomic
def start_thread(community: Community, title: str, text: str, *, by: Actor) -> Thread:
    permit("communities.write", by, seat_of(community, by))
    now = timezone.now()
    thread = Thread.objects.create(
        community=community, title=title, started_by_id=by.person_id, started_at=now, last_at=now
    )
    _post(thread, text, by)
    _write(Verb.ASKED, thread, thread, by)
    return thread


@transaction.atomic
def reply(thread: Thread, text: str, *, by: Actor) -> Post:
    permit("communities.write", by, seat_of(thread.community, by))
    post = _post(thread, text, by)
    Mention.objects.filter(post__thread=thread, person_id=by.person_id, settled_at__isnull=True).update(
        settled_at=post.written_at
    )
    _write(Verb.REPLIED, thread, post, by)
    return post


def _post(thread: Thread, text: str, by: Actor) -> Post:
    post = Post.objects.create(
        thread=thread,
        text=text,
        written_by_id=by.person_id,
        organisation=works_at(by.person_id),
        written_at=timezone.now(),
    )
    named = named_in(text, thread.community).exclude(person_id=by.person_id)
    Mention.objects.bulk_create(Mention(post=post, person_id=one.person_id) for one in named)
    Thread.objects.filter(pk=thread.pk, last_at__lt=post.written_at).update(last_at=post.written_at)
    touch(thread.community)
    return post


@transaction.atomic
def take_back(post: Post, *, by: Actor) -> Post:
    """Take a post's words away; that somebody wrote there stays, so that answers to it make sense."""
    community = post.thread.community
    permit("communities.take_back", by, Writing(seat_of(community, by), post.written_by_id))
    post.text, post.taken_back_at = "", timezone.now()
    post.save(update_fields=["text", "taken_back_at"])
    _write(Verb.WITHDREW, post.thread, post, by)
    return post


@transaction.atomic
def set_aside(mention_id: int, *, by: Actor) -> None:
    """Say that being named needs no answer."""
    mine = visible(Mention.objects.filter(pk=mention_id, person_id=by.person_id), by)
    mine.filter(settled_at__isnull=True).update(settled_at=timezone.now())


def _write(verb: Verb, thread: Thread, target: Thread | Post, by: Actor) -> None:
    community = thread.community
    record(verb, community, by=by, thing=target)
