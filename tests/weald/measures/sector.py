"""A small sector whose schools truly differ as planted: for tests of comparing all of them."""

from dataclasses import dataclass

import numpy as np
from tests.factories.measures import MeasureFactory, ReleaseFactory

from weald.measures.models import Measure, Observation, Release
from weald.schools.enums import Kind, Scheme
from weald.schools.models import Identifier, Organisation, SchoolDetails

YEARS = (2017, 2018, 2019)
PUPILS = 60


@dataclass
class Sector:
    schools: list[Organisation]
    measure: Measure
    release: Release


def make_sector(count=40, *, beyond=None, pupils=PUPILS, years=YEARS, phase="primary", measure=None):
    """Schools whose results follow free school meals exactly, but for those that are named in `beyond`."""
    rng = np.random.default_rng(7)
    measure = measure or MeasureFactory(code="grafting", name="Grafting", spoken="grafting at 11", floor=2.0)
    release = ReleaseFactory(name="Orchard tables")
    schools = Organisation.objects.bulk_create(
        Organisation(kind=Kind.SCHOOL, name=f"Hazel {number:03} School", region="london")
        for number in range(count)
    )
    Identifier.objects.bulk_create(
        Identifier(organisation=school, scheme=Scheme.URN, value=str(700_000 + number))
        for number, school in enumerate(schools)
    )
    shares = np.linspace(5, 55, count)
    SchoolDetails.objects.bulk_create(
        SchoolDetails(
            organisation=school,
            phase=phase if isinstance(phase, str) else phase[number % len(phase)],
            pupils=200 + 10 * number,
            fsm_percent=round(shares[number], 2),
            urban_rural="(England/Wales) Urban city and town" if number % 2 else "Rural village",
            type_group="Academies",
        )
        for number, school in enumerate(schools)
    )
    noise = rng.normal(0, 6, (count, len(years)))
    Observation.objects.bulk_create(
        Observation(
            organisation=school,
            measure=measure,
            release=release,
            year=year,
            value=float(
                np.clip(70 - 0.4 * shares[number] + noise[number, at] + (beyond or {}).get(number, 0), 0, 100)
            ),
            cohort=pupils,
        )
        for number, school in enumerate(schools)
        for at, year in enumerate(years)
    )
    return Sector(schools, measure, release)
