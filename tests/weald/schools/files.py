"""Small register files as the register writes them, and what the database holds after reading them."""

import csv
import io

from weald.core.enums import ImportMode
from weald.core.permissions import SYSTEM
from weald.schools.domain.register.files import import_file
from weald.schools.models import Link, Organisation, Spell

ESTABLISHMENT = {
    "URN": "100101",
    "LA (code)": "860",
    "LA (name)": "Staffordshire",
    "EstablishmentNumber": "2001",
    "EstablishmentName": "Hazel Lane Primary School",
    "TypeOfEstablishment (code)": "34",
    "TypeOfEstablishment (name)": "Academy converter",
    "EstablishmentTypeGroup (name)": "Academies",
    "EstablishmentStatus (name)": "Open",
    "OpenDate": "01-09-2012",
    "CloseDate": "",
    "PhaseOfEducation (name)": "Primary",
    "StatutoryLowAge": "4",
    "StatutoryHighAge": "11",
    "Gender (name)": "Mixed",
    "ReligiousCharacter (name)": "Does not apply",
    "AdmissionsPolicy (name)": "Not applicable",
    "SchoolCapacity": "210",
    "NumberOfPupils": "198",
    "PercentageFSM": "21.4",
    "CensusDate": "18-01-2024",
    "Street": "Hazel Lane",
    "Town": "Stafford",
    "County (name)": "Staffordshire",
    "Postcode": "ST16 1AA",
    "SchoolWebsite": "https://hazel-lane.example",
    "UrbanRural (name)": "(England/Wales) Urban city and town",
    "Easting": "392000",
    "Northing": "323000",
    "UKPRN": "10012345",
    "Trusts (code)": "5001",
    "Trusts (name)": "COPPICE TRUST",
    "TrustSchoolFlag (name)": "Supported by a multi-academy trust",
    "Federations (code)": "",
    "Federations (name)": "",
}
GROUP = {
    "Group UID": "5001",
    "Group ID": "TR00501",
    "Group Name": "COPPICE TRUST",
    "Companies House Number": "7525820.0",
    "Group Type": "Multi-academy trust",
    "Closed Date": "",
    "Open date": "",
    "Incorporated on (open date)": "2011-02-10",
    "Group Status": "Open",
    "Group Street": "1 Coppice Road",
    "Group Town": "Stafford",
    "Group County": "Not recorded",
    "Group Postcode": "ST161AA",
    "UKPRN": "10058513.0",
}
MEMBERSHIP = {
    "URN": "100101",
    "Group UID": "5001",
    "Group ID": "TR00501",
    "Group Name": "COPPICE TRUST",
    "Companies House Number": "07525820",
    "Group Type": "Multi-academy trust",
    "Closed Date": "",
    "Group Status": "Open",
    "Joined date": "01-09-2014",
    "EstablishmentName": "Hazel Lane Primary School",
    "TypeOfEstablishment (name)": "Academy converter",
    "PhaseOfEducation (name)": "Primary",
    "LA (code)": "860",
    "LA (name)": "Staffordshire",
}
LINK = {
    "URN": "100101",
    "LinkURN": "100202",
    "LinkName": "Hazel Lane Academy",
    "LinkType": "Successor",
    "LinkEstablishedDate": "01-09-2012",
}
DETAIL = {
    "URN": "100101",
    "Name": "Hazel Lane Primary School",
    "Street": "Hazel Lane",
    "City": "Stafford",
    "Postcode": "ST16 1AA",
    "Status": "1",
    "Date Opened": "",
    "Date Closed": "",
    "Type": "Maintained School",
    "Primary": "1",
    "Secondary": "0",
    "Post 16": "0",
    "Age From": "4",
    "Age To": "11",
    "Gender": "Mixed",
    "Religion": "Does not apply",
    "Local Authority": "860",
}


def table(pattern, *rows, encoding="cp1252", delimiter=","):
    """A CSV file of rows that differ from the pattern by what is given."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(pattern), delimiter=delimiter, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(pattern | row for row in rows)
    return out.getvalue().encode(encoding)


def write(folder, content, name):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def bring_in(folder, content, name="edubasealldata20240901.csv", *, mode=ImportMode.GOOD_ROWS, **options):
    """Import a small file as the command line would."""
    return import_file(write(folder, content, name), by=SYSTEM, mode=mode, **options)


def establishments(folder, *rows, name="edubasealldata20240901.csv", **options):
    return bring_in(folder, table(ESTABLISHMENT, *rows), name, **options)


def groups(folder, *rows, name="edubaseallgroups20240901.csv", **options):
    return bring_in(folder, table(GROUP, *rows), name, **options)


def memberships(folder, *rows, day="20240901", **options):
    return bring_in(folder, table(MEMBERSHIP, *rows), f"alllinks{day}.csv", **options)


def links(folder, *rows, name="links_edubasealldata20240901.csv", **options):
    return bring_in(folder, table(LINK, *rows), name, **options)


def details(folder, *rows, name="school_details_2018.csv", **options):
    return bring_in(folder, table(DETAIL, *rows), name, **options)


def by_urn(urn):
    return Organisation.objects.get(identifiers__scheme="urn", identifiers__value=urn)


def spells_of(urn, kind="trust"):
    """Every spell of a kind, in order: (parent, from, until, reason, ending, over by)."""
    rows = Spell.objects.filter(child=by_urn(urn), kind=kind).order_by("period")
    return [
        (s.parent.name, s.period.lower, s.period.upper, s.reason, s.ending, s.over_by)
        for s in rows.select_related("parent")
    ]


def counts(run):
    return (run.rows_added, run.rows_changed, run.rows_unchanged, run.rows_ignored, run.rows_rejected)


def reasons(run):
    return {rejection.line: rejection.reason for rejection in run.rejections.all()}


def held():
    """Everything that an import may change, without keys and times."""
    return (
        sorted(Organisation.objects.values_list("kind", "name", "status", "town", "identifiers__value")),
        sorted(map(str, Spell.objects.values_list("child__name", "parent__name", "period", "ending"))),
        sorted(Link.objects.values_list("earlier__name", "later__name", "kind")),
    )
