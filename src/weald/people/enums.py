"""Closed lists about people, and which of them go together."""

from django.db.models import TextChoices

from weald.schools.enums import Kind


class RoleKind(TextChoices):
    TEACHER = "teacher", "teacher"
    SUBJECT_LEAD = "subject_lead", "subject lead"
    SENIOR_LEADER = "senior_leader", "senior leader"
    HEADTEACHER = "headteacher", "headteacher"
    IMPROVEMENT_LEAD = "improvement_lead", "improvement lead"
    CHIEF_EXECUTIVE = "chief_executive", "chief executive"
    GOVERNOR = "governor", "governor"
    TRUSTEE = "trustee", "trustee"
    REVIEWER = "reviewer", "reviewer"
    NETWORK_LEAD = "network_lead", "network lead"
    EXTERNAL_READER = "external_reader", "external reader"
    STEWARD = "steward", "steward"
    ANALYST = "analyst", "analyst"


class InterestKind(TextChoices):
    NOTHING = "nothing", "nothing to declare"
    EMPLOYMENT = "employment", "present or former employment"
    GOVERNANCE = "governance", "governance or trusteeship"
    FAMILY = "family", "family or close relationship"
    BUSINESS = "business", "business or paid advice"
    OTHER = "other", "something else"


class ConcernKind(TextChoices):
    PUPIL = "pupil", "a pupil is named, or could be recognised"
    HARM = "harm", "a child could come to harm"
    UNFIT = "unfit", "it is not suitable here"


# How many things one person's reports hide at a time. Hiding is at once, for a child's sake, and asks nobody:
# without a bound one person could take a whole library out of sight before anybody has looked.
MOST_HIDDEN_BY_ONE = 3


class ConcernOutcome(TextChoices):
    KEPT = "kept", "it stays"
    TAKEN_DOWN = "taken_down", "it was taken down"


class Digest(TextChoices):
    DAILY = "daily", "every day"
    WEEKLY = "weekly", "once a week"
    NEVER = "never", "never"


class Standing(TextChoices):
    """How somebody's declaration of interests stands in an academic year."""

    DECLARED = "declared", "declared"
    DUE = "due", "to be confirmed again"
    NEVER = "never", "not declared"


# Whoever leads a place keeps its list of people.
LEADING = frozenset(
    {RoleKind.SENIOR_LEADER, RoleKind.HEADTEACHER, RoleKind.IMPROVEMENT_LEAD, RoleKind.CHIEF_EXECUTIVE}
)
_AT_A_SCHOOL = frozenset(
    {
        RoleKind.TEACHER,
        RoleKind.SUBJECT_LEAD,
        RoleKind.SENIOR_LEADER,
        RoleKind.HEADTEACHER,
        RoleKind.GOVERNOR,
        RoleKind.REVIEWER,
        RoleKind.NETWORK_LEAD,
    }
)
_BY_A_LEAD = _AT_A_SCHOOL | {RoleKind.ANALYST, RoleKind.IMPROVEMENT_LEAD}
# Which roles the holder of a role may give, there and within: never one that reaches further.
MAY_GIVE: dict[str, frozenset[RoleKind]] = {
    RoleKind.SENIOR_LEADER: frozenset({RoleKind.TEACHER, RoleKind.SUBJECT_LEAD}),
    RoleKind.HEADTEACHER: _AT_A_SCHOOL,
    RoleKind.IMPROVEMENT_LEAD: _BY_A_LEAD,
    RoleKind.CHIEF_EXECUTIVE: _BY_A_LEAD | {RoleKind.CHIEF_EXECUTIVE, RoleKind.TRUSTEE},
    RoleKind.STEWARD: frozenset(RoleKind),
}

_WORKING_WITHIN = frozenset({Kind.SCHOOL, Kind.TRUST, Kind.FEDERATION, Kind.TEAM})
_ELSEWHERE = frozenset(Kind) - _WORKING_WITHIN
# Where a role makes sense. An external reader reads for a body outside schools, or would reach into one.
HELD_AT: dict[str, frozenset[Kind]] = {
    RoleKind.HEADTEACHER: frozenset({Kind.SCHOOL, Kind.FEDERATION}),
    RoleKind.CHIEF_EXECUTIVE: frozenset({Kind.TRUST, Kind.FEDERATION}),
    RoleKind.TRUSTEE: frozenset({Kind.TRUST}),
    RoleKind.GOVERNOR: _WORKING_WITHIN,
    RoleKind.EXTERNAL_READER: frozenset({Kind.LOCAL_AUTHORITY, Kind.DIOCESE, Kind.CIVIC_PARTNER, Kind.OTHER}),
    RoleKind.STEWARD: _ELSEWHERE - {Kind.LOCAL_AUTHORITY},
}
