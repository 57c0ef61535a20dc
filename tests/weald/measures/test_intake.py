"""The features by which schools are compared."""

import numpy as np
import pytest
from tests.factories.measures import ObservationFactory, ReleaseFactory
from tests.factories.people import HomeFactory

from weald.measures.domain.intake import kind_of_school, latest_of, sector_intake, town_or_country
from weald.measures.domain.panel import LongPanel
from weald.measures.models import Measure
from weald.schools.enums import Status
from weald.schools.models import SchoolDetails

pytestmark = pytest.mark.django_db


def school(**details):
    made = HomeFactory(region="london")
    SchoolDetails.objects.create(organisation=made, phase="primary", **details)
    return made


def panel(*rows):
    columns = list(zip(*rows, strict=True)) or [(), (), ()]
    return LongPanel(
        np.array(columns[0], dtype=np.int64),
        np.array(columns[1], dtype=np.int64),
        np.array(columns[2], dtype=np.float64),
        np.full(len(rows), np.nan),
    )


def test_only_open_schools_that_stand_for_themselves_are_compared():
    one = school(pupils=200, fsm_percent=30)
    HomeFactory(identity=one)
    HomeFactory(status=Status.CLOSED)

    intake = sector_intake()

    assert intake.school.tolist() == [one.pk]
    assert intake.within == ["primary"]


def test_what_is_not_known_is_absent_and_never_nought():
    school(pupils=0, urban_rural="")

    intake = sector_intake()

    assert intake.of(0) == {"phase": "primary", "region": "london"}


def test_a_school_without_details_is_known_to_exist():
    HomeFactory()

    assert sector_intake().of(0) == {}


def test_published_shares_are_preferred_where_as_many_schools_have_them():
    first = school(fsm_percent=30)
    ObservationFactory(organisation=first, measure=Measure.objects.get(code="pupils_fsm"), value=41.0)

    assert sector_intake().numbers["fsm"].tolist() == [41.0]


def test_the_register_s_share_is_taken_for_all_where_more_schools_have_it():
    first, _ = school(fsm_percent=30), school(fsm_percent=20)
    ObservationFactory(organisation=first, measure=Measure.objects.get(code="pupils_fsm"), value=41.0)

    assert sector_intake().numbers["fsm"].tolist() == [30.0, 20.0]


def test_figures_that_a_school_keeps_to_itself_are_not_used():
    first = school()
    ObservationFactory(
        organisation=first,
        measure=Measure.objects.get(code="pupils_eal"),
        release=ReleaseFactory(is_public=False),
    )

    assert np.isnan(sector_intake().numbers["eal"]).all()


def test_the_latest_share_counts_unless_it_is_old():
    rows = panel((1, 2023, 10.0), (1, 2024, 12.0), (2, 2018, 50.0), (4, 2025, 9.0))

    found = latest_of(rows, np.array([1, 2, 3, 4, 5]))

    np.testing.assert_array_equal(found, [12.0, np.nan, np.nan, 9.0, np.nan])


def test_without_shares_or_schools_nothing_is_known():
    assert np.isnan(latest_of(panel(), np.array([1]))).all()
    assert len(latest_of(panel((1, 2023, 10.0)), np.array([], dtype=np.int64))) == 0


def test_the_register_s_classes_become_town_or_country():
    assert town_or_country("(England/Wales) Urban major conurbation") == "urban"
    assert town_or_country("Rural hamlet and isolated") == "rural"
    assert town_or_country("") == ""


def test_special_and_selective_schools_are_told_from_ordinary_ones():
    assert kind_of_school("Special schools", "Foundation special school", "") == "special"
    assert kind_of_school("Academies", "Academy alternative provision converter", "") == "special"
    assert kind_of_school("Academies", "Academy converter", "Selective") == "selective"
    assert kind_of_school("Academies", "Academy converter", "Non-selective") == ""
