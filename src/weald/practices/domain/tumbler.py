"""Moving a practice from stage to stage, protecting it for a while, retiring and reopening it."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from weald.core.domain import ledger
from weald.core.domain.recording import record
from weald.core.enums import Audience, Verb
from weald.core.errors import Conflict, WealdError
from weald.core.permissions import Actor, permit
from weald.practices.domain.gates import ORDER, earlier_stages, gate, next_stage
from weald.practices.domain.holding import hold
from weald.practices.enums import Stage
from weald.practices.models import Move, Practice, ProtectedWindow, Threshold
from weald.practices.queries.facts import SHIPPED, facts_of
from weald.practices.queries.line import line_of
from weald.practices.rules.tumbler import Moving
from weald.search.domain.documents import index

LONGEST_WINDOW = 400


def need_reason(reason: str, need: str) -> str:
    if reason.strip():
        return reason.strip()
    raise WealdError(need, "No reason is given.", "Say why, in a sentence.")


@transaction.atomic
def rise(practice: Practice, *, expected: str, by: Actor) -> Move:
    """Move a practice one stage up, where its gate is met."""
    practice = hold(practice)
    to = next_stage(practice.stage)
    if practice.stage != expected:
        raise Conflict(
            "You saw the practice at another stage.",
            f"Meanwhile it was moved: it is now {Stage(practice.stage).label}.",
            "Look again, then decide.",
        )
    if to is None:
        raise WealdError(
            "A practice rises up to formed.",
            f"This one is {Stage(practice.stage).label}.",
            "Reopen it if it shall change.",
        )
    permit("practices.move", by, Moving(line_of(practice), to))
    asked = gate(to, facts_of(practice))
    missing = [one for one in asked if not one.met]
    if missing:
        raise WealdError(
            f"To be {to.label}, a practice meets every requirement of that gate.",
            " ".join(one.finding for one in missing),
            " ".join(dict.fromkeys(one.remedy for one in missing)),
        )
    found = [{"code": one.code, "sentence": one.sentence, "finding": one.finding} for one in asked]
    return _moved(practice, to, "", found, by)


@transaction.atomic
def reopen(practice: Practice, *, to: str, reason: str, by: Actor) -> Move:
    """Move a practice back to an earlier stage, or a retired one to where it was or earlier."""
    practice = hold(practice)
    reason = need_reason(reason, "Reopening a stage says why.")
    permit("practices.move", by, Moving(line_of(practice), to))
    highest = Stage(practice.stage_when_retired) if practice.is_retired else None
    allowed = earlier_stages(practice.stage) if highest is None else (*earlier_stages(highest), highest)
    if to not in allowed:
        raise WealdError(
            "A practice is reopened at a stage it has had.",
            f"It is {Stage(practice.stage).label}.",
            f"Choose one of: {', '.join(stage.label for stage in allowed) or 'none'}.",
        )
    return _moved(practice, Stage(to), reason, [], by)


@transaction.atomic
def retire_practice(practice: Practice, *, reason: str, by: Actor) -> Move:
    """Take a practice out of use for good reason. Its history, its dissent and its credit stay."""
    practice = hold(practice)
    reason = need_reason(reason, "Retiring a practice says why.")
    permit("practices.move", by, Moving(line_of(practice), Stage.RETIRED))
    if practice.is_retired:
        raise WealdError(
            "A practice is retired once.", "This one is retired already.", "Reopen it if it shall live."
        )
    return _moved(practice, Stage.RETIRED, reason, [], by)


def _moved(practice: Practice, to: Stage, reason: str, findings: list[dict[str, str]], by: Actor) -> Move:
    now = timezone.now()
    move = Move.objects.create(
        practice=practice,
        from_stage=practice.stage,
        to_stage=to,
        reason=reason,
        findings=findings,
        moved_by_id=by.person_id,
        moved_at=now,
    )
    is_retiring = to == Stage.RETIRED
    practice.stage_when_retired = practice.stage if is_retiring else ""
    practice.retired_at = now if is_retiring else None
    practice.retired_because = reason if is_retiring else ""
    practice.stage = to
    practice.save(update_fields=["stage", "stage_when_retired", "retired_at", "retired_because"])
    index(practice)
    record(
        Verb.RETIRED if is_retiring else Verb.MOVED,
        practice,
        by=by,
        payload={"from": move.from_stage, "to": str(to)},
    )
    return move


@transaction.atomic
def protect(practice: Practice, *, until: date, because: str, by: Actor) -> ProtectedWindow:
    """Agree that nobody judges a practice before a day."""
    practice = hold(practice)
    permit("practices.protect", by, line_of(practice))
    return open_window(practice, until=until, because=because, by=by)


def open_window(practice: Practice, *, until: date, because: str, by: Actor) -> ProtectedWindow:
    today = timezone.localdate()
    because = need_reason(because, "A protected window says what it is for.")
    if not 0 < (until - today).days <= LONGEST_WINDOW:
        raise WealdError(
            "A protected window ends within a year or so.",
            f"This one would end on {until:%-d %B %Y}.",
            "Choose a day from tomorrow on, at most thirteen months away.",
        )
    if practice.stage not in ORDER[:3]:
        raise WealdError(
            "A practice is protected while it is nurtured and tested.",
            f"This one is {Stage(practice.stage).label}.",
            "Reopen an earlier stage first, if it is to be tried anew.",
        )
    window = ProtectedWindow.objects.create(
        practice=practice,
        from_on=today,
        until_on=until,
        because=because,
        agreed_by_id=by.person_id,
        agreed_at=timezone.now(),
    )
    record(
        Verb.CHANGED,
        practice,
        by=by,
        thing=window,
        payload={"protected": practice.pk, "until": until.isoformat()},
    )
    return window


@transaction.atomic
def set_threshold(code: str, *, value: int, because: str, by: Actor) -> Threshold:
    """Change a number that the gates ask for, for everybody from now on."""
    permit("practices.set_threshold", by)
    because = need_reason(because, "Whoever changes what a gate asks for says why.")
    if code not in SHIPPED or value < 1:
        raise WealdError(
            "A gate asks for one of its own numbers, at least one.",
            f"{code}: {value}.",
            "Choose one of the numbers listed.",
        )
    threshold, _ = Threshold.objects.update_or_create(
        code=code,
        defaults={
            "value": value,
            "because": because,
            "set_by_id": by.person_id,
            "set_at": timezone.now(),
        },
    )
    ledger.append(
        Verb.CHANGED, threshold, by=by, audience=Audience.SECTOR, payload={"code": code, "value": value}
    )
    return threshold
