"""The register's kinds of file: which columns are read, by the names they have as downloaded."""

from weald.imports.fields import day, easting, integer, lenient, northing, number, postcode, text
from weald.imports.layout import Field, Layout
from weald.schools.domain.register import codes

URN = Field("urn", ("URN",), codes.urn, "text", is_marking=True, is_needed=True)
POSTCODE = lenient(postcode)
AGE = integer(0, 99)


def plain_text(name: str, heading: str, longest: int) -> Field:
    return Field(name, (heading,), text(longest), "text")


def described(name: str, heading: str, longest: int) -> Field:
    return Field(name, (heading,), codes.word(longest), "text")


ESTABLISHMENTS = Layout(
    "register.establishments",
    "Establishments (edubasealldata….csv)",
    (
        URN,
        Field("name", ("EstablishmentName",), text(200), "text", is_marking=True, is_needed=True),
        Field("type_code", ("TypeOfEstablishment (code)",), text(4), "text"),
        Field(
            "status", ("EstablishmentStatus (name)",), codes.status, "text", is_marking=True, is_needed=True
        ),
        Field("la_code", ("LA (code)",), codes.la_code, "text", is_marking=True, is_needed=True),
        Field("number", ("EstablishmentNumber",), codes.establishment_number, "text"),
        Field("ukprn", ("UKPRN",), codes.ukprn, "text"),
        Field("establishment_type", ("TypeOfEstablishment (name)",), text(80), "text"),
        Field("type_group", ("EstablishmentTypeGroup (name)",), text(60), "text"),
        Field("phase", ("PhaseOfEducation (name)",), codes.phase, "text"),
        Field("opened_on", ("OpenDate",), day, "date"),
        Field("closed_on", ("CloseDate",), day, "date"),
        Field("low_age", ("StatutoryLowAge",), AGE, "smallint"),
        Field("high_age", ("StatutoryHighAge",), AGE, "smallint"),
        described("gender", "Gender (name)", 20),
        described("religious_character", "ReligiousCharacter (name)", 60),
        described("admissions_policy", "AdmissionsPolicy (name)", 40),
        Field("capacity", ("SchoolCapacity",), integer(0, 100_000), "integer"),
        Field("pupils", ("NumberOfPupils",), integer(0, 100_000), "integer"),
        Field("fsm_percent", ("PercentageFSM",), number(0, 100), "numeric(5,2)"),
        Field("census_on", ("CensusDate",), day, "date"),
        plain_text("street", "Street", 200),
        plain_text("town", "Town", 100),
        described("county", "County (name)", 100),
        Field("postcode", ("Postcode",), POSTCODE, "text"),
        Field("website", ("SchoolWebsite",), codes.word(200), "text"),
        described("urban_rural", "UrbanRural (name)", 80),
        Field("easting", ("Easting",), easting, "integer"),
        Field("northing", ("Northing",), northing, "integer"),
        Field("trust_uid", ("Trusts (code)",), codes.uid, "text"),
        Field("trust_name", ("Trusts (name)",), codes.group_name, "text"),
        plain_text("trust_flag", "TrustSchoolFlag (name)", 60),
        Field("federation_uid", ("Federations (code)",), codes.uid, "text"),
        Field("federation_name", ("Federations (name)",), codes.group_name, "text"),
    ),
)

DETAILS = Layout(
    "register.details",
    "School details of the performance tables",
    (
        URN,
        Field("name", ("Name", "SCHNAME"), text(200), "text", is_marking=True, is_needed=True),
        plain_text("street", "Street", 200),
        plain_text("town", "City", 100),
        Field("postcode", ("Postcode",), POSTCODE, "text"),
        Field("status", ("Status",), codes.status, "text", is_marking=True, is_needed=True),
        Field("opened_on", ("Date Opened",), day, "date", is_marking=True),
        Field("closed_on", ("Date Closed",), day, "date", is_marking=True),
        Field("type_group", ("Type",), codes.type_group, "text"),
        Field("is_primary", ("Primary",), codes.truth, "boolean", is_marking=True),
        Field("is_secondary", ("Secondary",), codes.truth, "boolean"),
        Field("is_post_16", ("Post 16",), codes.truth, "boolean"),
        Field("low_age", ("Age From",), AGE, "smallint"),
        Field("high_age", ("Age To",), AGE, "smallint"),
        described("gender", "Gender", 20),
        described("religious_character", "Religion", 60),
        Field("la_code", ("Local Authority",), codes.la_code, "text", is_marking=True, is_needed=True),
    ),
)

PLACES = Layout(
    "register.places",
    "Open schools with coordinates",
    (
        URN,
        Field("name", ("name",), text(200), "text", is_marking=True, is_needed=True),
        Field("postcode", ("postcode",), POSTCODE, "text"),
        Field("phase", ("phase",), codes.phase, "text"),
        Field("latitude", ("lat", "latitude"), codes.degrees(-90, 90), "float8", is_marking=True),
        Field("longitude", ("lng", "lon", "longitude"), codes.degrees(-180, 180), "float8", is_marking=True),
    ),
)

GROUPS = Layout(
    "register.groups",
    "Groups (trusts, federations, sponsors)",
    (
        Field("uid", ("Group UID",), codes.uid, "text", is_marking=True, is_needed=True),
        # The register has all sorts of things in this column beside Group IDs.
        Field("group_id", ("Group ID",), lenient(codes.group_id), "text"),
        Field("name", ("Group Name",), codes.group_name, "text", is_marking=True, is_needed=True),
        Field("company", ("Companies House Number",), codes.company, "text"),
        Field("group_type", ("Group Type",), codes.group_type, "text", is_marking=True, is_needed=True),
        Field("closed_on", ("Closed Date",), day, "date"),
        Field("opened_on", ("Open date",), day, "date"),
        Field("incorporated_on", ("Incorporated on (open date)",), day, "date"),
        Field("status", ("Group Status",), codes.status, "text", is_marking=True),
        plain_text("street", "Group Street", 200),
        plain_text("town", "Group Town", 100),
        described("county", "Group County", 100),
        Field("postcode", ("Group Postcode",), POSTCODE, "text"),
        Field("ukprn", ("UKPRN",), codes.ukprn, "text"),
    ),
)

MEMBERSHIPS = Layout(
    "register.memberships",
    "Group links (which school is in which trust, federation or sponsor’s care)",
    (
        URN,
        Field("uid", ("Group UID", "Linked UID"), codes.uid, "text", is_marking=True, is_needed=True),
        # The register has all sorts of things in this column beside Group IDs.
        Field("group_id", ("Group ID",), lenient(codes.group_id), "text"),
        Field("group_name", ("Group Name",), codes.group_name, "text", is_marking=True, is_needed=True),
        Field("company", ("Companies House Number",), codes.company, "text"),
        Field("group_type", ("Group Type",), codes.group_type, "text", is_marking=True, is_needed=True),
        Field("group_closed_on", ("Closed Date",), day, "date"),
        Field("group_status", ("Group Status",), codes.status, "text"),
        Field("joined_on", ("Joined date",), day, "date", is_marking=True),
        Field("name", ("EstablishmentName",), text(200), "text"),
        Field("establishment_type", ("TypeOfEstablishment (name)",), text(80), "text"),
        Field("phase", ("PhaseOfEducation (name)",), codes.phase, "text"),
        Field("la_code", ("LA (code)",), codes.la_code, "text"),
    ),
)

LINKS = Layout(
    "register.links",
    "Establishment links (predecessors and successors)",
    (
        URN,
        Field("link_urn", ("LinkURN",), codes.urn, "text", is_marking=True, is_needed=True),
        # The name only serves where the school itself is not known.
        Field("link_name", ("LinkName",), lenient(text(200)), "text"),
        Field("link_type", ("LinkType",), text(80), "text", is_marking=True, is_needed=True),
        Field("established_on", ("LinkEstablishedDate",), day, "date"),
    ),
)

LAYOUTS = (ESTABLISHMENTS, DETAILS, PLACES, GROUPS, MEMBERSHIPS, LINKS)
