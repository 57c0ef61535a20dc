"""The four kinds of evidence of a practice, gathered for a page; side by side, never one score."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from weald.practices.domain.effect_words import said_of
from weald.practices.domain.trial_result import TrialAnswer, answer_of
from weald.practices.enums import GoingOn
from weald.practices.models import Account, MeasuredEffect, Practice, Reference, Trial

# What is told where only one place has.
_ONLY = {
    GoingOn.YES: "The one place that has told would go on",
    GoingOn.CHANGED: "The one place that has told would go on, with changes",
    GoingOn.NO: "The one place that has told would not go on",
}


@dataclass(frozen=True, slots=True)
class Told:
    """What adopters' accounts say together: counts and a middle, in words."""

    sentence: str
    cost: str


@dataclass(frozen=True, slots=True)
class Evidence:
    references: Sequence[Reference]
    accounts: Sequence[Account]
    told: Told | None
    effects: Sequence[tuple[MeasuredEffect, str]]
    trials: Sequence[tuple[Trial, TrialAnswer | None]]


def evidence_of(practice: Practice) -> Evidence:
    """Gather it in four queries."""
    references = Reference.objects.filter(practice=practice, removed_at__isnull=True)
    accounts = list(
        Account.objects.filter(adoption__practice=practice)
        .select_related("adoption__organisation", "adoption__version", "told_by")
        .order_by("-told_at", "-pk")
    )
    effects = MeasuredEffect.objects.filter(practice=practice, is_current=True).select_related("measure")
    trials = Trial.objects.filter(practice=practice).order_by("-proposed_at", "-pk")
    return Evidence(
        references=list(references.select_related("added_by", "checked_by").order_by("-year", "pk")),
        accounts=accounts,
        told=told_together(accounts),
        effects=[(one, said_of(one)) for one in effects.order_by("measure__order", "measure__name", "group")],
        trials=[(one, answer_of(one)) for one in trials],
    )


def told_together(accounts: Sequence[Account]) -> Told | None:
    """Say how many would go on, counting each place's latest word, and what it cost them."""
    latest: dict[int, Account] = {}
    for account in sorted(accounts, key=lambda one: (one.told_at, one.pk)):
        latest[account.adoption_id] = account
    if not latest:
        return None
    counts = Counter(account.would_go_on for account in latest.values())
    going_on = counts[GoingOn.YES] + counts[GoingOn.CHANGED]
    changed = f", {counts[GoingOn.CHANGED]} of them with changes" if counts[GoingOn.CHANGED] else ""
    hours = [account.hours for account in latest.values() if account.hours is not None]
    if len(latest) == 1:
        return Told(f"{_ONLY[GoingOn(next(iter(counts)))]}.", _cost(hours))
    return Told(f"{going_on} of {len(latest)} places would go on{changed}.", _cost(hours))


def _cost(hours: Sequence[Decimal]) -> str:
    if not hours:
        return "Nobody has counted the hours."
    low, high, middle = min(hours), max(hours), median(hours)
    if len(hours) == 1 or low == high:
        return f"It really cost {plain(middle)} staff hours."
    return f"It really cost {plain(low)} to {plain(high)} staff hours, {plain(middle)} in the middle."


def plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
