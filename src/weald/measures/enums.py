"""Closed lists about measures."""

from django.db.models import TextChoices


class Unit(TextChoices):
    PERCENT = "percent", "per cent of pupils"
    POINTS = "points", "points"
    SCORE = "score", "scaled score"
    PROGRESS = "progress", "progress score"
    COUNT = "count", "number"
    RATE = "rate", "rate"


class Direction(TextChoices):
    HIGHER = "higher", "higher is better"
    LOWER = "lower", "lower is better"
    NEITHER = "neither", "neither is better"


class Topic(TextChoices):
    """What a measure is about; pages show one topic after another in this order."""

    ATTAINMENT = "attainment", "Attainment"
    PROGRESS = "progress", "Progress"
    ATTENDANCE = "attendance", "Attendance"
    INTAKE = "intake", "Who the pupils are"


class Group(TextChoices):
    """Whose results these are."""

    ALL = "all", "all pupils"
    DISADVANTAGED = "disadvantaged", "disadvantaged pupils"
    OTHER = "other", "other pupils"
    GIRLS = "girls", "girls"
    BOYS = "boys", "boys"
    EAL = "eal", "pupils with English as an additional language"
    SEN = "sen", "pupils with special educational needs"


# Groups that together are all pupils: what one hides, the other must not tell.
PARTITIONS = ((Group.DISADVANTAGED, Group.OTHER), (Group.GIRLS, Group.BOYS))


class Missing(TextChoices):
    """Why a number is not there. Never 0, never a bare blank."""

    SUPPRESSED = "supp", "suppressed by the publisher: few pupils"
    NO_ENTRIES = "ne", "no entries"
    NOT_PUBLISHED = "np", "not published"
    LOW_COVERAGE = "lowcov", "too few pupils covered"
    CONFIDENTIAL = "c", "confidential"
    NOT_APPLICABLE = "z", "not applicable"
    UNAVAILABLE = "x", "unavailable"
    ROUNDED_TO_NOTHING = "low", "rounds to nothing"
    BLANK = "blank", "left blank in the source"


class Gap(TextChoices):
    """What is special about a year in a measure's series."""

    NEVER_EXISTED = "never_existed", "no such results exist"
    NOT_PUBLISHED = "not_published", "not published for schools"
    BREAK = "break", "not comparable with the years before"


class Basis(TextChoices):
    """Where a national figure comes from."""

    PUBLISHED = "published", "published for England"
    SCHOOLS = "schools", "average of the schools whose results are here"
