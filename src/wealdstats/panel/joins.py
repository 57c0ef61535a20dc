"""Which school joined which trust, and from which year its results can show it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from wealdstats.errors import InputError
from wealdstats.panel.digest import digest


@dataclass(frozen=True, slots=True, order=True)
class Join:
    """One school's joining of one trust.

    Parameters
    ----------
    unit : str
        The school.
    trust : str
        The trust.
    first_year : int
        First year whose results the trust can have affected (the year examinations are sat in).
    route : str, default ""
        How it joined, such as ``"sponsored"`` or ``"converter"``; empty where not known.
    left_year : int or None, default None
        First year after it left again; None while it stays, or where leaving is not recorded.

    Notes
    -----
    Source: this project. A school that leaves stays in the estimate (intention to treat): dropping it would
    let a trust improve by losing its weakest schools.

    Examples
    --------
    >>> Join("100001", "T1", 2018)
    Join(unit='100001', trust='T1', first_year=2018, route='', left_year=None)
    """

    unit: str
    trust: str
    first_year: int
    route: str = ""
    left_year: int | None = None


@dataclass(frozen=True, slots=True)
class Joins:
    """All joinings of a sector, and the schools that may not stand for "outside any trust".

    Parameters
    ----------
    records : tuple of Join
        In any order; a school may have joined several trusts one after another, but no trust twice.
    undated : frozenset of str, default empty
        Schools known to be in a trust since an unknown date. They are never donors and never estimated.

    Raises
    ------
    InputError
        A school joins the same trust twice.

    Notes
    -----
    Source: this project. A school in neither ``records`` nor ``undated`` has never joined: it is a donor.
    What counts as a trust is the caller's choice: leave single-academy trusts out of ``records`` and their
    schools are donors.

    Examples
    --------
    >>> joins = Joins((Join("a", "T1", 2018), Join("b", "T1", 2019), Join("a", "T2", 2023)))
    >>> joins.trusts, [join.unit for join in joins.of("T1")], joins.first("a").trust
    (('T1', 'T2'), ['a', 'b'], 'T1')
    """

    records: tuple[Join, ...]
    undated: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        seen = {(join.unit, join.trust) for join in self.records}
        if len(seen) < len(self.records):
            raise InputError(
                "each school to join a trust once",
                f"{len(self.records) - len(seen)} repeated joinings",
                "keep the first joining of each school and trust",
            )
        object.__setattr__(self, "records", tuple(sorted(self.records, key=_by_unit_and_year)))

    @property
    def trusts(self) -> tuple[str, ...]:
        """Trusts anybody joined, in order of their names."""
        return tuple(sorted({join.trust for join in self.records}))

    def of(self, trust: str) -> tuple[Join, ...]:
        """Return the joinings of one trust, in order of the schools' names."""
        return tuple(join for join in self.records if join.trust == trust)

    def by_trust(self) -> dict[str, tuple[Join, ...]]:
        """Return the joinings of every trust, trusts and schools in order of their names."""
        groups: dict[str, list[Join]] = {trust: [] for trust in self.trusts}
        for join in self.records:
            groups[join.trust].append(join)
        return {trust: tuple(members) for trust, members in groups.items()}

    def first(self, unit: str) -> Join | None:
        """Return a school's first joining of any trust, or None where it never joined."""
        return next((join for join in self.records if join.unit == unit), None)

    def firsts(self) -> dict[str, Join]:
        """Return the first joining of every school that ever joined."""
        found: dict[str, Join] = {}
        for join in self.records:
            found.setdefault(join.unit, join)
        return found

    @property
    def content_hash(self) -> str:
        """sha256 of the joinings, whatever order they came in."""
        rows = (f"{j.unit}|{j.trust}|{j.first_year}|{j.route}|{j.left_year}" for j in self.records)
        return digest([*rows, "undated", *sorted(self.undated)])


def _by_unit_and_year(join: Join) -> tuple[str, int, str]:
    return (join.unit, join.first_year, join.trust)


def joins_of(records: Iterable[tuple[str, str, int]], undated: Iterable[str] = ()) -> Joins:
    """Build joinings from plain (school, trust, first affected year) rows.

    Parameters
    ----------
    records : iterable of (str, str, int)
        School, trust, first affected year.
    undated : iterable of str
        Schools in a trust since an unknown date.

    Returns
    -------
    Joins
        The joinings.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> joins_of([("a", "T1", 2018)]).trusts
    ('T1',)
    """
    return Joins(tuple(Join(unit, trust, year) for unit, trust, year in records), frozenset(undated))
