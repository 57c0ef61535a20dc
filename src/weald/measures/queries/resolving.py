"""What an import must know of the database before it reads a row: schools by number, measures by code."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from weald.measures.enums import Gap
from weald.measures.models import Measure
from weald.schools.enums import Kind, Scheme
from weald.schools.models import Identifier, Organisation
from weald.schools.queries.reach import inside

# Tests and examinations are sat in May and June: who was open then is who sat them.
EXAM_MONTH = 6


@dataclass(frozen=True, slots=True)
class Known:
    """A measure as an import needs it."""

    pk: int
    code: str
    name: str
    lowest: float | None
    highest: float | None
    never: dict[int, str] = field(default_factory=dict)
    # Years in which an empty cell is explained once, by the measure's own note.
    unpublished: frozenset[int] = frozenset()


def known_measures() -> dict[str, Known]:
    """Give all measures by code. Two queries."""
    return {measure.code: _known(measure) for measure in Measure.objects.prefetch_related("notes")}


def _known(measure: Measure) -> Known:
    notes = list(measure.notes.all())
    return Known(
        pk=measure.pk,
        code=measure.code,
        name=measure.name,
        lowest=measure.lowest,
        highest=measure.highest,
        never={note.year: note.reason for note in notes if note.kind == Gap.NEVER_EXISTED},
        unpublished=frozenset(note.year for note in notes if note.kind != Gap.BREAK),
    )


def schools_by_urn() -> dict[str, int]:
    """Give every school by URN: some tens of thousands of short entries, one query."""
    numbers = Identifier.objects.filter(scheme=Scheme.URN, organisation__kind=Kind.SCHOOL)
    return dict(numbers.values_list("value", "organisation_id"))


@dataclass(frozen=True, slots=True)
class Holder:
    """A school that has or had a LAESTAB; the number is passed on from a school to its successor."""

    pk: int
    opened_on: date | None
    closed_on: date | None

    def was_open(self, year: int) -> bool:
        then = date(year, EXAM_MONTH, 1)
        return (self.opened_on is None or self.opened_on <= then) and (
            self.closed_on is None or self.closed_on > then
        )


def schools_by_laestab() -> dict[str, list[Holder]]:
    found: dict[str, list[Holder]] = {}
    numbers = Identifier.objects.filter(scheme=Scheme.LAESTAB, organisation__kind=Kind.SCHOOL)
    fields = ("value", "organisation_id", "organisation__opened_on", "organisation__closed_on")
    for value, pk, opened_on, closed_on in numbers.values_list(*fields):
        found.setdefault(digits(value), []).append(Holder(pk, opened_on, closed_on))
    return found


def digits(number: str) -> str:
    """Write an official number without the signs people put into it: 301/2001 → 3012001."""
    return "".join(letter for letter in number.removesuffix(".0") if letter.isdigit())


def schools_led_from(places: Collection[int], on: date) -> frozenset[int]:
    """Give the schools within these organisations, with all they were before. Three or four queries."""
    within = inside(places, on)
    return within | frozenset(Organisation.objects.filter(identity__in=within).values_list("pk", flat=True))
