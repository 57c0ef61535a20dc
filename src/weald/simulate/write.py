"""Writing a drawn sector in bulk, each part in one go."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime

import numpy as np
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from weald.core.bulk import create_many
from weald.core.domain import ledger
from weald.core.enums import Audience, Verb
from weald.measures.models import Measure, Release
from weald.people.demo import DemoPerson
from weald.people.enums import RoleKind
from weald.people.models import Role, User
from weald.schools.enums import Kind, Scheme, SpellReason, TrustType
from weald.schools.models import Identifier, Organisation, SchoolDetails, Spell
from weald.simulate.names import person_names, postcode
from weald.simulate.results import Row
from weald.simulate.sector import PlannedSchool, Sector

BATCH = 5_000
COPY_OBSERVATIONS = """
    COPY measures_observation (
        organisation_id, measure_id, year, "group", value, cohort, missing, release_id
    ) FROM STDIN
"""
OPENED = date(1975, 9, 1)
STAFF = (
    (RoleKind.HEADTEACHER, 1),
    (RoleKind.SENIOR_LEADER, 2),
    (RoleKind.SUBJECT_LEAD, 3),
    (RoleKind.GOVERNOR, 2),
    (RoleKind.TEACHER, 12),
)
SUBJECTS = ("mathematics", "english", "science", "history", "geography", "art", "music", "computing")


class Written:
    """The rows of a written sector, in the order in which they were planned."""

    def __init__(self) -> None:
        self.authorities: list[Organisation] = []
        self.trusts: list[Organisation] = []
        self.schools: list[Organisation] = []
        self.bodies: list[Organisation] = []

    def by_name(self) -> dict[str, Organisation]:
        everyone = (*self.authorities, *self.trusts, *self.bodies, *self.schools)
        return {organisation.name: organisation for organisation in everyone}


def write_organisations(sector: Sector, bodies: Sequence[tuple[str, Kind]]) -> Written:
    written = Written()
    written.authorities = _create(
        Organisation(kind=Kind.LOCAL_AUTHORITY, name=a.name, region=a.region, opened_on=OPENED)
        for a in sector.authorities
    )
    written.trusts = _create(
        Organisation(
            kind=Kind.TRUST,
            name=trust.name,
            trust_type=TrustType.MULTI,
            region=sector.authorities[trust.authority].region,
            opened_on=date(2015, 9, 1),
        )
        for trust in sector.trusts
    )
    written.bodies = _create(Organisation(kind=kind, name=name) for name, kind in bodies)
    written.schools = _create(_school(school, sector, number) for number, school in enumerate(sector.schools))
    _write_identifiers(sector, written)
    SchoolDetails.objects.bulk_create(
        (
            _details(planned, organisation)
            for planned, organisation in zip(sector.schools, written.schools, strict=True)
        ),
        batch_size=BATCH,
    )
    Spell.objects.bulk_create(_spells(sector, written), batch_size=BATCH)
    return written


def _create(rows: Iterable[Organisation]) -> list[Organisation]:
    return Organisation.objects.bulk_create(rows, batch_size=BATCH)


def _school(school: PlannedSchool, sector: Sector, number: int) -> Organisation:
    return Organisation(
        kind=Kind.SCHOOL,
        name=school.name,
        town=school.town,
        postcode=postcode(school.authority, number),
        region=sector.authorities[school.authority].region,
        easting=school.easting,
        northing=school.northing,
        opened_on=OPENED,
    )


def _details(school: PlannedSchool, organisation: Organisation) -> SchoolDetails:
    is_primary = school.phase == "primary"
    return SchoolDetails(
        organisation=organisation,
        phase=school.phase,
        establishment_type=(
            {"converted": "Academy converter", "sponsored": "Academy sponsor led"}.get(
                school.route, "Community school"
            )
        ),
        type_group="Academies" if school.trust is not None else "Local authority maintained schools",
        low_age=4 if is_primary else 11,
        high_age=11 if is_primary else 16,
        pupils=school.pupils,
        fsm_percent=round(school.fsm, 1),
    )


def _write_identifiers(sector: Sector, written: Written) -> None:
    def rows() -> Iterator[Identifier]:
        for planned, made in zip(sector.authorities, written.authorities, strict=True):
            yield Identifier(organisation=made, scheme=Scheme.LA_CODE, value=planned.code)
        for planned, made in zip(sector.trusts, written.trusts, strict=True):
            yield Identifier(organisation=made, scheme=Scheme.UID, value=planned.uid)
        for planned, made in zip(sector.schools, written.schools, strict=True):
            yield Identifier(organisation=made, scheme=Scheme.URN, value=planned.urn)

    Identifier.objects.bulk_create(rows(), batch_size=BATCH)


def _spells(sector: Sector, written: Written) -> Iterator[Spell]:
    for planned, made in zip(sector.schools, written.schools, strict=True):
        yield Spell(
            child=made,
            parent=written.authorities[planned.authority],
            kind=Kind.LOCAL_AUTHORITY,
            period=DateRange(OPENED, None),
            reason=SpellReason.FOUNDED,
        )
        if planned.trust is not None and planned.first_year is not None:
            yield Spell(
                child=made,
                parent=written.trusts[planned.trust],
                kind=Kind.TRUST,
                # Joined in the September before the first results the trust can have affected.
                period=DateRange(date(planned.first_year - 1, 9, 1), None),
                reason=SpellReason(planned.route),
            )


def write_people(
    cast: Sequence[DemoPerson], count: int, written: Written, rng: np.random.Generator
) -> Sequence[User]:
    """Write the cast and enough others; nobody has a password that could be used."""
    unusable = make_password(None)
    places = written.by_name()
    people = [User(email=person.email, name=person.name, password=unusable) for person in cast]
    plans = [
        [(role.kind, places[role.organisation], role.subject) for role in person.roles] for person in cast
    ]
    names = person_names(rng)
    headed = {place.pk for plan in plans for kind, place, _ in plan if kind == RoleKind.HEADTEACHER}
    posts = _posts(written, rng, headed=headed)
    for index, plan in zip(range(count - len(cast)), posts, strict=False):
        people.append(User(email=f"person{index}@demo.weald.example", name=next(names), password=unusable))
        plans.append([plan])
    users = create_many(people)
    since = DateRange(date(2022, 9, 1), None)
    create_many([EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users])
    roles = [
        Role(person=user, organisation=place, kind=kind, subject=subject, period=since)
        for user, plan in zip(users, plans, strict=True)
        for kind, place, subject in plan
    ]
    create_many(roles)
    ledger.append_many(
        ledger.Act(
            verb=Verb.TOOK_ROLE,
            target_label="people.role",
            target_id=str(role.pk),
            person_id=role.person_id,
            role=role.kind,
            organisation_id=role.organisation_id,
            place_id=role.organisation_id,
            audience=Audience.SCHOOL,
            at=datetime(2022, 9, 1, 8, tzinfo=UTC),
        )
        for role in roles
    )
    return users


def _posts(
    written: Written, rng: np.random.Generator, *, headed: Collection[int]
) -> Iterator[tuple[RoleKind, Organisation, str]]:
    """Give posts to fill, the schools in turn, one kind of post after another, for as long as anyone asks.

    A school that is `headed` gets a senior leader instead of a second headteacher: no draw more, so that what
    is drawn afterwards stays as it was.
    """
    while True:
        for kind, many in STAFF:
            for _ in range(many):
                for school in written.schools:
                    is_second = kind == RoleKind.HEADTEACHER and school.pk in headed
                    has_subject = kind in {RoleKind.SUBJECT_LEAD, RoleKind.TEACHER}
                    post = RoleKind.SENIOR_LEADER if is_second else kind
                    yield post, school, str(rng.choice(SUBJECTS)) if has_subject else ""


def write_observations(rows: Iterable[Row], written: Written, seed: int) -> int:
    """Stream every observation into the table by COPY."""
    release = Release.objects.create(
        name=f"Simulated results, seed {seed}",
        publisher="Weald’s simulator: invented schools, invented results",
        licence="Apache-2.0",
        file_hash=f"simulated-{seed}-{timezone.now():%Y%m%d%H%M%S%f}",
    )
    measures = dict(Measure.objects.values_list("code", "pk"))
    school_ids = [school.pk for school in written.schools]
    count = 0
    with (
        connection.cursor() as cursor,
        cursor.copy(COPY_OBSERVATIONS) as copy,
    ):
        for row in rows:
            copy.write_row(
                (
                    school_ids[row.school],
                    measures[row.code],
                    row.year,
                    row.group,
                    row.value,
                    row.cohort,
                    row.missing,
                    release.pk,
                )
            )
            count += 1
    return count
