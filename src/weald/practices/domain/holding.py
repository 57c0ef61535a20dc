"""Holding a line while it changes: its writers wait for each other, readers and adopters don't.

Every act that changes a practice holds its row first, two practices in the order of their ids, and takes its
place in the ledger last; so no two acts ever wait for each other in a circle. The lock lets foreign keys to
the practice through: fifty schools adopt while its author writes.
"""

from weald.core.errors import Conflict
from weald.practices.models import Practice, Return, Version


def hold(practice: Practice) -> Practice:
    """Give the practice as it is now; nobody else changes it until the transaction ends.

    The row is held before its head is looked up: a join read while waiting would look for the head there
    was, and find no practice at all where another writer has moved it.
    """
    Practice.objects.select_for_update(no_key=True).get(pk=practice.pk)
    return Practice.objects.select_related("home", "head").get(pk=practice.pk)


def hold_return(back: Return) -> Return:
    """Hold both lines of a return and give it as it is now."""
    lines = sorted({back.to_practice_id, back.from_version.practice_id})
    list(Practice.objects.select_for_update(no_key=True).filter(pk__in=lines).order_by("pk"))
    Return.objects.select_for_update(no_key=True).get(pk=back.pk)
    return Return.objects.select_related(
        "to_practice__home", "to_practice__head", "from_version__practice__home", "base"
    ).get(pk=back.pk)


def not_withdrawn(practice: Practice) -> None:
    if practice.is_withdrawn:
        raise Conflict(
            "A practice that was withdrawn stays as it is.",
            f"“{practice.title}” was withdrawn on {practice.withdrawn_at:%-d %B %Y}.",
            "Ask those who wrote it why.",
        )


def latest_number(practice: Practice) -> int:
    """Give the number of the head: versions of a line are numbered without gaps."""
    return Version.objects.values_list("number", flat=True).get(pk=practice.head_id)
