"""What needs a person and what moved where they belong, put together from what the apps register."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from weald.core.permissions import Actor
from weald.core.registry import NEWS, WAITING, News, Waiting

# News older than this is history: it stands on the pages it is about.
LONGEST_BACK = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Moved:
    """The latest of what moved on one page, and how much else did there."""

    latest: News
    more: int
    is_new: bool


def waiting_for(actor: Actor) -> list[Waiting]:
    """Give what needs the person: what presses, then what is due soonest, then what waited longest."""
    unique = {one.key: one for provider in WAITING for one in provider(actor)}
    return sorted(unique.values(), key=_urgency)


def _urgency(one: Waiting) -> tuple[bool, date, datetime, str]:
    return not one.is_pressing, one.due_on or date.max, one.since, one.key


def news_for(actor: Actor, since: datetime, now: datetime) -> list[News]:
    """Give what moved since then, the latest first; each thing once, whoever tells it."""
    since = max(since, now - LONGEST_BACK)
    unique = {one.key: one for provider in NEWS for one in provider(actor, since) if one.at >= since}
    return sorted(unique.values(), key=lambda one: (one.at, one.key), reverse=True)


def grouped(news: Iterable[News], new_since: datetime) -> list[Moved]:
    """Fold what moved on the same page into one line, what is new kept apart from what was there."""
    pages: dict[tuple[bool, str], list[News]] = {}
    for one in news:
        pages.setdefault((one.at > new_since, one.url), []).append(one)
    return list(_folded(pages.items()))


def _folded(pages: Iterable[tuple[tuple[bool, str], Sequence[News]]]) -> Iterator[Moved]:
    for (is_new, _), several in pages:
        yield Moved(several[0], len(several) - 1, is_new)
