"""Stored gaps of control schools: each fitted once, as if it had joined, against its own nearest donors."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from wealdstats.dividend.batch import BatchFit, fit_batch, noise_level
from wealdstats.dividend.donors import Pool, Window, dip_of, pool_of
from wealdstats.dividend.frame import Frame
from wealdstats.dividend.nearest import Choice, choose
from wealdstats.dividend.rule import Rule
from wealdstats.dividend.selection import reversion_of
from wealdstats.types import FloatArray, IntArray

TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Traits:
    """What a placebo school has in common with the school it stands in for.

    Parameters
    ----------
    level : ndarray (m,)
        Mean outcome before joining.
    dip : ndarray (m,)
        Last year before joining less the mean of the years before it.
    size : ndarray (m,)
        Logarithm of pupils; NaN where not known.
    route : ndarray of int (m,)
        Code of the route; -1 where not known.

    Notes
    -----
    Source: docs/methods/placebo_trusts.md.

    Examples
    --------
    >>> Traits(np.array([50.0]), np.array([-5.0]), np.array([3.4]), np.array([-1])).level
    array([50.])
    """

    level: FloatArray
    dip: FloatArray
    size: FloatArray
    route: IntArray

    def at(self, row: int) -> Traits:
        """Return the traits of one school."""
        one = slice(row, row + 1)
        return Traits(self.level[one], self.dip[one], self.size[one], self.route[one])


def traits_of(frame: Frame, rows: IntArray, pre: FloatArray) -> Traits:
    """Read the traits of some schools off their results before joining.

    Parameters
    ----------
    frame : Frame
        For size and route.
    rows : ndarray of int (m,)
        Positions in the frame.
    pre : ndarray (m, n_pre)
        Complete results before joining, two years or more.

    Returns
    -------
    Traits
        One entry a school.

    Notes
    -----
    Source: docs/methods/placebo_trusts.md.

    Examples
    --------
    >>> from wealdstats.dividend.frame import frame_of
    >>> from wealdstats.panel import Joins, Panel
    >>> frame = frame_of(Panel.from_long(["a"], [2018], [1.0]), Joins(()), Rule())
    >>> traits_of(frame, np.array([0]), np.array([[60.0, 50.0]])).dip
    array([-10.])
    """
    size = np.full(len(rows), np.nan) if frame.size is None else frame.size[rows]
    route = np.full(len(rows), -1) if frame.route is None else frame.route[rows]
    return Traits(pre.mean(axis=1), dip_of(pre), size, route)


@dataclass(frozen=True, slots=True)
class Bank:
    """Control schools of one stratum, fitted over one window as if they had joined.

    Parameters
    ----------
    window : Window
        The years.
    rows : ndarray of int (c,)
        Positions in the frame.
    gap : ndarray (c, t)
        Gap of each over the window.
    donors : ndarray of int (c, k)
        Positions of its donors in the frame; none where the panel has no covariates to weigh with them.
    unit_weights : ndarray (c, k)
        Their weights; zero where there is no donor.
    time_weights : ndarray (c, n_pre)
        Weights of the years before.
    pre : ndarray (c, n_pre)
        Outcomes before joining.
    traits : Traits
        For matching.
    places : ndarray of int (l,)
        Local authorities the controls lie in.
    layout : ndarray of int (l, p)
        Each local authority's controls as places in this bank, filled up with -1.
    place_variance : float
        Variance between local authorities of the mean gap from joining on, net of sampling.
    reversion : float
        Share of a difference in earlier results that vanishes by itself.
    sigma : float
        Noise level of the stratum.
    level_sd : float
        Standard deviation of the controls' mean results before joining.

    Notes
    -----
    Source: docs/methods/placebo_trusts.md.

    Examples
    --------
    >>> from wealdstats.dividend.examples import example_store
    >>> store, window = example_store()
    >>> bank = store.bank(0, window)
    >>> bank.gap.shape == (len(bank.rows), len(window.columns))
    True
    """

    window: Window
    rows: IntArray
    gap: FloatArray
    donors: npt.NDArray[np.int32]
    unit_weights: npt.NDArray[np.float32]
    time_weights: FloatArray
    pre: FloatArray
    traits: Traits
    places: IntArray
    layout: IntArray
    place_variance: float
    reversion: float
    sigma: float
    level_sd: float
    cuts: dict[Window, FloatArray] = field(default_factory=dict, repr=False, compare=False)
    effects: dict[Window, FloatArray] = field(default_factory=dict, repr=False, compare=False)
    slopes: dict[Window, FloatArray] = field(default_factory=dict, repr=False, compare=False)

    def effect_on(self, window: Window) -> FloatArray:
        """Return the mean gap from joining on (c,) that schools observed in these years would have shown."""
        if window not in self.effects:
            self.effects[window] = self.gap_on(window)[:, window.n_pre :].mean(axis=1)
        return self.effects[window]

    def place_codes(self) -> IntArray:
        """Return in which of ``places`` each control lies (c,)."""
        place, slot = np.nonzero(self.layout >= 0)
        codes = np.empty(len(self.rows), dtype=np.int64)
        codes[self.layout[place, slot]] = place
        return codes

    def slope_on(self, window: Window, years: IntArray) -> FloatArray:
        """Return yearly trends before joining (c,) against all controls; ``years`` are those before it."""
        if window not in self.slopes:
            pre = self.pre[:, np.searchsorted(self.window.columns, window.pre)]
            centred = years - years.mean()
            self.slopes[window] = (pre - pre.mean(axis=0)) @ centred / (centred**2).sum()
        return self.slopes[window]

    def traits_on(self, window: Window) -> Traits:
        """Return the traits a school with fewer years is compared on: from the same years as its own."""
        if window.pre == self.window.pre:
            return self.traits
        pre = self.pre[:, np.searchsorted(self.window.columns, window.pre)]
        return replace(self.traits, level=pre.mean(axis=1), dip=dip_of(pre))

    def gap_on(self, window: Window) -> FloatArray:
        """Return the gaps (c, t') a school with fewer observed years would have shown.

        Parameters
        ----------
        window : Window
            Some of this bank's years.

        Returns
        -------
        ndarray (c, t')
            Gaps in those years, taken from zero anew over the years before joining that remain.
        """
        if window == self.window:
            return self.gap
        if window not in self.cuts:
            at = np.searchsorted(self.window.columns, window.columns)
            before = at[: window.n_pre]
            weights = self.time_weights[:, before] + TINY
            weights /= weights.sum(axis=1, keepdims=True)
            level = (weights * self.gap[:, before]).sum(axis=1, keepdims=True)
            self.cuts[window] = self.gap[:, at] - level
        return self.cuts[window]


def fitted(paths: FloatArray, pool: Pool, choice: Choice, n_pre: int, sigma: float) -> BatchFit:
    """Fit schools against the donors chosen for them.

    Parameters
    ----------
    paths : ndarray (m, t)
        Complete outcomes.
    pool : Pool
        Where the donors lie.
    choice : Choice
        Which they are; at least one each.
    n_pre : int
        Years before joining.
    sigma : float
        Noise level.

    Returns
    -------
    BatchFit
        Synthetic difference-in-differences of each school.

    Notes
    -----
    Source: Arkhangelsky et al. (2021), AER 111(12), algorithm 1, with one treated unit a fit.

    Examples
    --------
    >>> pool = Pool(np.arange(2), np.array([[0.0, 1.0, 2.0], [2.0, 1.0, 4.0]]), np.zeros((2, 1)), ())
    >>> both = Choice(np.array([[0, 1]]), np.array([[True, True]]), np.array([2]))
    >>> fitted(np.array([[1.0, 1.0, 8.0]]), pool, both, 2, 1.0).att.round(6)
    array([5.])
    """
    return fit_batch(paths, pool.paths[choice.index], n_pre=n_pre, valid=choice.valid, sigma=sigma)


def noise_of(pool: Pool, n_pre: int) -> float:
    """Measure the noise level of a pool, net of what each year did to all of it.

    Parameters
    ----------
    pool : Pool
        Possible donors.
    n_pre : int
        Years before joining.

    Returns
    -------
    float
        Standard deviation of year-to-year changes, positive: a pool that never changes gets a tiny one, so
        that weights stay defined.

    Notes
    -----
    Source: Arkhangelsky et al. (2021), AER 111(12), eq. 5, about each year's own mean instead of one mean for
    all years: a good year for everybody is not noise of a school, and must not change its weights.

    Examples
    --------
    >>> noise_of(Pool(np.arange(2), np.ones((2, 3)), np.zeros((2, 1)), ()), 2)
    1e-09
    """
    pre = pool.paths[:, :n_pre]
    return max(noise_level(pre - pre.mean(axis=0)), TINY)


def bank_of(frame: Frame, stratum: int, window: Window, rule: Rule) -> Bank | None:
    """Fit every control school of a stratum as if it had joined.

    Parameters
    ----------
    frame : Frame
        The arrays.
    stratum : int
        Code of the stratum.
    window : Window
        The years.
    rule : Rule
        For the donors.

    Returns
    -------
    Bank or None
        None where no two controls find the donors the rule asks for.

    Notes
    -----
    Source: docs/methods/placebo_trusts.md.

    Examples
    --------
    >>> from wealdstats.dividend.examples import example_store
    >>> store, window = example_store()
    >>> bank_of(store.frame, 0, window, Rule(donors=500, min_donors=500)) is None
    True
    """
    pool = pool_of(frame, stratum, window, rule)
    choice = choose(frame, pool.rows, pool.features, pool, rule)
    enough = np.flatnonzero(choice.valid.sum(axis=1) >= rule.min_donors)
    if len(enough) < 2:
        return None
    choice = Choice(choice.index[enough], choice.valid[enough], choice.far_enough[enough])
    paths, rows = pool.paths[enough], pool.rows[enough]
    sigma = noise_of(pool, window.n_pre)
    fit = fitted(paths, pool, choice, window.n_pre, sigma)
    kept = slice(None) if frame.covariates else slice(0)
    places, layout = _layout(frame.authority[rows])
    return Bank(
        window=window,
        rows=rows,
        gap=fit.gap,
        donors=pool.rows[choice.index][:, kept].astype(np.int32),
        unit_weights=fit.unit_weights[:, kept].astype(np.float32),
        time_weights=fit.time_weights,
        pre=paths[:, : window.n_pre],
        traits=traits_of(frame, rows, paths[:, : window.n_pre]),
        places=places,
        layout=layout,
        place_variance=place_variance(fit.att, frame.authority[rows]),
        reversion=reversion_of(paths[:, : window.n_pre].mean(axis=1), paths[:, window.n_pre :].mean(axis=1)),
        sigma=sigma,
        level_sd=float(paths[:, : window.n_pre].mean(axis=1).std()),
    )


def _layout(authority: IntArray) -> tuple[IntArray, IntArray]:
    """Set the members of each local authority side by side."""
    places, place, count = np.unique(authority, return_inverse=True, return_counts=True)
    order = np.argsort(place, kind="stable")
    within = np.arange(len(order)) - np.repeat(np.cumsum(count) - count, count)
    layout = np.full((len(places), count.max()), -1, dtype=np.int64)
    layout[place[order], within] = order
    return places, layout


def place_variance(values: FloatArray, place: IntArray) -> float:
    """Variance between places of a value measured on units within them, net of sampling.

    Parameters
    ----------
    values : ndarray (n,)
        Values; finite.
    place : ndarray of int (n,)
        Where each unit lies.

    Returns
    -------
    float
        The variance component, not below zero; zero with one place or one unit a place.

    Notes
    -----
    Source: Searle, Casella and McCulloch (1992), Variance Components, §3.6: analysis of variance with unequal
    numbers.

    Examples
    --------
    >>> place_variance(np.array([1.0, 3.0, 11.0, 13.0]), np.array([0, 0, 1, 1]))
    49.0
    """
    _, code, count = np.unique(place, return_inverse=True, return_counts=True)
    n, groups = len(values), len(count)
    if groups < 2 or n == groups:
        return 0.0
    means = np.bincount(code, values) / count
    within = ((values - means[code]) ** 2).sum() / (n - groups)
    between = (count * (means - values.mean()) ** 2).sum() / (groups - 1)
    typical = (n - (count**2).sum() / n) / (groups - 1)
    return max(0.0, float((between - within) / typical))
