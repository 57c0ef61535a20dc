"""Which figures may be shown whole. Narrower looks at the others are decided in `domain.figures`."""

from django.db.models import Q, QuerySet

from weald.core.permissions import Actor, visibility
from weald.measures.models import (
    Comparison,
    Likeness,
    Measure,
    NationalFigure,
    Observation,
    Residual,
    VariationRun,
)


@visibility(Observation)
def observations(queryset: QuerySet[Observation], actor: Actor) -> QuerySet[Observation]:
    """Published figures are everyone's; what a school of their trust has of its own is its people's."""
    if actor.is_system:
        return queryset
    inside = Q(organisation__in=actor.trusts) | Q(organisation__identity__in=actor.trusts)
    return queryset.filter(
        Q(release__is_public=True) | inside if actor.trusts else Q(release__is_public=True)
    )


def guarded(queryset: QuerySet[Observation], actor: Actor) -> QuerySet[Observation]:
    """Give also what other schools hold of their own, for people of the sector.

    Only for `domain.figures`, which hides the small numbers before anybody sees them.
    """
    if actor.is_system or actor.is_member:
        return queryset
    return observations(queryset, actor)


@visibility(Measure)
def measures(queryset: QuerySet[Measure], actor: Actor) -> QuerySet[Measure]:
    return queryset


@visibility(NationalFigure)
def national_figures(queryset: QuerySet[NationalFigure], actor: Actor) -> QuerySet[NationalFigure]:
    return queryset


@visibility(Comparison)
def comparisons(queryset: QuerySet[Comparison], actor: Actor) -> QuerySet[Comparison]:
    return queryset


@visibility(Likeness)
def likenesses(queryset: QuerySet[Likeness], actor: Actor) -> QuerySet[Likeness]:
    """Tell everyone: likenesses are made of the public register and of published figures only."""
    return queryset


@visibility(VariationRun)
def variation_runs(queryset: QuerySet[VariationRun], actor: Actor) -> QuerySet[VariationRun]:
    return queryset if actor.is_member or actor.is_system else queryset.none()


@visibility(Residual)
def residuals(queryset: QuerySet[Residual], actor: Actor) -> QuerySet[Residual]:
    """Tell those who work in the sector: it is for asking each other, not for judging from outside."""
    return queryset if actor.is_member or actor.is_system else queryset.none()
