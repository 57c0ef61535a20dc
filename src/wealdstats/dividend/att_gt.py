"""Group-time effects of joining in different years, and what they add up to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

import numpy as np

from wealdstats.dividend.att_aggregate import Aggregate, Cells, aggregate
from wealdstats.errors import InputError, TooFewError
from wealdstats.panel import Panel
from wealdstats.types import BoolArray, FloatArray, IntArray, Result

Control: TypeAlias = Literal["never", "not_yet"]
Base: TypeAlias = Literal["varying", "universal"]


@dataclass(frozen=True, slots=True, eq=False)
class GroupTimeEffects(Result):
    """Effects by cohort and year, and their aggregates.

    Parameters
    ----------
    group : ndarray of int (cells,)
        Cohort: first treated year.
    time : ndarray of int (cells,)
        Year of the outcome.
    att : ndarray (cells,)
        Effect on the cohort in that year, in the unit of the outcome; before treatment a check on trends.
    se : ndarray (cells,)
        Analytic standard errors.
    n_treated, n_controls : ndarray of int (cells,)
        Units compared.
    influence : ndarray (n_units, cells)
        Influence of every unit used on every effect.
    simple : Aggregate
        Mean over all treated cells, each weighted by the size of its cohort.
    by_group, by_event, by_calendar : Aggregate
        Effects by cohort, by years since treatment and by year, and their means.
    control : {"never", "not_yet"}
        Whom the treated are compared with.
    base : {"varying", "universal"}
        Year the outcomes before treatment are compared with.
    anticipation : int
        Years before treatment in which it may already be felt.
    n_units : int
        Units used.
    n_incomplete, n_always_treated : int
        Units left out for a missing year, or for being treated from the first year on.

    Notes
    -----
    Source: Callaway and Sant'Anna (2021), Journal of Econometrics 225(2).

    Examples
    --------
    >>> values = [0.0, 3.0, 0.0, 5.0, 1.0, 2.0, 0.0, 0.0]
    >>> panel = Panel.from_long(list("aabbccdd"), [2016, 2017] * 4, values)
    >>> effects = att_gt(panel, np.array([2017, 2017, np.inf, np.inf]))
    >>> effects.group, effects.time, effects.att
    (array([2017]), array([2017]), array([3.5]))
    """

    group: IntArray
    time: IntArray
    att: FloatArray
    se: FloatArray
    n_treated: IntArray
    n_controls: IntArray
    influence: FloatArray
    simple: Aggregate
    by_group: Aggregate
    by_event: Aggregate
    by_calendar: Aggregate
    control: Control
    base: Base
    anticipation: int
    n_units: int
    n_incomplete: int
    n_always_treated: int


def att_gt(
    panel: Panel,
    cohort: FloatArray,
    *,
    control: Control = "never",
    base: Base = "varying",
    anticipation: int = 0,
) -> GroupTimeEffects:
    """Estimate group-time average treatment effects without covariates.

    Parameters
    ----------
    panel : Panel
        Outcomes of units by year, any unit. Units with a missing year are left out and counted.
    cohort : ndarray (n,)
        First treated year of every unit of the panel, in its order; ``inf`` for never.
    control : {"never", "not_yet"}
        Compare with units never treated within the panel, or with all not yet treated either.
    base : {"varying", "universal"}
        Compare years before treatment with the year before each, or with the last year before treatment.
    anticipation : int, default 0
        Years before treatment in which it may already be felt; not negative.

    Returns
    -------
    GroupTimeEffects
        Effects, standard errors, influence functions, aggregates.

    Raises
    ------
    InputError
        When ``cohort`` does not fit the panel or an option is not known.
    TooFewError
        When no cohort has a year before treatment, one after and a control.
    NoVariationError
        When outcomes do not vary within groups, so that there is no standard error.

    Notes
    -----
    Source: Callaway and Sant'Anna (2021), Journal of Econometrics 225(2), eqs. 2.6 to 2.9 and theorem 2,
    unconditional. Units not treated by the last year count as never treated. It assumes that every cohort
    would have moved in parallel with its controls. Standard errors take groups to be large and units to be
    independent: they are too small for a cohort of a few units and where neighbours share shocks.

    Examples
    --------
    >>> panel = Panel.from_long(list("aaabbbccc"), [1, 2, 3] * 3, [1.0, 2.0, 7.0, 0, 1.5, 2, 4, 4, 5.5])
    >>> effects = att_gt(panel, np.array([3, np.inf, np.inf]))
    >>> effects.time, effects.att, effects.simple.att
    (array([2, 3]), array([0.25, 4.  ]), 4.0)
    """
    for value, known in ((control, Control), (base, Base)):
        if value not in get_args(known):
            raise InputError(f"one of {get_args(known)}", repr(value), "choose one of these")
    design = _design(panel, cohort, anticipation)
    found = list(design.cells(control, base))
    if not any(cell.time >= cell.group for cell in found):
        need = "a cohort with a year before treatment, one after it, and controls"
        raise TooFewError(need, "none", "add years or units, or compare with those not yet treated")
    cells = _stacked(found, design.cohort)
    return GroupTimeEffects(
        group=cells.group,
        time=cells.time,
        att=cells.att,
        se=cells.se,
        n_treated=np.array([cell.n_treated for cell in found], np.int64),
        n_controls=np.array([cell.n_controls for cell in found], np.int64),
        influence=cells.influence,
        simple=aggregate(cells, "simple"),
        by_group=aggregate(cells, "group"),
        by_event=aggregate(cells, "event"),
        by_calendar=aggregate(cells, "calendar"),
        control=control,
        base=base,
        anticipation=anticipation,
        n_units=len(design.cohort),
        n_incomplete=design.n_incomplete,
        n_always_treated=design.n_always_treated,
    )


@dataclass(frozen=True, slots=True)
class _Cell:
    group: int
    time: int
    att: float
    influence: FloatArray
    n_treated: int
    n_controls: int


@dataclass(frozen=True, slots=True)
class _Design:
    """Complete units whose treatment, if any, begins within the panel."""

    outcomes: FloatArray
    years: IntArray
    cohort: FloatArray
    anticipation: int
    n_incomplete: int
    n_always_treated: int

    def cells(self, control: Control, base: Base) -> Iterator[_Cell]:
        """Compare every cohort with its controls in every year that has both."""
        for group in np.unique(self.cohort[np.isfinite(self.cohort)]).astype(np.int64):
            last_before = int(np.searchsorted(self.years, group - self.anticipation)) - 1
            for now in range(len(self.years)):
                start = now - 1 if base == "varying" and now <= last_before else last_before
                controls = self._controls(group, max(now, start), control)
                if start >= 0 and now != start and controls.any():
                    change = self.outcomes[:, now] - self.outcomes[:, start]
                    yield _compared(group, self.years[now], change, self.cohort == group, controls)

    def _controls(self, group: int, latest: int, control: Control) -> BoolArray:
        if control == "never":
            return np.isinf(self.cohort)
        later = self.cohort > self.years[latest] + self.anticipation
        return np.asarray(later & (self.cohort != group))


def _compared(group: int, time: int, change: FloatArray, treated: BoolArray, controls: BoolArray) -> _Cell:
    influence = np.zeros(len(change))
    means = {}
    for sign, members in ((1.0, treated), (-1.0, controls)):
        means[sign] = float(change[members].mean())
        influence[members] = sign * len(change) / members.sum() * (change[members] - means[sign])
    n_treated, n_controls = int(treated.sum()), int(controls.sum())
    return _Cell(int(group), int(time), means[1.0] - means[-1.0], influence, n_treated, n_controls)


def _stacked(cells: list[_Cell], cohort: FloatArray) -> Cells:
    return Cells(
        group=np.array([cell.group for cell in cells], np.int64),
        time=np.array([cell.time for cell in cells], np.int64),
        att=np.array([cell.att for cell in cells]),
        influence=np.stack([cell.influence for cell in cells], axis=1),
        cohort=cohort,
    )


def _design(panel: Panel, cohort: FloatArray, anticipation: int) -> _Design:
    first = np.array(cohort, np.float64)
    if first.shape != (len(panel.units),) or np.isnan(first).any():
        need = f"the first treated year of each of {len(panel.units)} units, inf for never"
        raise InputError(
            need, f"shape {first.shape}, or NaN in it", "give one year for every unit of the panel"
        )
    if anticipation < 0:
        raise InputError(
            "anticipation of no or more years", f"{anticipation}", "count years before treatment"
        )
    years = np.array(panel.years, np.int64)
    first[first > years[-1] + anticipation] = np.inf
    complete = ~np.isnan(panel.values).any(axis=1)
    always = complete & (first <= years[0] + anticipation)
    used = complete & ~always
    return _Design(
        outcomes=panel.values[used],
        years=years,
        cohort=first[used],
        anticipation=anticipation,
        n_incomplete=int((~complete).sum()),
        n_always_treated=int(always.sum()),
    )
