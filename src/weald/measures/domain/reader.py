"""From a record of a file to figures of schools, by a mapping; every flaw of a row is named at once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from weald.core.errors import WealdError
from weald.imports.layout import RowIgnored, RowRejected
from weald.imports.reading import Table, columns_at
from weald.imports.records import Record
from weald.measures.domain.cells import read_number, read_pupils, read_year
from weald.measures.domain.mapping import Mapping, TidyColumns, plain
from weald.measures.enums import Group, Missing
from weald.measures.queries.resolving import Holder, Known, digits

GROUP_WORDS = {
    "": Group.ALL,
    "total": Group.ALL,
    "not disadvantaged": Group.OTHER,
    "disadvantaged all other": Group.OTHER,
    "female": Group.GIRLS,
    "male": Group.BOYS,
} | {word: group for group in Group for word in (group.value, str(group.label))}


@dataclass(frozen=True, slots=True)
class Figure:
    """One number, or the reason why there is none, ready to be stored."""

    measure: Known
    group: str
    value: float | None
    cohort: int | None
    missing: str


@dataclass(frozen=True, slots=True)
class Read:
    """One row understood: whose it is (None for England), which year's, and its figures."""

    school: int | None
    year: int
    figures: list[Figure]


@dataclass(frozen=True, slots=True)
class Schools:
    """How a file's numbers lead to schools; `only` are those whose figures this person may bring in."""

    by_urn: dict[str, int] = field(default_factory=dict)
    by_laestab: dict[str, list[Holder]] = field(default_factory=dict)
    only: frozenset[int] | None = None

    def find(self, scheme: str, cell: str, column: str, year: int) -> int:
        number = digits(cell)
        if not number:
            raise RowRejected("The row names no school.", column=column, value=cell)
        school = self.by_urn.get(number) if scheme == "urn" else self._holder(number, column, year)
        if school is None:
            reason = f"No school here has the {scheme.upper()} {number}; import the register first."
            raise RowRejected(reason, column=column, value=cell)
        if self.only is not None and school not in self.only:
            raise RowRejected("This school is not one of yours.", column=column, value=cell)
        return school

    def _holder(self, number: str, column: str, year: int) -> int | None:
        holders = self.by_laestab.get(number, [])
        # One that is alone is meant, even where the register does not know its dates.
        fitting = holders if len(holders) == 1 else [one for one in holders if one.was_open(year)]
        if len(fitting) > 1:
            reason = f"{len(fitting)} schools that were open in {year} have this LAESTAB; give URNs instead."
            raise RowRejected(reason, column=column, value=number)
        return fitting[0].pk if fitting else None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of figures as it stands in the file."""

    place: int
    heading: str
    measure: Known
    group: str
    cohort_place: int | None
    scale: float


class ResultsReader:
    """A mapping laid onto one file's columns."""

    def __init__(
        self, mapping: Mapping, table: Table, measures: dict[str, Known], schools: Schools, year: int | None
    ) -> None:
        self.mapping, self.measures, self.schools = mapping, measures, schools
        self.headings = table.columns
        self.places = columns_at(table, {name: (name,) for name in named_columns(mapping) if name})
        self.school_place = self._place(mapping.school_column, "the school")
        self.year_place = self._place(mapping.year_column, "the year") if mapping.year_column else None
        self.kind_place = self._place(mapping.rows.column, "the kind of row") if mapping.rows.column else None
        self.year = year if year is not None else mapping.year
        if self.year_place is None and self.year is None:
            raise _problem(
                "a year", f"{table.name} does not say which year it is of.", "Say the year it was sat in."
            )
        self.columns = self._columns(table.name)
        self.width = 1 + max(self.places.values())
        self._figures: Callable[[list[str], int, list[Flaw]], Iterable[Figure]] = (
            self._wide if mapping.tidy is None else self._tidy_reader(mapping.tidy)
        )

    def read(self, record: Record) -> dict[str, object]:
        return {"read": self.understand(record)}

    def understand(self, record: Record) -> Read:
        """Give what a record says; RowRejected or RowIgnored say why it says nothing."""
        cells = record.cells
        self._check_shape(record)
        kind = cells[self.kind_place].strip() if self.kind_place is not None else ""
        if kind in self.mapping.rows.ignore:
            raise RowIgnored(f"{self.mapping.rows.column} {kind} is not a school")
        is_national = kind in self.mapping.rows.national
        if self.mapping.rows.schools and not is_national and kind not in self.mapping.rows.schools:
            raise RowRejected("The kind of row is not known.", column=self.mapping.rows.column, value=kind)
        year = self._year(cells)
        school = None if is_national else self._school(cells, year)
        flaws: list[Flaw] = []
        figures = list(self._figures(cells, year, flaws))
        if flaws:
            columns, values, reasons = zip(*flaws, strict=True)
            raise RowRejected(" ".join(reasons), column=", ".join(columns), value=", ".join(values))
        return Read(school, year, figures)

    def _check_shape(self, record: Record) -> None:
        count = len(record.cells)
        if record.broken:
            raise RowRejected(record.broken, value="".join(record.cells))
        if count > len(self.headings) and any(record.cells[len(self.headings) :]):
            reason = (
                f"The row has {count} cells under {len(self.headings)} headings: a separator is not quoted."
            )
            raise RowRejected(reason)
        if count < self.width:
            raise RowRejected(f"The row breaks off after {count} of {len(self.headings)} cells.")

    def _year(self, cells: list[str]) -> int:
        if self.year_place is None:
            return self.year  # type: ignore[return-value]  # one of the two is there: checked at the start
        year = read_year(cells[self.year_place])
        if year is None:
            raise RowRejected(
                "The year cannot be read.", column=self.mapping.year_column, value=cells[self.year_place]
            )
        return year

    def _school(self, cells: list[str], year: int) -> int:
        mapping = self.mapping
        return self.schools.find(mapping.school_scheme, cells[self.school_place], mapping.school_column, year)

    def _wide(self, cells: list[str], year: int, flaws: list["Flaw"]) -> Iterable[Figure]:
        for column in self.columns:
            figure = self._figure(cells, column, year, flaws)
            if figure is not None:
                yield figure

    def _tidy_reader(self, tidy: TidyColumns) -> Callable[[list[str], int, list["Flaw"]], Iterable[Figure]]:
        place = self._place(tidy.value_column, "the value")
        measure_place = self._place(tidy.measure_column, "the measure") if tidy.measure_column else None
        group_place, cohort_place = self.places.get(tidy.group_column), self.places.get(tidy.cohort_column)
        by_word = {
            plain(word): known for known in self.measures.values() for word in (known.code, known.name)
        }
        fixed = self._measure(tidy.measure) if tidy.measure else None

        def read(cells: list[str], year: int, flaws: list[Flaw]) -> Iterable[Figure]:
            measure = fixed if measure_place is None else by_word.get(plain(cells[measure_place]))
            group = GROUP_WORDS.get(plain(cells[group_place])) if group_place is not None else Group.ALL
            if measure is None:
                said = cells[measure_place or 0]
                flaws.append((tidy.measure_column, said, no_such("measure", said, by_word)))
            elif group is None:
                said = cells[group_place or 0]
                flaws.append((tidy.group_column, said, no_such("group", said, GROUP_WORDS)))
            else:
                column = Column(place, tidy.value_column, measure, group.value, cohort_place, tidy.scale)
                figure = self._figure(cells, column, year, flaws)
                if figure is not None:
                    yield figure

        return read

    def _figure(self, cells: list[str], column: Column, year: int, flaws: list["Flaw"]) -> Figure | None:
        text, measure = cells[column.place], column.measure
        reading = read_number(text, self.mapping.symbols)
        if reading.missing:
            if reading.missing == Missing.BLANK and year in measure.unpublished:
                return None
            return Figure(measure, column.group, None, self._cohort(cells, column), reading.missing)
        flaw = _flaw(reading.value, column, year)
        if flaw:
            flaws.append((column.heading, text, flaw))
            return None
        # Scaling 0.55 to a percentage leaves 55, not a hair more.
        value = round(reading.value * column.scale, 10) if reading.value is not None else None
        return Figure(measure, column.group, value, self._cohort(cells, column), "")

    def _cohort(self, cells: list[str], column: Column) -> int | None:
        return None if column.cohort_place is None else read_pupils(cells[column.cohort_place])

    def _columns(self, file: str) -> list[Column]:
        """Lay the mapping's figures onto the file; what the file lacks this year is left out."""
        found = [
            Column(
                self.places[figure.column],
                self.headings[self.places[figure.column]],
                self._measure(figure.measure),
                figure.group,
                self.places.get(figure.cohort),
                figure.scale,
            )
            for figure in self.mapping.figures
            if figure.column in self.places
        ]
        if self.mapping.figures and not found:
            wanted = ", ".join(figure.column for figure in self.mapping.figures[:5])
            raise _problem(
                "columns with figures", f"{file} has none of {wanted} ….", "Choose another mapping."
            )
        return found

    def _place(self, column: str, what: str) -> int:
        if column not in self.places:
            found = ", ".join(self.headings[:12])
            raise _problem(
                f"a column {column!r} for {what}", f"The file has {found[:300]}.", "Choose another mapping."
            )
        return self.places[column]

    def _measure(self, code: str) -> Known:
        if code not in self.measures:
            raise _problem(
                "measures that are known", f"{self.mapping.name} names {code!r}.", "Mend the mapping."
            )
        return self.measures[code]


Flaw = tuple[str, str, str]


def named_columns(mapping: Mapping) -> list[str]:
    """Give every column a mapping reads, in its own spelling."""
    names = [mapping.school_column, mapping.year_column, mapping.rows.column]
    for figure in mapping.figures:
        names += [figure.column, figure.cohort]
    if mapping.tidy:
        tidy = mapping.tidy
        names += [tidy.measure_column, tidy.group_column, tidy.value_column, tidy.cohort_column]
    return names


def _flaw(value: float | None, column: Column, year: int) -> str:
    measure = column.measure
    if value is None:
        return f"{column.heading} is neither a number nor a known symbol."
    if year in measure.never:
        return f"{measure.name} has no results of {year}: {measure.never[year]}."
    scaled = value * column.scale
    if measure.lowest is not None and scaled < measure.lowest:
        return f"{column.heading} is below {measure.lowest:g}, the lowest {measure.name} can be."
    if measure.highest is not None and scaled > measure.highest:
        return f"{column.heading} is above {measure.highest:g}, the highest {measure.name} can be."
    return ""


def no_such(what: str, said: str, known: Iterable[str]) -> str:
    """Say that a word is not known, and which known one comes nearest."""
    near = get_close_matches(plain(said), list(known), 1)
    return f"There is no such {what}.{f' Did you mean “{near[0]}”?' if near else ''}"


def _problem(need: str, finding: str, remedy: str) -> WealdError:
    return WealdError(f"This import needs {need}.", finding, remedy)
