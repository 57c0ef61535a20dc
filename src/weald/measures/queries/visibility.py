"""Who may know of which figures. How much of a figure is shown is decided in `domain.figures`."""

from django.db.models import QuerySet

from weald.core.permissions import Actor, visibility
from weald.measures.models import Measure, NationalFigure, Observation


@visibility(Observation)
def observations(queryset: QuerySet[Observation], actor: Actor) -> QuerySet[Observation]:
    """Published figures are everyone's; a school's own are the sector's, with small ones hidden."""
    if actor.is_system or actor.is_member:
        return queryset
    return queryset.filter(release__is_public=True)


@visibility(Measure)
def measures(queryset: QuerySet[Measure], actor: Actor) -> QuerySet[Measure]:
    return queryset


@visibility(NationalFigure)
def national_figures(queryset: QuerySet[NationalFigure], actor: Actor) -> QuerySet[NationalFigure]:
    return queryset
