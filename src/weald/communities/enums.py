"""Closed lists about communities, and what a rule's phases mean in the register's words."""

from datetime import timedelta

from django.db.models import TextChoices

from weald.schools.enums import Phase


class CommunityKind(TextChoices):
    HARD = "hard", "network"
    SOFT = "soft", "group"


class Joining(TextChoices):
    """Who may join a group."""

    OPEN = "open", "anyone who may see it"
    ASK = "ask", "whoever asks, once a lead agrees"
    INVITED = "invited", "only who is invited"


class Rhythm(TextChoices):
    """How often a community means to meet."""

    WEEKLY = "weekly", "every week"
    FORTNIGHTLY = "fortnightly", "every two weeks"
    MONTHLY = "monthly", "every month"
    HALF_TERMLY = "half_termly", "every half-term"
    TERMLY = "termly", "every term"
    AS_NEEDED = "as_needed", "when there is reason to"


class How(TextChoices):
    """How somebody came to be in a community."""

    RULE = "rule", "enrolled by their role"
    JOINED = "joined", "joined"
    INVITED = "invited", "was invited"
    STARTED = "started", "started it"


class DigestChoice(TextChoices):
    """How often a member is written to about one community."""

    AS_ALL = "", "as about everything else"
    DAILY = "daily", "every day"
    WEEKLY = "weekly", "once a week"
    NEVER = "never", "never"


class Answer(TextChoices):
    """Whether somebody comes to a gathering."""

    COMING = "coming", "coming"
    NOT_COMING = "not_coming", "not coming"


class ReferenceKind(TextChoices):
    """What of the wider profession a community points to."""

    ASSOCIATION = "association", "association"
    JOURNAL = "journal", "journal"
    RESEARCH = "research", "research"
    RESOURCE = "resource", "resource"


class VisitState(TextChoices):
    INVITED = "invited", "invited"
    ACCEPTED = "accepted", "accepted"
    DECLINED = "declined", "declined"
    CALLED_OFF = "called_off", "called off"
    WATCHED = "watched", "watched"


# The phases of the vocabulary in the register's words. All-through schools are both.
PHASES_OF_TERM: dict[str, tuple[Phase, ...]] = {
    "early_years": (Phase.NURSERY, Phase.PRIMARY, Phase.ALL_THROUGH),
    "primary": (Phase.PRIMARY, Phase.MIDDLE_PRIMARY, Phase.ALL_THROUGH),
    "secondary": (Phase.SECONDARY, Phase.MIDDLE_SECONDARY, Phase.ALL_THROUGH),
    "post_16": (Phase.POST_16,),
    "special": (Phase.NOT_APPLICABLE,),
}

# A group is asked after a term without a word; and has three weeks to say that it shall go on.
QUIET_FOR = timedelta(days=120)
TIME_TO_ANSWER = timedelta(days=21)
