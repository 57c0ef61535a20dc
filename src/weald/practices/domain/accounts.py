"""Telling how it went: in words, whether one would go on, and what it really cost."""

from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from weald.core.domain import ledger
from weald.core.enums import Audience, Verb
from weald.core.errors import Conflict, WealdError
from weald.core.permissions import Actor, permit
from weald.people.queries.places import workplace
from weald.practices.domain.tumbler import need_reason
from weald.practices.enums import GoingOn, Round
from weald.practices.models import Account, Adoption
from weald.practices.queries.accounts import due_on, is_a_year_old
from weald.practices.queries.facts import thresholds


@transaction.atomic
def tell(
    adoption: Adoption, *, text: str, would_go_on: str, hours: Decimal | None = None, by: Actor
) -> Account:
    """Tell how it went. Nobody has to wait to be asked; each round is told once and kept."""
    adoption = (
        Adoption.objects.select_for_update(of=("self",))
        .select_related("practice", "organisation")
        .get(pk=adoption.pk)
    )
    permit("practices.tell", by, workplace(adoption.organisation))
    which = round_of(adoption)
    if adoption.accounts.filter(round=which).exists():
        raise Conflict(
            f"An account {which.label} is told once.",
            f"{adoption.organisation} has told it.",
            "Read theirs; after a year you are asked again." if which == Round.FIRST else "Read theirs.",
        )
    if would_go_on not in GoingOn.values:
        raise WealdError(
            "An account says whether you would go on.", "That is left open.", "Choose an answer."
        )
    account = Account.objects.create(
        adoption=adoption,
        round=which,
        due_on=due_on(adoption, which, thresholds()["account_weeks"]),
        told_by_id=by.person_id,
        told_at=timezone.now(),
        text=need_reason(text, "An account says what happened."),
        would_go_on=would_go_on,
        hours=hours,
    )
    ledger.append(
        Verb.REPORTED,
        account,
        by=by,
        place_id=adoption.organisation_id,
        audience=Audience(adoption.practice.audience),
        payload={"practice": adoption.practice_id, "round": str(which), "going_on": str(would_go_on)},
    )
    return account


def round_of(adoption: Adoption) -> Round:
    """Say which account is told today: that of the first weeks until a year has passed."""
    return Round.YEAR if is_a_year_old(adoption, timezone.localdate()) else Round.FIRST
