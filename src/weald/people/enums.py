"""Closed lists about people."""

from django.db.models import TextChoices


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


class Digest(TextChoices):
    DAILY = "daily", "every day"
    WEEKLY = "weekly", "once a week"
    NEVER = "never", "never"
