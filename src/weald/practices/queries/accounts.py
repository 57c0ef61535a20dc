"""Who is to be asked how it went, and when."""

from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from weald.core.permissions import Actor
from weald.people.enums import LEADING
from weald.practices.enums import AdoptionState, Round
from weald.practices.models import Account, Adoption
from weald.practices.queries.facts import thresholds

A_YEAR = timedelta(days=365)
# Whoever stopped is still asked what happened, but not for ever.
AFTER_STOPPING = timedelta(days=120)


class Due(NamedTuple):
    """An account that nobody has told yet."""

    adoption: Adoption
    round: Round
    due_on: date


def due_on(adoption: Adoption, which: Round, weeks: int) -> date:
    return adoption.began_on + (timedelta(weeks=weeks) if which == Round.FIRST else A_YEAR)


def due_accounts(adoptions: QuerySet[Adoption], on: date | None = None) -> list[Due]:
    """Give what is to be told by that day, the longest due first."""
    on, weeks = on or timezone.localdate(), thresholds()["account_weeks"]
    told = Account.objects.filter(adoption=OuterRef("pk"))
    asked = (
        adoptions.filter(began_on__lte=on - min(timedelta(weeks=weeks), A_YEAR))
        .filter(Q(state=AdoptionState.LIVE) | Q(ended_on__gte=on - AFTER_STOPPING))
        .annotate(
            told_first=Exists(told.filter(round=Round.FIRST)), told_year=Exists(told.filter(round=Round.YEAR))
        )
        .select_related("practice", "organisation")
    )
    found = [one for adoption in asked for one in _due(adoption, on, weeks)]
    return sorted(found, key=lambda due: (due.due_on, due.adoption.pk))


def _due(adoption: Adoption, on: date, weeks: int) -> list[Due]:
    """One question at a time: after a year the first weeks are no longer asked about."""
    is_over = adoption.state == AdoptionState.STOPPED
    first, year = (due_on(adoption, which, weeks) for which in (Round.FIRST, Round.YEAR))
    if year <= on and not is_over:
        return [] if adoption.told_year else [Due(adoption, Round.YEAR, year)]  # type: ignore[attr-defined]  # annotated
    if adoption.told_first or adoption.told_year or first > on:  # type: ignore[attr-defined]  # annotated
        return []
    return [Due(adoption, Round.FIRST, first)]


def still_to_tell(adoptions: QuerySet[Adoption], on: date | None = None) -> list[Adoption]:
    """Give those whose account of these weeks, or of this year, nobody has told; asked for or not."""
    on = on or timezone.localdate()
    told = Account.objects.filter(adoption=OuterRef("pk"))
    found = adoptions.annotate(
        told_first=Exists(told.filter(round=Round.FIRST)), told_year=Exists(told.filter(round=Round.YEAR))
    )
    return [one for one in found if not _is_told(one, on)]


def _is_told(adoption: Adoption, on: date) -> bool:
    is_past = is_a_year_old(adoption, on)
    return adoption.told_year if is_past else adoption.told_first  # type: ignore[attr-defined,no-any-return]  # annotated


def is_a_year_old(adoption: Adoption, on: date) -> bool:
    last = adoption.ended_on if adoption.state == AdoptionState.STOPPED else on
    return last is not None and last >= adoption.began_on + A_YEAR


def accounts_asked_of(actor: Actor) -> list[Due]:
    """Give what the actor is to tell: what they adopted themself, or for the places they lead."""
    led = [role.organisation_id for role in actor.roles if role.kind in LEADING]
    mine = Adoption.objects.filter(
        Q(adopted_by_id=actor.person_id, organisation__in=actor.own) | Q(organisation__in=led)
    )
    # While it is hidden, nobody is asked about it.
    mine = mine.filter(practice__hidden_at__isnull=True)
    return due_accounts(mine) if actor.is_known and actor.own else []
