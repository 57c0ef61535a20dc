"""One measure of one school over the years, ready to be drawn: gaps stay gaps, each with its reason."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from weald.charts.path import Shade
from weald.measures.domain.figures import Shown
from weald.measures.enums import Basis, Gap, Group
from weald.measures.models import Measure, NationalFigure

NO_EXAMS, NOT_PUBLISHED = "no exams", "not published"
NOT_HERE = "nothing imported for this year"


@dataclass(frozen=True, slots=True)
class Series:
    """The figures of one school by year, every year from the first to the last, and why some are missing."""

    measure: Measure
    group: str
    figures: Mapping[int, Shown]
    years: tuple[int, ...]

    @property
    def latest(self) -> Shown | None:
        known = [figure for figure in self.figures.values() if figure.value is not None]
        return max(known, key=lambda figure: figure.year, default=None)

    def value(self, year: int) -> float | None:
        figure = self.figures.get(year)
        return figure.value if figure else None

    def reason(self, year: int) -> str:
        """Say why a year has no figure: the source's symbol, the measure's note, or nothing imported."""
        figure = self.figures.get(year)
        if figure and figure.reason:
            return figure.reason
        return why_missing(self.measure, year) or NOT_HERE

    @property
    def points(self) -> tuple[tuple[float, float | None], ...]:
        return self.over(self.years)

    def over(self, years: Sequence[int]) -> tuple[tuple[float, float | None], ...]:
        return tuple((year, self.value(year)) for year in years)

    @property
    def band(self) -> tuple[tuple[float, float, float], ...]:
        return tuple(
            (year, figure.interval.low, figure.interval.high)
            for year, figure in sorted(self.figures.items())
            if figure.interval is not None
        )

    @property
    def breaks(self) -> tuple[float, ...]:
        return tuple(note.year for note in self.measure.notes.all() if note.kind == Gap.BREAK)


def series_of(figures: Iterable[Shown], measure: Measure, group: str = Group.ALL) -> Series:
    own = {figure.year: figure for figure in figures if (figure.measure, figure.group) == (measure.pk, group)}
    years = tuple(range(min(own), max(own) + 1)) if own else ()
    return Series(measure, group, own, years)


def why_missing(measure: Measure, year: int) -> str:
    """Give the measure's own reason why a year has no results; empty where it has none."""
    notes = (note for note in measure.notes.all() if note.year == year and note.kind != Gap.BREAK)
    return next((note.reason for note in notes), "")


def shades_of(measure: Measure, years: Sequence[int]) -> tuple[Shade, ...]:
    """Shade the years without results between the first and the last, neighbours of one kind as one."""
    shades: list[Shade] = []
    for note in sorted(measure.notes.all(), key=lambda note: note.year):
        if note.kind == Gap.BREAK or note.year not in years:
            continue
        label = NO_EXAMS if note.kind == Gap.NEVER_EXISTED else NOT_PUBLISHED
        if shades and (shades[-1].end, shades[-1].label) == (note.year - 0.5, label):
            shades[-1] = Shade(shades[-1].start, note.year + 0.5, label)
        else:
            shades.append(Shade(note.year - 0.5, note.year + 0.5, label))
    return tuple(shades)


@dataclass(frozen=True, slots=True)
class National:
    """The country's figures of one measure and group by year, and what to call them."""

    name: str
    by_year: Mapping[int, NationalFigure]

    def value(self, year: int) -> float | None:
        figure = self.by_year.get(year)
        return figure.value if figure else None

    def points(self, years: Sequence[int]) -> tuple[tuple[float, float | None], ...]:
        return tuple((year, self.value(year)) for year in years)


def national_of(
    found: Mapping[tuple[int, str, int], NationalFigure], measure: Measure, group: str = Group.ALL
) -> National:
    own = {
        year: figure
        for (pk, of_group, year), figure in found.items()
        if (pk, of_group) == (measure.pk, group)
    }
    is_published = any(figure.basis == Basis.PUBLISHED for figure in own.values())
    return National("England" if is_published else "Average school", own)
