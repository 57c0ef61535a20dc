"""Who stands for what a school would have been: the donor rule and its funnel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from wealdstats.dividend.frame import NEVER, UNDATED, Frame
from wealdstats.dividend.parts import FunnelStep
from wealdstats.dividend.rule import Counterfactual, Rule
from wealdstats.types import BoolArray, FloatArray, IntArray

REASONS = {
    "in_panel": "has any result for this measure",
    "same_phase": "other phases sit other examinations",
    "same_region": "shares the region's shocks",
    "same_kind": "selective and special schools are compared with their own kind",
    "counterfactual": "stands for the counterfactual over the whole window",
    "complete": "has a result in every year the school has one",
    "far_enough": "lies beyond the distance at which pupils and staff move between schools",
    "nearest": "is among the nearest in earlier results: path, level and last year's dip",
}


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """The years one fit uses.

    Parameters
    ----------
    columns : tuple of int
        Columns of the frame, rising.
    n_pre : int
        How many of them lie before joining.

    Notes
    -----
    Source: docs/methods/donors.md. Windows are laid in event time, then cut down to years with results.

    Examples
    --------
    >>> Window((0, 1, 3), 2).pre, Window((0, 1, 3), 2).post
    ((0, 1), (3,))
    """

    columns: tuple[int, ...]
    n_pre: int

    @property
    def pre(self) -> tuple[int, ...]:
        """Columns before joining."""
        return self.columns[: self.n_pre]

    @property
    def post(self) -> tuple[int, ...]:
        """Columns from joining on."""
        return self.columns[self.n_pre :]

    def cut(self, keep: BoolArray) -> Window:
        """Return the window without the columns that are False in ``keep`` (T,)."""
        columns = tuple(column for column in self.columns if keep[column])
        return Window(columns, sum(bool(keep[column]) for column in self.pre))


def window_of(frame: Frame, stratum: int, first_year: int, rule: Rule) -> Window:
    """Lay the window of schools of one stratum that joined in one year.

    Parameters
    ----------
    frame : Frame
        The arrays.
    stratum : int
        Code of the stratum.
    first_year : int
        First affected year.
    rule : Rule
        For the lengths before and after.

    Returns
    -------
    Window
        Years within those lengths in which the stratum has results.

    Notes
    -----
    Source: docs/methods/donors.md.

    Examples
    --------
    >>> from wealdstats.dividend.frame import frame_of
    >>> from wealdstats.simulate import World, simulate
    >>> sector = simulate(World(n_pre=3, n_post=2), seed=1)
    >>> window_of(frame_of(sector.panel, sector.joins, Rule()), 0, sector.first_year, Rule())
    Window(columns=(0, 1, 2, 3, 4), n_pre=3)
    """
    event = frame.years - first_year
    inside = (event >= -rule.years_before) & (event < rule.years_after) & frame.covered[stratum]
    columns = np.flatnonzero(inside)
    return Window(tuple(columns.tolist()), int((event[columns] < 0).sum()))


def stands_for(frame: Frame, window: Window, rule: Rule) -> BoolArray:
    """Say which schools stand for the rule's counterfactual over a window.

    Parameters
    ----------
    frame : Frame
        The arrays.
    window : Window
        The years.
    rule : Rule
        For the counterfactual.

    Returns
    -------
    ndarray of bool (n,)
        Outside trusts: never joined, or joining only after the window. Inside other trusts: in a trust since
        the first year of the window or longer.

    Notes
    -----
    Source: docs/methods/donors.md.

    Examples
    --------
    >>> from wealdstats.dividend.frame import frame_of
    >>> from wealdstats.panel import Joins, Panel
    >>> frame = frame_of(Panel.from_long(["a"], [2018], [1.0]), Joins((), frozenset({"a"})), Rule())
    >>> stands_for(frame, Window((0,), 0), Rule())
    array([False])
    """
    years = frame.years[list(window.columns)]
    if rule.counterfactual == Counterfactual.INSIDE_OTHER_TRUSTS:
        inside: BoolArray = (frame.first <= years[0]) & (frame.first != UNDATED)
        return inside
    outside: BoolArray = (frame.first == NEVER) | (frame.first > years[-1])
    return outside


@dataclass(frozen=True, slots=True)
class Pool:
    """Schools that may be donors for one stratum and window, before distance is asked.

    Parameters
    ----------
    rows : ndarray of int (p,)
        Positions in the frame.
    paths : ndarray (p, t)
        Their complete outcomes over the window.
    features : ndarray (p, f)
        What nearness is measured on.
    counts : tuple of int
        Schools left after each filter so far, for the funnel.

    Notes
    -----
    Source: docs/methods/donors.md.

    Examples
    --------
    >>> Pool(np.array([3]), np.ones((1, 2)), np.ones((1, 1)), (5, 4, 3, 2, 1, 1)).counts[-1]
    1
    """

    rows: IntArray
    paths: FloatArray
    features: FloatArray
    counts: tuple[int, ...]


def pool_of(frame: Frame, stratum: int, window: Window, rule: Rule) -> Pool:
    """Filter the schools that may be donors for one stratum and window.

    Parameters
    ----------
    frame : Frame
        The arrays.
    stratum : int
        Code of the stratum.
    window : Window
        The years they must be complete on.
    rule : Rule
        For the counterfactual and what nearness weighs.

    Returns
    -------
    Pool
        What is left, with the counts on the way.

    Notes
    -----
    Source: docs/methods/donors.md.

    Examples
    --------
    >>> from wealdstats.dividend.frame import frame_of
    >>> from wealdstats.simulate import World, simulate
    >>> sector = simulate(World(), seed=1)
    >>> frame = frame_of(sector.panel, sector.joins, Rule())
    >>> pool = pool_of(frame, 0, window_of(frame, 0, sector.first_year, Rule()), Rule())
    >>> pool.paths.shape[0] == pool.counts[-1]
    True
    """
    member = int(np.flatnonzero(frame.stratum == stratum)[0])
    observed = frame.observed
    passed = observed.any(axis=1)
    counts = [int(passed.sum())]
    filters = [step == step[member] for step in frame.steps]
    filters += [stands_for(frame, window, rule), observed[:, list(window.columns)].all(axis=1)]
    for passes in filters:
        passed = passed & passes
        counts.append(int(passed.sum()))
    rows = np.flatnonzero(passed)
    paths = frame.values[rows][:, list(window.columns)]
    return Pool(rows, paths, features_of(paths[:, : window.n_pre], rule), tuple(counts))


def features_of(pre: FloatArray, rule: Rule) -> FloatArray:
    """Set out what nearness of earlier results is measured on.

    Parameters
    ----------
    pre : ndarray (m, n_pre)
        Complete outcomes before joining, two years or more.
    rule : Rule
        For the weights of level and dip.

    Returns
    -------
    ndarray (m, n_pre + 2)
        The path, its mean, and the last year's departure from the mean of the years before it.

    Notes
    -----
    Source: docs/methods/donors.md. Euclidean distance on raw values asks for the level as much as for the
    shape; a synthetic difference-in-differences alone would ask only for the shape.

    Examples
    --------
    >>> features_of(np.array([[60.0, 50.0]]), Rule(level_weight=1.0))
    array([[ 60.,  50.,  55., -10.]])
    """
    level = np.sqrt(rule.level_weight) * pre.mean(axis=1)
    return np.column_stack([pre, level, np.sqrt(rule.dip_weight) * dip_of(pre)])


def dip_of(pre: FloatArray) -> FloatArray:
    """Compute how far the last year before joining lies from the years before it.

    Parameters
    ----------
    pre : ndarray (m, n_pre)
        Complete outcomes before joining, two years or more.

    Returns
    -------
    ndarray (m,)
        Last year less the mean of the others; negative after a bad year.

    Notes
    -----
    Source: docs/methods/donors.md.

    Examples
    --------
    >>> dip_of(np.array([[60.0, 50.0, 45.0]]))
    array([-10.])
    """
    dip: FloatArray = pre[:, -1] - pre[:, :-1].mean(axis=1)
    return dip


def funnel_of(counts: Sequence[tuple[int, ...]]) -> tuple[FunnelStep, ...]:
    """Sum up what each filter left over a trust's schools.

    Parameters
    ----------
    counts : sequence of tuple of int
        For every school, schools left after each filter in the order of `REASONS`; at least one school.

    Returns
    -------
    tuple of FunnelStep
        One step a filter.

    Notes
    -----
    Source: docs/methods/donors.md.

    Examples
    --------
    >>> steps = funnel_of([(9, 8, 7, 6, 5, 4, 3, 2), (9, 8, 7, 6, 5, 4, 4, 4)])
    >>> steps[-1].name, steps[-1].median, steps[-1].fewest, steps[-1].most
    ('nearest', 3, 2, 4)
    """
    table = np.array(counts)
    figures = zip(np.median(table, axis=0), table.min(axis=0), table.max(axis=0), strict=True)
    return tuple(
        FunnelStep(name, reason, int(mid), int(low), int(high))
        for (name, reason), (mid, low, high) in zip(REASONS.items(), figures, strict=True)
    )
