"""What needs a person about how practices prove themselves; what moved; what was given."""

from collections.abc import Iterator
from datetime import datetime, time

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from weald.core.permissions import Actor, visible
from weald.core.registry import Contributor, News, Tally, Waiting
from weald.people.enums import LEADING
from weald.practices.enums import Stage, Standing
from weald.practices.models import Account, Adoption, Move, Objection, Practice, Stopping
from weald.practices.queries.accounts import accounts_asked_of
from weald.practices.queries.trials import readings_due
from weald.schools.queries.reach import inside
from weald.texts.markdown import excerpt

MOST_NEWS = 50


def waiting(actor: Actor) -> Iterator[Waiting]:
    """Accounts to tell, objections to answer or decide, readings to take."""
    if actor.person_id is None:
        return
    yield from _accounts(actor)
    yield from _objections(actor, actor.person_id)
    yield from _readings(actor)


def _accounts(actor: Actor) -> Iterator[Waiting]:
    for due in accounts_asked_of(actor):
        yield Waiting(
            key=f"practices.account:{due.adoption.pk}:{due.round}",
            text=f"Tell how “{due.adoption.practice.title}” went",
            url=reverse("practices:tell", args=[due.adoption.pk]),
            since=timezone.make_aware(datetime.combine(due.due_on, time(6))),
            place=due.adoption.organisation.name,
        )


def _objections(actor: Actor, person_id: int) -> Iterator[Waiting]:
    to_decide = Q(standing=Standing.ANSWERED) & (Q(raised_by_id=person_id) | Q(third_person_id=person_id))
    mine = Practice.authors.through.objects.filter(user_id=person_id).values("practice_id")
    to_answer = Q(standing=Standing.OPEN, contest__practice__in=mine) & ~Q(raised_by_id=person_id)
    found = Objection.objects.filter(to_decide | to_answer, contest__closed_at__isnull=True)
    found = visible(found, actor).select_related("contest__practice", "raised_from")
    found = found.only("standing", "raised_at", "contest__practice__title", "raised_from__name")
    for one in found.order_by("raised_at"):
        title = one.contest.practice.title
        is_open = one.standing == Standing.OPEN
        yield Waiting(
            key=f"practices.objection:{one.pk}:{one.standing}",
            text=f"Answer an objection to “{title}”"
            if is_open
            else f"Say whether an objection to “{title}” is settled",
            url=reverse("practices:objection", args=[one.pk]),
            since=one.raised_at,
            place=one.raised_from.name,
        )


def _readings(actor: Actor) -> Iterator[Waiting]:
    led = {role.organisation_id for role in actor.roles if role.kind in LEADING}
    for one in readings_due(led) if led else ():
        yield Waiting(
            key=f"practices.reading:{one.pk}:{'after' if one.before is not None else 'before'}",
            text=f"Read off the outcome of the trial “{one.trial.title}”",
            url=reverse("practices:read_off", args=[one.pk]),
            since=one.agreed_at,
            due_on=one.trial.later_on if one.before is not None else one.trial.first_on,
            place=one.organisation.name,
        )


def news(actor: Actor, since: datetime) -> Iterator[News]:
    """Accounts of what one wrote; moves of what one wrote or uses; thanks for carrying what was stopped."""
    if actor.person_id is None:
        return
    yield from _told(actor, actor.person_id, since)
    used = Adoption.objects.filter(organisation__in=actor.own).values("practice")
    mine = Practice.authors.through.objects.filter(user_id=actor.person_id).values("practice_id")
    moves = Move.objects.filter(Q(practice__in=used) | Q(practice__in=mine), moved_at__gte=since)
    moves = visible(moves, actor).exclude(moved_by_id=actor.person_id).select_related("practice")
    moves = moves.only("moved_at", "to_stage", "reason", "practice__title")
    for move in moves.order_by("-moved_at")[:MOST_NEWS]:
        yield News(
            key=f"practices.move:{move.pk}",
            at=move.moved_at,
            title=f"“{move.practice.title}” is now {Stage(move.to_stage).label}",
            url=reverse("practices:stage", args=[move.practice_id]),
            text=move.reason,
        )
    thanks = Stopping.objects.filter(
        thanked=actor.person_id, stopped_at__gte=since, adoption__practice__hidden_at__isnull=True
    )
    thanks = thanks.exclude(stopped_by_id=actor.person_id).select_related("adoption__practice")
    for one in thanks.only("stopped_at", "thanks", "adoption__organisation", "adoption__practice__title"):
        yield News(
            key=f"practices.stopping:{one.pk}",
            at=one.stopped_at,
            title=f"Thank you for carrying “{one.adoption.practice.title}”",
            url=reverse("practices:focus", args=[one.adoption.organisation_id]),
            text=one.thanks,
            kind="thanks",
        )


def _told(actor: Actor, person_id: int, since: datetime) -> Iterator[News]:
    mine = Practice.authors.through.objects.filter(user_id=person_id).values("practice_id")
    found = Account.objects.filter(adoption__practice__in=mine, told_at__gte=since)
    found = visible(found, actor).exclude(told_by_id=person_id)
    found = found.select_related("adoption__practice", "adoption__organisation")
    found = found.only("told_at", "text", "adoption__practice__title", "adoption__organisation__name")
    for one in found.order_by("-told_at", "-pk")[:MOST_NEWS]:
        practice = one.adoption.practice
        yield News(
            key=f"practices.account:{one.pk}:told",
            at=one.told_at,
            title=f"{one.adoption.organisation.name} told how “{practice.title}” went",
            url=reverse("practices:evidence", args=[practice.pk]),
            text=excerpt(one.text),
        )


def tallies(actor: Actor, who: Contributor, since: datetime) -> Iterator[Tally]:
    """Accounts told, and accounts told of what one wrote."""
    told = visible(Account.objects.filter(told_at__gte=since), actor)
    if who.label == "people.user":
        wrote = Practice.authors.through.objects.filter(user_id=who.pk).values("practice_id")
        given, received = Q(told_by_id=who.pk), Q(adoption__practice__in=wrote) & ~Q(told_by_id=who.pk)
    else:
        here = inside({who.pk}, timezone.localdate())
        given = Q(adoption__organisation__in=here)
        received = Q(adoption__practice__home__in=here) & ~given
    one, many = "account of how a practice went", "accounts of how practices went"
    if count := told.filter(given).count():
        yield Tally("given", count, one, many)
    if count := told.filter(received).count():
        yield Tally("received", count, one, many)
