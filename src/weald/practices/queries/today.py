"""What the round of a practice asks of people, what moved in it, what was given and received."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from weald.core.permissions import Actor, visible
from weald.core.registry import Contributor, News, Tally, Waiting
from weald.practices.enums import AdoptionState, CreditKind, Descent, ReturnState
from weald.practices.models import Adoption, Credit, Parentage, Practice, Return, Version
from weald.practices.queries.library import EVERY_STAGE, MINE, SCHOOL, TRUST
from weald.schools.queries.reach import inside

MOST_NEWS = 50
TAKEN = (ReturnState.MERGED, ReturnState.IN_PART)

# All that is told of what somebody made, by the way one comes to its version; and of an answer.
SAID_OF_MADE = {
    way: [f"{way}__{field}" for field in ("made_at", "note", "practice__title", "practice__home__name")]
    for way in ("child", "version")
}
SAID_OF_ANSWERS = (
    "state", "sent_at", "answered_at", "answered_by", "reason", "thanked_at", "thanked_by", "thanks"
)  # fmt: skip


def written_by(person_id: int | None) -> QuerySet[Practice, int]:
    """Give the ids of what somebody writes."""
    mine = Practice.authors.through.objects.filter(user_id=person_id or 0)
    return mine.values_list("practice_id", flat=True)  # type: ignore[return-value]  # rows of the join


def waiting_returns(actor: Actor) -> Iterator[Waiting]:
    """What came back to an author's practices and waits for an answer; what was taken in without thanks."""
    if not actor.is_known:
        return
    unanswered = Q(state=ReturnState.WAITING)
    unthanked = Q(state__in=TAKEN, thanked_at__isnull=True)
    found = Return.objects.filter(unanswered | unthanked, to_practice__in=written_by(actor.person_id))
    found = found.filter(
        to_practice__withdrawn_at__isnull=True, from_version__practice__hidden_at__isnull=True
    ).exclude(sent_by_id=actor.person_id)
    found = found.select_related("to_practice", "from_version__practice__home").only(
        "state", "sent_at", "answered_at", "to_practice__title", "from_version__practice__home__name"
    )
    for back in found.order_by("sent_at", "pk"):
        home = back.from_version.practice.home.name
        title = back.to_practice.title
        yield Waiting(
            key=f"practices.return:{back.pk}:{'answer' if back.is_waiting else 'thanks'}",
            text=f"“{title}” came back from {home}: see what changed"
            if back.is_waiting
            else f"Thank {home} for what you took into “{title}”",
            url=reverse("practices:returned", args=[back.pk]),
            since=back.answered_at or back.sent_at,
            place=home,
        )


def news(actor: Actor, since: datetime) -> Iterator[News]:
    """Who took up or adapted one's practice, where its words went on, what came of a return, what is new
    in what one uses; thanks."""
    if not actor.is_known:
        return
    # Asked once, by itself: most people write nothing, and then there is nothing else to ask.
    mine = list(written_by(actor.person_id))
    if mine:
        yield from _adopted(actor, since, mine)
        yield from _adapted(actor, since, mine)
        yield from _carried_on(actor, since, mine)
    yield from _answered(actor, since, mine)
    yield from _newer(actor, since, mine)


def _adopted(actor: Actor, since: datetime, mine: list[int]) -> Iterator[News]:
    found = Adoption.objects.filter(practice__in=mine, adopted_at__gte=since)
    found = found.exclude(adopted_by_id=actor.person_id).select_related("practice", "organisation")
    found = found.only("adopted_at", "pupils", "practice__title", "organisation__name")
    for one in found.order_by("-adopted_at", "-pk")[:MOST_NEWS]:
        yield News(
            key=f"practices.adoption:{one.pk}",
            at=one.adopted_at,
            title=f"{one.organisation.name} took up “{one.practice.title}”",
            url=reverse("practices:practice", args=[one.practice_id]),
            text=one.pupils,
        )


def _adapted(actor: Actor, since: datetime, mine: list[int]) -> Iterator[News]:
    ties = Parentage.objects.filter(
        parent__practice__in=mine,
        child__made_at__gte=since,
        how__in=[Descent.ADAPTED, Descent.ALLOYED],
    ).exclude(child__made_by_id=actor.person_id)
    ties = visible(ties, actor).select_related("parent__practice", "child__practice__home")
    ties = ties.only(*SAID_OF_MADE["child"], "parent__practice__title")
    for one in ties.order_by("-child__made_at", "-pk")[:MOST_NEWS]:
        made = one.child.practice
        yield News(
            key=f"practices.adaptation:{one.pk}",
            at=one.child.made_at,
            title=f"{made.home.name} made “{made.title}” of “{one.parent.practice.title}”",
            url=reverse("practices:practice", args=[made.pk]),
            text=one.child.note,
        )


def _carried_on(actor: Actor, since: datetime, mine: list[int]) -> Iterator[News]:
    """Where one's words went on, through hands of others: told once, when the practice begins."""
    found = Credit.objects.filter(
        ancestor__practice__in=mine,
        kind=CreditKind.KEPT,
        version__number=1,
        version__made_at__gte=since,
    )
    found = found.exclude(version__practice__in=mine).exclude(version__made_by_id=actor.person_id)
    # Whoever made it straight from one's own is told of already.
    found = found.exclude(version__parents__practice__in=mine)
    kept = visible(found, actor).select_related("ancestor__practice", "version__practice__home")
    kept = kept.only(*SAID_OF_MADE["version"], "ancestor__practice__title")
    told: set[tuple[int, int]] = set()
    for one in kept.order_by("-version__made_at", "-pk")[:MOST_NEWS]:
        made, ours = one.version.practice, one.ancestor.practice
        if (made.pk, ours.pk) not in told:
            told.add((made.pk, ours.pk))
            yield News(
                key=f"practices.credit:{made.pk}:{ours.pk}",
                at=one.version.made_at,
                title=f"{made.home.name} made “{made.title}” with words of “{ours.title}”",
                url=reverse("practices:practice", args=[made.pk]),
                text=one.version.note,
            )


def _answered(actor: Actor, since: datetime, mine: list[int]) -> Iterator[News]:
    sent = Return.objects.filter(Q(sent_by_id=actor.person_id) | Q(from_version__practice__in=mine))
    moved = Q(answered_at__gte=since) | Q(thanked_at__gte=since)
    told = visible(sent.filter(moved), actor).select_related("to_practice__home")
    told = told.only(*SAID_OF_ANSWERS, "to_practice__title", "to_practice__home__name")
    for one in told.order_by("-sent_at", "-pk")[:MOST_NEWS]:
        url = reverse("practices:returned", args=[one.pk])
        if one.answered_at and one.answered_at >= since and one.answered_by_id != actor.person_id:
            yield News(
                key=f"practices.answer:{one.pk}",
                at=one.answered_at,
                title=f"What you returned to “{one.to_practice.title}”: {one.get_state_display()}",
                url=url,
                text=one.reason,
            )
        if one.thanked_at and one.thanked_at >= since and one.thanked_by_id != actor.person_id:
            yield News(
                key=f"practices.thanks:{one.pk}",
                at=one.thanked_at,
                title=f"{one.to_practice.home.name} thanks you for what you returned",
                url=url,
                text=one.thanks,
                kind="thanks",
            )


def _newer(actor: Actor, since: datetime, mine: list[int]) -> Iterator[News]:
    """The newest version of what one's school uses, once, however many were written."""
    used = Adoption.objects.filter(organisation__in=actor.own, state=AdoptionState.LIVE)
    found = Version.objects.filter(
        practice__in=used.values("practice_id"), practice__head=F("pk"), made_at__gte=since, number__gt=1
    )
    found = found.exclude(practice__in=mine).exclude(made_by_id=actor.person_id)
    found = (
        visible(found, actor).select_related("practice").only("made_at", "number", "note", "practice__title")
    )
    for one in found.order_by("-made_at", "-pk")[:MOST_NEWS]:
        yield News(
            key=f"practices.version:{one.pk}",
            at=one.made_at,
            title=f"“{one.practice.title}”, which your school uses, has a version {one.number}",
            url=reverse("practices:difference", args=[one.practice_id]),
            text=one.note,
        )


def tallies(actor: Actor, who: Contributor, since: datetime) -> Iterator[Tally]:
    """Practices shared and taken up; what was returned and what came back."""
    shared = visible(Practice.objects.filter(shared_at__gte=since), actor)
    adopted = visible(Adoption.objects.filter(adopted_at__gte=since), actor)
    returned = visible(Return.objects.filter(sent_at__gte=since), actor)
    url_of_shared = url_of_taken_up = ""
    if who.label == "people.user":
        mine = written_by(who.pk)
        url_of_shared = library_of(MINE) if who.pk == actor.person_id else ""
        ours, theirs = Q(practice__in=mine), Q(adopted_by_id=who.pk)
        given, sent, got = Q(pk__in=mine), Q(sent_by_id=who.pk), Q(to_practice__in=mine)
    else:
        here = inside({who.pk}, timezone.localdate())
        ours, theirs = Q(practice__home__in=here), Q(organisation__in=here)
        given, got = Q(home__in=here), Q(to_practice__home__in=here)
        sent = Q(from_version__practice__home__in=here)
        url_of_shared = library_of(SCHOOL) if here == actor.schools else ""
        url_of_shared = url_of_shared or (library_of(TRUST) if here == actor.trusts else "")
        url_of_taken_up = reverse("practices:focus", args=[who.pk]) if actor.is_member else ""
    for direction, found, one, many, url in (
        ("given", shared.filter(given), "practice shared", "practices shared", url_of_shared),
        ("given", adopted.filter(ours).exclude(theirs), "adoption by others", "adoptions by others", ""),
        ("given", returned.filter(sent), "practice returned better", "practices returned better", ""),
        (
            "received",
            adopted.filter(theirs).exclude(ours),
            "practice taken up",
            "practices taken up",
            url_of_taken_up,
        ),
        ("received", returned.filter(got), "practice that came back", "practices that came back", ""),
    ):
        if count := found.count():
            yield Tally(direction, count, one, many, url)  # type: ignore[arg-type]  # the two words above


def library_of(whose: str) -> str:
    """Give the address of all that the reader, their school or their trust has shared, of every stage."""
    return f"{reverse('practices:library')}?whose={whose}&stage={EVERY_STAGE}"
