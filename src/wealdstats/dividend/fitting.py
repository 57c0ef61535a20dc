"""Fit schools that share a stratum and years, all at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from wealdstats.dividend.bank import Traits, noise_of, traits_of
from wealdstats.dividend.batch import BatchFit, Method
from wealdstats.dividend.batching import Request, fit_many
from wealdstats.dividend.donors import Choice, Window, choose, features_of
from wealdstats.dividend.parts import LeftOut, SchoolDividend
from wealdstats.dividend.store import Store
from wealdstats.panel import Join
from wealdstats.types import FloatArray, IntArray

EARLIER = 2
METHODS: tuple[Method, Method, Method] = ("sdid", "did", "sc")


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
    >>> fits = fit_groups({Group(store, 0, window, window): sector.joins.of("T00")[:1]})
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

    def effects(self, fits: list[BatchFit], n: int) -> FloatArray:
        """Take this request's answer off a list, spread over all rows asked about; NaN where not fitted."""
        out = np.full(n, np.nan)
        if self.request is not None:
            out[self.kept] = fits.pop(0).att
        return out


NOTHING = Asked(np.zeros(0, np.int64), None, np.zeros((0, 0), np.int64), np.zeros(0, np.int64))


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
        pool = self.store.pool(self.stratum, window)
        paths = frame.values[rows][:, list(window.columns)]
        choice = choose(frame, rows, features_of(paths[:, : window.n_pre], rule), pool, rule)
        kept = np.flatnonzero(choice.valid.sum(axis=1) >= rule.min_donors)
        if not len(kept):
            return NOTHING
        choice = Choice(choice.index[kept], choice.valid[kept], choice.far_enough[kept])
        sigma = noise_of(pool, window.n_pre)
        wanted = Request(paths[kept], pool.paths[choice.index], choice.valid, window.n_pre, sigma)
        return Asked(kept, wanted, pool.rows[choice.index], choice.far_enough)

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


def fit_groups(groups: Mapping[Group, Sequence[Join]]) -> dict[Join, Treated | LeftOut]:
    """Fit schools, all groups together.

    Parameters
    ----------
    groups : mapping of Group to sequence of Join
        Joinings by what their schools share.

    Returns
    -------
    dict of Join to Treated or LeftOut
        Every joining.

    Notes
    -----
    Source: docs/methods/dividend.md.

    Examples
    --------
    >>> fit_groups({})
    {}
    """
    out: dict[Join, Treated | LeftOut] = {}
    main: list[tuple[Group, list[Join], IntArray, Asked]] = []
    for group, joins in groups.items():
        rows = np.array([group.store.frame.position[join.unit] for join in joins], dtype=np.int64)
        asked = group.request(rows, group.window)
        few = f"fewer than {group.store.rule.min_donors} donors"
        out.update((join, LeftOut(join.unit, join.first_year, few)) for join in joins)
        if asked.request is not None:
            main.append((group, [joins[at] for at in asked.kept.tolist()], rows[asked.kept], asked))
    others = [
        [group.request(rows, window) for window in _other_windows(group.window)] for group, _, rows, _ in main
    ]
    wanted = [asked.request for *_, asked in main if asked.request is not None]
    fits, did, sc = (fit_many(wanted, method) for method in METHODS)
    spare = fit_many([ask.request for asks in others for ask in asks if ask.request is not None])
    for i, (group, joins, rows, asked) in enumerate(main):
        effects = [ask.effects(spare, len(rows)) for ask in others[i]]
        table = _Fits.of(group, rows, asked, fits[i], did[i].att, sc[i].att, effects)
        out.update((join, table.school(row, join)) for row, join in enumerate(joins))
    return out


def _other_windows(window: Window) -> tuple[Window, Window, Window]:
    return without_last(window, 1), without_last(window, 2), early_window(window)


@dataclass(frozen=True, slots=True)
class _Fits:
    """The fits of a group as arrays, a row a school; donors sorted, heaviest first."""

    group: Group
    rows: IntArray
    fit: BatchFit
    paths: FloatArray
    did: FloatArray
    sc: FloatArray
    donors: IntArray
    weights: FloatArray
    donor_changes: FloatArray
    level: FloatArray
    traits: Traits
    counts: IntArray
    effects: list[FloatArray]
    slope: FloatArray

    @classmethod
    def of(
        cls,
        group: Group,
        rows: IntArray,
        asked: Asked,
        fit: BatchFit,
        did: FloatArray,
        sc: FloatArray,
        effects: list[FloatArray],
    ) -> _Fits:
        n_pre, request = group.window.n_pre, asked.request
        if request is None:
            raise LookupError("no fits to read")
        donors = request.donors
        before = (donors[:, :, :n_pre] * fit.time_weights[:, None, :]).sum(axis=2)
        heavy = np.argsort(-fit.unit_weights, axis=1, kind="stable")
        synthetic = np.matmul(fit.unit_weights[:, None, :], donors)[:, 0, :n_pre]
        return cls(
            group=group,
            rows=rows,
            fit=fit,
            paths=request.paths,
            did=did,
            sc=sc,
            donors=np.take_along_axis(asked.donors, heavy, axis=1),
            weights=np.take_along_axis(fit.unit_weights, heavy, axis=1),
            donor_changes=np.take_along_axis(donors[:, :, n_pre:].mean(axis=2) - before, heavy, axis=1),
            level=(request.paths[:, :n_pre] - synthetic).mean(axis=1),
            traits=traits_of(group.store.frame, rows, request.paths[:, :n_pre]),
            counts=np.column_stack([asked.far_enough, request.valid.sum(axis=1)]),
            effects=effects,
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
            counterfactual=self.paths[i] - self.fit.gap[i],
            gap=self.fit.gap[i],
            n_before=window.n_pre,
            att=float(self.fit.att[i]),
            donors=tuple(frame.units[row] for row in self.donors[i, :used]),
            unit_weights=self.weights[i, :used],
            time_weights=self.fit.time_weights[i],
            effective_donors=float(self.fit.effective_donors[i]),
            level_gap=float(self.level[i]),
            kkt=float(self.fit.kkt[i]),
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
            without_last=(float(self.effects[0][i]), float(self.effects[1][i])),
            early=float(self.effects[2][i]),
            slope=float(self.slope[i]),
        )
