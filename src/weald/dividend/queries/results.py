"""Which results a reader may know of, and what a page needs beside one."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.db.models import Count, F, QuerySet

from weald.core.permissions import Actor, audience_query, visibility
from weald.dividend.models import Result, Run
from weald.schools.enums import Scheme
from weald.schools.models import Identifier, Organisation
from weald.schools.queries.partners import partners_of

SEES_ALL = ("analyst", "steward")
LABEL = "dividend.result"


@visibility(Result)
def visible_results(results: QuerySet[Result], actor: Actor) -> QuerySet[Result]:
    if actor.is_system or actor.holds(*SEES_ALL):
        return results
    return results.filter(audience_query(actor, home="organisation_id", label=LABEL))


@visibility(Run)
def visible_runs(runs: QuerySet[Run], actor: Actor) -> QuerySet[Run]:
    return runs if actor.is_member or actor.is_system else runs.none()


def current_of(trust: Organisation) -> QuerySet[Result]:
    """Give a trust's results of the current runs, the measures in order of their names."""
    return (
        Result.objects.filter(organisation=trust, run__is_current=True)
        .select_related("run", "run__measure", "organisation")
        .prefetch_related("organisation__identifiers")
        .order_by("run__measure__order", "run__measure__name", "run__group")
    )


def current_runs() -> QuerySet[Run]:
    return (
        Run.objects.filter(is_current=True)
        .select_related("measure")
        .annotate(n_results=Count("results"))
        .order_by("measure__order", "measure__name", "group")
    )


class School(NamedTuple):
    name: str
    urn: str
    town: str


def schools_by_id(ids: Collection[int]) -> dict[int, School]:
    """Name schools with their URN, in one query."""
    rows = Organisation.objects.filter(pk__in=ids, identifiers__scheme="urn").values_list(
        "pk", "name", "identifiers__value", "town"
    )
    return {pk: School(name, urn, town) for pk, name, urn, town in rows}


def named_results(run: Run) -> QuerySet[Result]:
    """Give the results sure enough to be named among all, by name; `shrunken` is the effect to show."""
    named = [int(trust) for trust in run.sector.get("may_be_named", ())]
    return (
        Result.objects.filter(run=run, organisation__in=named)
        .select_related("run", "run__measure", "organisation")
        .prefetch_related("organisation__identifiers")
        .annotate(shrunken=F("body__shrunken"))
        .defer("body")
        .order_by("organisation__name", "pk")
    )


def uids_of(trusts: Iterable[int]) -> list[str]:
    """Give the official numbers of trusts, in the order of their names."""
    numbers = Identifier.objects.filter(organisation__in=trusts, scheme=Scheme.UID)
    return list(numbers.order_by("organisation__name", "value").values_list("value", flat=True))


def readers_of(result: Result) -> list[Organisation]:
    """Give the organisations it is released to by name."""
    return partners_of(LABEL, result.pk)


def own_results(actor: Actor) -> QuerySet[Result]:
    """Give the current results of the trusts the actor works in."""
    return (
        Result.objects.filter(organisation__in=actor.trusts, run__is_current=True)
        .select_related("run", "run__measure", "organisation")
        .prefetch_related("organisation__identifiers")
        .defer("body")
        .order_by("organisation__name", "run__measure__order", "run__measure__name", "run__group")
    )
