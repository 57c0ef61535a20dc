"""Schools like ours: by name, with the reasons, and their figures beside the school's own."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from weald.charts.dots import DotChart
from weald.charts.figure import Figure
from weald.core.permissions import Actor
from weald.measures.domain.figures import Shown, figures_of
from weald.measures.domain.intervals import difference
from weald.measures.domain.resembling import Alike, facts_of, reasons, say_kind
from weald.measures.domain.series import national_of
from weald.measures.domain.trust import estimate_of, figures_table, sources_words
from weald.measures.domain.units import academic_year, is_signed, unit_of
from weald.measures.domain.words import NO_PUPIL_NUMBERS, say
from weald.measures.models import Measure
from weald.measures.queries.comparison import likenesses_of, residuals_of, run_of, trusts_of
from weald.measures.queries.finding import urns_and_names
from weald.measures.queries.national import national_series
from weald.schools.models import Organisation


@dataclass(frozen=True, slots=True)
class Similar:
    """A school that resembles another, and why."""

    school: int
    name: str
    urn: str
    trust: str
    why: tuple[Alike, ...]
    # It does better than its intake predicts, as far as this reader may know.
    exceeds: bool = False


@dataclass(frozen=True, slots=True)
class Likes:
    """The schools like one, by name; none with the reason why there are none."""

    kind: str
    facts: Sequence[tuple[str, str]]
    schools: tuple[Similar, ...]
    compared: int = 0

    @property
    def to_phone(self) -> tuple[Similar, ...]:
        return tuple(one for one in self.schools if one.exceeds)


def likes_of(
    school: Organisation,
    actor: Actor,
    *,
    on: date,
    measure: Measure | None = None,
    group: str = "",
) -> Likes | None:
    """Name the schools whose intake is nearest; None where the school was not compared.

    Four queries; two more with a measure, to say which of them do better than their intake predicts.
    """
    own = likenesses_of([school.pk], actor).get(school.pk)
    if own is None:
        return None
    near = {one["school"]: one["reasons"] for one in own.neighbours}
    others = likenesses_of(near, actor)
    names, trusts = urns_and_names(near), trusts_of(near, actor, on)
    run = run_of(measure, group, actor) if measure else None
    found = residuals_of(near, run, actor) if run else {}
    schools = [
        Similar(
            school=pk,
            name=names[pk][1],
            urn=names[pk][0],
            trust=trusts.get(pk, ""),
            why=reasons(own, others[pk], why),
            exceeds=pk in found and found[pk].is_deviant,
        )
        for pk, why in near.items()
        if pk in others and pk in names
    ]
    return Likes(
        say_kind(own.intake),
        facts_of(own),
        tuple(sorted(schools, key=lambda one: (one.name, one.school))),
        own.comparison.schools,
    )


def beside(
    school: Organisation, likes: Likes, measure: Measure, group: str, actor: Actor, csv_url: str
) -> tuple[Figure | None, list[Shown]]:
    """Draw the school's latest figure beside theirs of that year, with what chance allows. Three queries."""
    known = figures_of([school.pk, *(one.school for one in likes.schools)], {measure.pk: measure}, actor)
    wanted = [figure for figure in known if figure.group == group]
    year = _year(wanted, school.pk)
    if year is None:
        return None, []
    of_year = {figure.school: figure for figure in wanted if figure.year == year}
    everyone = [school, *(Organisation(pk=one.school, name=one.name) for one in likes.schools)]
    shown = [
        estimate_of(one, of_year.get(one.pk), measure, year, "seen" if one is school else "plain")
        for one in everyone
    ]
    national = national_of(national_series([measure.pk]), measure, group)
    there = national.value(year)
    values = [one.value for one in shown if one.value is not None]
    sentence = _sentence(measure, of_year, school.pk, len(likes.schools))
    chart = DotChart(
        title=f"{measure.name}, {academic_year(year)}: {school.name} and schools like it",
        description=sentence,
        unit=unit_of(measure),
        estimates=shown,
        reference=there if there is not None else sum(values) / len(values),
        reference_label=national.name if there is not None else "their average",
        is_signed=is_signed(measure),
    )
    figure = Figure(
        chart=chart,
        sentence=sentence,
        table=figures_table(chart, everyone, of_year),
        source=sources_words(measure, of_year),
        uncertainty=_uncertainty(of_year.values()),
        csv_url=csv_url,
    )
    return figure, list(of_year.values())


def _year(figures: Collection[Shown], school: int) -> int | None:
    """Choose the latest year that the school has; without any of its own, the latest that another has."""
    known = [figure for figure in figures if figure.value is not None]
    own = [figure.year for figure in known if figure.school == school]
    return max(own or [figure.year for figure in known], default=None)


def _sentence(measure: Measure, figures: Mapping[int, Shown], school: int, likes: int) -> str:
    """Say where the school stands among those like it, as far as chance lets it be told."""
    own = figures.get(school)
    others = [one for one in figures.values() if one.school != school and one.value is not None]
    values = [one.value for one in others if one.value is not None]
    year = academic_year(next(iter(figures.values())).year)
    if not values:
        return f"{measure.name} in {year}: none of the {likes} schools like it has a figure."
    reach = f"{say(measure, min(values))} to {say(measure, max(values))}" if len(values) > 1 else ""
    them = f"{len(values)} of {likes} schools like it have {reach or say(measure, values[0])}"
    if own is None or own.value is None:
        return f"{measure.name} in {year}: {them}; this school has no figure."
    begin = f"{measure.name} in {year}: {say(measure, own.value)} here; {them}."
    apart = [
        difference(own.value, one.value, own.interval, one.interval)
        for one in others
        if one.value is not None
    ]
    told = [one.interval for one in apart if one.interval is not None]
    if not told:
        return begin
    same = sum(interval.covers(0) for interval in told)
    return f"{begin} From {same} of those {len(told)} chance alone may set it apart."


def _uncertainty(figures: Collection[Shown]) -> str:
    if not any(figure.interval for figure in figures):
        return NO_PUPIL_NUMBERS
    return (
        "Each bar is where 95 in 100 such figures fall by chance alone, given the school’s number of pupils. "
        "This school comes first, the others in the order of their names."
    )
