"""What a page shows of a chart: never the drawing alone."""

from dataclasses import dataclass
from math import isfinite
from typing import Protocol

from weald.charts.geometry import Canvas


class ChartError(ValueError):
    """A chart or figure that would mislead or leave somebody out."""


def require(condition: object, message: str) -> None:
    if not condition:
        raise ChartError(message)


def require_figures(where: str, *values: float | None) -> None:
    """Refuse NaN and infinity: a missing value is None and stays a gap."""
    for value in values:
        require(value is None or isfinite(value), f"{where}: {value} is not a figure; a missing one is None.")


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers behind a chart, as words: one heading a column, `numeric` ones set right."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        require(self.columns, "A table needs column headings.")
        for row in self.rows:
            require(
                len(row) == len(self.columns),
                f"A table of {len(self.columns)} columns cannot hold a row of {len(row)}: {row!r}.",
            )


class Chart(Protocol):
    """What every chart is: named, described, drawable on a canvas, readable as a table."""

    @property
    def kind(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def why_empty(self) -> str: ...
    @property
    def is_empty(self) -> bool: ...
    def lay_out(self, canvas: Canvas) -> object: ...
    def as_table(self) -> Table: ...


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart with its one-sentence reading, its numbers, its source and its uncertainty; refused without."""

    chart: Chart
    sentence: str
    table: Table
    source: str
    uncertainty: str
    csv_url: str = ""

    def __post_init__(self) -> None:
        for name in ("sentence", "source", "uncertainty"):
            require(getattr(self, name).strip(), f"A figure says its {name}; this one's is blank.")
        require(self.chart.title.strip(), "A chart has a title: what is drawn, in which unit.")
        require(
            self.chart.description.strip(),
            f"“{self.chart.title}” needs a description for those who cannot see it.",
        )
        if self.chart.is_empty:
            require(
                self.chart.why_empty.strip(),
                f"“{self.chart.title}” has nothing to draw and does not say why.",
            )
        else:
            require(self.table.rows, f"“{self.chart.title}” is drawn, but its table is empty.")
