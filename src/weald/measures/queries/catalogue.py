"""Measures as pages list them."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, QuerySet

from weald.core.permissions import Actor, visible
from weald.measures.models import Measure, NationalFigure, Observation
from weald.measures.queries.series import along_chain
from weald.measures.queries.visibility import guarded


def all_measures(actor: Actor) -> QuerySet[Measure]:
    return visible(Measure.objects.prefetch_related("notes"), actor)


def measures_held_by(schools: Collection[int], actor: Actor) -> QuerySet[Measure]:
    """Give the measures that any of these schools has a figure of, in the catalogue's order."""
    figures = guarded(
        Observation.objects.filter(measure=OuterRef("pk"), organisation__in=along_chain(schools)), actor
    )
    return Measure.objects.filter(Exists(figures)).prefetch_related("notes")


def national_of_measure(measure: Measure) -> QuerySet[NationalFigure]:
    return NationalFigure.objects.filter(measure=measure).order_by("group", "year", "basis")


def sources_of(measure: Measure, group: str) -> QuerySet[Observation, str]:
    """Name the public files that hold a measure, each once."""
    rows = Observation.objects.filter(measure=measure, group=group, release__is_public=True)
    return rows.order_by("release__name").values_list("release__name", flat=True).distinct()
