"""What communities tell Today: what needs a person, what moved, and what was given and received."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Literal, cast

from django.db.models import Count, F, Max, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from weald.communities.enums import TIME_TO_ANSWER, How, VisitState
from weald.communities.models import (
    Approach,
    Enrolment,
    Gathering,
    Goal,
    Output,
    Post,
    Thread,
    Visit,
)
from weald.communities.queries.communities import leading
from weald.communities.queries.gatherings import unanswered
from weald.communities.queries.threads import mentions_waiting
from weald.core.permissions import Actor, known_ids, visible
from weald.core.registry import Contributor, News, Tally, Waiting
from weald.people.enums import RoleKind
from weald.schools.queries.reach import inside

Mine = QuerySet[Enrolment, dict[str, int]]
# More than so many of a kind are found on the communities' own pages.
MOST = 20


def waiting_for(actor: Actor) -> Iterator[Waiting]:
    """List what needs the person in communities, in a constant number of queries."""
    if actor.person_id is None:
        return
    yield from _gatherings(actor)
    yield from _mentions(actor)
    yield from _approaches(actor)
    yield from _quiet(actor)
    yield from _visits(actor)
    yield from _goals(actor)


def _gatherings(actor: Actor) -> Iterator[Waiting]:
    for gathering in unanswered(actor, timezone.now())[:MOST]:
        yield Waiting(
            key=f"communities.gathering:{gathering.pk}:{gathering.begins_at:%Y%m%d%H%M}",
            text=f"Are you coming to “{gathering.title}”?",
            url=_gathering(gathering.pk),
            since=gathering.called_at,
            due_on=timezone.localdate(gathering.begins_at),
            place=gathering.community.name,
        )


def _mentions(actor: Actor) -> Iterator[Waiting]:
    for mention in mentions_waiting(actor)[:MOST]:
        post = mention.post
        yield Waiting(
            key=f"communities.mention:{mention.pk}",
            text=f"{post.written_by or 'Somebody'} named you in {post.thread.title}",
            url=_thread(post.thread_id),
            since=post.written_at,
            place=post.thread.community.name,
        )


def _approaches(actor: Actor) -> Iterator[Waiting]:
    mine = Q(person_id=actor.person_id) & ~Q(made_by_id=actor.person_id)
    to_leads = Q(person_id=F("made_by_id"), community__in=leading(actor).values("pk"))
    found = Approach.objects.filter(mine | to_leads, answered_at__isnull=True, community__closed_at=None)
    found = found.select_related("community", "person", "made_by")
    found = found.only("made_at", "community__name", "person__name", "made_by__name")
    for approach in found.order_by("made_at", "pk")[:MOST]:
        name = approach.community.name
        yield Waiting(
            key=f"communities.approach:{approach.pk}",
            text=f"{approach.person} asks to join {name}"
            if approach.is_own
            else f"{approach.made_by} invites you to {name}",
            url=reverse("communities:community", args=[approach.community_id]),
            since=approach.made_at,
            place=name,
        )


def _quiet(actor: Actor) -> Iterator[Waiting]:
    asked = leading(actor).filter(asked_at__isnull=False, closed_at__isnull=True)
    for group in asked.order_by("asked_at", "pk")[:MOST]:
        since = group.asked_at or group.active_at
        yield Waiting(
            key=f"communities.quiet:{group.pk}",
            text=f"{group.name} has been quiet for a term. Shall it go on?",
            url=reverse("communities:community", args=[group.pk]),
            since=since,
            due_on=timezone.localdate(since + TIME_TO_ANSWER),
            place=group.name,
        )


def _visits(actor: Actor) -> Iterator[Waiting]:
    asked = Visit.objects.filter(guest_id=actor.person_id, state=VisitState.INVITED).select_related("host")
    for visit in asked.order_by("invited_at", "pk")[:MOST]:
        yield Waiting(
            key=f"communities.visit:{visit.pk}",
            text=f"{visit.host} invites you to come and watch",
            url=reverse("communities:visit", args=[visit.pk]),
            since=visit.invited_at,
            due_on=timezone.localdate(visit.lesson_at) if visit.lesson_at else None,
        )


def _goals(actor: Actor) -> Iterator[Waiting]:
    convened = [
        role.organisation_id for role in actor.roles if role.kind in {RoleKind.NETWORK_LEAD, RoleKind.STEWARD}
    ]
    due = Goal.objects.filter(
        partnership__in=convened, is_reached__isnull=True, due_on__lte=timezone.localdate()
    )
    for goal in due.select_related("partnership").order_by("due_on", "pk")[:MOST]:
        yield Waiting(
            key=f"communities.goal:{goal.pk}",
            text=f"What became of “{goal.text}”?",
            url=reverse("communities:partnership", args=[goal.partnership_id]),
            since=goal.set_at,
            due_on=goal.due_on,
            place=goal.partnership.name,
        )


def news_for(actor: Actor, since: datetime) -> Iterator[News]:
    """Tell what moved in the person's communities since then, by others, where they did not mute it."""
    if actor.person_id is None:
        return
    heard = Enrolment.objects.filter(person_id=actor.person_id, left_on__isnull=True, muted_at__isnull=True)
    mine = cast("Mine", heard.values("community_id"))
    yield from _talk(actor, mine, since)
    yield from _called(actor, mine, since)
    yield from _came_of(actor, mine, since)
    yield from _enrolled(actor, since)


def _talk(actor: Actor, mine: Mine, since: datetime) -> Iterator[News]:
    # Somebody erased has written too: NULL is nobody's id.
    others = Q(posts__written_at__gt=since, posts__taken_back_at__isnull=True) & (
        Q(posts__written_by__isnull=True) | ~Q(posts__written_by_id=actor.person_id)
    )
    moved = (
        Thread.objects.filter(community__in=mine, last_at__gt=since, hidden_at__isnull=True)
        .annotate(new=Count("posts", filter=others), latest=Max("posts__written_at", filter=others))
        .filter(new__gt=0)
        .select_related("community")
        .only("title", "community__name")
    )
    for thread in moved.order_by("-latest", "pk")[:MOST]:
        words = "One new post" if thread.new == 1 else f"{thread.new} new posts"
        yield News(
            key=f"communities.thread:{thread.pk}:{thread.latest:%Y%m%d%H%M%S}",
            at=thread.latest,
            title=thread.title,
            url=_thread(thread.pk),
            text=f"{words} in {thread.community.name}",
            community_id=thread.community_id,
        )


def _called(actor: Actor, mine: Mine, since: datetime) -> Iterator[News]:
    found = Gathering.objects.filter(
        community__in=mine, called_at__gt=since, called_off_at__isnull=True
    ).exclude(called_by_id=actor.person_id)
    found = found.select_related("community").only("begins_at", "called_at", "title", "community__name")
    for gathering in found.order_by("-called_at", "pk")[:MOST]:
        when = timezone.localtime(gathering.begins_at)
        yield News(
            key=f"communities.gathering:{gathering.pk}",
            at=gathering.called_at,
            title=gathering.title,
            url=_gathering(gathering.pk),
            text=f"{gathering.community.name} gathers on {when:%-d %B} at {when:%H:%M}",
            community_id=gathering.community_id,
        )


def _came_of(actor: Actor, mine: Mine, since: datetime) -> Iterator[News]:
    found = (
        Output.objects.filter(community__in=mine, added_at__gt=since)
        .exclude(added_by_id=actor.person_id)
        .values("community_id", name=F("community__name"))
        .annotate(n=Count("pk"), latest=Max("added_at"))
        .order_by("-latest")
    )
    for row in found[:MOST]:
        yield News(
            key=f"communities.output:{row['community_id']}:{row['latest']:%Y%m%d%H%M%S}",
            at=row["latest"],
            title=f"Something came of {row['name']}",
            url=reverse("communities:community", args=[row["community_id"]]),
            community_id=row["community_id"],
        )


def _enrolled(actor: Actor, since: datetime) -> Iterator[News]:
    found = Enrolment.objects.filter(
        person_id=actor.person_id,
        how=How.RULE,
        left_on__isnull=True,
        muted_at__isnull=True,
        joined_on__gt=timezone.localdate(since),
    )
    found = found.select_related("community").only("joined_on", "community__name")
    for enrolment in found.order_by("pk")[:MOST]:
        begins = datetime.combine(enrolment.joined_on, datetime.min.time(), timezone.get_current_timezone())
        yield News(
            key=f"communities.enrolment:{enrolment.pk}",
            at=begins,
            title=f"You are in {enrolment.community.name}",
            url=reverse("communities:community", args=[enrolment.community_id]),
            text="Your role enrols you; you can mute it.",
            community_id=enrolment.community_id,
        )


def tallies_of(actor: Actor, who: Contributor, since: datetime) -> Iterator[Tally]:
    """Count gatherings called and replies given and received, as far as the actor may read them."""
    threads = known_ids(Thread, actor)
    posts = Post.objects.filter(thread__in=threads, written_at__gte=since, taken_back_at__isnull=True)
    gatherings = visible(Gathering.objects.all(), actor).filter(
        begins_at__gte=since, ends_at__lt=timezone.now(), called_off_at__isnull=True
    )
    if who.label == "people.user":
        to_others = posts.filter(written_by_id=who.pk).exclude(thread__started_by_id=who.pk)
        to_them = posts.filter(thread__started_by_id=who.pk).exclude(written_by_id=who.pk)
        called = gatherings.filter(called_by_id=who.pk)
    else:
        here = inside({who.pk}, timezone.localdate())
        begun = Thread.objects.filter(posts__organisation__in=here, posts__written_at=F("started_at"))
        to_others = posts.filter(organisation__in=here).exclude(thread__in=begun.values("pk"))
        to_them = posts.filter(thread__in=begun.values("pk")).exclude(organisation__in=here)
        called = gatherings.filter(host__in=here)
    counted: tuple[tuple[Literal["given", "received"], QuerySet[Any], str, str], ...] = (
        ("given", called, "gathering held", "gatherings held"),
        ("given", to_others, "reply given", "replies given"),
        ("received", to_them, "reply received", "replies received"),
    )
    for direction, found, one, many in counted:
        if count := found.count():
            yield Tally(direction, count, one, many)
    yield from _opened(actor, who, since)


def _opened(actor: Actor, who: Contributor, since: datetime) -> Iterator[Tally]:
    """Count lessons opened and watched for the person themself, and for nobody else."""
    if who.label != "people.user" or who.pk != actor.person_id:
        return
    watched = Visit.objects.filter(state=VisitState.WATCHED, answered_at__gte=since)
    given, received = (
        watched.filter(host_id=who.pk).count(),
        watched.filter(guest_id=who.pk).count(),
    )
    url = reverse("communities:visits")
    if given:
        yield Tally("given", given, "lesson opened to a colleague", "lessons opened to colleagues", url)
    if received:
        yield Tally("received", received, "lesson watched", "lessons watched", url)


def _thread(pk: int) -> str:
    return reverse("communities:thread", args=[pk])


def _gathering(pk: int) -> str:
    return reverse("communities:gathering", args=[pk])
