"""Fit schools that share a stratum and years, all at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from wealdstats.dividend.asking import Asked, Group, early_window, slope_of, without_last
from wealdstats.dividend.bank import Traits, traits_of
from wealdstats.dividend.batch import BatchFit, Method
from wealdstats.dividend.batching import Request, fit_many
from wealdstats.dividend.donors import Window
from wealdstats.dividend.parts import LeftOut, SchoolDividend
from wealdstats.panel import Join
from wealdstats.types import FloatArray, IntArray

ALONE = 1e-9
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
    heaviest : int
        Position of the donor whose loss moves the effect most, as long as the others' weights are scaled up.
    without_heaviest : float
        The effect fitted anew with all donors it was offered but that one.
    without_last : tuple of float
        The effect with the last year, and the last two years, before joining left out; NaN where fewer than
        two years would be left.
    early : float
        The effect of having joined two years earlier, from the years before joining alone; NaN with fewer
        than four of them.
    slope : float
        Yearly trend before joining, less that of all possible donors; NaN with fewer than three years.
    others_changed : float
        How the mean of all possible donors changed from before joining to after.

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
    heaviest: int
    without_heaviest: float
    without_last: tuple[float, float]
    early: float
    slope: float
    others_changed: float


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
    main: list[tuple[Group, list[Join], IntArray, Asked, Request]] = []
    for group, joins in groups.items():
        rows = np.array([group.store.frame.position[join.unit] for join in joins], dtype=np.int64)
        asked = group.request(rows, group.window)
        few = f"fewer than {group.store.rule.min_donors} donors"
        out.update((join, LeftOut(join.unit, join.first_year, few)) for join in joins)
        if asked.request is not None:
            kept = [joins[at] for at in asked.kept.tolist()]
            main.append((group, kept, rows[asked.kept], asked, asked.request))
    others = [
        [group.request(rows, window) for window in _other_windows(group.window)]
        for group, _, rows, *_ in main
    ]
    fits, did, sc = (fit_many([request for *_, request in main], method) for method in METHODS)
    heaviest = [_heaviest(fit, request) for fit, (*_, request) in zip(fits, main, strict=True)]
    without = fit_many([_without(*pair) for pair in zip((m[-1] for m in main), heaviest, strict=True)])
    spare = fit_many([ask.request for asks in others for ask in asks if ask.request is not None])
    for i, (group, joins, rows, asked, request) in enumerate(main):
        effects = [ask.effects(spare, len(rows)) for ask in others[i]]
        lost = (asked.donors[np.arange(len(rows)), heaviest[i]], without[i].att)
        table = _Fits.of(group, rows, asked, request, (fits[i], did[i], sc[i]), effects, lost)
        out.update((join, table.school(row, join)) for row, join in enumerate(joins))
    return out


def changes_of(fit: BatchFit, request: Request) -> FloatArray:
    """Compute how each donor changed: its mean from joining on, less its time-weighted mean before.

    Parameters
    ----------
    fit : BatchFit
        For the weights of the years.
    request : Request
        What was fitted.

    Returns
    -------
    ndarray (m, k)
        Changes, in the measure's unit.

    Notes
    -----
    Source: docs/methods/dividend.md.

    Examples
    --------
    >>> one = Request(np.zeros((1, 3)), np.array([[[0.0, 0.0, 5.0]]]), np.ones((1, 1), bool), 2, 1.0)
    >>> changes_of(fit_many([one])[0], one)
    array([[5.]])
    """
    before = (request.donors[:, :, : request.n_pre] * fit.time_weights[:, None, :]).sum(axis=2)
    changes: FloatArray = request.donors[:, :, request.n_pre :].mean(axis=2) - before
    return changes


def moves_of(weights: FloatArray, changes: FloatArray) -> FloatArray:
    """Estimate how far the effect moves without each donor, the others' weights scaled up to sum to one.

    Parameters
    ----------
    weights, changes : ndarray (..., k)
        Each donor's weight and change.

    Returns
    -------
    ndarray (..., k)
        Moves, in the measure's unit; 0 where there is no weight.

    Notes
    -----
    Source: docs/methods/dividend.md.

    Examples
    --------
    >>> moves_of(np.array([0.75, 0.25]), np.array([4.0, 0.0]))
    array([ 3., -1.])
    """
    synthetic = (weights * changes).sum(axis=-1, keepdims=True)
    moves: FloatArray = weights * (changes - synthetic) / np.maximum(1.0 - weights, ALONE)
    return moves


def _heaviest(fit: BatchFit, request: Request) -> IntArray:
    """Find the donor of each school whose loss moves its effect most (m,)."""
    found: IntArray = np.abs(moves_of(fit.unit_weights, changes_of(fit, request))).argmax(axis=1)
    return found


def _without(request: Request, places: IntArray) -> Request:
    """Leave out one donor of each school, by its place among them (m,)."""
    valid = request.valid.copy()
    valid[np.arange(len(valid)), places] = False
    return replace(request, valid=valid)


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
    heaviest: IntArray
    without_heaviest: FloatArray
    traits: Traits
    counts: list[tuple[int, ...]]
    effects: list[FloatArray]
    slope: FloatArray
    others_changed: float

    @classmethod
    def of(
        cls,
        group: Group,
        rows: IntArray,
        asked: Asked,
        request: Request,
        fits: tuple[BatchFit, BatchFit, BatchFit],
        effects: list[FloatArray],
        lost: tuple[IntArray, FloatArray],
    ) -> _Fits:
        n_pre, (fit, did, sc) = group.window.n_pre, fits
        donors, valid = request.donors, request.valid.sum(axis=1).tolist()
        years = group.store.frame.years[list(group.window.columns)]
        heavy = np.argsort(-fit.unit_weights, axis=1, kind="stable")
        synthetic = np.matmul(fit.unit_weights[:, None, :], donors)[:, 0, :n_pre]
        return cls(
            group=group,
            rows=rows,
            fit=fit,
            paths=request.paths,
            did=did.att,
            sc=sc.att,
            donors=np.take_along_axis(asked.donors, heavy, axis=1),
            weights=np.take_along_axis(fit.unit_weights, heavy, axis=1),
            donor_changes=np.take_along_axis(changes_of(fit, request), heavy, axis=1),
            heaviest=lost[0],
            without_heaviest=lost[1],
            level=(request.paths[:, :n_pre] - synthetic).mean(axis=1),
            traits=traits_of(group.store.frame, rows, request.paths[:, :n_pre]),
            counts=[(*asked.counts, *left) for left in zip(asked.far_enough.tolist(), valid, strict=True)],
            effects=effects,
            slope=slope_of(years[:n_pre], request.paths[:, :n_pre], asked.others[:n_pre]),
            others_changed=float(asked.others[n_pre:].mean() - asked.others[:n_pre].mean()),
        )

    def school(self, i: int, join: Join) -> Treated:
        frame, window = self.group.store.frame, self.group.window
        used = int((self.weights[i] > 0).sum())
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
            counts=self.counts[i],
            did=float(self.did[i]),
            sc=float(self.sc[i]),
            donor_changes=self.donor_changes[i, :used],
            heaviest=int(self.heaviest[i]),
            without_heaviest=float(self.without_heaviest[i]),
            without_last=(float(self.effects[0][i]), float(self.effects[1][i])),
            early=float(self.effects[2][i]),
            slope=float(self.slope[i]),
            others_changed=self.others_changed,
        )
