"""What somebody with all shown cells, the rules and a computer could work out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from wealdstats.disclosure.cells import TOLERANCE, Bounds, Cell, Sum
from wealdstats.types import FloatArray


@dataclass(slots=True)
class Attack:
    """All tables that agree with what is shown: the true one plus a movement of the hidden cells.

    A movement has two parts, of counts and of totals, and each sum must come out as before. Every
    movement found for one cell also shows how far the others can move, so that few are needed.

    Parameters
    ----------
    cells : list of Cell
        The hidden cells.
    sums : list of Sum
        The sums at least one of them is in.
    bounds : Bounds
        Range of the measure.

    Notes
    -----
    Source: Fischetti and Salazar (2001), Management Science 47(7), for attacks on suppressed cells by linear
    programming; here on counts and totals together.

    Examples
    --------
    >>> a, b = Cell("a", 3, 50.0, 6), Cell("b", 9, 50.0, 6)
    >>> Attack([a], [Sum("all", ("a",))], Bounds(0, 100)).is_safe(0)
    False
    >>> Attack([a, b], [Sum("all", ("a", "b"))], Bounds(0, 100)).is_safe(0)
    True
    """

    cells: list[Cell]
    sums: list[Sum]
    bounds: Bounds
    counts: FloatArray = field(init=False)
    totals: FloatArray = field(init=False)
    balance: FloatArray = field(init=False)
    limits: tuple[FloatArray, FloatArray] = field(init=False)
    found: list[tuple[FloatArray, FloatArray]] = field(init=False)

    def __post_init__(self) -> None:
        self.counts = np.array([cell.count for cell in self.cells], dtype=np.float64)
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
        self.found = [(self.counts, self.totals)]

    def _limits(self) -> tuple[FloatArray, FloatArray]:
        """Say that no value leaves the measure's range: low × counts ≤ total ≤ high × counts."""
        one = np.eye(len(self.cells))
        rows, ends = [], []
        if self.bounds.high is not None:
            rows.append(np.hstack([-self.bounds.high * one, one]))
            ends.append(self.bounds.high * self.counts - self.totals)
        if self.bounds.low is not None:
            rows.append(np.hstack([self.bounds.low * one, -one]))
            ends.append(self.totals - self.bounds.low * self.counts)
        width = 2 * len(self.cells)
        # Rounded figures may lie a hair outside: the true table must stay possible.
        return np.vstack([np.zeros((0, width)), *rows]), np.maximum(np.concatenate([np.zeros(0), *ends]), 0.0)

    def is_safe(self, place: int) -> bool:
        """Say whether a cell's value and, where it is a figure to show, its count stay in doubt."""
        is_open = self.cells[place].is_latent or self._count_in_doubt(place)
        return is_open and self._value_in_doubt(place)

    def _count_in_doubt(self, place: int) -> bool:
        """How many they are must stay open by as much as the threshold itself gives away."""
        needed = self.cells[place].threshold - 1 - TOLERANCE
        for sign in (1.0, -1.0):
            if np.ptp([counts[place] for counts, _ in self.found]) >= needed:
                return True
            self._push({place: sign})
        return bool(np.ptp([counts[place] for counts, _ in self.found]) >= needed)

    def _value_in_doubt(self, place: int) -> bool:
        value, doubt, width = self.cells[place].value, self.bounds.least_doubt, len(self.cells)
        for sign in (1.0, -1.0):
            if self._is_far(place, value, doubt):
                return True
            self._push({width + place: sign, place: -sign * (value + sign * doubt)})
        return self._is_far(place, value, doubt)

    def _is_far(self, place: int, value: float, doubt: float) -> bool:
        return any(
            abs(totals[place] - value * counts[place]) >= (doubt - TOLERANCE) * counts[place]
            for counts, totals in self.found[1:]
        )

    def _push(self, direction: Mapping[int, float]) -> None:
        """Move the hidden cells as far as they go in one direction, and keep where they came to."""
        count = len(self.cells)
        goal = np.zeros(2 * count)
        for index, weight in direction.items():
            goal[index] = -weight
        # A hidden cell is known to be of at least one person; totals are held by the limits alone. The wide
        # box keeps what nothing else bounds from running away.
        room = 10.0 * (1.0 + self.counts.sum() + np.abs(self.totals).sum())
        free = [(1.0 - n, room) for n in self.counts] + [(-room, room)] * count
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
            self.found.append((self.counts + result.x[:count], self.totals + result.x[count:]))
