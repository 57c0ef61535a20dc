import numpy as np
import pytest

from wealdstats.dividend import Counterfactual, Rule, Verdict, estimate_dividend, estimate_sector
from wealdstats.dividend.placebo import Draws
from wealdstats.dividend.report import paired_p
from wealdstats.dividend.settings import prepare
from wealdstats.dividend.weigh import clusters_of
from wealdstats.errors import InputError, TooFewError
from wealdstats.panel import Join, Joins, Panel
from wealdstats.simulate import Plant, World, simulate

CALM = {"noise_sd": 1.5, "region_sd": 1.0, "authority_sd": 0.5, "schools": 30, "n_pre": 4, "n_post": 5}


@pytest.fixture(scope="module")
def planted():
    """A quiet sector of wide trusts in which every plant can be seen."""
    world = World(plants=tuple(Plant), trusts=10, trust_size=(6, 8), size=12.0, small=2.0, **CALM)
    sector = simulate(world, seed=5)
    rule = Rule(floor=4.0, donors=10, close_sd=0.2)
    return sector, estimate_sector(sector.panel, sector.joins, rule=rule, draws=300, seed=5)


def test_every_plant_earns_its_verdict(planted):
    sector, found = planted
    wanted = {Plant.NOTHING: Verdict.NO_SIGN} | {
        plant: Verdict(plant.value) for plant in Plant if plant != Plant.NOTHING
    }

    verdicts = {dividend.trust: dividend.verdict for dividend in found.dividends}
    agreed = [verdicts[trust] == wanted[plant] for trust, plant in sector.plants.items()]

    assert sum(agreed) >= 9
    assert set(verdicts.values()) >= {wanted[plant] for plant in Plant}


def test_planted_dividends_set_in_when_the_schools_joined(planted):
    sector, found = planted
    onsets = [d.onset for d in found.dividends if sector.plants[d.trust] == Plant.DIVIDEND]

    assert all(onset.event_time == 0 and onset.sign == 1 for onset in onsets)
    assert all(onset.conf_int.lower < 12.0 < onset.conf_int.upper for onset in onsets)


def test_large_effects_survive_control_of_false_discoveries_and_nothing_does_not(planted):
    sector, found = planted
    survives = dict(zip((d.trust for d in found.dividends), found.survives.tolist(), strict=True))

    large = [trust for trust, plant in sector.plants.items() if plant in {Plant.DIVIDEND, Plant.LOSS}]

    assert all(survives[trust] for trust in large)
    assert (found.q_by >= found.q_bh).all()
    assert sum(found.verdict_counts().values()) == len(found.dividends) == 10


def test_small_p_values_are_drawn_to_the_rules_most(planted):
    sector, found = planted
    strongest = next(d for d in found.dividends if sector.plants[d.trust] == Plant.DIVIDEND)
    short = Rule(floor=4.0, donors=10, close_sd=0.2, max_draws=1000)

    again = estimate_dividend(sector.panel, sector.joins, strongest.trust, rule=short, draws=300, seed=5)

    assert strongest.p.rank_upper == pytest.approx(1 / 100_001)
    assert again.p.rank_upper == pytest.approx(1 / 1001)
    assert strongest.placebos.n == 300


def test_a_trust_alone_gets_the_numbers_it_gets_among_others(planted):
    sector, found = planted
    among = found.dividends[3]

    alone = estimate_dividend(sector.panel, sector.joins, among.trust, rule=found.rule, draws=300, seed=5)

    assert alone.att == among.att
    assert alone.p == among.p
    assert alone.reasons == among.reasons
    assert np.array_equal(alone.event.upper, among.event.upper)
    assert alone.data_hash == among.data_hash == found.data_hash


def test_progress_is_told_trust_by_trust():
    sector = simulate(World(trusts=3), seed=1)
    told = []

    estimate_sector(sector.panel, sector.joins, draws=20, progress=lambda *step: told.append(step))

    assert told == [(1, 3), (2, 3), (3, 3)]


def test_trusts_too_few_schools_joined_are_listed_not_estimated():
    sector = simulate(World(trusts=2), seed=1)
    joins = Joins((*sector.joins.records, Join("100000", "alone", 2013)))

    found = estimate_sector(sector.panel, joins, draws=20)
    missing = {item.trust: item for item in found.not_estimated}

    assert missing["alone"].n_joined == 1
    assert missing["alone"].n_usable <= 1
    with pytest.raises(TooFewError, match="3 schools of the trust"):
        estimate_dividend(sector.panel, joins, "alone", draws=20)
    with pytest.raises(TooFewError):
        estimate_dividend(sector.panel, joins, "nobody", draws=20)


def test_a_sector_without_trusts_has_no_dividends():
    sector = simulate(World(trusts=1), seed=1)

    found = estimate_sector(sector.panel, Joins(()), draws=20)

    assert found.dividends == ()
    assert found.n_controls == found.n_fits == 0


@pytest.mark.parametrize("wrong", [{"draws": 19}, {"seed": -1}])
def test_draws_and_seeds_that_make_no_sense_are_refused(wrong):
    sector = simulate(World(trusts=1), seed=1)

    with pytest.raises(InputError):
        estimate_sector(sector.panel, sector.joins, **wrong)


def test_effects_are_weighted_by_pupils_where_all_are_known():
    sector = simulate(World(trusts=2), seed=1)
    panel = sector.panel
    pupils = np.full(panel.shape, 30.0)
    first, *others = sector.joins.of("T00")
    pupils[panel.positions()[first.unit]] = 90.0
    columns = {name: getattr(panel, name) for name in ("phase", "region", "local_authority")}
    weighted = Panel(panel.units, panel.years, panel.values, pupils=pupils, **columns)

    dividend = estimate_dividend(weighted, sector.joins, "T00", draws=20)
    atts = [school.att for school in dividend.schools]
    by_hand = (3 * atts[0] + sum(atts[1:])) / (3 + len(others))

    assert dividend.att_pupils == pytest.approx(by_hand)
    assert estimate_dividend(panel, sector.joins, "T00", draws=20).att_pupils is None


def test_inside_other_trusts_is_its_own_counterfactual():
    world = World(trusts=8, trust_size=(8, 8), schools=35, authorities=4, regions=1)
    sector = simulate(world, seed=3)
    settled = tuple(Join(join.unit, join.trust, 2005) for join in sector.joins.records if join.trust != "T00")
    joins = Joins((*sector.joins.of("T00"), *settled))
    rule = Rule(counterfactual=Counterfactual.INSIDE_OTHER_TRUSTS, donors=10, min_donors=5)

    inside = estimate_dividend(sector.panel, joins, "T00", rule=rule, draws=50)
    in_trusts = {join.unit for join in settled}

    assert {donor for school in inside.schools for donor in school.donors} <= in_trusts


def test_calendar_path_adds_up(planted):
    _, found = planted
    path = found.dividends[0].calendar

    assert np.allclose(path.counterfactual + path.gap, path.observed)
    assert (path.upper > path.lower).all()
    assert path.n_joined.tolist() == [0] * 4 + [found.dividends[0].n_schools] * 5


def test_every_fit_is_exact(planted):
    _, found = planted

    assert max(school.kkt for dividend in found.dividends for school in dividend.schools) <= 1e-9


def test_raw_comparison_without_spread_claims_nothing():
    assert paired_p(np.array([3.0])) == 1.0
    assert paired_p(np.array([3.0, 3.0])) == 1.0


def test_shared_shocks_weigh_by_the_square_of_their_share(fitted):
    draws = Draws(fitted.settings.store, fitted.schools)

    parts = clusters_of(fitted.schools, draws.banks, [bank.place_variance for bank in draws.banks])
    counts = np.unique([school.place for school in fitted.schools], return_counts=True)[1]
    shares = counts / len(fitted.schools)

    assert len(parts) == 1
    assert parts[0].variance == pytest.approx(draws.banks[0].place_variance * (shares**2).sum())
    assert parts[0].count == len(draws.banks[0].places)


def test_a_trusts_generators_differ_by_trust_and_purpose():
    sector = simulate(World(trusts=1), seed=1)
    settings = prepare(sector.panel, sector.joins, Rule(), 20, 3)

    draws = {(t, p): settings.rng(t, p).random() for t in ("T00", "T01") for p in (0, 1)}

    assert len(set(draws.values())) == 4
    assert settings.rng("T00", 0).random() == draws["T00", 0]
