"""Everything the gates ask of a practice, in a constant number of queries."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from weald.practices.enums import AdoptionState, PracticeKind, Stance
from weald.practices.models import (
    Account,
    Adoption,
    Contest,
    Endorsement,
    MeasuredEffect,
    Objection,
    Practice,
    Threshold,
)
from weald.practices.queries.line import protected_until
from weald.schools.enums import Kind
from weald.schools.models import Organisation, Spell
from weald.schools.queries.reach import inside, reach

# What a practice says when it is complete, in the order people think.
WHOLE = {
    "problem": "the problem",
    "for_whom": "for whom it is",
    "outcome": "what it should move",
    "pupils": "for which pupils",
    "by_when": "by when",
    "core": "what must not change",
    "flex": "what may flex",
    "steps": "the steps",
    "needs": "what it needs",
}
# The numbers the gates ask for as they ship: code → (number, what it is).
SHIPPED: Mapping[str, tuple[int, str]] = {
    "schools": (3, "other schools that adopted it, before it counts as tested"),
    "accounts": (3, "of them that told how it went"),
    "account_weeks": (8, "weeks after beginning in which adopters are first asked how it went"),
    "contest_days": (14, "days a contest stays open at least"),
    "outside_voices": (2, "people from other trusts who were heard in the contest"),
    "trusts": (3, "trusts, or schools without one, in which it is agreed"),
    "coverage": (2, "people heard in each of them at least"),
    "independents": (2, "independent voices: neither of its home’s trust nor adopters"),
}


@dataclass(frozen=True, slots=True)
class Voice:
    """One endorsement with the strata it was given from."""

    trust: str
    phase: str
    is_independent: bool
    stance: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a practice when a gate is asked."""

    thresholds: Mapping[str, int]
    missing_parts: tuple[str, ...] = ()
    has_subject: bool = True
    in_use_at_home: bool = True
    adopters: int = 0
    told: int = 0
    protected_until: date | None = None
    # Days since the first contest was opened; None without one.
    contest_days: int | None = None
    contest_is_open: bool = False
    objections: Mapping[str, int] = field(default_factory=Counter)
    outside_voices: int = 0
    voices: tuple[Voice, ...] = ()
    phases: tuple[str, ...] = ()
    known_effects: int = 0
    unknown_effects: int = 0


def thresholds() -> dict[str, int]:
    changed = dict(Threshold.objects.values_list("code", "value"))
    return {code: changed.get(code, number) for code, (number, _) in SHIPPED.items()}


def facts_of(practice: Practice) -> Facts:
    today = timezone.localdate()
    at_home = inside({practice.home_id}, today)
    beyond = Adoption.objects.filter(practice=practice).exclude(organisation__in=at_home)
    told = beyond.filter(Exists(Account.objects.filter(adoption=OuterRef("pk"))))
    contests = list(Contest.objects.filter(practice=practice).order_by("opened_at"))
    effects = MeasuredEffect.objects.filter(practice=practice, is_current=True).aggregate(
        known=Count("pk", filter=Q(effect__isnull=False)), unknown=Count("pk", filter=Q(effect__isnull=True))
    )
    objections = Objection.objects.filter(contest__practice=practice)
    return Facts(
        thresholds=thresholds(),
        missing_parts=missing_parts(practice),
        has_subject=bool(practice.subject or practice.area),
        in_use_at_home=Adoption.objects.filter(
            practice=practice, organisation__in=at_home, state=AdoptionState.LIVE
        ).exists(),
        adopters=_schools(beyond),
        told=_schools(told),
        protected_until=protected_until(practice.pk, today),
        contest_days=(timezone.now() - contests[0].opened_at).days if contests else None,
        contest_is_open=any(contest.closed_at is None for contest in contests),
        objections=Counter(objections.values_list("standing", flat=True)),
        outside_voices=_outside_voices(practice, objections.values_list("raised_by", "raised_from")),
        voices=voices_of(practice),
        phases=tuple(practice.phases),
        known_effects=effects["known"],
        unknown_effects=effects["unknown"],
    )


def missing_parts(practice: Practice) -> tuple[str, ...]:
    """Name what a second school would ask for and does not find."""
    head = practice.head
    missing = [words for part, words in WHOLE.items() if not getattr(head, part).strip()]
    if head.cost_hours is None and not head.cost_note.strip():
        missing.append("what it costs")
    if practice.kind == PracticeKind.SEQUENCE and not head.units:
        missing.append("its units")
    return tuple(missing)


def voices_of(practice: Practice) -> tuple[Voice, ...]:
    rows = Endorsement.objects.filter(practice=practice, replaced_at__isnull=True).select_related(
        "trust", "organisation"
    )
    return tuple(
        Voice((one.trust or one.organisation).name, one.phase, one.is_independent, one.stance)
        for one in rows.order_by("pk")
    )


def strata_of(practice: Practice, place: Organisation) -> tuple[Organisation | None, str, bool]:
    """Say in which trust and phase a place is today, and whether it has no part in the practice."""
    today = timezone.localdate()
    above = Spell.objects.filter(child=place, kind=Kind.TRUST, period__contains=today)
    spell = above.select_related("parent").first()
    trust = place if place.kind == Kind.TRUST else spell.parent if spell else None
    details = getattr(place, "details", None)
    near = reach({practice.home_id}, today).together
    adopted = Adoption.objects.filter(practice=practice, organisation=place).exists()
    return trust, details.phase if details else "", place.pk not in near and not adopted


def _schools(adoptions: QuerySet[Adoption]) -> int:
    return adoptions.order_by().values("organisation").distinct().count()


def _outside_voices(practice: Practice, raised: Iterable[tuple[int | None, int | None]]) -> int:
    """Count the people from outside the home's trust who objected or said what they think."""
    near = reach({practice.home_id}, timezone.localdate()).together
    said = Endorsement.objects.filter(practice=practice).exclude(stance=Stance.UNSURE)
    heard = {*raised, *said.values_list("person", "organisation")}
    return len({person for person, place in heard if place not in near})
