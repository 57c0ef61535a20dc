"""Whom a practice owes on another Weald."""

from dataclasses import dataclass

from django.db.models.expressions import RawSQL

from weald.core.permissions import Actor, visible
from weald.practices.models import ForeignCredit, Version

# A version and everything it comes from: what came in three versions ago is owed still.
SELF_AND_ABOVE = """
    WITH RECURSIVE above(id) AS (
        SELECT %s::bigint
        UNION
        SELECT p.parent_id FROM practices_parentage p JOIN above ON p.child_id = above.id
    )
    SELECT id FROM above
"""


@dataclass(frozen=True, slots=True)
class OwedElsewhere:
    """A debt to a practice on another Weald, as the bundle said it came in with."""

    title: str
    school: str
    maker: str
    licence: str
    address: str
    # The versions named, the oldest first.
    numbers: tuple[int, ...]
    # How much of the text that came in is theirs; of what was written here since, nothing is said.
    share: float
    is_verified: bool


def owed_elsewhere(version: Version, actor: Actor) -> list[OwedElsewhere]:
    """Give the foreign practices a version owes, through any depth, in one question; the closest first."""
    tree = RawSQL(SELF_AND_ABOVE, [version.pk])  # noqa: S611 -- the statement is fixed, the id a parameter
    above = ForeignCredit.objects.filter(version__in=tree)
    lines: dict[tuple[str, str, str], list[ForeignCredit]] = {}
    for one in visible(above, actor).order_by("-version", "position"):
        lines.setdefault((one.address, one.school, one.title), []).append(one)
    return [_together(same) for same in lines.values()]


def _together(same: list[ForeignCredit]) -> OwedElsewhere:
    """Say once what is owed to several versions of one practice."""
    first = same[0]
    return OwedElsewhere(
        title=first.title,
        school=first.school,
        maker=next((one.maker for one in same if one.maker), ""),
        licence=next((one.get_licence_display() for one in same if one.licence), ""),
        address=first.address,
        numbers=tuple(sorted({one.number for one in same if one.number is not None})),
        share=max(one.share for one in same),
        is_verified=all(one.is_verified for one in same),
    )
