"""Closed lists about organisations."""

from django.db.models import TextChoices


class Kind(TextChoices):
    SCHOOL = "school", "school"
    TRUST = "trust", "trust"
    FEDERATION = "federation", "federation"
    # The trust behind a foundation school, and umbrella trusts: not academy trusts.
    FOUNDATION = "foundation", "foundation or umbrella trust"
    LOCAL_AUTHORITY = "local_authority", "local authority"
    DIOCESE = "diocese", "diocese"
    SPONSOR = "sponsor", "school sponsor"
    HUB = "hub", "hub"
    TEAM = "team", "team"
    PARTNERSHIP = "partnership", "partnership"
    CIVIC_PARTNER = "civic_partner", "civic partner"
    OTHER = "other", "other"


# Somebody is in at most one of each of these at a time.
EXCLUSIVE_KINDS = (Kind.TRUST, Kind.FEDERATION, Kind.LOCAL_AUTHORITY, Kind.DIOCESE, Kind.TEAM)


class TrustType(TextChoices):
    MULTI = "multi", "multi-academy trust"
    SINGLE = "single", "single-academy trust"


class Status(TextChoices):
    OPEN = "open", "open"
    PROPOSED_TO_CLOSE = "proposed_to_close", "open, but proposed to close"
    PROPOSED_TO_OPEN = "proposed_to_open", "proposed to open"
    CLOSED = "closed", "closed"


class Scheme(TextChoices):
    """Official identifiers, by their official names."""

    URN = "urn", "URN"
    UID = "uid", "UID"
    GROUP_ID = "group_id", "Group ID"
    UKPRN = "ukprn", "UKPRN"
    LAESTAB = "laestab", "LAESTAB"
    LA_CODE = "la_code", "local authority code"
    COMPANY = "company", "Companies House number"
    LOCAL = "local", "local reference"


class Phase(TextChoices):
    NURSERY = "nursery", "nursery"
    PRIMARY = "primary", "primary"
    MIDDLE_PRIMARY = "middle_primary", "middle (deemed primary)"
    MIDDLE_SECONDARY = "middle_secondary", "middle (deemed secondary)"
    SECONDARY = "secondary", "secondary"
    ALL_THROUGH = "all_through", "all-through"
    POST_16 = "post_16", "16 plus"
    NOT_APPLICABLE = "not_applicable", "not applicable"


class Region(TextChoices):
    EAST_MIDLANDS = "east_midlands", "East Midlands"
    EAST_OF_ENGLAND = "east_of_england", "East of England"
    LONDON = "london", "London"
    NORTH_EAST = "north_east", "North East"
    NORTH_WEST = "north_west", "North West"
    SOUTH_EAST = "south_east", "South East"
    SOUTH_WEST = "south_west", "South West"
    WEST_MIDLANDS = "west_midlands", "West Midlands"
    YORKSHIRE = "yorkshire", "Yorkshire and the Humber"


class SpellReason(TextChoices):
    FOUNDED = "founded", "opened there"
    CONVERTED = "converted", "converted to an academy"
    SPONSORED = "sponsored", "became a sponsored academy"
    TRANSFERRED = "transferred", "transferred from another trust"
    CONTINUED = "continued", "the same trust under a new number"
    FEDERATED = "federated", "joined a federation"
    JOINED = "joined", "joined"
    UNKNOWN = "unknown", "not recorded"


class Ending(TextChoices):
    """How a spell came to its end."""

    MOVED = "moved", "moved on"
    PARENT_CLOSED = "parent_closed", "the body closed"
    CHILD_CLOSED = "child_closed", "the school closed"
    # Told by one register file and missing from a later one: the day is not known.
    NOT_SEEN = "not_seen", "no longer in the register"


class LinkKind(TextChoices):
    """How one establishment in the register follows another."""

    SUCCESSOR = "successor", "successor"
    MERGED = "merged", "merged into"
    SPLIT = "split", "split into"


class TermKind(TextChoices):
    """What the vocabulary holds words for."""

    PHASE = "phase", "phase"
    KEY_STAGE = "key_stage", "key stage"
    SUBJECT = "subject", "subject"
    CONCEPT = "concept", "concept"
    AREA = "area", "area of provision"
    PUPIL_GROUP = "pupil_group", "pupil group"
