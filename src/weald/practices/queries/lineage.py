"""Where versions come from and what came of them: one question for a line of any size."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from weald.core.permissions import Actor, visible
from weald.practices.enums import Part
from weald.practices.models import Parentage, Practice, Version

# Everything above and below a practice's versions. UNION drops what was met before, so that a version
# reached on many ways is walked once.
FAMILY = """
    WITH RECURSIVE above(id) AS (
        SELECT id FROM practices_version WHERE practice_id = ANY(%(practices)s)
        UNION
        SELECT p.parent_id FROM practices_parentage p JOIN above ON p.child_id = above.id
    ), below(id) AS (
        SELECT id FROM practices_version WHERE practice_id = ANY(%(practices)s)
        UNION
        SELECT p.child_id FROM practices_parentage p JOIN below ON p.parent_id = below.id
    )
    SELECT id FROM above UNION SELECT id FROM below
"""
ANCESTORS = """
    WITH RECURSIVE above(id) AS (
        SELECT parent_id FROM practices_parentage WHERE child_id = ANY(%(versions)s)
        UNION
        SELECT p.parent_id FROM practices_parentage p JOIN above ON p.child_id = above.id
    )
    SELECT id FROM above
"""

# What no list needs of a version.
_TEXTS = ("units", *(part.value for part in Part if part != Part.SUMMARY))


@dataclass(frozen=True, slots=True)
class Lineage:
    """A family of versions: what a reader may know of it, and the ids of what they may not."""

    versions: dict[int, Version]
    hidden: frozenset[int]
    # Child, parent, how: also to and from what is hidden, so that the picture has no holes.
    ties: tuple[tuple[int, int, str], ...]


def ancestors_of(versions: Collection[int]) -> frozenset[int]:
    return _ids(ANCESTORS, versions=list(versions))


def family_of(practices: Collection[int]) -> frozenset[int]:
    """Give the practices' own versions, everything they come from and everything that came of them."""
    return _ids(FAMILY, practices=list(practices))


def _ids(query: str, **arguments: list[int]) -> frozenset[int]:
    with connection.cursor() as cursor:
        cursor.execute(query, arguments)
        return frozenset(row[0] for row in cursor.fetchall())


def lineage_of(practice: Practice, actor: Actor) -> Lineage:
    """Give the practice's family as the reader may know it: three questions, however large it is."""
    family = family_of([practice.pk])
    seen = visible(Version.objects.filter(pk__in=family), actor)
    versions = seen.select_related("practice__home", "made_by", "made_at_school").defer(*_TEXTS).in_bulk()
    ties = Parentage.objects.filter(child__in=family, parent__in=family).order_by("child", "position")
    return Lineage(
        versions, family - frozenset(versions), tuple(ties.values_list("child_id", "parent_id", "how"))
    )


def base_for(version: Version, practice: Practice) -> Version | None:
    """Give the newest version of the practice from which this one descends."""
    above = ancestors_of([version.pk])
    return Version.objects.filter(practice=practice, pk__in=above).order_by("-pk").first()


def origins_of(practice: Practice) -> QuerySet[Practice]:
    """Give the lines a practice descends from: where its adaptation could be returned to."""
    above = ancestors_of([practice.head_id])
    return Practice.objects.filter(versions__in=above).exclude(pk=practice.pk).distinct()


def versions_in_order(practice: Practice) -> QuerySet[Version]:
    """Give the history, newest first, without the texts."""
    found = Version.objects.filter(practice=practice).select_related("made_by", "made_at_school")
    return found.defer(*_TEXTS).prefetch_related("parents__practice").order_by("-number")


def with_texts(ids: Iterable[int]) -> dict[int, Version]:
    return Version.objects.select_related("practice__home", "made_by", "made_at_school").in_bulk(list(ids))
