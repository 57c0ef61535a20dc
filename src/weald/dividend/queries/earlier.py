"""Estimates before the current one: who still reads one, and what is read by who may not see the newest.

A new estimate begins without readers: nobody has decided yet who may see its figures. What was released
before stays readable, as it was and dated, until it is taken back or the newer one is released instead.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast
from django.urls import reverse

from weald.core.enums import Audience
from weald.core.models import Share
from weald.core.permissions import Actor
from weald.core.registry import News
from weald.dividend.models import Result
from weald.dividend.queries.results import LABEL
from weald.dividend.rules import LEADERS
from weald.schools.models import Organisation

BEYOND = (Audience.SECTOR, Audience.PUBLIC)
SAME = ("organisation_id", "run__question", "run__measure_id", "run__group")
BY_NAME = ("organisation__name", "run__measure__order", "run__measure__name", "run__group", *SAME)


def same_line() -> QuerySet[Result]:
    """Give a trust's results on one measure and group, for a question about another of them."""
    return Result.objects.filter(**{name: OuterRef(name) for name in SAME})


def is_released() -> Q:
    """Narrow to what others than the trust read."""
    named = Share.objects.filter(target_label=LABEL, target_id=Cast(OuterRef("pk"), CharField()))
    return Q(audience__in=BEYOND) | Q(Exists(named))


def newest(results: QuerySet[Result]) -> QuerySet[Result]:
    """Keep of each trust, measure and group the newest, where there is a current one.

    Narrowed to what a reader may see, before or after, that is the current one or the last that was
    released to them: `newer_at` says when the current one was made.
    """
    current = same_line().filter(run__is_current=True)
    return (
        results.annotate(newer_at=Subquery(current.values("run__created_at")))
        .filter(newer_at__isnull=False)
        .select_related("run", "run__measure", "organisation")
        .prefetch_related("organisation__identifiers")
        .order_by(*BY_NAME, "-run_id")
        .distinct(*BY_NAME)
    )


def released_results(actor: Actor) -> QuerySet[Result]:
    """Give what trusts released by name to those the actor reads for."""
    named = Share.objects.filter(target_label=LABEL, organisation_id__in=actor.own | actor.reads_for)
    ids = [int(pk) for pk in named.values_list("target_id", flat=True)]
    return newest(Result.objects.filter(pk__in=ids)).defer("body")


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom an estimate was released to by name, and when."""

    organisation: Organisation
    since: datetime


@dataclass(frozen=True, slots=True)
class Earlier:
    """An estimate before this one that others still read."""

    result: Result
    readers: list[Reader]

    @property
    def is_beyond(self) -> bool:
        """Whether also more read it than those named."""
        return self.result.audience in BEYOND


def earlier_releases(result: Result) -> list[Earlier]:
    """Give the estimates before this one that others still read, the newest first."""
    run = result.run
    before = Result.objects.filter(
        is_released(),
        organisation=result.organisation_id,
        run__question=run.question,
        run__measure=run.measure_id,
        run__group=run.group,
        run__lt=run.pk,
    )
    found = list(before.select_related("run", "organisation").defer("body").order_by("-run_id"))
    if not found:
        return []
    shares = list(
        Share.objects.filter(target_label=LABEL, target_id__in=[str(one.pk) for one in found]).order_by("pk")
    )
    named = Organisation.objects.in_bulk({share.organisation_id for share in shares})
    return [
        Earlier(
            one,
            [
                Reader(named[share.organisation_id], share.shared_at)
                for share in shares
                if share.target_id == str(one.pk)
            ],
        )
        for one in found
    ]


def news(actor: Actor, since: datetime) -> Iterator[News]:
    """Tell who may release it that a new estimate was made of what they let others read."""
    led = [role.organisation_id for role in actor.roles if role.kind in LEADERS]
    if not led:
        return
    before = same_line().filter(is_released(), run__lt=OuterRef("run"))
    made = Result.objects.filter(
        Exists(before), organisation__in=led, run__is_current=True, run__created_at__gte=since
    )
    made = made.select_related("run__measure", "organisation").defer("body")
    for one in made.prefetch_related("organisation__identifiers").order_by("-run_id"):
        uid = next(number.value for number in one.organisation.identifiers.all() if number.scheme == "uid")
        named = {"measure": one.run.measure.code, "group": one.run.group}
        yield News(
            key=f"dividend.result:{one.pk}",
            at=one.run.created_at,
            title=f"{one.organisation.name}’s dividend in {one.run.measure.name} was estimated anew",
            url=f"{reverse('dividend:trust', args=[uid])}?{urlencode(named)}",
            text="Those you let read the estimate before still read that one. Release this one to them too?",
        )
