"""Results of all schools as arrays: one row for each school and year with a value."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from weald.core.errors import WealdError
from weald.measures.enums import Group
from weald.measures.models import Measure
from weald.measures.queries.panel import panel_bytes

# PostgreSQL's binary rows, without NULLs: a count of columns, then a length before each value.
HEAD, TAIL = 19, 2
ROW = np.dtype(
    [
        ("columns", ">i2"),
        ("measure_length", ">i4"),
        ("measure", ">i8"),
        ("school_length", ">i4"),
        ("school", ">i8"),
        ("year_length", ">i4"),
        ("year", ">i8"),
        ("value_length", ">i4"),
        ("value", ">f8"),
        ("cohort_length", ">i4"),
        ("cohort", ">f8"),
    ]
)


@dataclass(frozen=True, slots=True, eq=False)
class LongPanel:
    """One measure of one group, in order of school and year; each pair of them stands once.

    `school` is the organisation's id at the end of its chain of identities, `year` the one in which the
    academic year ends, `cohort` NaN where the source does not say how many pupils there were.
    """

    school: npt.NDArray[np.int64]
    year: npt.NDArray[np.int64]
    value: npt.NDArray[np.float64]
    cohort: npt.NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.school)


def long_panel(measure: Measure, group: str = Group.ALL) -> LongPanel:
    """Give one measure of all schools. One query."""
    return long_panels([measure], group)[measure.code]


def long_panels(measures: Iterable[Measure], group: str = Group.ALL) -> dict[str, LongPanel]:
    """Give several measures by code, in one query for all of them."""
    codes = {measure.pk: measure.code for measure in measures}
    content = panel_bytes(codes.keys(), group)
    rows = np.frombuffer(content, dtype=ROW, count=(len(content) - HEAD - TAIL) // ROW.itemsize, offset=HEAD)
    return {code: _panel(rows[rows["measure"] == pk]) for pk, code in codes.items()}


def intake_panels(codes: Iterable[str] = ("pupils_fsm", "pupils_eal")) -> dict[str, LongPanel]:
    """Give who the pupils were, by school and year: what the dividend checks for a changed intake."""
    wanted = list(codes)
    measures = list(Measure.objects.filter(code__in=wanted))
    unknown = sorted(set(wanted) - {measure.code for measure in measures})
    if unknown:
        raise WealdError(
            "An intake series needs measures of the catalogue.",
            f"There is no {', '.join(unknown)}.",
            "Run ./weald migrate, which loads the catalogue.",
        )
    return long_panels(measures)


def _panel(rows: npt.NDArray[np.void]) -> LongPanel:
    return LongPanel(
        school=rows["school"].astype(np.int64),
        year=rows["year"].astype(np.int64),
        value=rows["value"].astype(np.float64),
        cohort=rows["cohort"].astype(np.float64),
    )
