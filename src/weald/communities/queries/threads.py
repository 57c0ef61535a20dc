"""What is said in communities, as far as the actor may read it."""

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat, Lower, StrIndex

from weald.communities.models import Community, Enrolment, Mention, Post, Thread
from weald.communities.queries.communities import readable_ids
from weald.core.permissions import Actor, visibility


@visibility(Thread)
def threads(queryset: QuerySet[Thread], actor: Actor) -> QuerySet[Thread]:
    readable = queryset.filter(community__in=readable_ids(actor))
    return readable if actor.is_system else readable.filter(_standing("started_by", actor))


@visibility(Post)
def posts(queryset: QuerySet[Post], actor: Actor) -> QuerySet[Post]:
    readable = queryset.filter(thread__community__in=readable_ids(actor))
    if actor.is_system:
        return readable
    # Within a hidden thread, too, everybody reads on what they wrote themself, and no more.
    in_thread = (
        Q(thread__hidden_at__isnull=True) | _by("thread__started_by", actor) | _by("written_by", actor)
    )
    return readable.filter(_standing("written_by", actor), in_thread)


def _standing(writer: str, actor: Actor) -> Q:
    """Leave out what was reported and is hidden, but for whoever wrote it."""
    return Q(hidden_at__isnull=True) | _by(writer, actor)


def _by(writer: str, actor: Actor) -> Q:
    return Q(**{f"{writer}__isnull": False, writer: actor.person_id or 0})


@visibility(Mention)
def mentions(queryset: QuerySet[Mention], actor: Actor) -> QuerySet[Mention]:
    """Whom somebody named is for those who may read where they did."""
    readable = queryset.filter(post__thread__community__in=readable_ids(actor))
    return readable.filter(post__hidden_at__isnull=True, post__thread__hidden_at__isnull=True)


def listed(queryset: QuerySet[Thread]) -> QuerySet[Thread]:
    """Add how many wrote how much in a thread."""
    standing = Q(posts__taken_back_at__isnull=True)
    return queryset.select_related("started_by").annotate(
        written=Count("posts", filter=standing),
        writers=Count("posts__written_by", filter=standing, distinct=True),
    )


def posts_of(thread: Thread) -> QuerySet[Post]:
    return (
        Post.objects.filter(thread=thread)
        .select_related("written_by", "organisation")
        .prefetch_related("mentions__person")
        .order_by("written_at", "pk")
    )


def named_in(text: str, community: Community) -> QuerySet[Enrolment]:
    """Find the members whose name follows an @ in a text, however long their name is."""
    members = Enrolment.objects.filter(community=community, left_on__isnull=True).exclude(person__name="")
    at_name = Concat(Value("@"), Lower("person__name"))
    return members.annotate(found=StrIndex(Value(text.lower()), at_name)).filter(found__gt=0)


def mentions_waiting(actor: Actor) -> QuerySet[Mention]:
    """Give where the actor was named and has neither answered since nor set it aside."""
    readable = readable_ids(actor)
    answered = Post.objects.filter(
        thread=OuterRef("post__thread"),
        written_by_id=actor.person_id or 0,
        written_at__gt=OuterRef("post__written_at"),
    )
    return (
        Mention.objects.filter(
            ~Exists(answered),
            person_id=actor.person_id or 0,
            settled_at__isnull=True,
            post__taken_back_at__isnull=True,
            post__hidden_at__isnull=True,
            post__thread__hidden_at__isnull=True,
            post__thread__community__in=readable,
        )
        .select_related("post__thread__community", "post__written_by")
        .order_by("post__written_at", "pk")
    )
