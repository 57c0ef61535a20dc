"""What a person's digest would say: decided afresh each time, from what is so at that moment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from weald.core.permissions import Actor
from weald.core.registry import News, Waiting
from weald.home.domain.moving import LONGEST_BACK, news_for, waiting_for
from weald.home.domain.words import count_words
from weald.home.enums import Rhythm
from weald.home.queries.rounds import (
    decided,
    last_decided,
    looked_at,
    period_on,
    told_of,
)
from weald.people.models import User
from weald.people.queries.actor import actor_for

# What was committed late, or shown to the person since, is looked for this far before the last round.
OVERLAP = timedelta(days=1)
FIRST_ROUND = {Rhythm.DAILY: timedelta(days=1), Rhythm.WEEKLY: timedelta(days=7)}


@dataclass(frozen=True, slots=True)
class Round:
    """A day's or a week's digest that is to be looked at, and since when things are new in it."""

    rhythm: Rhythm
    period_on: date
    since: datetime


@dataclass(frozen=True, slots=True)
class Contents:
    """What is to be told, none of it told before, and how much of what was told still waits."""

    waiting: Sequence[Waiting] = ()
    thanks: Sequence[News] = ()
    moved: Sequence[News] = ()
    still_waiting: int = 0

    @property
    def keys(self) -> list[str]:
        told: list[Waiting | News] = [*self.waiting, *self.thanks, *self.moved]
        return [one.key for one in told]

    @property
    def is_empty(self) -> bool:
        return not self.keys

    @property
    def subject(self) -> str:
        """Say how much there is; what it is, is nobody's business who sees the subject over a shoulder."""
        parts = [
            (len(self.waiting), "thing needs you", "things need you"),
            (len(self.thanks), "thank-you", "thank-yous"),
            (len(self.moved), "thing moved", "things moved"),
        ]
        said = ", ".join(count_words(*part) for part in parts if part[0])
        return said[:1].upper() + said[1:]


def rounds_of(person: User, choices: Iterable[str], now: datetime) -> list[Round]:
    """Give the rounds the person takes part in: never any for whoever wants no letters at all."""
    if person.digest not in Rhythm.values:
        return []
    last, today = last_decided(person.pk), timezone.localdate(now)
    wanted = {person.digest, *choices}
    return [
        Round(rhythm, period_on(rhythm, today), _since(rhythm, last.get(rhythm), now))
        for rhythm in Rhythm
        if rhythm in wanted
    ]


def _since(rhythm: Rhythm, last: datetime | None, now: datetime) -> datetime:
    return now - FIRST_ROUND[rhythm] if last is None else max(last - OVERLAP, now - LONGEST_BACK)


def rounds_due(person: User, choices: Iterable[str], now: datetime) -> list[Round]:
    rounds = rounds_of(person, choices, now)
    looked = decided(person.pk, {one.rhythm: one.period_on for one in rounds})
    return [one for one in rounds if one.rhythm not in looked]


def contents_for(person: User, rounds: Sequence[Round], choices: dict[int, str], now: datetime) -> Contents:
    """Gather what the rounds are to tell: what the person has not acted on, not seen, and was not told."""
    if not rounds:
        return Contents()
    actor = actor_for(person)
    since = {one.rhythm.value: one.since for one in rounds}
    waiting = waiting_for(actor) if person.digest in since else []
    news = [one for one in _unseen(actor, min(since.values()), now) if _is_in(one, since, person, choices)]
    told = told_of(person.pk, {one.key for one in waiting} | {one.key for one in news})
    fresh = [one for one in news if one.key not in told]
    return Contents(
        waiting=[one for one in waiting if one.key not in told],
        thanks=[one for one in fresh if one.kind == "thanks"],
        moved=[one for one in fresh if one.kind == "moved"],
        still_waiting=sum(one.key in told for one in waiting),
    )


def _unseen(actor: Actor, since: datetime, now: datetime) -> list[News]:
    looked = looked_at(actor.person_id or 0)
    return [one for one in news_for(actor, since, now) if looked is None or one.at > looked]


def _is_in(news: News, since: dict[str, datetime], person: User, choices: dict[int, str]) -> bool:
    """Tell whether the news belongs to one of these rounds: that of its community, or the person's own."""
    rhythm = choices.get(news.community_id or 0, person.digest)
    return rhythm in since and news.at >= since[rhythm]
