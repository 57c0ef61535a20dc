"""What schools achieve beyond what their intake predicts, for a trust's page and the sector's list."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from weald.charts.dots import DotChart, Estimate
from weald.charts.figure import Figure, Table
from weald.charts.words import THIN
from weald.core.permissions import Actor
from weald.measures.domain.intervals import Interval
from weald.measures.domain.resembling import LABELS
from weald.measures.domain.units import academic_year, distance_unit, said_source
from weald.measures.domain.words import say
from weald.measures.enums import Direction, Group
from weald.measures.models import Measure, Residual, VariationRun
from weald.measures.queries.comparison import likenesses_of
from weald.measures.queries.finding import urns_and_names

Z = 1.959963984540054
NOT_LOOKED_AT = "not looked at: fewer than two years, or its intake is not known"
RESEMBLING = 3


@dataclass(frozen=True, slots=True)
class Deviant:
    """A school that does better than its intake predicts, and the nearest schools it resembles."""

    name: str
    urn: str
    value: float
    expected: float
    residual: float
    interval: Interval
    q_value: float
    # URN and name, in the order of names.
    resembles: tuple[tuple[str, str], ...]
    sentence: str

    @property
    def q_words(self) -> str:
        return "below 0.001" if self.q_value < 0.001 else f"{self.q_value:.3f}"


def interval_of(residual: Residual) -> Interval:
    return Interval(residual.residual - Z * residual.se, residual.residual + Z * residual.se)


def deviants(found: Iterable[Residual], run: VariationRun, actor: Actor) -> Iterator[Deviant]:
    """Join each to the schools it resembles. Three queries, however many."""
    rows = list(found)
    near = {
        school: [one["school"] for one in likeness.neighbours[:RESEMBLING]]
        for school, likeness in likenesses_of([row.organisation_id for row in rows], actor).items()
    }
    everyone = {row.organisation_id for row in rows}.union(*near.values())
    names = urns_and_names(everyone)
    for row in rows:
        urn, name = names[row.organisation_id]
        alike = (names[school] for school in near.get(row.organisation_id, ()) if school in names)
        yield Deviant(
            name=name,
            urn=urn,
            value=row.value,
            expected=row.expected,
            residual=row.residual,
            interval=interval_of(row),
            q_value=row.q_value,
            resembles=tuple(sorted(alike, key=lambda one: one[1])),
            sentence=sentence_of(row, run),
        )


def sentence_of(residual: Residual, run: VariationRun) -> str:
    measure, unit = run.measure, distance_unit(run.measure)
    interval = interval_of(residual)
    better = -1 if measure.direction == Direction.LOWER else 1
    ends = sorted(better * end for end in (interval.low, interval.high))
    return (
        f"{say(measure, residual.value)} where its intake predicts {say(measure, residual.expected)}. "
        f"Drawn towards that by its uncertainty, {unit.say(better * residual.residual)} better "
        f"(95{THIN}% interval {unit.say_range(*ends)})."
    )


DEVIANT_COLUMNS = {
    "urn": "urn",
    "school": "name",
    "value": "value",
    "expected_of_its_intake": "expected",
    "beyond_it": "residual",
    "low": "interval.low",
    "high": "interval.high",
    "q": "q_value",
    "resembles": lambda one: "; ".join(name for _, name in one.resembles),
}


def years_words(run: VariationRun) -> str:
    return f"{academic_year(run.first_year)} to {academic_year(run.last_year)}"


def source_words(run: VariationRun) -> str:
    return said_source(run.measure, run.body["sources"])


def predicted_from(run: VariationRun) -> str:
    """Say what a school's figure is predicted from."""
    shares = [LABELS[name] for name in run.body["coefficients"] if name in LABELS]
    phase = ["phase"] if any(name.startswith("phase ") for name in run.body["coefficients"]) else []
    parts = [*shares, *phase]
    if not parts:
        return "nothing but the mean of all schools: their intake is not known"
    return listed(parts)


def listed(names: Sequence[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def lede_of(run: VariationRun) -> str:
    group = "" if run.group == Group.ALL else f" of {Group(run.group).label}"
    floor = f" by more than {distance_unit(run.measure).say(run.floor)}" if run.floor else ""
    return (
        f"On {run.measure.spoken}{group}, {years_words(run)}: {run.body['found']:,} of {run.schools:,} "
        f"schools do better than schools of their intake{floor}, and by more than chance explains."
    )


def beyond_figure(
    schools: Sequence[tuple[int, str]], residuals: Mapping[int, Residual], run: VariationRun, csv_url: str
) -> Figure | None:
    """Draw each of a trust's schools beside what its intake predicts, by name; None without any."""
    if not residuals:
        return None
    unit, measure = distance_unit(run.measure), run.measure
    shown = [(name, residuals.get(school)) for school, name in schools]
    sentence = _beyond_sentence(shown, run)
    chart = DotChart(
        title=f"{measure.name}, {years_words(run)}: beyond what intake predicts",
        description=sentence,
        unit=unit,
        estimates=[_estimate(name, one) for name, one in shown],
        reference_label="as predicted",
    )
    return Figure(
        chart=chart,
        sentence=sentence,
        table=_table(shown, measure),
        source=source_words(run),
        uncertainty=(
            "Each is drawn towards what intake predicts as far as it is uncertain; the bars hold the true "
            f"one 95 times in 100. Of all schools named, {run.q * 100:.0f} in 100 at most are so by chance, "
            "on average. They stand in the order of their names."
        ),
        csv_url=csv_url,
    )


def _estimate(name: str, residual: Residual | None) -> Estimate:
    if residual is None:
        return Estimate(name, None, why_missing=NOT_LOOKED_AT)
    ends = interval_of(residual)
    return Estimate(
        name, residual.residual, ends.low, ends.high, tone="good" if residual.is_deviant else "plain"
    )


def _beyond_sentence(shown: Sequence[tuple[str, Residual | None]], run: VariationRun) -> str:
    named = [name for name, residual in shown if residual and residual.is_deviant]
    looked = sum(residual is not None for _, residual in shown)
    begin = f"Given {predicted_from(run)}, of {looked} schools"
    if not named:
        return f"{begin} none does better than its intake predicts by more than chance can explain."
    do = "do" if len(named) > 1 else "does"
    return f"{begin} {listed(named)} {do} better, by more than chance explains."


def _table(shown: Sequence[tuple[str, Residual | None]], measure: Measure) -> Table:
    unit, rows = distance_unit(measure), []
    for name, one in shown:
        if one is None:
            rows.append((name, NOT_LOOKED_AT, "–", "–", "–", "–"))
            continue
        ends = interval_of(one)
        rows.append(
            (
                name,
                say(measure, one.value),
                say(measure, one.expected),
                unit.say(one.residual, signed=True),
                unit.say_range(ends.low, ends.high, signed=True),
                f"{one.q_value:.3f}",
            )
        )
    columns = ("School", "Mean figure", "Predicted", "Beyond it", "95 % interval", "q")
    return Table(columns, tuple(rows), frozenset({2, 3, 4, 5}))
