"""Where versions come from and what came of them: few questions for a line of any size."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection
from django.db.models import F, QuerySet

from weald.core.permissions import Actor, visible
from weald.practices.enums import Part
from weald.practices.models import Parentage, Practice, Version

# Everything above and below a practice's versions. UNION drops what was met before, so that a version
# reached on many ways is walked once.
FAMILY = """
    WITH RECURSIVE above(id) AS (
        SELECT id FROM practices_version WHERE practice_id = %(practice)s
        UNION
        SELECT p.parent_id FROM practices_parentage p JOIN above ON p.child_id = above.id
    ), below(id) AS (
        SELECT id FROM practices_version WHERE practice_id = %(practice)s
        UNION
        SELECT p.child_id FROM practices_parentage p JOIN below ON p.parent_id = below.id
    )
    SELECT DISTINCT practice_id FROM practices_version WHERE id IN (
        SELECT id FROM above UNION SELECT id FROM below
        -- An alloy's other parents belong to it.
        UNION SELECT p.parent_id FROM practices_parentage p JOIN below ON p.child_id = below.id
    )
"""
ANCESTORS = """
    WITH RECURSIVE above(id) AS (
        SELECT parent_id FROM practices_parentage WHERE child_id = %(version)s
        UNION
        SELECT p.parent_id FROM practices_parentage p JOIN above ON p.child_id = above.id
    )
    SELECT id FROM above
"""
# What no list needs of a version.
_TEXTS = ("units", *(part.value for part in Part if part != Part.SUMMARY))


@dataclass(frozen=True, slots=True)
class Lineage:
    """A family of lines, the oldest first: those a reader may know of, and the ids of all."""

    lines: tuple[int, ...]
    seen: dict[int, Practice]
    # Child line, parent line, how: also to and from what is hidden, so that the picture has no holes.
    ties: tuple[tuple[int, int, str], ...]


def _ids(query: str, **arguments: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(query, arguments)
        return sorted(row[0] for row in cursor.fetchall())


def ancestors_of(version: Version) -> list[int]:
    """Give the ids of every version this one comes from."""
    return _ids(ANCESTORS, version=version.pk)


def lineage_of(practice: Practice, actor: Actor) -> Lineage:
    """Give the practice's family as the reader may know it: three questions, however large it is."""
    lines = _ids(FAMILY, practice=practice.pk)
    seen = visible(Practice.objects.filter(pk__in=lines), actor).select_related("home")
    ties = Parentage.objects.filter(child__practice__in=lines, parent__practice__in=lines)
    ties = ties.exclude(child__practice=F("parent__practice")).order_by("child", "position")
    return Lineage(
        tuple(lines),
        {one.pk: one for one in seen},
        tuple(dict.fromkeys(ties.values_list("child__practice", "parent__practice", "how"))),
    )


def base_for(version: Version, practice: Practice) -> Version | None:
    """Give the newest version of the practice from which this one descends."""
    above = ancestors_of(version)
    return Version.objects.filter(practice=practice, pk__in=above).order_by("-pk").first()


def origins_of(version: Version) -> QuerySet[Practice]:
    """Give the other lines a version descends from: where it could be returned to."""
    lines = Version.objects.filter(pk__in=ancestors_of(version)).values("practice_id")
    return Practice.objects.filter(pk__in=lines).exclude(pk=version.practice_id).order_by("-pk")


def history_of(practice: Practice) -> QuerySet[Version]:
    """Give the versions, newest first, without their texts."""
    found = Version.objects.filter(practice=practice).select_related("made_by", "made_at_school")
    return found.defer(*_TEXTS).prefetch_related("parentage__parent__practice").order_by("-number")


def comparable(practice: Practice, actor: Actor, ids: Collection[int]) -> dict[int, Version]:
    """Give versions of the practice or of its family, of those the reader may know."""
    lines = _ids(FAMILY, practice=practice.pk)
    found = visible(Version.objects.filter(pk__in=ids, practice__in=lines), actor)
    return found.select_related("practice__home", "made_by", "made_at_school").in_bulk()
