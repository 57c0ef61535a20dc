"""A panel and its joinings as the arrays every step works on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wealdstats.dividend.rule import Rule, Scale
from wealdstats.panel import Joins, Panel
from wealdstats.types import BoolArray, FloatArray, IntArray

NEVER = 10**6
UNDATED = -(10**6)
COVERED = 0.5


@dataclass(frozen=True, slots=True)
class Frame:
    """Schools in order of their identifiers, with codes for what they are compared within.

    Parameters
    ----------
    units : tuple of str (n,)
        Schools in rising order of their identifiers.
    years : ndarray of int (T,)
        Years, rising.
    values : ndarray (n, T)
        The outcome on the rule's scale; NaN is missing.
    stratum : ndarray of int (n,)
        Code of phase, region and kind together; -1 where phase, region or local authority is not known.
    steps : tuple of three ndarray of int (n,)
        Codes of phase, of phase and region, and of all three, for the funnel.
    authority : ndarray of int (n,)
        Code of the local authority.
    first : ndarray of int (n,)
        First affected year; `NEVER`, or `UNDATED` for a school in a trust since an unknown date.
    owner : ndarray of int (n,)
        Code of the first trust joined, -1 without.
    route : ndarray of int (n,) or None
        Code of the route, -1 where not known.
    metres : ndarray (n, 2) or None
        Easting and northing; NaN where not known.
    size : ndarray (n,) or None
        Logarithm of the mean number of pupils; NaN where not known.
    covariates : dict of str to ndarray (n, T)
        Intake composition; NaN is missing.
    covered : ndarray of bool (strata, T)
        Years in which at least half of a stratum's schools were observed.
    observed : ndarray of bool (n, T)
        Where there is a value.
    position : dict of str to int
        Row of every school.

    Notes
    -----
    Source: this project. Sorting by identifier makes every later step independent of the order of the input.

    Examples
    --------
    >>> from wealdstats.panel import Join
    >>> rows = (["b", "a"], [2018, 2018], [1.0, 2.0])
    >>> panel = Panel.from_long(*rows, phase={"a": "P"}, region={"a": "R"}, local_authority={"a": "L"})
    >>> frame = frame_of(panel, Joins((Join("b", "T1", 2018),)), Rule())
    >>> frame.stratum, frame.first == NEVER
    (array([ 0, -1]), array([ True, False]))
    """

    units: tuple[str, ...]
    years: IntArray
    values: FloatArray
    stratum: IntArray
    steps: tuple[IntArray, IntArray, IntArray]
    authority: IntArray
    first: IntArray
    owner: IntArray
    route: IntArray | None
    metres: FloatArray | None
    size: FloatArray | None
    covariates: dict[str, FloatArray]
    covered: BoolArray
    observed: BoolArray
    position: dict[str, int]

    def too_near(self, rows: IntArray, pool: IntArray, km: float) -> BoolArray | None:
        """Say which of a pool lie within a distance of some schools (rows, pool), or None without grid."""
        if self.metres is None or km == 0.0:
            return None
        apart = self.metres[rows][:, None, :] - self.metres[pool][None, :, :]
        return np.hypot(apart[..., 0], apart[..., 1]) < km * 1000.0


def frame_of(panel: Panel, joins: Joins, rule: Rule) -> Frame:
    """Prepare a panel and its joinings.

    Parameters
    ----------
    panel : Panel
        One measure.
    joins : Joins
        Who joined which trust when.
    rule : Rule
        For its scale.

    Returns
    -------
    Frame
        The arrays.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> frame_of(Panel.from_long(["a"], [2018], [1.0]), Joins(()), Rule()).units
    ('a',)
    """
    order = np.argsort(np.array(panel.units, dtype=str), kind="stable")
    units = tuple(panel.units[row] for row in order)
    phase, region, authority = (
        column[order] for column in (panel.phase, panel.region, panel.local_authority)
    )
    kind = np.zeros(len(units), dtype=str) if panel.kind is None else panel.kind[order]
    known = (phase != "") & (region != "") & (authority != "")
    steps = (_codes(known, phase), _codes(known, phase, region), _codes(known, phase, region, kind))
    values = _rescaled(panel.values[order], phase, rule.scale)
    first, owner = _joined(units, joins)
    return Frame(
        units=units,
        years=np.array(panel.years, dtype=np.int64),
        values=values,
        stratum=steps[2],
        steps=steps,
        authority=_codes(known, region, authority),
        first=first,
        owner=owner,
        route=None if panel.route is None else _codes(panel.route[order] != "", panel.route[order]),
        metres=_metres(panel, order),
        size=_size(panel, order),
        covariates={name: column[order] for name, column in panel.covariates.items()},
        observed=~np.isnan(values),
        covered=_covered(values, steps[2]),
        position={unit: row for row, unit in enumerate(units)},
    )


def _codes(known: BoolArray, *columns: npt.NDArray[np.str_]) -> IntArray:
    """Give every combination of some columns a number from 0 on; -1 where not known."""
    code = np.zeros(len(known), dtype=np.int64)
    for column in columns:
        _, entry = np.unique(column, return_inverse=True)
        _, code = np.unique(code * (entry.max(initial=0) + 1) + entry, return_inverse=True)
    _, code[known] = np.unique(code[known], return_inverse=True)
    return np.where(known, code, -1)


def _joined(units: tuple[str, ...], joins: Joins) -> tuple[IntArray, IntArray]:
    firsts = joins.firsts()
    trusts = {trust: code for code, trust in enumerate(joins.trusts)}
    first = np.full(len(units), NEVER, dtype=np.int64)
    owner = np.full(len(units), -1, dtype=np.int64)
    for row, unit in enumerate(units):
        join = firsts.get(unit)
        if join is not None:
            first[row], owner[row] = join.first_year, trusts[join.trust]
        elif unit in joins.undated:
            first[row] = UNDATED
    return first, owner


def _metres(panel: Panel, order: IntArray) -> FloatArray | None:
    if panel.easting is None or panel.northing is None:
        return None
    return np.column_stack([panel.easting[order], panel.northing[order]])


def _size(panel: Panel, order: IntArray) -> FloatArray | None:
    if panel.pupils is None:
        return None
    pupils = panel.pupils[order]
    counted = ~np.isnan(pupils)
    total, years = np.where(counted, pupils, 0.0).sum(axis=1), counted.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(total > 0, np.log(total / years), np.nan)


def _rescaled(values: FloatArray, phase: npt.NDArray[np.str_], scale: Scale) -> FloatArray:
    """Put every year of every phase on one scale; a hole stays a hole."""
    if scale == Scale.POINTS:
        return values
    out = np.full_like(values, np.nan)
    for name in np.unique(phase):
        for year in range(values.shape[1]):
            rows = np.flatnonzero((phase == name) & ~np.isnan(values[:, year]))
            out[rows, year] = _standing(values[rows, year], scale)
    return out


def _standing(column: FloatArray, scale: Scale) -> FloatArray:
    if scale == Scale.RANK_WITHIN_YEAR:
        _, tie, count = np.unique(column, return_inverse=True, return_counts=True)
        return np.asarray((np.cumsum(count) - count / 2.0)[tie] / max(len(column), 1))
    spread = column.std() if len(column) else 0.0
    return (column - column.mean()) / spread if spread > 0 else np.zeros(len(column))


def _covered(values: FloatArray, stratum: IntArray) -> BoolArray:
    """Years a stratum was published in: a year most of its schools lack is no year to ask donors for."""
    seen = ~np.isnan(values)
    covered = np.zeros((stratum.max(initial=-1) + 1, values.shape[1]), dtype=np.bool_)
    for code in range(len(covered)):
        rows = (stratum == code) & seen.any(axis=1)
        covered[code] = seen[rows].mean(axis=0) >= COVERED if rows.any() else False
    return covered
