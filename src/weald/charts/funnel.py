"""How many became how few, and why: the donors of a comparison."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

from weald.charts.figure import Table, require
from weald.charts.geometry import Box, Canvas, Drawing, Scale
from weald.charts.rows import Entry, lay_rows
from weald.charts.words import COUNT

BAR = 18.0


@dataclass(frozen=True, slots=True)
class Step:
    """Those who are left, and why the others were left out to get here."""

    name: str
    count: int
    why_fewer: str = ""


@dataclass(frozen=True, slots=True)
class FunnelChart:
    """Bars from nought, each with how many were left out of the one before and why."""

    kind: ClassVar[str] = "funnel"
    title: str
    description: str
    steps: Sequence[Step]
    why_empty: str = ""

    def __post_init__(self) -> None:
        for before, after in pairwise(self.steps):
            require(0 <= after.count <= before.count, f"“{after.name}” cannot be more than “{before.name}”.")
            require(
                after.count == before.count or after.why_fewer, f"“{after.name}”: say why there are fewer."
            )

    @property
    def is_empty(self) -> bool:
        return not self.steps or not self.steps[0].count

    @property
    def notes(self) -> list[str]:
        lost = [0, *(before.count - after.count for before, after in pairwise(self.steps))]
        return [
            f"{COUNT.say(fewer)} left out: {step.why_fewer}" if fewer else ""
            for step, fewer in zip(self.steps, lost, strict=False)
        ]

    def as_table(self) -> Table:
        rows = [(s.name, COUNT.say(s.count), note) for s, note in zip(self.steps, self.notes, strict=True)]
        return Table(("Step", "Schools", "Why fewer"), tuple(rows), frozenset({1}))

    def lay_out(self, canvas: Canvas) -> Drawing:
        entries = [
            Entry(step.name, COUNT.say(step.count), note, "own" if step is self.steps[-1] else "")
            for step, note in zip(self.steps, self.notes, strict=True)
        ]
        rows = lay_rows(entries, canvas, top=2, thickness=BAR, inset=0)
        scale = Scale(0, self.steps[0].count, rows.left, rows.right)
        bars = [
            # Two units at least: few is not none. None is none.
            Box(
                rows.left,
                round(y - BAR / 2, 1),
                max(round(scale(step.count) - rows.left, 1), 2) if step.count else 0,
                BAR,
                "bar own" if step is self.steps[-1] else "bar",
            )
            for step, y in zip(self.steps, rows.centres, strict=True)
        ]
        return Drawing(canvas, height=rows.bottom, boxes=tuple(bars), texts=rows.texts)
