"""What adopting a practice changed: pooled over sites, or not yet known; and which trusts may be named."""

import numpy as np
import pytest

from wealdstats.dividend import Rule, SiteEffect, estimate_sector, practice_effect, site_effects
from wealdstats.dividend.sector import family_of
from wealdstats.dividend.settings import prepare
from wealdstats.errors import InputError, TooFewError
from wealdstats.meta import random_effects
from wealdstats.simulate import Plant, World, simulate

SITES = [SiteEffect(f"T{i}", effect, 1.0, 4) for i, effect in enumerate((3.0, 1.0, 2.0, 2.5))]


@pytest.fixture(scope="module")
def adopted():
    world = World(plants=(Plant.DIVIDEND,), regions=3, authorities=12, schools=25, trusts=8)
    sector = simulate(world, seed=2)
    return estimate_sector(sector.panel, sector.joins, rule=Rule(max_draws=200), draws=200)


def test_sites_are_pooled_as_any_estimates_are():
    found = practice_effect(SITES)

    expected = random_effects(np.array([3.0, 1.0, 2.0, 2.5]), np.ones(4), at_least_plain=True)
    assert found.pooled.estimate == pytest.approx(expected.estimate)
    assert found.pooled.conf_int == expected.conf_int
    assert found.n_adopters == 16
    assert found.sites == tuple(SITES)


def test_few_agreeing_sites_do_not_make_a_narrow_interval():
    found = practice_effect([SiteEffect(f"T{i}", 2.0, 1.0, 4) for i in range(3)])

    assert found.pooled.se == pytest.approx(1.0 / np.sqrt(3.0))


@pytest.mark.parametrize(
    ("sites", "told"),
    [([], "0 at 0"), (SITES[:2], "8 at 2"), ([SiteEffect("T1", 1.0, 1.0, 2)] * 1, "2 at 1")],
)
def test_fewer_adopters_than_stated_are_not_yet_known(sites, told):
    with pytest.raises(TooFewError, match=f"not yet known: {told}"):
        practice_effect(sites)


def test_the_minimum_can_be_stated():
    assert practice_effect(SITES[:2], min_adopters=8, min_sites=2).n_adopters == 8
    with pytest.raises(TooFewError, match="not yet known: 16 at 4"):
        practice_effect(SITES, min_adopters=17)
    with pytest.raises(InputError, match="two sites or more"):
        practice_effect(SITES, min_sites=1)


def test_a_site_named_twice_is_refused():
    with pytest.raises(InputError, match="each site once"):
        practice_effect([*SITES, SITES[0]])


def test_adoption_in_place_of_joining_finds_what_was_planted(adopted):
    found = practice_effect(site_effects(adopted))

    assert found.n_adopters == sum(dividend.n_schools for dividend in adopted.dividends)
    assert not found.pooled.conf_int.excludes(12.0)
    assert found.pooled.conf_int.excludes(0.0)


def test_sites_give_away_what_their_dividend_shows_less_what_placebos_show(adopted):
    first = adopted.dividends[0]

    assert site_effects(adopted)[0] == SiteEffect(
        first.trust, first.att - first.placebos.mean, first.se, first.n_schools
    )


def test_estimates_of_a_sector_are_shrunken_in_their_order(adopted):
    raw = np.array([d.att - d.placebos.mean for d in adopted.dividends])

    assert len(adopted.shrunken.effect) == len(adopted.dividends)
    assert adopted.shrunken.effect.std() < raw.std()
    assert np.corrcoef(adopted.shrunken.effect, raw)[0, 1] > 0.9
    assert adopted.shrunken.level == adopted.rule.level


def test_only_sure_claims_that_survive_may_be_named(adopted):
    claimed = [d.verdict in ("dividend", "loss") for d in adopted.dividends]
    sure = adopted.survives & (adopted.shrunken.wrong_sign <= 0.05) & claimed
    expected = [d.trust for d, kept in zip(adopted.dividends, sure, strict=True) if kept]

    assert 0 < len(expected) < len(adopted.dividends)
    assert list(adopted.may_be_named()) == expected


def test_two_trusts_are_too_few_to_name_any():
    sector = simulate(World(trusts=2, plants=(Plant.DIVIDEND,)), seed=1)
    found = estimate_sector(sector.panel, sector.joins, draws=50)

    assert found.shrunken is None
    assert found.may_be_named() == ()


def test_estimates_without_chance_are_not_shrunken():
    sector = simulate(World(noise_sd=0.0, region_sd=0.0, permanent_sd=0.0), seed=1)
    settings = prepare(sector.panel, sector.joins, Rule(floor=1.0), 50, 0)
    found = estimate_sector(sector.panel, sector.joins, rule=Rule(floor=1.0), draws=50)

    assert len(found.dividends) == 8
    assert found.shrunken is None
    assert family_of(settings, (), {}).n_fits == 0
