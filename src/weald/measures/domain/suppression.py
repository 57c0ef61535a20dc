"""Hiding small numbers so that they cannot be worked out again from what is shown.

Primary: a cell with fewer pupils than its threshold is hidden. Secondary: further cells are hidden until
no small one follows from sums (groups that make up a school, schools that make up a trust). Whether one
follows is not guessed from patterns but tried, by linear programming, as somebody with all shown cells,
the rules and a computer could try it. What is public elsewhere cannot be hidden here, and is not.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Key = Hashable
Floats = npt.NDArray[np.float64]

# A hidden value must stay uncertain by at least this share of the measure's whole range.
SHARE_OF_RANGE = 0.05
TOLERANCE = 1e-7


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure: pupils behind it, its value, and the number of pupils below which it is hidden."""

    key: Key
    pupils: int
    value: float
    threshold: int
    is_public: bool = False

    @property
    def is_small(self) -> bool:
        """Nobody is disclosed by a group without pupils."""
        return 0 < self.pupils < self.threshold and not self.is_public

    @property
    def total(self) -> float:
        """What adds up: a mean or a percentage times its pupils."""
        return self.pupils * self.value


@dataclass(frozen=True, slots=True)
class Sum:
    """A whole and the parts that make it up without overlap."""

    whole: Key
    parts: tuple[Key, ...]

    @property
    def keys(self) -> tuple[Key, ...]:
        return (self.whole, *self.parts)


@dataclass(frozen=True, slots=True)
class Bounds:
    """The lowest and highest value the measure can take; None where it has no end."""

    low: float | None = None
    high: float | None = None

    @property
    def least_doubt(self) -> float:
        if self.low is None or self.high is None:
            return TOLERANCE
        return SHARE_OF_RANGE * (self.high - self.low)


def hidden_cells(cells: Sequence[Cell], sums: Sequence[Sum], bounds: Bounds) -> frozenset[Key]:
    """Choose what is not shown. Every cell given and not in the answer may be shown with its pupils.

    Cost: a linear programme or two for each small cell over the cells tied to it by sums, and a round of
    them for each further cell hidden; where nothing adds up there are none.
    """
    table = _complete({cell.key: cell for cell in cells}, sums)
    given = {cell.key for cell in cells}
    usable = [one for one in sums if all(key in table for key in one.keys)]
    hidden = {key for key, cell in table.items() if cell.is_small or key not in given}
    while True:
        # A lone hidden cell of a sum needs no programme to be seen through.
        exposed = _lone(table, usable, hidden) or _exposed(table, usable, hidden, bounds)
        candidates = _candidates(table, usable, hidden, exposed)
        if not candidates:
            return frozenset(hidden & given)
        hidden.add(min(candidates)[-1])


def _complete(table: dict[Key, Cell], sums: Sequence[Sum]) -> dict[Key, Cell]:
    """Add what nobody published but anybody can subtract: one absent cell of a sum."""
    threshold = max((cell.threshold for cell in table.values()), default=0)
    for one in sums:
        absent = [key for key in one.keys if key not in table]
        if len(absent) != 1:
            continue
        parts = [table[key] for key in one.parts if key in table]
        pupils, total = sum(part.pupils for part in parts), sum(part.total for part in parts)
        if absent[0] != one.whole:
            pupils, total = table[one.whole].pupils - pupils, table[one.whole].total - total
        if pupils > 0:
            table[absent[0]] = Cell(absent[0], pupils, total / pupils, threshold)
    return table


def _lone(table: Mapping[Key, Cell], sums: Sequence[Sum], hidden: set[Key]) -> set[Key]:
    """Give the small cells that are alone in a sum which has something left to hide."""
    found = set()
    for one in sums:
        veiled = [key for key in one.keys if key in hidden]
        if len(veiled) == 1 and table[veiled[0]].is_small and _could_hide(table, one, hidden):
            found.add(veiled[0])
    return found


def _could_hide(table: Mapping[Key, Cell], one: Sum, hidden: set[Key]) -> list[Cell]:
    shown = (table[key] for key in one.keys if key not in hidden)
    return [cell for cell in shown if not cell.is_public and cell.pupils > 0]


def _candidates(
    table: Mapping[Key, Cell], sums: Sequence[Sum], hidden: set[Key], exposed: set[Key]
) -> list[tuple[int, int, bool, int, str, Key]]:
    """Shown cells whose hiding could protect exposed ones, with their cost.

    Cheapest are those in an exposed cell's own sums, in sums with little hidden yet; parts before wholes,
    few pupils before many.
    """
    tied = _tied(sums, hidden, exposed)
    return [
        (
            int(exposed.isdisjoint(one.keys)),
            len(hidden.intersection(one.keys)),
            cell.key == one.whole,
            cell.pupils,
            str(cell.key),
            cell.key,
        )
        for one in sums
        if tied.intersection(one.keys)
        for cell in _could_hide(table, one, hidden)
    ]


def _tied(sums: Sequence[Sum], hidden: set[Key], exposed: set[Key]) -> set[Key]:
    """Give the hidden cells that share a sum with the exposed ones, directly or through others."""
    tied = set(exposed)
    grown = True
    while grown:
        near = {key for one in sums if tied.intersection(one.keys) for key in one.keys if key in hidden}
        grown = not near <= tied
        tied |= near
    return tied


def _exposed(table: Mapping[Key, Cell], sums: Sequence[Sum], hidden: set[Key], bounds: Bounds) -> set[Key]:
    """Give the small cells that somebody could work out, wholly or too nearly, from what is shown."""
    bound = [one for one in sums if hidden.intersection(one.keys)]
    keys = sorted({key for one in bound for key in one.keys if key in hidden}, key=str)
    if not keys:
        return set()
    attack = _Attack([table[key] for key in keys], bound, bounds)
    return {key for place, key in enumerate(keys) if table[key].is_small and not attack.is_safe(place)}


@dataclass(slots=True)
class _Attack:
    """All tables that agree with what is shown: the true one plus a movement of the hidden cells.

    A movement has two parts, of pupils and of totals, and each sum must come out as before. Every
    movement found for one cell also shows how far the others can move, so that few are needed.
    """

    cells: list[Cell]
    sums: list[Sum]
    bounds: Bounds
    pupils: Floats = field(init=False)
    totals: Floats = field(init=False)
    balance: Floats = field(init=False)
    limits: tuple[Floats, Floats] = field(init=False)
    found: list[tuple[Floats, Floats]] = field(init=False)

    def __post_init__(self) -> None:
        self.pupils = np.array([cell.pupils for cell in self.cells], dtype=np.float64)
        self.totals = np.array([cell.total for cell in self.cells], dtype=np.float64)
        place = {cell.key: index for index, cell in enumerate(self.cells)}
        half = np.zeros((len(self.sums), len(self.cells)))
        for row, one in enumerate(self.sums):
            for key in one.keys:
                if key in place:
                    half[row, place[key]] = -1.0 if key == one.whole else 1.0
        nothing = np.zeros_like(half)
        self.balance = np.block([[half, nothing], [nothing, half]])
        self.limits = self._limits()
        self.found = [(self.pupils, self.totals)]

    def _limits(self) -> tuple[Floats, Floats]:
        """Say that no value leaves the measure's range: low × pupils ≤ total ≤ high × pupils."""
        one = np.eye(len(self.cells))
        rows, ends = [], []
        if self.bounds.high is not None:
            rows.append(np.hstack([-self.bounds.high * one, one]))
            ends.append(self.bounds.high * self.pupils - self.totals)
        if self.bounds.low is not None:
            rows.append(np.hstack([self.bounds.low * one, -one]))
            ends.append(self.totals - self.bounds.low * self.pupils)
        width = 2 * len(self.cells)
        # Rounded figures may lie a hair outside: the true table must stay possible.
        return np.vstack([np.zeros((0, width)), *rows]), np.maximum(np.concatenate([np.zeros(0), *ends]), 0.0)

    def is_safe(self, place: int) -> bool:
        return self._pupils_in_doubt(place) and self._value_in_doubt(place)

    def _pupils_in_doubt(self, place: int) -> bool:
        """Their number must stay open by as much as the threshold itself gives away."""
        needed = self.cells[place].threshold - 1 - TOLERANCE
        for sign in (1.0, -1.0):
            if np.ptp([pupils[place] for pupils, _ in self.found]) >= needed:
                return True
            self._push({place: sign})
        return bool(np.ptp([pupils[place] for pupils, _ in self.found]) >= needed)

    def _value_in_doubt(self, place: int) -> bool:
        value, doubt, width = self.cells[place].value, self.bounds.least_doubt, len(self.cells)
        for sign in (1.0, -1.0):
            if self._is_far(place, value, doubt):
                return True
            self._push({width + place: sign, place: -sign * (value + sign * doubt)})
        return self._is_far(place, value, doubt)

    def _is_far(self, place: int, value: float, doubt: float) -> bool:
        return any(
            abs(totals[place] - value * pupils[place]) >= (doubt - TOLERANCE) * pupils[place]
            for pupils, totals in self.found[1:]
        )

    def _push(self, direction: Mapping[int, float]) -> None:
        """Move the hidden cells as far as they go in one direction, and keep where they came to."""
        count = len(self.cells)
        goal = np.zeros(2 * count)
        for index, weight in direction.items():
            goal[index] = -weight
        # A hidden cell is known to have at least one pupil; totals are held by the limits alone. The wide
        # box keeps what nothing else bounds from running away.
        room = 10.0 * (1.0 + self.pupils.sum() + np.abs(self.totals).sum())
        free = [(1.0 - n, room) for n in self.pupils] + [(-room, room)] * count
        rows, ends = self.limits
        from scipy.optimize import linprog  # noqa: PLC0415 -- a second to load, and few commands hide numbers

        result = linprog(
            goal,
            A_ub=rows if len(rows) else None,
            b_ub=ends if len(rows) else None,
            A_eq=self.balance,
            b_eq=np.zeros(len(self.balance)),
            bounds=free,
            method="highs",
        )
        if result.status == 0:
            self.found.append((self.pupils + result.x[:count], self.totals + result.x[count:]))
