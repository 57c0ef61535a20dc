"""Whom a practice owes on another Weald."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F
from django.db.models.expressions import RawSQL

from weald.core.permissions import Actor, visible
from weald.practices.models import ForeignCredit, Practice, Version

# A version and everything it comes from: what came in three versions ago is owed still.
SELF_AND_ABOVE = """
    WITH RECURSIVE above(id) AS (
        SELECT %s::bigint
        UNION
        SELECT p.parent_id FROM practices_parentage p JOIN above ON p.child_id = above.id
    )
    SELECT id FROM above
"""


NOT_SHARED = "A practice not shared with you"


@dataclass(frozen=True, slots=True)
class Debts:
    """What a version owes on other Wealds, as one reader may know it: the closest first."""

    known: Sequence[ForeignCredit]
    # Further foreign practices, owed through practices here that are not shared with the reader.
    n_hidden: int

    @property
    def hidden_title(self) -> str:
        """Say of those that must not be named how many they are; nothing, if there are none."""
        if self.n_hidden <= 1:
            return NOT_SHARED if self.n_hidden else ""
        return f"{self.n_hidden} practices not shared with you"


def debts_elsewhere(version: Version, actor: Actor) -> Debts:
    """Give them through any depth. Pages and bundles ask here, so that neither names more than the other."""
    tree = RawSQL(SELF_AND_ABOVE, [version.pk])  # noqa: S611 -- the statement is fixed, the id a parameter
    above = ForeignCredit.objects.filter(version__in=tree).annotate(through=F("version__practice"))
    debts = list(above.order_by("-version", "position"))
    through = {one.through for one in debts}
    seen = set(visible(Practice.objects.filter(pk__in=through), actor).values_list("pk", flat=True))
    known = [one for one in debts if one.through in seen]
    return Debts(known, len({_line(one) for one in debts} - {_line(one) for one in known}))


@dataclass(frozen=True, slots=True)
class OwedElsewhere:
    """A debt to a practice on another Weald, as the bundle said it came in with."""

    title: str
    school: str = ""
    maker: str = ""
    licence: str = ""
    address: str = ""
    # The versions named, the oldest first.
    numbers: tuple[int, ...] = ()
    # How much of the text that came in is theirs; of what was written here since, nothing is said.
    share: float = 0.0
    is_verified: bool = False
    # Else only that there are such practices, and how many, is told.
    is_known: bool = True


def owed_elsewhere(version: Version, actor: Actor) -> list[OwedElsewhere]:
    """Give the foreign practices a version owes, the closest first, and last those that are not named."""
    debts = debts_elsewhere(version, actor)
    lines: dict[tuple[str, str, str], list[ForeignCredit]] = {}
    for one in debts.known:
        lines.setdefault(_line(one), []).append(one)
    hidden = [OwedElsewhere(debts.hidden_title, is_known=False)] if debts.n_hidden else []
    return [_together(same) for same in lines.values()] + hidden


def _line(one: ForeignCredit) -> tuple[str, str, str]:
    """Tell by what the versions of one foreign practice are known as one."""
    return one.address, one.school, one.title


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
