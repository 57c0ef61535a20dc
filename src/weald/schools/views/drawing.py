"""The charts of a trust: where its schools are, and when they came and went."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from weald.charts import Figure, Table
from weald.charts.map import MapChart, Place
from weald.charts.timeline import Stay, TimelineChart
from weald.schools.enums import Kind
from weald.schools.models import Organisation

REGISTER = "National register of schools (Department for Education), Open Government Licence v3.0"
HERE = "Entered here, not from the national register"
# More bars than this are no longer a picture; the table has them all.
MOST_BARS = 60


def map_figure(trust: Organisation, schools: Sequence[Any], *, is_told: bool) -> Figure | None:
    """Draw the schools whose place is known."""
    placed = [school for school in schools if school.easting is not None]
    if not placed:
        return None
    chart = MapChart(
        title=f"Where the schools of {trust.name} are",
        description=f"A map of {len(placed)} schools by their grid references; the table lists them.",
        places=[Place(school.name, school.easting, school.northing, "own") for school in placed],
    )
    missing = len(schools) - len(placed)
    unplaced = f"; {missing} of its schools have no recorded place" if missing else ""
    return Figure(
        chart=chart,
        sentence=f"{spread(placed)}{unplaced}.",
        table=chart.as_table(),
        source=REGISTER if is_told else HERE,
        uncertainty="A school with several sites stands at its main one, to within a few metres.",
    )


def spread(placed: Sequence[Any]) -> str:
    """Say how far apart the schools are, along the longer side of the land they take up."""
    if len(placed) == 1:
        return f"{placed[0].name} stands alone"
    east = [school.easting for school in placed]
    north = [school.northing for school in placed]
    miles = max(max(east) - min(east), max(north) - min(north)) / 1609.344
    return f"Its {len(placed)} schools lie within {max(miles, 1):.0f} mile{'' if miles < 1.5 else 's'}"


def joining_figure(
    trust: Organisation, spells: Sequence[Any], today: date, *, is_told: bool
) -> Figure | None:
    """Draw who was in the trust from when to when; a spell without a known beginning is only counted."""
    dated = [spell for spell in spells if spell.starts_on and spell.starts_on <= today]
    if not dated:
        return None
    stays = [stay(list(own)) for _, own in groupby(sorted(dated, key=by_school), key=by_school)]
    stays.sort(key=lambda one: one.spells[0][0])
    chart = TimelineChart(
        title=f"Schools in {trust.name}, and when",
        description=f"A bar for each of {len(stays)} schools from the day it joined to the day it left.",
        stays=stays[:MOST_BARS],
        until=today,
    )
    undated = len({spell.child_id for spell in spells}) - len(stays)
    return Figure(
        chart=chart,
        sentence=joined_words(dated, len(stays)),
        table=TimelineChart(chart.title, chart.description, stays, today).as_table(),
        source=REGISTER if is_told else HERE,
        uncertainty=uncertainty(dated, undated),
    )


def belonging_figure(
    school: Organisation, spells: Sequence[Any], today: date, *, is_told: bool
) -> Figure | None:
    """Draw the trusts and federations a school has been in, once there is more than one to tell apart."""
    dated = [
        s for s in spells if s.kind in {Kind.TRUST, Kind.FEDERATION} and s.starts_on and s.starts_on <= today
    ]
    if len(dated) <= 1:
        return None
    dated.sort(key=lambda spell: spell.starts_on)
    chart = TimelineChart(
        title=f"Where {school.name} has belonged",
        description=f"A bar for each of {len(dated)} memberships from its first day to its last.",
        stays=[Stay(spell.parent.name, [(spell.starts_on, spell.ends_on)]) for spell in dated],
        until=today,
    )
    table = chart.as_table()
    return Figure(
        chart=chart,
        sentence=f"{len(dated)} memberships since {dated[0].starts_on.year}.",
        table=Table(("Trust or federation", *table.columns[1:]), table.rows),
        source=REGISTER if is_told else HERE,
        uncertainty=uncertainty(dated, 0),
    )


def by_school(spell: Any) -> int:  # noqa: ANN401 -- a spell with what the query hung on it
    return int(spell.child_id)


def stay(spells: list[Any]) -> Stay:
    return Stay(spells[0].child.name, sorted((spell.starts_on, spell.ends_on) for spell in spells))


def joined_words(dated: Iterable[Any], count: int) -> str:
    years = [spell.starts_on.year for spell in dated]
    busiest = max(sorted(set(years)), key=years.count)
    if count == 1:
        return f"Its one school joined in {years[0]}."
    most = f"most in one year in {busiest} ({years.count(busiest)})"
    return f"{count} schools have joined since {min(years)}, {most}."


def uncertainty(dated: Iterable[Any], undated: int) -> str:
    vague = sum(spell.over_by is not None for spell in dated)
    parts = ["Days of joining are those on record."]
    if vague:
        parts.append(f"The day of leaving is not recorded for {vague}: the bar ends where last seen.")
    if undated:
        parts.append(f"{undated} more joined on a day that is not recorded.")
    return " ".join(parts)
