"""Fit schools that share a stratum and years, all at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from wealdstats.dividend.bank import Traits, fitted, noise_of, traits_of
from wealdstats.dividend.batch import fit_batch
from wealdstats.dividend.donors import Choice, Window, choose, features_of
from wealdstats.dividend.parts import LeftOut, SchoolDividend
from wealdstats.dividend.store import Store
from wealdstats.panel import Join
from wealdstats.types import BoolArray, FloatArray, IntArray

EARLIER = 2


@dataclass(frozen=True, slots=True)
class Treated:
    """One school of a trust with everything later steps ask about it.

    Parameters
    ----------
    result : SchoolDividend
        What is shown.
    row, stratum, place : int
        Position in the frame, stratum, local authority.
    window, laid : Window
        Years it was fitted on, and the window laid for its stratum and first year before its own holes.
    donors : ndarray of int (d,)
        Positions of its donors in the frame, as many as `weights`.
    weights : ndarray (d,)
        Their weights.
    traits : Traits
        For its placebos.
    counts : tuple of int
        Its donor funnel.
    did, sc : float
        Difference-in-differences and synthetic control with the same donors.
    donor_changes : ndarray (d,)
        Each donor's mean from joining on, less its time-weighted mean before.
    without_last : tuple of float
        The effect with the last year, and the last two years, before joining left out; NaN where fewer than
        two years would be left.
    early : float
        The effect of having joined two years earlier, from the years before joining alone; NaN with fewer
        than four of them.
    slope : float
        Yearly trend before joining, less that of all possible donors; NaN with fewer than three years.

    Notes
    -----
    Source: docs/methods/dividend.md.

    Examples
    --------
    >>> from wealdstats.dividend.examples import example_store
    >>> from wealdstats.simulate import World, simulate
    >>> store, window = example_store()
    >>> sector = simulate(World(), seed=1)
    >>> fits = fit_group(Group(store, 0, window, window), sector.joins.of("T00")[:1])
    >>> [fit.window.n_pre for fit in fits.values()]
    [3]
    """

    result: SchoolDividend
    row: int
    stratum: int
    place: int
    window: Window
    laid: Window
    donors: IntArray
    weights: FloatArray
    traits: Traits
    counts: tuple[int, ...]
    did: float
    sc: float
    donor_changes: FloatArray
    without_last: tuple[float, float]
    early: float
    slope: float


@dataclass(frozen=True, slots=True)
class Group:
    """Schools that share a stratum, the years they were observed in, and the window laid for them.

    Parameters
    ----------
    store : Store
        Frame, rule and pools.
    stratum : int
        Code of the stratum.
    window, laid : Window
        Years observed, and the window laid before the schools' own holes.

    Notes
    -----
    Source: docs/methods/dividend.md.

    Examples
    --------
    >>> from wealdstats.dividend.examples import example_store
    >>> store, window = example_store()
    >>> Group(store, 0, window, window).window.n_pre
    3
    """

    store: Store
    stratum: int
    window: Window
    laid: Window

    def choose(self, rows: IntArray, window: Window) -> tuple[Choice, BoolArray]:
        """Choose donors for rows of the frame over a window, and say which rows got enough."""
        frame, rule = self.store.frame, self.store.rule
        pre = frame.values[rows][:, list(window.pre)]
        pool = self.store.pool(self.stratum, window)
        choice = choose(frame, rows, features_of(pre, rule), pool, rule)
        return choice, choice.valid.sum(axis=1) >= rule.min_donors

    def effect_on(self, rows: IntArray, window: Window) -> FloatArray:
        """Return the effect (m,) estimated over another window; NaN where it or its donors do not suffice."""
        out = np.full(len(rows), np.nan)
        if window.n_pre < self.store.rule.min_years_before:
            return out
        choice, enough = self.choose(rows, window)
        if enough.any():
            kept = Choice(choice.index[enough], choice.valid[enough], choice.far_enough[enough])
            pool = self.store.pool(self.stratum, window)
            paths = self.store.frame.values[rows[enough]][:, list(window.columns)]
            out[enough] = fitted(paths, pool, kept, window.n_pre, noise_of(pool, window.n_pre)).att
        return out

    def slopes(self, rows: IntArray) -> FloatArray:
        """Return yearly trends (m,) before joining, less all possible donors'; NaN under three years."""
        if self.window.n_pre <= EARLIER:
            return np.full(len(rows), np.nan)
        frame, pre = self.store.frame, list(self.window.pre)
        years = frame.years[pre] - frame.years[pre].mean()
        slope = years / (years**2).sum()
        pool = self.store.pool(self.stratum, self.window)
        own: FloatArray = (frame.values[rows][:, pre] - pool.paths[:, : len(pre)].mean(axis=0)) @ slope
        return own


def early_window(window: Window) -> Window:
    """Lay the window of a joining that never was, two years before the real one.

    Parameters
    ----------
    window : Window
        The real one.

    Returns
    -------
    Window
        Its years before joining, the last two of them taken for years after.

    Notes
    -----
    Source: docs/methods/dividend.md, placebo in time.

    Examples
    --------
    >>> early_window(Window((0, 1, 2, 3, 5), 4))
    Window(columns=(0, 1, 2, 3), n_pre=2)
    """
    return Window(window.pre, max(window.n_pre - EARLIER, 0))


def without_last(window: Window, years: int) -> Window:
    """Leave the last years before joining out of a window.

    Parameters
    ----------
    window : Window
        The window.
    years : int
        How many; at most all there are.

    Returns
    -------
    Window
        What is left.

    Notes
    -----
    Source: docs/methods/dividend.md, anticipation.

    Examples
    --------
    >>> without_last(Window((0, 1, 2, 3), 3), 1)
    Window(columns=(0, 1, 3), n_pre=2)
    """
    n_pre = max(window.n_pre - years, 0)
    return Window(window.pre[:n_pre] + window.post, n_pre)


def fit_group(group: Group, joins: Sequence[Join]) -> dict[Join, Treated | LeftOut]:
    """Fit schools that share a stratum and years.

    Parameters
    ----------
    group : Group
        What they share.
    joins : sequence of Join
        The schools' joinings.

    Returns
    -------
    dict of Join to Treated or LeftOut
        Every school.

    Notes
    -----
    Source: docs/methods/dividend.md.

    Examples
    --------
    >>> from wealdstats.dividend.examples import example_store
    >>> store, window = example_store()
    >>> fit_group(Group(store, 0, window, window), [])
    {}
    """
    rows = np.array([group.store.frame.position[join.unit] for join in joins], dtype=np.int64)
    choice, enough = group.choose(rows, group.window)
    few = f"fewer than {group.store.rule.min_donors} donors"
    out: dict[Join, Treated | LeftOut] = {j: LeftOut(j.unit, j.first_year, few) for j in joins}
    kept = np.flatnonzero(enough)
    if len(kept):
        choice = Choice(choice.index[kept], choice.valid[kept], choice.far_enough[kept])
        fits = _Fits.of(group, rows[kept], choice)
        out.update({joins[at]: fits.school(i, joins[at]) for i, at in enumerate(kept.tolist())})
    return out


@dataclass(frozen=True, slots=True)
class _Fits:
    """The fits of a group as arrays, a row a school; donors sorted, heaviest first."""

    group: Group
    rows: IntArray
    paths: FloatArray
    gap: FloatArray
    att: FloatArray
    did: FloatArray
    sc: FloatArray
    kkt: FloatArray
    effective: FloatArray
    time_weights: FloatArray
    donors: IntArray
    weights: FloatArray
    donor_changes: FloatArray
    level: FloatArray
    traits: Traits
    counts: IntArray
    without: FloatArray
    early: FloatArray
    slope: FloatArray

    @classmethod
    def of(cls, group: Group, rows: IntArray, choice: Choice) -> _Fits:
        frame, window, n_pre = group.store.frame, group.window, group.window.n_pre
        pool = group.store.pool(group.stratum, window)
        paths = frame.values[rows][:, list(window.columns)]
        donors = pool.paths[choice.index]
        fit = fitted(paths, pool, choice, n_pre, noise_of(pool, n_pre))
        before = (donors[:, :, :n_pre] * fit.time_weights[:, None, :]).sum(axis=2)
        heavy = np.argsort(-fit.unit_weights, axis=1, kind="stable")
        synthetic = np.matmul(fit.unit_weights[:, None, :], donors)[:, 0, :n_pre]
        early = early_window(window)
        return cls(
            group=group,
            rows=rows,
            paths=paths,
            gap=fit.gap,
            att=fit.att,
            did=fit_batch(paths, donors, n_pre=n_pre, method="did", valid=choice.valid).att,
            sc=fit_batch(paths, donors, n_pre=n_pre, method="sc", valid=choice.valid).att,
            kkt=fit.kkt,
            effective=fit.effective_donors,
            time_weights=fit.time_weights,
            donors=np.take_along_axis(pool.rows[choice.index], heavy, axis=1),
            weights=np.take_along_axis(fit.unit_weights, heavy, axis=1),
            donor_changes=np.take_along_axis(donors[:, :, n_pre:].mean(axis=2) - before, heavy, axis=1),
            level=(paths[:, :n_pre] - synthetic).mean(axis=1),
            traits=traits_of(frame, rows, paths[:, :n_pre]),
            counts=np.column_stack([choice.far_enough, choice.valid.sum(axis=1)]),
            without=np.column_stack([group.effect_on(rows, without_last(window, n)) for n in (1, 2)]),
            early=group.effect_on(rows, early),
            slope=group.slopes(rows),
        )

    def school(self, i: int, join: Join) -> Treated:
        frame, window = self.group.store.frame, self.group.window
        used = int((self.weights[i] > 0).sum())
        pool = self.group.store.pool(self.group.stratum, window)
        result = SchoolDividend(
            unit=join.unit,
            first_year=join.first_year,
            years=frame.years[list(window.columns)],
            observed=self.paths[i],
            counterfactual=self.paths[i] - self.gap[i],
            gap=self.gap[i],
            n_before=window.n_pre,
            att=float(self.att[i]),
            donors=tuple(frame.units[row] for row in self.donors[i, :used]),
            unit_weights=self.weights[i, :used],
            time_weights=self.time_weights[i],
            effective_donors=float(self.effective[i]),
            level_gap=float(self.level[i]),
            kkt=float(self.kkt[i]),
        )
        return Treated(
            result=result,
            row=int(self.rows[i]),
            stratum=self.group.stratum,
            place=int(frame.authority[self.rows[i]]),
            window=window,
            laid=self.group.laid,
            donors=self.donors[i, :used],
            weights=self.weights[i, :used],
            traits=self.traits.at(i),
            counts=(*pool.counts, *self.counts[i].tolist()),
            did=float(self.did[i]),
            sc=float(self.sc[i]),
            donor_changes=self.donor_changes[i, :used],
            without_last=(float(self.without[i, 0]), float(self.without[i, 1])),
            early=float(self.early[i]),
            slope=float(self.slope[i]),
        )
