"""Estimates with their intervals, one under another: never a rank, the order is the caller's."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from weald.charts.figure import Table, require, require_figures
from weald.charts.geometry import Canvas, Curve, Dot, Drawing, Line, Scale, Text, nice_ticks, path
from weald.charts.rows import MANY, Entry, Rows, axis, lay_rows
from weald.charts.words import Unit, width_of


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its interval, or why there is none."""

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None
    tone: Literal["plain", "good", "open", "seen", "bad"] = "plain"
    why_missing: str = "cannot tell"

    def __post_init__(self) -> None:
        require_figures(self.name, self.value, self.low, self.high)
        require((self.low is None) == (self.high is None), f"“{self.name}”: an interval has two ends.")
        middle = self.value if self.value is not None else self.low
        if self.low is not None and self.high is not None and middle is not None:
            require(self.low <= middle <= self.high, f"“{self.name}”: {middle} is outside its interval.")


@dataclass(frozen=True, slots=True)
class DotChart:
    """Dots with intervals against a reference line; `limits` cuts long intervals off, with an arrow."""

    kind: ClassVar[str] = "dots"
    title: str
    description: str
    unit: Unit
    estimates: Sequence[Estimate]
    reference: float = 0
    reference_label: str = "no difference"
    limits: tuple[float, float] | None = None
    is_signed: bool = True
    why_empty: str = ""

    def __post_init__(self) -> None:
        low, high = self.limits or (self.reference, self.reference)
        require(low <= self.reference <= high, f"“{self.title}”: its reference line is outside its limits.")

    @property
    def is_empty(self) -> bool:
        return all(one.value is None and one.low is None for one in self.estimates)

    def as_table(self) -> Table:
        rows = [
            (
                one.name,
                one.why_missing if one.value is None else self.unit.say(one.value, signed=self.is_signed),
                self.unit.say_range(one.low, one.high, signed=self.is_signed),
            )
            for one in self.estimates
        ]
        return Table(("Name", "Estimate", "Interval"), tuple(rows), frozenset({1, 2}))

    def say(self, one: Estimate) -> str:
        if one.value is None:
            return one.why_missing
        figure = self.unit.figure(one.value, signed=self.is_signed)
        if one.low is None or one.high is None:
            return figure
        ends = (self.unit.figure(end, signed=self.is_signed) for end in (one.low, one.high))
        return f"{figure} ({' to '.join(ends)})"

    def lay_out(self, canvas: Canvas) -> Drawing:
        entries = [Entry(one.name, self.say(one)) for one in self.estimates]
        is_long = len(entries) > MANY
        top = canvas.line * (2 if is_long else 1) + 8
        rows = lay_rows(entries, canvas, top=round(top, 1), thickness=16)
        ends = [end for one in self.estimates for end in (one.value, one.low, one.high) if end is not None]
        low, high = self.limits or (min(*ends, self.reference), max(*ends, self.reference))
        ticks = nice_ticks(low, high, 5 if canvas.is_wide else 4, self.unit)
        if self.limits:
            ticks = tuple(tick for tick in ticks if low <= tick <= high)
        scale = Scale(min(low, *ticks), max(high, *ticks), rows.left, rows.right)
        figures = zip(ticks, self.unit.say_ticks(ticks, signed=self.is_signed), strict=True)
        lines, texts = axis(tuple(figures), scale, rows, canvas)
        at = scale(self.reference)
        half = width_of(self.reference_label, canvas.text) / 2
        centre = round(max(half, min(at, canvas.width - half)), 1)
        reference = Text(centre, round(canvas.line * 0.75, 1), self.reference_label, "middle")
        bars, arrows, dots = self.marks(rows, scale)
        return Drawing(
            canvas,
            height=round(rows.bottom + canvas.line + 8, 1),
            lines=(*lines, Line(at, round(canvas.line, 1), at, rows.bottom, "zero"), *bars),
            curves=arrows,
            dots=dots,
            texts=(*rows.texts, *texts, reference),
        )

    def marks(self, rows: Rows, scale: Scale) -> tuple[tuple[Line, ...], tuple[Curve, ...], tuple[Dot, ...]]:
        bars: list[Line] = []
        arrows: list[Curve] = []
        dots: list[Dot] = []
        for one, y in zip(self.estimates, rows.centres, strict=True):
            if one.low is not None and one.high is not None:
                ends = [max(rows.left, min(scale(end), rows.right)) for end in (one.low, one.high)]
                bars.append(Line(ends[0], y, ends[1], y, f"interval {one.tone}"))
                for end, x, way in ((one.low, rows.left, -1), (one.high, rows.right, 1)):
                    if (end - (scale.low if way < 0 else scale.high)) * way > 0:
                        head = [(x + way * 6, y), (x - way * 2, y - 5), (x - way * 2, y + 5)]
                        arrows.append(Curve(path(head, closed=True), f"arrow {one.tone}"))
            if one.value is not None and scale.low <= one.value <= scale.high:
                dots.append(Dot(scale(one.value), y, 5, one.tone, f"{one.name}: {self.say(one)}"))
        return tuple(bars), tuple(arrows), tuple(dots)
