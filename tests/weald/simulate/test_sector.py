"""A drawn sector: its size, its story, its seed."""

import math

import numpy as np
import pytest

from weald.measures.enums import Missing
from weald.schools.queries.search import split_postcode
from weald.simulate.cast import PLANTED, STORY_SCHOOLS
from weald.simulate.names import person_names, place_names, postcode
from weald.simulate.results import INTAKE_CHANGE, SERIES, intake, results_of
from weald.simulate.sector import draw_sector
from weald.simulate.sizes import SIZES, YEARS
from wealdstats.simulate import Plant


@pytest.fixture(scope="module")
def demo():
    return draw_sector(SIZES["demo"], np.random.default_rng(1))


@pytest.fixture(scope="module")
def rows(demo):
    return list(results_of(demo, np.random.default_rng(2)))


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_a_sector_has_the_size_asked_for(size):
    sector = draw_sector(size, np.random.default_rng(3))

    assert (len(sector.schools), len(sector.trusts)) == (size.schools, size.trusts)
    assert len({school.name for school in sector.schools}) == size.schools
    assert len({school.urn for school in sector.schools}) == size.schools


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_every_trust_has_at_least_three_schools(size):
    sector = draw_sector(size, np.random.default_rng(4))

    members = [school.trust for school in sector.schools if school.trust is not None]
    assert min(members.count(trust) for trust in range(size.trusts)) >= 3


def test_the_same_seed_draws_the_same_sector(demo):
    again = draw_sector(SIZES["demo"], np.random.default_rng(1))
    other = draw_sector(SIZES["demo"], np.random.default_rng(9))

    assert again == demo
    assert other != demo


def test_the_demo_tells_the_story(demo):
    names = {school.name for school in demo.schools}

    assert names >= {school.name for school in STORY_SCHOOLS}
    assert {trust.name: trust.plant for trust in demo.trusts} == PLANTED
    assert sum(school.trust == 0 for school in demo.schools) == 11


def test_story_schools_lie_in_their_trusts_area(demo):
    hartwood = {school.authority for school in demo.schools if school.trust == 0}
    ridgeway = {school.authority for school in demo.schools if school.trust == 1}

    (first,), (second,) = hartwood, ridgeway
    home, away = demo.authorities[first], demo.authorities[second]
    metres = math.dist((home.easting, home.northing), (away.easting, away.northing))
    assert metres / 1609 == pytest.approx(140, abs=30)


def test_a_larger_sector_plants_every_truth():
    sector = draw_sector(SIZES["region"], np.random.default_rng(5))

    assert {trust.plant for trust in sector.trusts} == set(Plant)


def test_a_missing_result_says_why_and_a_present_one_does_not(rows):
    absent = [row for row in rows if row.value is None]
    present = [row for row in rows if row.value is not None]

    assert {row.missing for row in absent} == {Missing.SUPPRESSED, Missing.NO_ENTRIES}
    assert {row.missing for row in present} == {""}
    assert all(row.cohort < 6 for row in absent)


def test_results_keep_to_their_measures_bounds_and_years(rows):
    bounds = {series.code: (series.low, series.high) for series in SERIES}

    assert all(
        bounds[row.code][0] <= row.value <= bounds[row.code][1] for row in rows if row.value is not None
    )
    assert {row.year for row in rows} == set(YEARS)


def test_groups_of_a_school_add_up(rows):
    cohorts = {(row.school, row.code, row.year, row.group): row.cohort for row in rows}

    for (school, code, year, group), cohort in cohorts.items():
        if group == "all" and code != "pupils_fsm":
            parts = cohorts[school, code, year, "disadvantaged"] + cohorts[school, code, year, "other"]
            assert parts == cohort


def test_the_planted_effect_is_in_the_results(demo):
    rng_with, rng_without = np.random.default_rng(6), np.random.default_rng(6)
    without = type(demo)(
        demo.size,
        demo.authorities,
        tuple(type(trust)(trust.uid, trust.name, trust.authority, Plant.NOTHING) for trust in demo.trusts),
        demo.schools,
    )

    def mean_since(sector, rng):
        first = {index: school.first_year for index, school in enumerate(sector.schools) if school.trust == 0}
        values = [
            row.value
            for row in results_of(sector, rng)
            if row.code == "ks2_rwm_expected"
            and row.group == "all"
            and row.school in first
            and row.year >= first[row.school]
        ]
        return np.mean(values)

    difference = mean_since(demo, rng_with) - mean_since(without, rng_without)
    assert difference == pytest.approx(0.9 * 9, abs=1.0)


def test_the_first_trusts_intake_changes_after_joining(demo):
    shares = intake(demo, np.random.default_rng(7))
    years = np.array(YEARS)

    changes = [
        shares[index][years >= school.first_year].mean() - shares[index][years < school.first_year].mean()
        for index, school in enumerate(demo.schools)
        if school.trust == 0
    ]
    assert np.mean(changes) < INTAKE_CHANGE / 2


def test_place_names_are_given_once_and_never_a_taken_one():
    rng = np.random.default_rng(8)
    first = next(place_names(np.random.default_rng(8), set()))

    names = place_names(rng, {first})
    given = [next(names) for _ in range(8_000)]

    assert len(set(given)) == 8_000
    assert first not in given


def test_person_names_go_on_for_as_long_as_anyone_asks():
    names = person_names(np.random.default_rng(9))

    given = [next(names) for _ in range(10_000)]

    assert len(set(given)) > 5_000
    assert all(" " in name for name in given)


def test_postcodes_are_of_no_real_area_and_a_sector_of_a_nation_has_enough():
    given = {postcode(authority, number) for number in range(3_600) for authority in (0, 7, 149)}

    assert len(given) == 3 * 3_600
    assert all(one.startswith("X") and len(one) <= 8 for one in given)
    assert all(split_postcode(one) == (one, "") for one in given)
