"""One practice with what its page says, in a constant number of queries."""

from dataclasses import dataclass, replace

from django.db.models import Count, Prefetch, Q, QuerySet

from weald.core.permissions import Actor, visible
from weald.people.models import Role
from weald.practices.enums import AdoptionState
from weald.practices.models import Adoption, Ask, Attachment, Practice, Return, Version

SHOWN_ADOPTIONS = 8


def practices_whole() -> QuerySet[Practice]:
    """Bring along who made it, where it is at home and what its newest version says."""
    return Practice.objects.select_related(
        "home", "made_by", "head__made_by", "head__made_at_school", "origin", "variant_of"
    ).prefetch_related(Prefetch("head__attachments", Attachment.objects.select_related("file")), "authors")


def adoptions_shown(practice: Practice, actor: Actor) -> tuple[list[Adoption], dict[str, int]]:
    """Give who uses it, the longest first; how many use it, have stopped, and use it beyond those given."""
    known = visible(Adoption.objects.filter(practice=practice), actor)
    counts = known.aggregate(
        live=Count("pk", filter=Q(state=AdoptionState.LIVE)),
        stopped=Count("pk", filter=Q(state=AdoptionState.STOPPED)),
    )
    live = known.filter(state=AdoptionState.LIVE).select_related("organisation", "version")
    shown = list(live.order_by("began_on", "pk")[:SHOWN_ADOPTIONS])
    return shown, counts | {"more": counts["live"] - len(shown)}


@dataclass(frozen=True, slots=True)
class Owed:
    """A debt to another line, as one reader may know it."""

    ancestor: Version
    words: int
    share: float
    is_known: bool


def credits_of(version: Version, actor: Actor) -> list[Owed]:
    """Give the other lines it owes to, most words first; of one not shared, only that it is."""
    credits_ = version.credits.exclude(ancestor__practice=version.practice_id).select_related(
        "ancestor__practice", "ancestor__made_at_school"
    )
    lines: dict[int, Owed] = {}
    for one in credits_.order_by("ancestor__number", "ancestor_id"):
        before = lines.get(one.ancestor.practice_id)
        words, share = (before.words, before.share) if before else (0, 0.0)
        lines[one.ancestor.practice_id] = Owed(one.ancestor, words + one.words, share + one.share, False)
    known = set(visible(Practice.objects.filter(pk__in=lines), actor).values_list("pk", flat=True))
    owed = [replace(one, is_known=pk in known) for pk, one in lines.items()]
    return sorted(owed, key=lambda one: (-one.words, one.ancestor.pk))


def returns_of(practice: Practice, actor: Actor) -> QuerySet[Return]:
    """Give what came back to it, waiting ones first."""
    known = visible(Return.objects.filter(to_practice=practice), actor)
    return known.select_related("tried_at").order_by("answered_at", "-sent_at", "pk").reverse()


def versions_of(practice: Practice) -> QuerySet[Version]:
    return (
        Version.objects.filter(practice=practice)
        .select_related("made_by", "made_at_school")
        .order_by("-number")
    )


def asks_of(practice: Practice) -> QuerySet[Ask]:
    """Give what was asked of it, open questions first."""
    asks = Ask.objects.filter(practice=practice).select_related("asked_by", "asked_for", "answered_by")
    return asks.order_by("answered_at", "-asked_at", "pk").reverse()


def role_at(person_id: int | None, organisation_id: int) -> str:
    """Say as what somebody speaks: their role at the place, in words."""
    role = (
        Role.objects.filter(person_id=person_id, organisation_id=organisation_id).order_by("-period").first()
    )
    return role.get_kind_display() if role else ""
