"""Schools like ours, and what schools achieved beyond their intake, as they were last worked out."""

from collections.abc import Collection
from datetime import date

from django.db.models import QuerySet

from weald.core.permissions import Actor, visible
from weald.measures.models import Comparison, Likeness, Measure, Residual, VariationRun
from weald.schools.enums import Kind
from weald.schools.models import Organisation, Spell


def last_comparison() -> Comparison | None:
    return Comparison.objects.order_by("-pk").first()


def likenesses_of(schools: Collection[int], actor: Actor) -> dict[int, Likeness]:
    """Give what is known of these schools' intake and neighbours, by school. One query."""
    found = visible(Likeness.objects.filter(organisation__in=schools), actor).select_related("comparison")
    return {likeness.organisation_id: likeness for likeness in found}


def run_of(measure: Measure, group: str, actor: Actor) -> VariationRun | None:
    return visible(VariationRun.objects.filter(measure=measure, group=group), actor).first()


def runs_of(measure: Measure, actor: Actor) -> QuerySet[VariationRun]:
    return visible(VariationRun.objects.filter(measure=measure), actor).order_by("group")


def all_runs(actor: Actor) -> QuerySet[VariationRun]:
    runs = visible(VariationRun.objects.select_related("measure"), actor)
    return runs.order_by("measure__order", "measure__name", "group")


def deviants_of(run: VariationRun, schools: QuerySet[Organisation] | None = None) -> QuerySet[Residual]:
    """Give the schools that do better than their intake predicts, by name: found, never ranked."""
    found = run.residuals.filter(is_deviant=True).select_related("organisation")
    if schools is not None:
        found = found.filter(organisation__in=schools)
    return found.order_by("organisation__name", "organisation_id")


def residuals_of(schools: Collection[int], run: VariationRun, actor: Actor) -> dict[int, Residual]:
    """Give these schools' residuals in a run, by school. One query."""
    found = visible(Residual.objects.filter(run=run, organisation__in=schools), actor)
    return {residual.organisation_id: residual for residual in found}


def trusts_of(schools: Collection[int], actor: Actor, on: date) -> dict[int, str]:
    """Name the trust each school is in on a day. One query."""
    spells = Spell.objects.filter(child__in=schools, kind=Kind.TRUST, period__contains=on)
    return dict(visible(spells, actor).values_list("child_id", "parent__name"))
