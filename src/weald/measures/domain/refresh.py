"""Working out again what rests on everybody's figures: who resembles whom, and who does better than most."""

from collections.abc import Callable
from dataclasses import dataclass

from weald.core.enums import JobState
from weald.core.jobs import enqueue
from weald.core.models import Job
from weald.core.permissions import Actor, permit
from weald.measures.domain.units import is_share
from weald.measures.enums import Direction, Group, Topic
from weald.measures.models import Measure

Progress = Callable[[int, int, str], None]

TASK = "measures.compare"
GROUPS = (Group.ALL, Group.DISADVANTAGED)


@dataclass(frozen=True, slots=True)
class Refreshed:
    """How much is known now."""

    schools: int
    measures: int
    deviants: int


def refresh(*, by: Actor, progress: Progress | None = None) -> Refreshed:
    """Compare all schools and look through every measure; what rests on unchanged data is left as it is."""
    from weald.measures.domain.deviants import look_for_deviants  # noqa: PLC0415 -- slow import
    from weald.measures.domain.intake import sector_intake  # noqa: PLC0415 -- as above
    from weald.measures.domain.likeness import compare, usable  # noqa: PLC0415 -- as above

    permit("measures.compare", by)
    tell = progress or (lambda done, total, what: None)
    wanted = [(measure, group) for measure in telling_measures() for group in GROUPS]
    total = len(wanted) + 1
    tell(0, total, "schools like each other")
    intake = sector_intake()
    if usable(intake):
        compare(intake, by=by)
    found = []
    for done, (measure, group) in enumerate(wanted, 1):
        tell(done, total, f"{measure.name}, {group.label}")
        run = look_for_deviants(measure, group, intake, by=by)
        found += [run] if run else []
    tell(total, total, "done")
    return Refreshed(len(intake), len(found), sum(run.body["found"] for run in found))


def telling_measures() -> list[Measure]:
    """Give the measures of results whose noise of few pupils can be known. Two queries."""
    measures = Measure.objects.exclude(topic=Topic.INTAKE).exclude(direction=Direction.NEITHER)
    return [
        measure
        for measure in measures.prefetch_related("notes")
        if is_share(measure) or measure.spread is not None
    ]


def ask_for_refresh(by: Actor) -> None:
    """Have everything worked out again by the queue, unless that is waiting to be done already."""
    if not Job.objects.filter(kind=TASK, state=JobState.WAITING).exists():
        enqueue(TASK, "Compare schools again", by=by)
