"""A path over the years, the path it might have taken, and what chance allows."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor
from typing import ClassVar, Literal, TypeVar, get_args

from weald.charts.figure import Table, require, require_figures
from weald.charts.geometry import (
    Box,
    Canvas,
    Curve,
    Dot,
    Drawing,
    Line,
    Point,
    Scale,
    Text,
    fly_flags,
    nice_ticks,
    path,
    spread,
)
from weald.charts.words import COUNT, ISOLATE, NO_FIGURE, UNISOLATE, Unit, width_of, wrap

Role = Literal["observed", "other", "counterfactual", "comparator"]
Item = TypeVar("Item", tuple[float, float], tuple[float, float, float])
ROLES: tuple[Role, ...] = get_args(Role)
DOTTED = frozenset({"observed", "other"})
PLOT_HEIGHT = {"wide": 250.0, "narrow": 210.0}
GUTTER = 0.29  # of the wide canvas, at most, for the names at the ends of the paths


@dataclass(frozen=True, slots=True)
class Series:
    """One path: (year, value or None), perhaps a band (year, low, high) and breaks in its definition.

    `outer` is a wider band around the other, with dashed edges: it holds the whole path, not single years.
    """

    name: str
    role: Role
    points: Sequence[tuple[float, float | None]]
    band: Sequence[tuple[float, float, float]] = ()
    breaks: Sequence[float] = ()
    outer: Sequence[tuple[float, float, float]] = ()

    def __post_init__(self) -> None:
        years = [x for x, _ in self.points]
        require(years == sorted(set(years)), f"“{self.name}”: years must rise, each once: {years}.")
        require_figures(self.name, *(y for _, y in self.points), *self.edges)
        bands = (*self.band, *self.outer)
        require(all(low <= high for _, low, high in bands), f"“{self.name}”: a band is upside down.")

    @property
    def known(self) -> list[Point]:
        return [(x, y) for x, y in self.points if y is not None]

    @property
    def edges(self) -> list[float]:
        return [edge for _, *edges in (*self.band, *self.outer) for edge in edges]

    def is_broken(self, before: float, after: float) -> bool:
        return any(before < at <= after for at in self.breaks)


@dataclass(frozen=True, slots=True)
class Shade:
    """Years that are different from the others, such as those without exams."""

    start: float
    end: float
    label: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment, such as the first school joining."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class PathChart:
    """Paths over years with bands: observed blue with dots, counterfactual green, comparators grey.

    Missing years are bridged by dots, a break in a series by nothing; `other` is a second observed
    group, with rings. `event` counts years from joining.
    """

    kind: ClassVar[str] = "path"
    title: str
    description: str
    unit: Unit
    series: Sequence[Series]
    shades: Sequence[Shade] = ()
    marks: Sequence[Mark] = ()
    x_axis: Literal["year", "event"] = "year"
    has_zero: bool = False
    why_empty: str = ""

    @property
    def is_empty(self) -> bool:
        return not any(series.known for series in self.series)

    def say_x(self, x: float) -> str:
        return COUNT.figure(x, signed=True) if self.x_axis == "event" else f"{x:g}"

    def say(self, value: float | None, x: float) -> str:
        if value is not None:
            return self.unit.say(value, signed=self.has_zero)
        return next((shade.label for shade in self.shades if shade.start <= x <= shade.end), NO_FIGURE)

    def as_table(self) -> Table:
        columns = ["Year" if self.x_axis == "year" else "Years since"]
        for series in self.series:
            columns += [series.name] + ([f"{series.name}: range"] if series.band else [])
            columns += [f"{series.name}: range of whole paths"] if series.outer else []
        rows = []
        for x in sorted({x for series in self.series for x, _ in series.points}):
            row = [self.say_x(x)]
            for series in self.series:
                row.append(self.say(dict(series.points).get(x), x))
                for band in filter(None, (series.band, series.outer)):
                    low, high = {at: (a, b) for at, a, b in band}.get(x, (None, None))
                    row.append(self.unit.say_range(low, high, signed=self.has_zero))
            rows.append(tuple(row))
        return Table(tuple(columns), tuple(rows), frozenset(range(1, len(columns))))

    def lay_out(self, canvas: Canvas) -> Drawing:
        frame = frame_of(self, canvas)
        grid, axis = grid_of(self, frame)
        paths, dots = paths_of(frame)
        ends, leaders = ends_of(frame)
        marks = tuple(
            Line(frame.x(mark.at), flag.y + 5, frame.x(mark.at), frame.y.start, "mark")
            for mark, flag in zip(self.marks, frame.flags, strict=False)
        )
        return Drawing(
            canvas,
            height=round(frame.y.start + canvas.line + 8, 1),
            boxes=tuple(
                Box(
                    frame.x(a),
                    frame.y.end,
                    round(frame.x(b) - frame.x(a), 1),
                    frame.y.start - frame.y.end,
                    "shade",
                )
                for a, b in frame.shades
            ),
            lines=grid + marks + leaders + frame.key,
            curves=tuple(curve for series in frame.series for curve in bands_of(series, frame)) + paths,
            dots=dots + frame.key_dots,
            texts=frame.flags + frame.key_texts + axis + ends,
        )


@dataclass(frozen=True, slots=True)
class Frame:
    """The margins of one drawing, found from the words that must fit in them, and the scales between."""

    canvas: Canvas
    series: tuple[Series, ...]
    x: Scale
    y: Scale
    ticks: tuple[float, ...]
    step: float
    shades: tuple[tuple[float, float], ...]
    ends: tuple[tuple[str, ...], ...]
    flags: tuple[Text, ...]  # the marks' first, then the shades'
    key: tuple[Line, ...]
    key_dots: tuple[Dot, ...]
    key_texts: tuple[Text, ...]


def frame_of(chart: PathChart, canvas: Canvas) -> Frame:
    series = tuple(series for series in chart.series if series.known)
    ticks = ticks_of(chart)
    ends = tuple(end_words(chart, one, canvas) for one in series)
    left = max(width_of(words, canvas.text) for words in tick_words(chart, ticks)) + 14
    right = (
        canvas.width - 14 - max(width_of(line, canvas.text, bold=True) for lines in ends for line in lines)
    )
    years = sorted({x for one in series for x, _ in one.points})
    x = Scale(
        min(years[0], *(mark.at for mark in chart.marks), years[-1]),
        max(years[-1], *(mark.at for mark in chart.marks), years[0]),
        round(left, 1),
        round(right, 1),
    )
    shades = [
        (max(s.start, x.low), min(s.end, x.high), s.label)
        for s in chart.shades
        if s.start < x.high and s.end > x.low
    ]
    key, key_dots, key_texts = key_of(series, canvas)
    key_end = len(key_texts) * canvas.line + (6 if key_texts else 0)
    marks = [(x(mark.at), mark.label, "") for mark in chart.marks]
    marks += [(x((start + end) / 2), label, "") for start, end, label in shades]
    flags, top = fly_flags(marks, canvas, left=left, top=key_end)
    plot_top = round(top + canvas.text * 0.6, 1)
    height = max(PLOT_HEIGHT[canvas.name], sum(map(len, ends)) * (canvas.line + 3))
    return Frame(
        canvas,
        series,
        x,
        y=Scale(ticks[0], ticks[-1], round(plot_top + height, 1), plot_top),
        ticks=ticks,
        step=min((b - a for a, b in pairwise(years)), default=1),
        shades=tuple((start, end) for start, end, _ in shades),
        ends=ends,
        flags=flags,
        key=key,
        key_dots=key_dots,
        key_texts=key_texts,
    )


def ticks_of(chart: PathChart) -> tuple[float, ...]:
    values = [y for series in chart.series for _, y in series.known]
    values += [edge for series in chart.series for edge in series.edges]
    values += [0.0] if chart.has_zero else []
    return nice_ticks(min(values), max(values), 5, chart.unit)


def tick_words(chart: PathChart, ticks: tuple[float, ...]) -> list[str]:
    """Write the unit's sign once, at the top."""
    words = chart.unit.say_ticks(ticks, signed=chart.has_zero)
    sign = chart.unit.suffix if len(chart.unit.suffix) <= 2 else ""
    return [*words[:-1], words[-1] + sign]


def end_words(chart: PathChart, series: Series, canvas: Canvas) -> tuple[str, ...]:
    """Say at the end of a path what it is and where it ended; on a phone the key has the name."""
    last = series.known[-1][1]
    if not canvas.is_wide:
        return (chart.unit.figure(last, signed=chart.has_zero),)
    limit = canvas.width * GUTTER
    *lines, name = wrap(series.name, canvas.text, limit, bold=True)
    figure = chart.unit.say(last, signed=chart.has_zero)
    together = f"{ISOLATE}{name}{UNISOLATE}, {figure}"
    fits = width_of(together, canvas.text, bold=True) <= limit
    return (*lines, together) if fits else (*lines, name, figure)


def key_of(
    series: tuple[Series, ...], canvas: Canvas
) -> tuple[tuple[Line, ...], tuple[Dot, ...], tuple[Text, ...]]:
    lines: list[Line] = []
    dots: list[Dot] = []
    texts: list[Text] = []
    for one in series if not canvas.is_wide else ():
        for index, words in enumerate(wrap(one.name, canvas.text, canvas.width - 34, bold=True)):
            y = round(canvas.line * (len(texts) + 0.75), 1)
            level = round(y - canvas.text * 0.35, 1)
            if index == 0:
                lines.append(Line(0, level, 24, level, f"{one.role} key"))
                dots += [Dot(12, level, 3.6, one.role)] if one.role in DOTTED else []
            texts.append(Text(32, y, words, "start", one.role))
    return tuple(lines), tuple(dots), tuple(texts)


def grid_of(chart: PathChart, frame: Frame) -> tuple[tuple[Line, ...], tuple[Text, ...]]:
    x, y, canvas = frame.x, frame.y, frame.canvas
    lines = [
        Line(x.start - 6, y(tick), x.end, y(tick), "zero" if chart.has_zero and not tick else "grid")
        for tick in frame.ticks
    ]
    figures = [
        Text(x.start - 12, round(y(tick) + canvas.text * 0.35, 1), words, "end")
        for tick, words in zip(frame.ticks, tick_words(chart, frame.ticks), strict=True)
    ]
    years = range(floor(x.high), ceil(x.low) - 1, -1)
    room = max(width_of(chart.say_x(at), canvas.text) for at in years) + 12
    every = next((n for n in (1, 2, 3, 5, 10, 20, 50) if x(x.low + n) - x.start >= room), 100)
    # Counted back from the last, so that the newest year always has its name.
    figures += [
        Text(x(at), round(y.start + canvas.line + 2, 1), chart.say_x(at), "middle") for at in years[::every]
    ]
    return tuple(lines), tuple(figures)


def runs(items: Sequence[Item], series: Series, step: float) -> list[list[Item]]:
    """Split what is known into stretches without a missing year or a break in the definition."""
    split: list[list[Item]] = []
    for item in items:
        before = split[-1][-1][0] if split else None
        if before is not None and item[0] - before <= step * 1.001 and not series.is_broken(before, item[0]):
            split[-1].append(item)
        else:
            split.append([item])
    return split


def bands_of(series: Series, frame: Frame) -> list[Curve]:
    """Draw the outer band first, the inner one on top of it."""
    outer = band_curves(series, series.outer, frame, f"{series.role} outer")
    return outer + band_curves(series, series.band, frame, series.role)


def band_curves(
    series: Series, band: Sequence[tuple[float, float, float]], frame: Frame, role: str
) -> list[Curve]:
    curves = []
    stretches = runs(band, series, frame.step)
    gaps = [[a[-1], b[0]] for a, b in pairwise(stretches) if not series.is_broken(a[-1][0], b[0][0])]
    for stretch, kind in [(gap, " missing") for gap in gaps] + [(stretch, "") for stretch in stretches]:
        upper = [(frame.x(at), frame.y(high)) for at, _, high in stretch]
        lower = [(frame.x(at), frame.y(low)) for at, low, _ in stretch]
        curves.append(Curve(path(upper + lower[::-1], closed=True), f"band {role}{kind}"))
        curves += [Curve(path(edge), f"edge {role}{kind}") for edge in (upper, lower)]
    return curves


def paths_of(frame: Frame) -> tuple[tuple[Curve, ...], tuple[Dot, ...]]:
    curves: list[Curve] = []
    dots: list[Dot] = []
    # The observed path is painted last and lies on top.
    for series in sorted(frame.series, key=lambda one: ROLES.index(one.role), reverse=True):
        stretches = runs(series.known, series, frame.step)
        for before, after in pairwise(stretches):
            if not series.is_broken(before[-1][0], after[0][0]):
                ends = [(frame.x(at), frame.y(value)) for at, value in (before[-1], after[0])]
                curves.append(Curve(path(ends), f"path {series.role} missing"))
        for stretch in stretches:
            points = [(frame.x(at), frame.y(value)) for at, value in stretch]
            curves += [Curve(path(points), f"path {series.role}")] if len(points) > 1 else []
            if series.role in DOTTED or len(points) == 1:
                dots += [Dot(x, y, 3.6, series.role) for x, y in points]
    return tuple(curves), tuple(dots)


def ends_of(frame: Frame) -> tuple[tuple[Text, ...], tuple[Line, ...]]:
    """Name each path at its end, moved apart where ends meet, with a line to the end it left."""
    line = frame.canvas.line
    wanted = [frame.y(series.known[-1][1]) for series in frame.series]
    heights = [len(words) * line + 3 for words in frame.ends]
    placed = spread(wanted, heights, frame.y.end - line / 2, frame.y.start + line / 2)
    texts: list[Text] = []
    leaders: list[Line] = []
    for series, words, centre, at in zip(frame.series, frame.ends, placed, wanted, strict=True):
        end = frame.x(series.known[-1][0])
        if abs(centre - at) > line / 2 or end < frame.x.end:
            leaders.append(Line(end + 5, at, frame.x.end + 9, centre, f"{series.role} leader"))
        first = centre - (len(words) - 1) * line / 2 + frame.canvas.text * 0.35
        texts += [
            Text(frame.x.end + 12, round(first + index * line, 1), part, "start", series.role)
            for index, part in enumerate(words)
        ]
    return tuple(texts), tuple(leaders)
