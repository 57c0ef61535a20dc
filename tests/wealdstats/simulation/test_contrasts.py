"""Variation and antifragility on planted truth; bands from the binomial distribution."""

from dataclasses import replace

import pytest
from scipy import stats

from wealdstats.dividend import Rule, estimate_sector
from wealdstats.simulate import Selection, Shocks, World, simulate

pytestmark = pytest.mark.simulation

HARD = (2014, 2016)
RULE = Rule(max_draws=200, hard_years=HARD)
NOTHING = World(
    regions=3,
    authorities=12,
    schools=25,
    trusts=12,
    trust_size=(5, 8),
    selection=Selection.DIP,
    shocks=Shocks.LOCAL_AUTHORITY,
)


def dividends_of(world, sectors=8):
    return [
        dividend
        for seed in range(sectors)
        for sector in [simulate(world, seed=seed)]
        for dividend in estimate_sector(sector.panel, sector.joins, rule=RULE, draws=200, seed=seed).dividends
    ]


def rare(found, level):
    """The count that a chance of a level for each reaches one time in two thousand."""
    return stats.binom.ppf(0.9995, len(found), level)


@pytest.fixture(scope="module")
def nothing():
    return dividends_of(NOTHING)


def test_trusts_that_do_the_same_for_all_schools_are_rarely_called_uneven(nothing):
    assert sum(d.variation.p_uneven <= 0.05 for d in nothing) <= rare(nothing, 0.06)
    assert sum(d.variation.p_even <= 0.05 for d in nothing) <= rare(nothing, 0.06)


def test_planted_unevenness_is_found_and_sized():
    found = dividends_of(replace(NOTHING, uneven_sd=10.0), sectors=3)
    sizes = sorted(d.variation.beyond for d in found)

    assert sum(d.variation.p_uneven <= 0.05 for d in found) >= 0.5 * len(found)
    assert 7.0 < sizes[len(sizes) // 2] < 13.0


def test_antifragility_is_rarely_claimed_where_none_is_and_its_interval_holds_zero(nothing):
    assert sum(d.antifragility.p.two_sided <= 0.05 for d in nothing) <= rare(nothing, 0.06)
    covered = sum(not d.antifragility.conf_int.excludes(0.0) for d in nothing)
    assert covered >= stats.binom.ppf(0.0005, len(nothing), 0.93)


def test_planted_antifragility_is_found_at_its_size():
    found = dividends_of(replace(NOTHING, hard_years=HARD, hard_size=15.0), sectors=3)

    held = sum(not d.antifragility.conf_int.excludes(15.0) for d in found)

    assert held >= stats.binom.ppf(0.0005, len(found), 0.93)
    assert sum(d.antifragility.p.two_sided <= 0.05 for d in found) >= 0.6 * len(found)


def test_an_effect_of_the_smallest_detectable_size_is_found_four_times_in_five(nothing):
    # Adding an effect adds it to the estimate and to nothing else: see the contract of the dividend.
    found = sum((d.conf_int.lower + d.mde) > 0.0 for d in nothing)

    assert stats.binom.ppf(0.0005, len(nothing), 0.77) <= found <= stats.binom.ppf(0.9995, len(nothing), 0.9)


def test_whole_paths_of_trusts_that_do_nothing_stay_inside_the_simultaneous_band(nothing):
    after = [d.event.event_times >= 0 for d in nothing]
    inside = [
        bool(((d.event.gap >= d.event.sup_lower) & (d.event.gap <= d.event.sup_upper))[since].all())
        for d, since in zip(nothing, after, strict=True)
    ]

    assert sum(inside) >= stats.binom.ppf(0.0005, len(nothing), 0.93)
