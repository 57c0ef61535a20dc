"""A trial's course and its power, in words."""

from weald.core.errors import WealdError
from weald.practices.domain.trial import power_of
from weald.practices.enums import TrialState
from weald.practices.models import Trial

COURSE = (
    (TrialState.DRAFT, "Written", "schools join"),
    (TrialState.AGREED, "Fixed", "nothing changes any more"),
    (TrialState.DRAWN, "Drawn", "who starts first"),
    (TrialState.RUNNING, "Running", "nobody judges"),
    (TrialState.CLOSED, "Compared", "as it was fixed"),
)


def course_of(trial: Trial) -> list[tuple[str, str, str]]:
    """Lay out its stages: (name, done / now / ahead, note). What was abandoned stops where it was."""
    states = [state for state, _, _ in COURSE]
    at = _reached(trial) if trial.state == TrialState.ABANDONED else states.index(TrialState(trial.state))
    is_over = trial.is_over
    return [
        (name, "done" if index < at or (index == at and is_over) else "now" if index == at else "ahead", note)
        for index, (_, name, note) in enumerate(COURSE)
    ]


def _reached(trial: Trial) -> int:
    if trial.drawn_at:
        return 2
    return 1 if trial.agreed_at else 0


def power_said(trial: Trial, schools: int) -> str:
    """Say beforehand how large a difference such a trial would find, beside the smallest worth the work."""
    try:
        plan = power_of(trial, schools)
    except WealdError as refused:
        return f"{refused.refusal.finding} {refused.refusal.remedy}"
    finds = (
        f"With {schools} schools it would find a difference of {plan.detectable:.1f} {trial.unit} four times "
        f"in five; {trial.smallest:g} would be worth the work."
    )
    verdict = (
        "It may well say “not yet known”: more schools would help."
        if plan.detectable > trial.smallest
        else "It can answer the question."
    )
    return f"{finds} {verdict}"
