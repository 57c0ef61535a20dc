"""From when until when: the spells of schools in a trust."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from weald.charts.figure import Table, require
from weald.charts.geometry import Box, Canvas, Drawing, Scale
from weald.charts.rows import MANY, Entry, axis, lay_rows

BAR = 14.0


def year_of(day: date) -> float:
    """Place a day on the line of years: 1 September 2016 is two thirds through 2016."""
    first, last = date(day.year, 1, 1), date(day.year + 1, 1, 1)
    return day.year + (day - first).days / (last - first).days


@dataclass(frozen=True, slots=True)
class Stay:
    """One name and its spells: (from, until or None for still there)."""

    name: str
    spells: Sequence[tuple[date, date | None]]

    def __post_init__(self) -> None:
        for start, end in self.spells:
            require(end is None or start <= end, f"“{self.name}”: a spell ends before it begins.")

    @property
    def words(self) -> str:
        return ", ".join(
            f"since {start:%b %Y}" if end is None else f"{start:%b %Y} to {end:%b %Y}"
            for start, end in self.spells
        )


@dataclass(frozen=True, slots=True)
class TimelineChart:
    """Bars from date to date over years, drawn up to `until`."""

    kind: ClassVar[str] = "timeline"
    title: str
    description: str
    stays: Sequence[Stay]
    until: date
    why_empty: str = ""

    def __post_init__(self) -> None:
        starts = [start for stay in self.stays for start, _ in stay.spells]
        require(
            all(start <= self.until for start in starts), f"“{self.title}”: a spell begins after its end."
        )

    @property
    def is_empty(self) -> bool:
        return not any(stay.spells for stay in self.stays)

    def as_table(self) -> Table:
        rows = [
            (stay.name, f"{start.day} {start:%B %Y}", f"{end.day} {end:%B %Y}" if end else "still there")
            for stay in self.stays
            for start, end in stay.spells
        ]
        return Table(("School", "From", "Until"), tuple(rows))

    def lay_out(self, canvas: Canvas) -> Drawing:
        is_long = len(self.stays) > MANY
        top = round(canvas.line + 6, 1) if is_long else 2
        rows = lay_rows([Entry(s.name, s.words) for s in self.stays], canvas, top=top, thickness=BAR)
        first = min(start for stay in self.stays for start, _ in stay.spells)
        scale = Scale(first.year, year_of(self.until), rows.left, rows.right)
        years = range(self.until.year, first.year - 1, -1)
        room = (rows.right - rows.left) / len(years)
        every = next((n for n in (1, 2, 5, 10, 20) if n * room >= canvas.text * 3.4), 50)
        lines, texts = axis([(year, str(year)) for year in sorted(years[::every])], scale, rows, canvas)
        bars = [
            Box(
                scale(year_of(start)),
                round(y - BAR / 2, 1),
                round(max(scale(year_of(end or self.until)) - scale(year_of(start)), 2), 1),
                BAR,
                "stay ended" if end else "stay",
            )
            for stay, y in zip(self.stays, rows.centres, strict=True)
            for start, end in stay.spells
        ]
        height = round(rows.bottom + canvas.line + 8, 1)
        return Drawing(canvas, height, boxes=tuple(bars), lines=lines, texts=(*rows.texts, *texts))
