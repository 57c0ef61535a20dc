"""Schools by years: values with their holes, and what a school is compared within."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from wealdstats.errors import InputError
from wealdstats.panel.digest import digest
from wealdstats.types import FloatArray, IntArray

Words = npt.NDArray[np.str_]
Column: TypeAlias = Sequence[float] | FloatArray
STRATA = ("phase", "region", "local_authority", "kind", "route")


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """One measure of many schools over years.

    Parameters
    ----------
    units : tuple of str (n,)
        School identifiers, each once.
    years : tuple of int (T,)
        Years in rising order; only years the measure was published in need to be there.
    values : ndarray (n, T)
        The measure, in its own unit. NaN is missing: never zero, never interpolated.
    phase, region, local_authority : ndarray of str (n,)
        What a school is compared within. Empty means not known, and such a school is not compared.
    kind : ndarray of str (n,), optional
        Empty for an ordinary school, otherwise what sets it apart (``"selective"``, ``"special"``).
    route : ndarray of str (n,), optional
        How a school became an academy (``"sponsored"``, ``"converter"``); empty where not known or not one.
    easting, northing : ndarray (n,), optional
        British National Grid metres; NaN where not known.
    covariates : mapping of str to ndarray (n, T), optional
        Intake composition by year, such as the share of pupils eligible for free meals; NaN is missing.
    pupils : ndarray (n, T), optional
        Pupils behind each value; NaN is missing.

    Raises
    ------
    InputError
        Shapes disagree, a school or year is repeated, years are not rising, or a value is infinite.

    Notes
    -----
    Source: this project. Holes stay holes: every fit uses only the years a school and its donors share.

    Examples
    --------
    >>> rows = (["b", "a", "a"], [2018, 2017, 2018], [61.0, 50.0, 55.0])
    >>> panel = Panel.from_long(*rows, phase={"a": "Primary"})
    >>> panel.units, panel.years, panel.values.tolist()
    (('a', 'b'), (2017, 2018), [[50.0, 55.0], [nan, 61.0]])
    >>> panel.phase.tolist()
    ['Primary', '']
    """

    units: tuple[str, ...]
    years: tuple[int, ...]
    values: FloatArray
    phase: Words
    region: Words
    local_authority: Words
    kind: Words | None = None
    route: Words | None = None
    easting: FloatArray | None = None
    northing: FloatArray | None = None
    covariates: Mapping[str, FloatArray] = field(default_factory=dict)
    pupils: FloatArray | None = None

    def __post_init__(self) -> None:
        _refuse_unless(len(set(self.units)) == len(self.units), "each school once", "repeated schools")
        _refuse_unless(_is_rising(self.years), "years in rising order", f"{list(self.years)}")
        for name, shape in self._shapes().items():
            column = getattr(self, name)
            if column is not None:
                object.__setattr__(self, name, _frozen(column, shape, name))
        wide = {k: _frozen(v, self.shape, k) for k, v in sorted(self.covariates.items())}
        object.__setattr__(self, "covariates", wide)
        _refuse_unless(not np.isinf(self.values).any(), "finite values", "infinite values")

    @property
    def shape(self) -> tuple[int, int]:
        """Number of schools and of years."""
        return (len(self.units), len(self.years))

    def _shapes(self) -> dict[str, tuple[int, ...]]:
        n, wide = (len(self.units),), self.shape
        return dict.fromkeys((*STRATA, "easting", "northing"), n) | {"values": wide, "pupils": wide}

    @property
    def content_hash(self) -> str:
        """sha256 of everything in the panel, whatever order its schools came in."""
        order = np.argsort(np.array(self.units), kind="stable")
        parts: list[str | npt.NDArray[np.generic]] = [np.array(self.units)[order], np.array(self.years)]
        for name in sorted(self._shapes()):
            column = getattr(self, name)
            parts += [name] if column is None else [name, column[order]]
        for name, column in self.covariates.items():
            parts += [name, column[order]]
        return digest(parts)

    def positions(self) -> dict[str, int]:
        """Return the row of every school."""
        return {unit: row for row, unit in enumerate(self.units)}

    def with_values(self, values: FloatArray) -> Panel:
        """Return the same schools with another outcome (n, T), such as a covariate or a rescaled measure."""
        columns = {name: getattr(self, name) for name in (*STRATA, "easting", "northing", "pupils")}
        return Panel(self.units, self.years, values, covariates=self.covariates, **columns)

    @classmethod
    def from_long(
        cls,
        unit: Sequence[str] | Words,
        year: Sequence[int] | IntArray,
        value: Column,
        *,
        phase: Mapping[str, str] | None = None,
        region: Mapping[str, str] | None = None,
        local_authority: Mapping[str, str] | None = None,
        kind: Mapping[str, str] | None = None,
        route: Mapping[str, str] | None = None,
        easting: Mapping[str, float] | None = None,
        northing: Mapping[str, float] | None = None,
        covariates: Mapping[str, Column] | None = None,
        pupils: Column | None = None,
    ) -> Panel:
        """Build a panel from one row per school and year.

        Parameters
        ----------
        unit, year, value : sequences (rows,)
            School, year and value of each row; NaN is missing, and so is a row that is not there.
        phase, region, local_authority, kind, route : mapping of school to str, optional
            A school that is not in the mapping has an empty entry: not known.
        easting, northing : mapping of school to float, optional
            Grid metres; NaN for a school that is not in the mapping.
        covariates : mapping of name to sequence (rows,), optional
            More columns, row for row with ``value``.
        pupils : sequence (rows,), optional
            Pupils behind each value.

        Returns
        -------
        Panel
            Schools in order of their identifiers, years rising.

        Raises
        ------
        InputError
            Columns differ in length, or a school has two rows for one year.
        """
        units, row = np.unique(np.asarray(unit, dtype=str), return_inverse=True)
        years, column = np.unique(np.asarray(year, dtype=np.int64), return_inverse=True)
        lengths = {len(unit), len(year), len(value)}
        _refuse_unless(len(lengths) == 1, "columns of one length", f"lengths {sorted(lengths)}")
        repeats = len(unit) - len(np.unique(row * len(years) + column))
        _refuse_unless(repeats == 0, "one row for each school and year", f"{repeats} repeated")

        def wide(entries: Column) -> FloatArray:
            _refuse_unless(len(entries) == len(unit), "columns of one length", f"{len(entries)} entries")
            table = np.full((len(units), len(years)), np.nan)
            table[row, column] = np.asarray(entries, dtype=np.float64)
            return table

        names = tuple(units.tolist())
        return cls(
            names,
            tuple(years.tolist()),
            wide(value),
            phase=_words(names, phase or {}),
            region=_words(names, region or {}),
            local_authority=_words(names, local_authority or {}),
            kind=None if kind is None else _words(names, kind),
            route=None if route is None else _words(names, route),
            easting=None if easting is None else _numbers(names, easting),
            northing=None if northing is None else _numbers(names, northing),
            covariates={name: wide(entries) for name, entries in (covariates or {}).items()},
            pupils=None if pupils is None else wide(pupils),
        )


def _refuse_unless(condition: bool, need: str, finding: str) -> None:
    if not condition:
        raise InputError(need, finding, "mend the rows the panel is built from")


def _is_rising(years: tuple[int, ...]) -> bool:
    return all(early < late for early, late in itertools.pairwise(years))


def _words(units: tuple[str, ...], entries: Mapping[str, str]) -> Words:
    return np.array([entries.get(unit, "") for unit in units], dtype=str)


def _numbers(units: tuple[str, ...], entries: Mapping[str, float]) -> FloatArray:
    return np.array([entries.get(unit, np.nan) for unit in units], dtype=np.float64)


def _frozen(column: npt.NDArray[np.generic], shape: tuple[int, ...], name: str) -> npt.NDArray[np.generic]:
    """Copy a column, so that nobody who holds the original can change the panel."""
    copy = np.array(column, dtype=str if name in STRATA else np.float64)
    _refuse_unless(copy.shape == shape, f"{name} of shape {shape}", f"{copy.shape}")
    copy.flags.writeable = False
    return copy
