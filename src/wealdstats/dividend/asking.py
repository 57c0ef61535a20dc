"""What to fit for schools that share a stratum and years, put together but not yet fitted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wealdstats.dividend.bank import noise_of
from wealdstats.dividend.batch import BatchFit
from wealdstats.dividend.batching import Request
from wealdstats.dividend.donors import Window, features_of, pool_of
from wealdstats.dividend.nearest import Choice, choose
from wealdstats.dividend.store import Store
from wealdstats.types import FloatArray, IntArray

EARLIER = 2


@dataclass(frozen=True, slots=True)
class Asked:
    """A request with what is needed to read its answer.

    Parameters
    ----------
    kept : ndarray of int (m,)
        Which of the rows asked about got enough donors.
    request : Request or None
        Their fits; None where there are none.
    donors : ndarray of int (m, k)
        Positions of the donors in the frame.
    far_enough : ndarray of int (m,)
        Donors that were left after distance.
    counts : tuple of int
        What the filters before distance left.
    others : ndarray (t,)
        Mean path of all possible donors.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> NOTHING.effects([], 2)
    array([nan, nan])
    """

    kept: IntArray
    request: Request | None
    donors: IntArray
    far_enough: IntArray
    counts: tuple[int, ...]
    others: FloatArray

    def effects(self, fits: list[BatchFit], n: int) -> FloatArray:
        """Take this request's answer off a list, spread over all rows asked about; NaN where not fitted."""
        out = np.full(n, np.nan)
        if self.request is not None:
            out[self.kept] = fits.pop(0).att
        return out


NOTHING = Asked(
    np.zeros(0, np.int64), None, np.zeros((0, 0), np.int64), np.zeros(0, np.int64), (), np.zeros(0)
)


@dataclass(frozen=True, slots=True, eq=False)
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

    def request(self, rows: IntArray, window: Window) -> Asked:
        """Choose donors for rows of the frame over a window; rows that do not get enough are left out."""
        frame, rule = self.store.frame, self.store.rule
        if window.n_pre < rule.min_years_before:
            return NOTHING
        pool = pool_of(frame, self.stratum, window, rule)
        paths = frame.values[rows][:, list(window.columns)]
        choice = choose(frame, rows, features_of(paths[:, : window.n_pre], rule), pool, rule)
        kept = np.flatnonzero(choice.valid.sum(axis=1) >= rule.min_donors)
        if not len(kept):
            return NOTHING
        choice = Choice(choice.index[kept], choice.valid[kept], choice.far_enough[kept])
        sigma = noise_of(pool, window.n_pre)
        wanted = Request(paths[kept], pool.paths[choice.index], choice.valid, window.n_pre, sigma)
        donors, others = pool.rows[choice.index], pool.paths.mean(axis=0)
        return Asked(kept, wanted, donors, choice.far_enough, pool.counts, others)


def slope_of(years: IntArray, paths: FloatArray, others: FloatArray) -> FloatArray:
    """Compute yearly trends against others'.

    Parameters
    ----------
    years : ndarray of int (t,)
        Years, rising.
    paths : ndarray (m, t)
        Complete outcomes.
    others : ndarray (t,)
        Mean outcome of all possible donors.

    Returns
    -------
    ndarray (m,)
        Least-squares slopes of the differences, a year; NaN under three years, where a slope is only a dip.

    Notes
    -----
    Source: docs/methods/dividend.md.

    Examples
    --------
    >>> slope_of(np.array([2016, 2017, 2018]), np.array([[1.0, 2.0, 3.0]]), np.zeros(3))
    array([1.])
    """
    if len(years) <= EARLIER:
        return np.full(len(paths), np.nan)
    centred = years - years.mean()
    slopes: FloatArray = (paths - others) @ centred / (centred**2).sum()
    return slopes


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
