"""A plain structured contest: objection, answer, settled or standing, dissent in its own words."""

from django.db import transaction
from django.utils import timezone

from weald.core.domain.recording import record
from weald.core.enums import Verb
from weald.core.errors import Conflict, Refused, WealdError
from weald.core.permissions import Actor, permit
from weald.people.models import User
from weald.practices.domain.holding import hold
from weald.practices.domain.tumbler import need_reason
from weald.practices.enums import Stage, Stance, Standing
from weald.practices.models import (
    Answer,
    Contest,
    Endorsement,
    Objection,
    Practice,
    Version,
)
from weald.practices.queries.facts import strata_of
from weald.practices.queries.line import line_of
from weald.practices.rules.contest import Deciding, Naming
from weald.practices.rules.line import Planning
from weald.schools.models import Organisation


def deciding(objection: Objection) -> Deciding:
    line = line_of(objection.contest.practice)
    return Deciding(line, objection.raised_by_id, objection.third_person_id, objection.pk)


@transaction.atomic
def open_contest(practice: Practice, *, by: Actor) -> Contest:
    """Invite everybody who can see a practice to object to it."""
    practice = hold(practice)
    permit("practices.contest", by, line_of(practice))
    if practice.stage in {Stage.IDEA, Stage.RETIRED}:
        raise WealdError(
            "A practice is contested once somebody uses it.",
            f"This one is {'an idea' if practice.stage == Stage.IDEA else 'retired'}.",
            "Ask about it on its page instead.",
        )
    if practice.contests.filter(closed_at__isnull=True).exists():
        raise WealdError("One contest is open at a time.", "One is open.", "Raise your objection there.")
    contest = Contest.objects.create(
        practice=practice, version=practice.head, opened_by_id=by.person_id, opened_at=timezone.now()
    )
    record(Verb.OBJECTED, practice, by=by, thing=contest, payload={"opened": practice.pk})
    return contest


@transaction.atomic
def raise_objection(
    contest: Contest, *, text: str, would_settle: str, place: Organisation, by: Actor
) -> Objection:
    """Object, and say what would settle it."""
    practice = _open(contest)
    permit("practices.contest", by, line_of(practice))
    _speaks_from(by, place)
    objection = Objection.objects.create(
        contest=contest,
        text=need_reason(text, "An objection says what is wrong."),
        would_settle=need_reason(would_settle, "An objection says what would settle it."),
        raised_by_id=by.person_id,
        raised_at=timezone.now(),
        raised_from=place,
    )
    record(Verb.OBJECTED, practice, by=by, thing=objection, payload={"practice": practice.pk})
    return objection


@transaction.atomic
def answer(objection: Objection, *, text: str, by: Actor, version: Version | None = None) -> Answer:
    """Answer an objection, perhaps with the version that takes it up."""
    objection = _locked(objection)
    practice = _open(objection.contest)
    permit("practices.contest", by, line_of(practice))
    if by.person_id == objection.raised_by_id:
        raise Refused(
            "An objection is answered by somebody else.", "It is yours.", "Say whether it is settled instead."
        )
    if objection.is_decided:
        raise _decided_already(objection)
    said = Answer.objects.create(
        objection=objection,
        text=need_reason(text, "An answer says something."),
        version=version,
        answered_by_id=by.person_id,
        answered_at=timezone.now(),
    )
    objection.standing = Standing.ANSWERED
    objection.save(update_fields=["standing"])
    record(Verb.REPLIED, practice, by=by, thing=objection, payload={"practice": practice.pk})
    return said


@transaction.atomic
def ask_third_person(objection: Objection, *, person: User, by: Actor) -> Objection:
    """Put on record who else may decide: neither who objects nor who wrote the practice."""
    objection = _locked(objection)
    practice = _open(objection.contest)
    permit("practices.name_third", by, Naming(deciding(objection), person.pk))
    if objection.is_decided:
        raise _decided_already(objection)
    if objection.third_person_id not in {None, person.pk}:
        raise Conflict(
            "A third person is asked once.",
            "Somebody has been asked already.",
            "Wait for them, or let who objected decide.",
        )
    objection.third_person = person
    objection.save(update_fields=["third_person"])
    record(Verb.ASKED, practice, by=by, thing=objection, payload={"practice": practice.pk})
    return objection


@transaction.atomic
def decide(objection: Objection, *, standing: str, decision: str, by: Actor, dissent: str = "") -> Objection:
    """Say that an objection is settled or that it stands; only who raised it, or the third person."""
    objection = _locked(objection)
    practice = _open(objection.contest)
    permit("practices.decide", by, deciding(objection))
    if objection.is_decided:
        raise _decided_already(objection)
    if standing not in {Standing.SETTLED, Standing.STANDS}:
        raise WealdError("An objection is settled or stands.", f"“{standing}” is neither.", "Choose one.")
    if objection.standing == Standing.OPEN:
        raise WealdError(
            "An objection is decided once it has been answered.",
            "Nobody has answered it.",
            "Wait for an answer, or answer it.",
        )
    objection.standing = standing
    objection.decision = need_reason(decision, "A decision says what it rests on.")
    objection.decided_by_id = by.person_id
    objection.decided_at = timezone.now()
    objection.save(update_fields=["standing", "decision", "decided_by", "decided_at"])
    if dissent.strip():
        _dissent(objection, dissent, by)
    record(
        Verb.SETTLED,
        practice,
        by=by,
        thing=objection,
        payload={"practice": practice.pk, "standing": standing},
    )
    return objection


@transaction.atomic
def keep_dissent(objection: Objection, *, words: str, by: Actor) -> Objection:
    """Say what remains, in the words of who objected. It stays with the practice through every stage."""
    objection = _locked(objection)
    if objection.standing != Standing.STANDS:
        raise WealdError(
            "Dissent is what remains of an objection that stands.",
            f"This one is {objection.get_standing_display()}.",
            "Say first that it stands.",
        )
    _dissent(objection, need_reason(words, "Dissent is kept in words."), by)
    practice = objection.contest.practice
    record(Verb.CHANGED, practice, by=by, thing=objection, payload={"practice": practice.pk})
    return objection


@transaction.atomic
def close_contest(contest: Contest, *, words: str, by: Actor) -> Contest:
    """Close a contest in which nothing waits any longer."""
    practice = _open(contest)
    contest = Contest.objects.select_for_update().get(pk=contest.pk)
    permit("practices.close_contest", by, Planning(line_of(practice), contest.opened_by_id))
    waiting = contest.objections.exclude(standing__in=[Standing.SETTLED, Standing.STANDS]).count()
    if waiting:
        raise WealdError(
            "A contest is closed when every objection is decided.",
            f"{waiting} still {'waits' if waiting == 1 else 'wait'}.",
            "Answer, then ask who objected whether it is settled.",
        )
    contest.closing = words.strip()
    contest.closed_by_id = by.person_id
    contest.closed_at = timezone.now()
    contest.save(update_fields=["closing", "closed_by", "closed_at"])
    record(Verb.SETTLED, practice, by=by, thing=contest, payload={"closed": practice.pk})
    return contest


@transaction.atomic
def endorse(
    practice: Practice, *, stance: str, words: str = "", place: Organisation, by: Actor
) -> Endorsement:
    """Say for oneself whether one would agree, from where one stands; the last word counts."""
    practice = hold(practice)
    permit("practices.endorse", by, line_of(practice))
    _speaks_from(by, place)
    if stance == Stance.AGAINST:
        need_reason(words, "Whoever would not agree says why.")
    now = timezone.now()
    Endorsement.objects.filter(practice=practice, person_id=by.person_id, replaced_at__isnull=True).update(
        replaced_at=now
    )
    trust, phase, is_independent = strata_of(practice, place)
    given = Endorsement.objects.create(
        practice=practice,
        version=practice.head,
        person_id=by.person_id,
        organisation=place,
        trust=trust,
        phase=phase,
        is_independent=is_independent,
        stance=stance,
        words=words.strip(),
        given_at=now,
    )
    record(
        Verb.REPLIED, practice, by=by, thing=given, payload={"practice": practice.pk, "stance": str(stance)}
    )
    return given


def _open(contest: Contest) -> Practice:
    practice = contest.practice
    if contest.closed_at is not None:
        raise WealdError(
            "A contest takes words while it is open.",
            f"This one was closed on {contest.closed_at:%-d %B %Y}.",
            "Open another, if there is something new.",
        )
    return practice


def _locked(objection: Objection) -> Objection:
    found = Objection.objects.select_for_update(of=("self",))
    return found.select_related("contest", "contest__practice", "contest__practice__home").get(
        pk=objection.pk
    )


def _speaks_from(by: Actor, place: Organisation) -> None:
    if place.pk not in by.own:
        raise Refused(
            "Everybody speaks from where they work.",
            f"You hold no role at {place.name}.",
            "Choose one of your own places.",
        )


def _decided_already(objection: Objection) -> Conflict:
    found = "is settled" if objection.standing == Standing.SETTLED else "stands"
    return Conflict(
        "An objection is decided once.",
        f"This one was decided meanwhile: it {found}.",
        "If something new speaks for or against it, raise it as another.",
    )


def _dissent(objection: Objection, words: str, by: Actor) -> None:
    if by.person_id is None or by.person_id != objection.raised_by_id:
        raise Refused(
            "Dissent is kept in the words of who objects.",
            "The objection is somebody else’s.",
            "Ask them to say what remains.",
        )
    objection.dissent = words.strip()
    objection.save(update_fields=["dissent"])
