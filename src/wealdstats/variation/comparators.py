"""Schools like ours: the nearest by intake, and which features made each of them near."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from wealdstats.errors import InputError, NoVariationError, TooFewError
from wealdstats.types import BoolArray, FloatArray, IntArray, Result
from wealdstats.variation.neighbours import nearest

Kind: TypeAlias = Literal["number", "label"]
SHARED = 0.6


@dataclass(frozen=True, slots=True)
class Reason:
    """One feature in which two schools are alike.

    Parameters
    ----------
    feature : str
        Its name.
    own, theirs : float
        Their values, labels by code.
    as_near : float
        Share of the other schools that are at least as near in it: small where the likeness is rare.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> Reason("free meals", 31.0, 30.0, 0.04).as_near
    0.04
    """

    feature: str
    own: float
    theirs: float
    as_near: float


@dataclass(frozen=True, slots=True, eq=False)
class Comparators(Result):
    """The k nearest schools of each school asked for.

    Parameters
    ----------
    rows : ndarray of int (m,)
        Schools asked for.
    neighbours : ndarray of int (m, k)
        Their comparators, nearest first; −1 where there are fewer.
    distance : ndarray (m, k)
        "euclid": root of the weighted mean square of standardised differences; "gower": weighted mean of
        differences as shares of the range. Over shared features; NaN where there is no comparator.
    shared : ndarray (m, k)
        Share of the features' weight the distance rests on.
    as_near : ndarray (m, k, d)
        Share of the other schools at least as near in each feature; NaN where either lacks it.
    values : ndarray (n, d)
        Features as given.
    names : tuple of str (d,)
        Their names.
    metric : {"euclid", "gower"}
        How distance was measured.
    min_shared : float
        Least share of the weight two schools must both have.

    Notes
    -----
    Source: docs/methods/comparators.md.

    Examples
    --------
    >>> found = comparators(np.array([[1.0, 5.0], [2.0, 5.0], [9.0, 1.0]]), k=1, names=("fsm", "eal"))
    >>> found.neighbours.ravel(), found.reasons(0, 0)[0].feature
    (array([1, 0, 1]), 'fsm')
    """

    rows: IntArray
    neighbours: IntArray
    distance: FloatArray
    shared: FloatArray
    as_near: FloatArray
    values: FloatArray
    names: tuple[str, ...]
    metric: str
    min_shared: float

    def reasons(self, row: int, place: int, at_most: int = 3) -> tuple[Reason, ...]:
        """Name the features that made a match, rarest likeness first; features not shared give none."""
        near = self.as_near[row, place]
        own, theirs = self.values[self.rows[row]], self.values[self.neighbours[row, place]]
        order = [j for j in np.argsort(near, kind="stable").tolist() if near[j] < 1.0][:at_most]
        return tuple(Reason(self.names[j], float(own[j]), float(theirs[j]), float(near[j])) for j in order)


def comparators(
    features: FloatArray,
    *,
    k: int = 10,
    names: Sequence[str] | None = None,
    kinds: Sequence[Kind] | None = None,
    weights: Sequence[float] | None = None,
    rows: Sequence[int] | IntArray | None = None,
    within: Sequence[str] | None = None,
    min_shared: float = SHARED,
) -> Comparators:
    """Find the k schools nearest to each in intake.

    Parameters
    ----------
    features : ndarray (n, d)
        Intake in any units; labels as numeric codes; NaN for missing.
    k : int
        Comparators of each school.
    names : sequence of str (d,), optional
        Names of the features.
    kinds : sequence of {"number", "label"} (d,), optional
        All numbers: Euclid over standardised features. Any label: Gower, numbers by their range, labels equal
        or not.
    weights : sequence of float (d,), optional
        Importance of each feature; equal where left out.
    rows : sequence of int (m,), optional
        Schools to ask for; all where left out.
    within : sequence of str (n,), optional
        Only schools of the same value here (such as phase) are comparators.
    min_shared : float
        Least share of the features' weight that two schools must both have, in (0, 1]. Nothing is filled in:
        the distance is over what both have, and `shared` says how much that is.

    Returns
    -------
    Comparators
        Neighbours, distances, and what made them near.

    Raises
    ------
    InputError
        Where an argument cannot be used.
    NoVariationError
        Where a feature has one value for everybody.
    TooFewError
        With fewer than two schools.

    Notes
    -----
    Source: Gower (1971), Biometrics 27(4), for mixed kinds and shared features. Assumes that what matters of
    intake is among the features, in these weights. Alike in intake is not alike in all: it is a reason to
    ring up, not a yardstick.

    Examples
    --------
    >>> intake = np.array([[10.0, 0.0], [13.0, 1.0], [30.0, 0.0], [11.0, np.nan]])
    >>> comparators(intake, k=1, kinds=("number", "label"), min_shared=0.5).neighbours.ravel()
    array([3, 3, 0, 0])
    """
    values = np.array(features, np.float64)
    if values.ndim != 2 or np.isinf(values).any() or not values.shape[1]:
        raise InputError("finite features, one row a school", f"shape {values.shape}", "mark gaps by NaN")
    n, d = values.shape
    labels, heavy, named = _columns(d, kinds, weights, names)
    asked = np.arange(n) if rows is None else np.asarray(rows)
    groups = np.zeros(n, np.int64)
    if within is not None:
        groups = np.unique(np.asarray(within), return_inverse=True)[1]
    _check(n, k, asked, groups, min_shared)
    scale = _scales(values, labels)
    weight = heavy / heavy.sum()
    found = np.full((len(asked), k), -1, np.int64)
    distance = np.full((len(asked), k), np.nan)
    for group in np.unique(groups[asked]):
        members, mine = np.flatnonzero(groups == group), np.flatnonzero(groups[asked] == group)
        place, far = nearest(
            values[members] / scale,
            np.searchsorted(members, asked[mine]),
            k,
            labels=labels,
            weight=weight,
            min_shared=min_shared,
        )
        found[mine], distance[mine] = np.where(place >= 0, members[place], -1), far
    none = found < 0
    missing = np.isnan(values)
    has = ~(missing[asked][:, None] | missing[found])
    has[none] = False
    return Comparators(
        rows=asked.astype(np.int64),
        neighbours=found,
        distance=distance,
        shared=np.where(none, np.nan, np.minimum(has @ weight, 1.0)),
        as_near=_as_near(values, asked, found, has, groups, labels),
        values=values,
        names=named,
        metric="gower" if labels.any() else "euclid",
        min_shared=min_shared,
    )


def _columns(
    d: int, kinds: Sequence[Kind] | None, weights: Sequence[float] | None, names: Sequence[str] | None
) -> tuple[BoolArray, FloatArray, tuple[str, ...]]:
    kind = np.asarray(["number"] * d if kinds is None else kinds, dtype=np.str_)
    heavy = np.ones(d) if weights is None else np.asarray(weights, np.float64)
    named = tuple(f"feature {j}" for j in range(d)) if names is None else tuple(names)
    if kind.shape != (d,) or not np.isin(kind, ["number", "label"]).all() or len(named) != d:
        raise InputError(f'{d} names and kinds "number" or "label"', f"{named}, {kinds}", "align them")
    if heavy.shape != (d,) or not (np.isfinite(heavy) & (heavy > 0.0)).all():
        raise InputError(f"{d} positive weights", f"{weights}", "leave out what has no weight")
    return kind == "label", heavy, named


def _check(n: int, k: int, asked: IntArray, groups: IntArray, min_shared: float) -> None:
    if n < 2:
        raise TooFewError("two schools", f"{n}", "pass more")
    if groups.shape != (n,) or not 0.0 < min_shared <= 1.0 or k < 1:
        found = f"{groups.size} groups of {n}, k {k}, min_shared {min_shared}"
        raise InputError("a group for each school, k of 1 or more, min_shared in (0, 1]", found, "change it")
    if asked.ndim != 1 or asked.dtype.kind not in "iu" or not ((asked >= 0) & (asked < n)).all():
        raise InputError(f"row numbers below {n}", f"{asked.dtype} {asked.shape}", "pass row numbers")


def _scales(values: FloatArray, labels: BoolArray) -> FloatArray:
    """Return what makes a distance of one: a standard deviation; beside labels, a range; of a label, any."""
    known = ~np.isnan(values)
    if not known.any(axis=0).all():
        raise NoVariationError("features that somebody has", "one that nobody has", "leave it out")
    spread = np.nanmax(values, axis=0) - np.nanmin(values, axis=0)
    if (spread == 0.0).any():
        raise NoVariationError("features in which schools differ", "one alike for all", "leave it out")
    scale = spread if labels.any() else np.nanstd(values, axis=0)
    return np.where(labels, 1.0, scale)


def _as_near(
    values: FloatArray,
    asked: IntArray,
    found: IntArray,
    has: BoolArray,
    groups: IntArray,
    labels: BoolArray,
) -> FloatArray:
    """Share of the group's other schools with a feature that are at least as near in it (m, k, d)."""
    near = np.full(has.shape, np.nan)
    for group in np.unique(groups[asked]):
        mine = np.flatnonzero(groups[asked] == group)
        for j, is_label in enumerate(labels):
            column = np.sort(values[(groups == group) & ~np.isnan(values[:, j]), j])
            own = values[asked[mine], j][:, None]
            reach = np.abs(values[found[mine], j] - own)
            if is_label:
                reach = np.where(reach > 0.0, np.inf, 0.0)
            # The comparator itself must fall within, whatever the last digit of a sum.
            wide = reach * (1.0 + 1e-12) + 1e-12 * np.abs(own)
            count = np.searchsorted(column, own + wide, "right") - np.searchsorted(column, own - wide, "left")
            near[mine, :, j] = (count - 1) / max(len(column) - 1, 1)
    near[~has] = np.nan
    return near
