"""Reporting what should not be seen: hidden at once, until somebody who answers for it has looked.

One person's reports hide only so many things at a time. What is reported beyond that is looked at as well,
and stays in sight until then.
"""

from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.utils import timezone

from weald.core.domain import ledger
from weald.core.enums import Audience, Verb
from weald.core.errors import Conflict
from weald.core.permissions import SYSTEM, Actor, permit
from weald.people.enums import ConcernKind, ConcernOutcome
from weald.people.models import Concern, User
from weald.people.queries.concerns import REPORTABLE, hides_more, looking_at

# Who wants to know, in the same transaction, that something was reported: a higher app writes the letters.
RAISED: list[Callable[[Concern], None]] = []


@transaction.atomic
def report(label: str, target_id: str, *, kind: ConcernKind, text: str = "", by: Actor) -> Concern:
    """Hide a thing from all but those who wrote it and those who must look; `hides` says whether it does."""
    permit("people.report", by)
    # One report of a person at a time, so that no two count the same ones before them.
    list(User.objects.select_for_update(no_key=True).filter(pk=by.person_id or 0))
    reportable = REPORTABLE[label]
    about = reportable.find(target_id, by)
    if about is None:
        raise _gone()
    _not_reported_before(label, target_id, by)
    now = timezone.now()
    concern = _raised(
        Concern(
            target_label=label,
            target_id=target_id,
            kind=kind,
            text=text,
            home=about.home,
            raised_by_id=by.person_id,
            raised_at=now,
            hides=hides_more(by),
        )
    )
    if concern.hides:
        reportable.hide(target_id, now)
    _write(Verb.REPORTED, concern, by)
    for tell in RAISED:
        tell(concern)
    return concern


def _gone() -> Conflict:
    return Conflict("What is reported is here.", "This no longer is.", "Nothing is left to do.")


def _not_reported_before(label: str, target_id: str, by: Actor) -> None:
    """Refuse what waits at the same person's word, and to hide again what was looked at because of it."""
    own = Concern.objects.filter(target_label=label, target_id=target_id, raised_by_id=by.person_id)
    if own.filter(looked_at__isnull=True).exists():
        raise Conflict(
            "One report is enough.", "You reported this already.", "Those who must look have been told."
        )
    if own.filter(outcome=ConcernOutcome.KEPT).exists():
        raise Conflict(
            "What was looked at and stays is not hidden again at the same person’s word.",
            "You reported this before, and it was looked at.",
            "If something new is wrong, tell those who lead where it is at home.",
        )


def _raised(concern: Concern) -> Concern:
    try:
        with transaction.atomic():
            concern.save()
    except IntegrityError as error:  # of two at once, the first has hidden it
        raise Conflict(
            "One report is enough.",
            "Somebody reported this already, and it is hidden.",
            "Those who must look have been told.",
        ) from error
    return concern


@transaction.atomic
def look(concern: Concern, outcome: ConcernOutcome, *, because: str, by: Actor) -> Concern:
    """Say that a thing stays, or take it down; either way with a reason, and this hides it no longer."""
    concern = Concern.objects.select_for_update(of=("self",)).select_related("home").get(pk=concern.pk)
    reportable = REPORTABLE[concern.target_label]
    permit("people.look", by, looking_at(concern, reportable.find(concern.target_id, SYSTEM)))
    if not concern.is_open:
        raise Conflict("A report is looked at once.", "Somebody has looked.", "Read what they said.")
    concern.looked_by_id, concern.looked_at = by.person_id, timezone.now()
    concern.outcome, concern.because = outcome, because
    concern.save(update_fields=["looked_by", "looked_at", "outcome", "because"])
    if outcome == ConcernOutcome.TAKEN_DOWN:
        reportable.take_down(concern.target_id, concern.kind, by)
    if concern.hides:  # where it does not, somebody else's report may, and waits to be looked at
        reportable.hide(concern.target_id, None)
    _write(Verb.SETTLED, concern, by)
    return concern


def _write(verb: Verb, concern: Concern, by: Actor) -> None:
    payload: dict[str, str | int | bool] = {"concern": concern.pk, "kind": str(concern.kind)}
    if concern.outcome:
        payload["outcome"] = str(concern.outcome)
    else:
        payload["hides"] = concern.hides
    ledger.append(
        verb,
        (concern.target_label, concern.target_id),
        by=by,
        place_id=concern.home_id,
        audience=Audience.TEAM,
        payload=payload,
    )


def concerns_of(person_id: int) -> list[dict[str, object]]:
    """Give what somebody reported, and what they decided."""
    raised = Concern.objects.filter(raised_by_id=person_id).order_by("raised_at", "pk")
    looked = Concern.objects.filter(looked_by_id=person_id).order_by("looked_at", "pk")
    told: list[dict[str, object]] = [
        {
            "reported": one.get_kind_display(),
            "in_words": one.text,
            "at": one.raised_at.isoformat(),
            "hid_it": one.hides,
        }
        for one in raised
    ]
    return told + [
        {"decided": one.get_outcome_display(), "because": one.because, "at": one.looked_at.isoformat()}
        for one in looked
        if one.looked_at
    ]


def erase_names(person_id: int) -> int:
    """Forget who reported and who looked; that somebody did stays."""
    erased = Concern.objects.filter(raised_by_id=person_id).update(raised_by=None)
    return erased + Concern.objects.filter(looked_by_id=person_id).update(looked_by=None)
