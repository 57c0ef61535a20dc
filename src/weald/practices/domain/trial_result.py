"""What a trial showed, beside what was fixed beforehand."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from weald.charts.words import MINUS
from weald.core.domain.recording import record
from weald.core.enums import Verb
from weald.core.errors import WealdError
from weald.core.permissions import Actor
from weald.practices.domain.trial import fingerprint_of, kept
from weald.practices.domain.tumbler import need_reason
from weald.practices.enums import TrialState, Wave
from weald.practices.models import Participation, Trial
from wealdstats.errors import WealdStatsError
from wealdstats.phased import phased_start


@dataclass(frozen=True, slots=True)
class TrialAnswer:
    """What a closed trial says, in words and numbers."""

    word: str
    sentence: str
    tone: str


@transaction.atomic
def close(trial: Trial, *, words: str, by: Actor) -> Trial:
    """Compare, as it was fixed, and keep what was found. A missing reading is said, never guessed."""
    trial = kept(trial, TrialState.RUNNING, by)
    words = need_reason(words, "Closing a trial says what those who ran it make of it.")
    if timezone.localdate() < trial.later_on:
        raise WealdError(
            "A trial is closed when its time is over.",
            f"That is on {trial.later_on:%-d %B %Y}.",
            "Wait, or abandon it and say why: looking early finds what is not there.",
        )
    schools = list(trial.participations.all())
    trial.result = compared(trial, schools)
    trial.ending, trial.ended_at, trial.state = words, timezone.now(), TrialState.CLOSED
    trial.save(update_fields=["result", "ending", "ended_at", "state"])
    record(
        Verb.ESTIMATED,
        trial.practice,
        by=by,
        thing=trial,
        payload={"practice": trial.practice_id, "fixed": trial.fingerprint, "seed": trial.seed},
    )
    return trial


def compared(trial: Trial, schools: list[Participation]) -> dict[str, Any]:
    """Give the comparison as plain values; where there is none, why."""
    read = [one for one in schools if one.after is not None]
    common = {
        "as_fixed": fingerprint_of(trial, schools) == trial.fingerprint,
        "schools": len(schools),
        "without_reading": len(schools) - len(read),
    }
    changes = [one.after - one.before for one in read]  # type: ignore[operator]  # both are there
    try:
        found = phased_start(changes, [one.wave == Wave.FIRST for one in read])
    except WealdStatsError as refused:
        return common | {"effect": None, "reason": f"Needed: {refused.need}. Found: {refused.finding}."}
    return common | {
        "effect": found.effect,
        "lower": found.conf_int.lower,
        "upper": found.conf_int.upper,
        "level": found.conf_int.level,
        "p": found.p,
        "ways": found.n_ways,
        "n_first": found.n_first,
        "n_later": found.n_later,
    }


def answer_of(trial: Trial) -> TrialAnswer | None:
    """Say what was found against the smallest difference that was fixed as worth the work."""
    result = trial.result
    if result is None:
        return None
    if result["effect"] is None:
        return TrialAnswer("Not yet known", result["reason"], "open")
    lower, upper, smallest = result["lower"], result["upper"], trial.smallest
    reach = f"{signed(result['effect'])} {trial.unit} ({signed(lower)} to {signed(upper)})"
    if lower > 0:
        return TrialAnswer("It helped", f"{reach}: more than chance explains.", "good")
    if upper < 0:
        return TrialAnswer("It harmed", f"{reach}: worse than waiting.", "bad")
    if upper < smallest:
        return TrialAnswer(
            "No sign that it is worth it", f"{reach}: less than the {smallest:g} fixed.", "plain"
        )
    return TrialAnswer("Not yet known", f"{reach}: it fits nought, and it fits what would matter.", "open")


def signed(value: float) -> str:
    return f"{value:+.1f}".replace("-", MINUS)
