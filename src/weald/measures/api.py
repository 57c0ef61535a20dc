"""Measures and figures, read-only; small numbers are hidden here as on the pages."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from weald.core.permissions import actor_of, visible_or_404
from weald.measures.domain.figures import Shown, figures_of
from weald.measures.queries.catalogue import all_measures
from weald.measures.queries.series import measures_with_notes
from weald.operations import reads
from weald.schools.enums import Kind, Scheme
from weald.schools.queries.organisations import by_identifier

router = Router(tags=["Measures"])


class Gap(Schema):
    """A year that is special: a break in the series, or results that never existed."""

    year: int
    kind: str
    reason: str


class MeasureOut(Schema):
    code: str
    name: str
    unit: str
    direction: str
    phase: str
    source: str
    notes: list[Gap]


class Figure(Schema):
    """One number of one year; where there is none, the reason. Never 0 for missing."""

    measure: str
    year: int
    group: str
    value: float | None
    lower: float | None
    upper: float | None
    pupils: int | None
    reason: str
    source: str


@reads(router, "/measures", rule="measures.read", answer=list[MeasureOut])
def measures(request: HttpRequest) -> list[dict[str, Any]]:
    """List what is measured, with what is special about its years."""
    return [
        {
            "code": measure.code,
            "name": measure.name,
            "unit": measure.unit,
            "direction": measure.direction,
            "phase": measure.phase,
            "source": measure.source,
            "notes": [
                {"year": note.year, "kind": note.kind, "reason": note.reason} for note in measure.notes.all()
            ],
        }
        for measure in all_measures(actor_of(request))
    ]


@reads(router, "/schools/{urn}/figures", rule="measures.read", answer=list[Figure])
def figures(request: HttpRequest, urn: str, measure: str = "", group: str = "") -> list[dict[str, Any]]:
    """Give a school's figures by measure, year and pupil group, with their intervals."""
    actor = actor_of(request)
    asked = visible_or_404(by_identifier(Scheme.URN, urn).filter(kind=Kind.SCHOOL), actor)
    known = measures_with_notes(**({"code": measure} if measure else {}))
    narrowing: dict[str, object] = {"measure__code": measure} if measure else {}
    found = figures_of([asked.identity_id or asked.pk], known, actor, **narrowing)
    # Only now: whether a group's number is hidden is decided beside the other groups'.
    return [figure(one, known[one.measure].code) for one in found if not group or one.group == group]


def figure(shown: Shown, code: str) -> dict[str, Any]:
    return {
        "measure": code,
        "year": shown.year,
        "group": shown.group,
        "value": shown.value,
        "lower": shown.interval.low if shown.interval else None,
        "upper": shown.interval.high if shown.interval else None,
        "pupils": shown.pupils,
        "reason": shown.reason,
        "source": shown.source,
    }
