"""What the page of a practice offers of its round: adopt, adapt, return; its history and its line."""

from weald.practices.models import Practice
from weald.practices.views.acts import ACTS, Act
from weald.practices.views.practice import WAYS


def is_offered(practice: Practice) -> bool:
    return not (practice.is_retired or practice.is_withdrawn or practice.hidden_at)


def came_from_elsewhere(practice: Practice) -> bool:
    return practice.origin_id is not None


ACTS[:0] = [
    Act(
        "Adopt",
        "practices.adopt",
        "practices:adopt",
        lambda meeting: meeting.place,
        applies=is_offered,
        suits=lambda meeting: not meeting.is_in_use_here,
    ),
    Act("Adapt", "practices.draft", "practices:adapt", applies=is_offered),
    Act(
        "Return",
        "practices.return",
        "practices:return",
        applies=came_from_elsewhere,
        is_authors=True,
    ),
]
WAYS += [("History", "practices:history"), ("Line", "practices:lineage"), ("Credits", "practices:credits")]
