"""The plane the charts are drawn on: two canvases, scales, ticks, and labels that keep apart."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, inf, log10
from typing import Literal

from weald.charts.words import Unit, width_of

Anchor = Literal["start", "middle", "end"]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Canvas:
    """A drawing width and the size of its letters; CSS shows the canvas that fits the room there is."""

    name: Literal["wide", "narrow"]
    width: float
    text: float

    @property
    def line(self) -> float:
        return self.text * 1.3

    @property
    def is_wide(self) -> bool:
        return self.name == "wide"


# Shown from 620 px of room, or below it: 13 × 620/660 and 14 × 272/315 (in a margin) are over 12 px.
WIDE = Canvas("wide", 660, 13)
NARROW = Canvas("narrow", 315, 14)


@dataclass(frozen=True, slots=True)
class Text:
    x: float
    y: float
    words: str
    anchor: Anchor = "start"
    role: str = ""
    url: str = ""  # where a click on it leads


@dataclass(frozen=True, slots=True)
class Line:
    x1: float
    y1: float
    x2: float
    y2: float
    role: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    x: float
    y: float
    width: float
    height: float
    role: str = ""


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    radius: float
    role: str = ""
    words: str = ""  # shown when a pointer rests on it; the table has it for everyone


@dataclass(frozen=True, slots=True)
class Curve:
    d: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes in the canvas's units, painted in this order; a role is a class of the stylesheet."""

    canvas: Canvas
    height: float
    boxes: tuple[Box, ...] = ()
    lines: tuple[Line, ...] = ()
    curves: tuple[Curve, ...] = ()
    dots: tuple[Dot, ...] = ()
    texts: tuple[Text, ...] = ()

    @property
    def is_walked(self) -> bool:
        """Whether one gets on from it: then it is no mere picture to a screen reader."""
        return any(text.url for text in self.texts)


@dataclass(frozen=True, slots=True)
class Scale:
    """From values to the canvas, linearly."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        span = (self.high - self.low) or 1
        return round(self.start + (value - self.low) / span * (self.end - self.start), 1)


def path(points: Iterable[Point], *, closed: bool = False) -> str:
    return "M" + " L".join(f"{x:g} {y:g}" for x, y in points) + (" Z" if closed else "")


def nice_ticks(low: float, high: float, about: int = 5, unit: Unit | None = None) -> tuple[float, ...]:
    """Round figures that hold [low, high], in steps of 1, 2 or 5 × 10ⁿ, within the unit's bounds."""
    floor_at = unit.low if unit is not None and unit.low is not None and unit.low <= low else -inf
    ceiling = unit.high if unit is not None and unit.high is not None and unit.high >= high else inf
    if low == high:
        low, high = low - 1, high + 1
    rough = (high - low) / max(about, 1)
    power = 10 ** floor(log10(rough))
    step = power * next(factor for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    ticks = [round(index * step, 10) for index in range(first, last + 1)]
    return tuple(tick for tick in ticks if floor_at <= tick <= ceiling)


def spread(centres: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Move labels the least that keeps them from overlapping, inside [low, high] while they fit there.

    Neighbours that would overlap form a block, which stands at the mean of what its members wanted.
    """
    blocks: list[tuple[list[int], float]] = []  # members from the top down, and the block's top

    def top_of(members: list[int]) -> float:
        offset, wanted = 0.0, 0.0
        for member in members:
            wanted += centres[member] - heights[member] / 2 - offset
            offset += heights[member]
        return max(low, min(wanted / len(members), high - offset))

    for index in sorted(range(len(centres)), key=lambda i: centres[i]):
        members = [index]
        while blocks and blocks[-1][1] + sum(heights[i] for i in blocks[-1][0]) > top_of(members):
            members = blocks.pop()[0] + members
        blocks.append((members, top_of(members)))
    placed = [0.0] * len(centres)
    for members, top in blocks:
        for member in members:
            placed[member] = round(top + heights[member] / 2, 1)
            top += heights[member]
    return placed


def fly_flags(
    marks: Iterable[tuple[float, str, str]], canvas: Canvas, *, left: float, top: float
) -> tuple[tuple[Text, ...], float]:
    """Stand (x, words, role) above a plot, each in the lowest row with room, and say where they end.

    The texts come in the order of the marks, so that a mark can rise to its own.
    """
    rows: list[list[tuple[float, float]]] = []
    marks = list(marks)
    placed: dict[int, tuple[float, int]] = {}
    for index in sorted(range(len(marks)), key=lambda i: marks[i]):
        x, words, role = marks[index]
        half = width_of(words, canvas.text, bold=role == "own") / 2
        centre = max(left + half, min(x, canvas.width - half))
        start, end = centre - half - 5, centre + half + 5
        row = next(
            (i for i, row in enumerate(rows) if all(start >= b or end <= a for a, b in row)), len(rows)
        )
        rows += [[]] if row == len(rows) else []
        rows[row].append((start, end))
        placed[index] = centre, row
    end_y = round(top + len(rows) * canvas.line, 1)
    return tuple(
        Text(round(x, 1), round(end_y - (row + 0.35) * canvas.line, 1), words, "middle", role)
        for (x, row), (_, words, role) in zip((placed[i] for i in range(len(marks))), marks, strict=True)
    ), end_y
