"""What reporting a post does: its words are hidden, and perhaps taken away, by those who must look."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import CharField
from django.db.models.functions import Cast
from django.utils import timezone

from weald.communities.models import Post, Thread
from weald.core.domain.recording import record
from weald.core.enums import Verb
from weald.core.permissions import Actor, visible
from weald.people.models import Concern
from weald.people.queries.concerns import REPORTABLE, About, Reportable

LABEL = Post._meta.label_lower
TAKEN_DOWN = "Taken down"


def _find(target_id: str, actor: Actor) -> About | None:
    """A post is at home where its community is; in a group across the sector, where its writer works.

    What was taken back is reported no more; who looks is still told of it, and who wrote it.
    """
    known = visible(Post.objects.filter(pk=target_id), actor)
    if not actor.is_system:
        known = known.filter(taken_back_at=None)
    post = known.select_related("thread__community__home", "organisation").first()
    if post is None:
        return None
    home = post.thread.community.home or post.organisation
    authors = frozenset([post.written_by_id] if post.written_by_id is not None else [])
    return About(f"A post in “{post.thread.title}”", home, authors, post.text)


def _begins(post: Post) -> bool:
    return not Post.objects.filter(thread=post.thread_id, pk__lt=post.pk).exists()


def _hide(target_id: str, since: datetime | None) -> None:
    """Hide a post; with the one that begins a thread, the thread, whose title may say the same."""
    post = Post.objects.get(pk=target_id)
    Post.objects.filter(pk=post.pk).update(hidden_at=since)
    if _begins(post):
        Thread.objects.filter(pk=post.thread_id).update(hidden_at=since)


def _take_down(target_id: str, kind: str, by: Actor) -> None:
    """Take the words away, and the title of the thread that begins with them; the answers stay."""
    post = Post.objects.select_related("thread__community").get(pk=target_id)
    post.text, post.taken_back_at = "", timezone.now()
    post.save(update_fields=["text", "taken_back_at"])
    if _begins(post):
        Thread.objects.filter(pk=post.thread_id).update(title=TAKEN_DOWN)
    record(Verb.WITHDREW, post.thread.community, by=by, thing=post)


def _written_by(person_id: int) -> Collection[str]:
    """Give those of somebody's posts that were ever reported: of all the others nothing is to be told."""
    reported = Concern.objects.filter(target_label=LABEL).values_list("target_id", flat=True)
    mine = Post.objects.annotate(named=Cast("pk", CharField())).filter(named__in=reported)
    return list(mine.filter(written_by_id=person_id).values_list("named", flat=True))


REPORTABLE[LABEL] = Reportable("post", "communities:post", _find, _hide, _take_down, _written_by)
