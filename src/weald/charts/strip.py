"""Where one school stands among many, without a rank: everyone as a dot, its own marked."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

from weald.charts.figure import Table, require_figures
from weald.charts.geometry import Box, Canvas, Dot, Drawing, Line, Scale, Text, fly_flags, nice_ticks
from weald.charts.words import COUNT, Unit

CELL = 9.0  # a dot and its air
STACK = 120.0  # the tallest pile, from which dots become bars
TRACK = 18.0  # below the piles, where the own schools stand


@dataclass(frozen=True, slots=True)
class StripChart:
    """The others' values, one's own by name, and marks such as the national figure."""

    kind: ClassVar[str] = "strip"
    title: str
    description: str
    unit: Unit
    values: Sequence[float]
    own: Sequence[tuple[str, float]] = ()
    marks: Sequence[tuple[str, float]] = ()
    why_empty: str = ""

    def __post_init__(self) -> None:
        require_figures(self.title, *self.values, *(value for _, value in (*self.own, *self.marks)))

    @property
    def is_empty(self) -> bool:
        return not self.values

    def as_table(self) -> Table:
        named = [(name, self.unit.say(value)) for name, value in (*self.own, *self.marks)]
        ticks = nice_ticks(min(self.values), max(self.values), 8, self.unit) if self.values else ()
        last = len(ticks) - 2
        spans = [
            (
                f"others from {self.unit.figure(a)} to {self.unit.say(b)}",
                COUNT.say(sum(a <= v < b or (i == last and v == b) for v in self.values)),
            )
            for i, (a, b) in enumerate(pairwise(ticks))
        ]
        return Table(("Who", "Value or how many"), (*named, *spans), frozenset({1}))

    def lay_out(self, canvas: Canvas) -> Drawing:
        everything = [*self.values, *(value for _, value in (*self.own, *self.marks))]
        ticks = nice_ticks(min(everything), max(everything), 6 if canvas.is_wide else 4, self.unit)
        scale = Scale(ticks[0], ticks[-1], 14, canvas.width - 14)
        flags = [(scale(value), f"{name} {self.unit.say(value)}", "own") for name, value in self.own]
        flags += [(scale(value), f"{name} {self.unit.say(value)}", "") for name, value in self.marks]
        texts, top = fly_flags(flags, canvas, left=0, top=0)
        piles = Counter(int((scale(value) - scale.start) / CELL) for value in self.values)
        rise = min(CELL, STACK / max(piles.values()))
        base = round(top + 10 + rise * max(piles.values()), 1)
        floor = base + TRACK
        lines = [Line(scale(tick), base + 4, scale(tick), floor + 5, "grid") for tick in ticks]
        lines += [
            Line(scale(value), flag.y + 5, scale(value), floor, "own" if index < len(self.own) else "mark")
            for index, ((_, value), flag) in enumerate(zip((*self.own, *self.marks), texts, strict=True))
        ]
        centres = {pile: round(scale.start + (pile + 0.5) * CELL, 1) for pile in piles}
        bars = [
            Box(
                round(centres[pile] - CELL * 0.42, 1),
                round(base - n * rise, 1),
                CELL * 0.84,
                round(n * rise, 1),
                "bar",
            )
            for pile, n in piles.items()
            if rise < CELL
        ]
        dots = [
            Dot(centres[pile], round(base - (level + 0.5) * CELL, 1), 3.8)
            for pile, n in piles.items()
            for level in range(n)
            if rise == CELL
        ]
        dots += [
            Dot(scale(value), floor - TRACK / 2, 6, "own", f"{name} {self.unit.say(value)}")
            for name, value in self.own
        ]
        figures = [
            Text(scale(tick), round(floor + canvas.line + 2, 1), words, "middle")
            for tick, words in zip(ticks, self.unit.say_ticks(ticks), strict=True)
        ]
        return Drawing(
            canvas,
            round(floor + canvas.line + 8, 1),
            tuple(bars),
            tuple(lines),
            (),
            tuple(dots),
            (*texts, *figures),
        )
