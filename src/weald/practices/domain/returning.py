"""What came back: sent by those who adapted a practice, answered by those who wrote it."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from weald.core.domain.recording import record
from weald.core.enums import Verb
from weald.core.errors import Conflict, WealdError
from weald.core.permissions import Actor, permit, visible
from weald.practices.domain.holding import hold_return, not_withdrawn
from weald.practices.domain.merging import Choice, PartHunks, hunks_of, merged, offered
from weald.practices.domain.saving import move_on
from weald.practices.domain.written import Given, Written
from weald.practices.enums import Descent, ReturnState
from weald.practices.models import Practice, Return, Version
from weald.practices.queries.line import line_of
from weald.practices.queries.lineage import base_for
from weald.schools.models import Organisation
from weald.search.domain.documents import index

SENTENCE = "A few words are enough; they are what others learn from."


def said(text: str, need: str) -> str:
    if text.strip():
        return text.strip()
    raise WealdError(need, "It is empty.", SENTENCE)


@transaction.atomic
def send_return(
    version: Version,
    *,
    to_practice: Practice,
    message: str,
    happened: str,
    tried_at: Organisation,
    by: Actor,
) -> Return:
    """Show those a practice came from what changed, where it was tried and what happened."""
    permit("practices.return", by, line_of(version.practice))
    base = base_for(version, to_practice)
    if base is None or version.practice_id == to_practice.pk or not visible(_only(to_practice), by).exists():
        raise WealdError(
            "An adaptation is returned to a practice it comes from.",
            "This one does not come from there, or it is not shared with you.",
            "Choose one of the practices in its line.",
        )
    # Held, so that of two windows only one sends.
    list(Practice.objects.select_for_update(no_key=True).filter(pk=version.practice_id))
    earlier = Return.objects.filter(to_practice=to_practice, from_version__practice=version.practice_id)
    if earlier.filter(state=ReturnState.WAITING).exists() or earlier.filter(from_version=version).exists():
        raise Conflict(
            "A version is returned once, and the next when the last was answered.",
            "This was returned before, or an earlier one still waits.",
            "Wait for the answer, or write a new version first.",
        )
    back = Return.objects.create(
        from_version=version,
        to_practice=to_practice,
        base=base,
        message=said(message, "A return says what changed and why."),
        happened=said(happened, "A return says what happened where it was tried."),
        tried_at=tried_at,
        sent_by_id=by.person_id,
        sent_at=timezone.now(),
    )
    _tell(Verb.RETURNED, back, by, back)
    return back


def _only(practice: Practice) -> QuerySet[Practice]:
    return Practice.objects.filter(pk=practice.pk)


def parts_to_answer(back: Return, head: Version) -> list[PartHunks]:
    """Cut into hunks what both made of their common ancestor."""
    return hunks_of(Written.of(back.base), Written.of(head), Written.of(back.from_version))


def files_to_answer(back: Return, head: Version) -> list[Given]:
    """List their files that we don't have, by content."""
    ours = {one.file_id for one in Written.of(head).files}
    return [one for one in Written.of(back.from_version).files if one.file_id not in ours]


@transaction.atomic
def answer_return(
    back: Return,
    choices: Mapping[str, Choice],
    *,
    expected_head: int,
    by: Actor,
    reason: str = "",
) -> Version:
    """Take in what is wanted, hunk by hunk, as the practice's next version, which has both as parents."""
    back = _to_answer(back, by)
    practice = back.to_practice
    not_withdrawn(practice)
    head = practice.head
    if head.pk != expected_head:
        raise Conflict(
            "You choose against the newest version of your practice.",
            f"Version {head.number} was saved while you chose.",
            "Look at what came back beside that one, and choose again.",
        )
    parts = parts_to_answer(back, head)
    ours = Written.of(head)
    files = [one for one in files_to_answer(back, head) if choices.get(f"file.{one.file_id}")]
    result = merged(ours, parts, choices)
    if result == ours and not files:
        raise WealdError(
            "Taking in means that something of theirs is in the next version.",
            "Nothing was taken.",
            "Take or edit a paragraph; or list theirs as a variant, or decline with a reason.",
        )
    names = {one.name for one in ours.files}
    taken = tuple(Given(one.file_id, _free(one.name, names), one.licence) for one in files)
    sender = back.from_version.practice
    note = reason.strip() or f"Took in what came back from {sender.home.name}."
    version = move_on(
        practice,
        result.but(files=(*ours.files, *taken), note=note).checked(),
        [(head, Descent.CONTINUED), (back.from_version, Descent.MERGED)],
        by=by,
    )
    is_whole = all(choices.get(key) is True for key in offered(parts))
    state = ReturnState.MERGED if is_whole else ReturnState.IN_PART
    _answer(back, state, reason, by, result=version)
    _tell(Verb.MERGED, back, by, back)
    return version


def _free(name: str, names: set[str]) -> str:
    while name in names:
        stem, dot, ending = name.rpartition(".")
        name = f"{stem or ending} (theirs){dot}{ending if stem else ''}"
    names.add(name)
    return name


@transaction.atomic
def list_as_variant(back: Return, *, by: Actor, reason: str = "") -> Return:
    """Let theirs stand beside ours, found beneath it: good for some, without changing it for all."""
    back = _to_answer(back, by)
    theirs = back.from_version.practice
    if theirs.variant_of_id not in {None, back.to_practice_id} or back.to_practice.variant_of_id == theirs.pk:
        raise Conflict(
            "A practice is listed as a variant of one other.",
            f"“{theirs.title}” is listed already.",
            "Take parts of it in, or decline it with a reason.",
        )
    theirs.variant_of, theirs.stands_alone = back.to_practice, False
    theirs.save(update_fields=["variant_of", "stands_alone"])
    index(theirs)
    _answer(back, ReturnState.VARIANT, reason, by)
    _tell(Verb.REPLIED, back, by, back)
    return back


@transaction.atomic
def decline_return(back: Return, *, reason: str, by: Actor) -> Return:
    """Say no, and why. What was sent stays where it is, credited as before."""
    back = _to_answer(back, by)
    _answer(back, ReturnState.DECLINED, said(reason, "Whoever declines says why."), by)
    _tell(Verb.DECLINED, back, by, back)
    return back


@transaction.atomic
def stand_alone(back: Return, *, by: Actor) -> Return:
    """Let a declined return be found in its own right; where it came from stays told."""
    back = hold_return(back)
    theirs = back.from_version.practice
    permit("practices.return", by, line_of(theirs))
    if back.state != ReturnState.DECLINED:
        raise Conflict(
            "A return stands on its own once it was declined.",
            f"This one is {back.get_state_display()}.",
            "Wait for the answer, or go on with your own line.",
        )
    back.state = ReturnState.STANDING
    back.save(update_fields=["state"])
    theirs.stands_alone, theirs.variant_of = True, None
    theirs.save(update_fields=["stands_alone", "variant_of"])
    index(theirs)
    _tell(Verb.CHANGED, theirs, by, back)
    return back


@transaction.atomic
def thank(back: Return, *, by: Actor, thanks: str = "") -> Return:
    """Thank those who sent something back, whatever the answer was. Once."""
    back = hold_return(back)
    permit("practices.answer", by, line_of(back.to_practice))
    if back.thanked_at is not None:
        raise Conflict("One thank-you is one.", "It was sent already.", "Nothing is left to do.")
    back.thanked_by_id, back.thanked_at, back.thanks = by.person_id, timezone.now(), thanks.strip()
    back.save(update_fields=["thanked_by", "thanked_at", "thanks"])
    _tell(Verb.THANKED, back, by, back)
    return back


def _to_answer(back: Return, by: Actor) -> Return:
    back = hold_return(back)
    permit("practices.answer", by, line_of(back.to_practice))
    if not back.is_waiting:
        raise Conflict(
            "A return is answered once.",
            f"This one was: {back.get_state_display()}.",
            "See the answer on its page.",
        )
    return back


def _answer(back: Return, state: ReturnState, reason: str, by: Actor, result: Version | None = None) -> None:
    back.state, back.reason, back.result = state, reason.strip(), result
    back.answered_by_id, back.answered_at = by.person_id, timezone.now()
    back.save(update_fields=["state", "reason", "result", "answered_by", "answered_at"])


def _tell(verb: Verb, target: Model, by: Actor, back: Return) -> None:
    record(
        verb,
        back.to_practice,
        by=by,
        thing=target,
        payload={
            "practice": back.to_practice_id,
            "from": back.from_version_id,
            "state": str(back.state),
            "version": back.result_id,
        },
    )
