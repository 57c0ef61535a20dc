"""Variation and antifragility: by hand, and where the data cannot carry them."""

from dataclasses import replace

import numpy as np
import pytest

from wealdstats.dividend import Rule, estimate_dividend
from wealdstats.dividend.checks import Evidence
from wealdstats.dividend.contrasts import antifragility, variation
from wealdstats.dividend.fitting import Treated
from wealdstats.dividend.schools import fit_schools
from wealdstats.dividend.settings import prepare
from wealdstats.dividend.weigh import weigh
from wealdstats.simulate import World, simulate

HARD = (2014, 2016)


def evidence_of(sector, draws=200, **rule):
    settings = prepare(sector.panel, sector.joins, Rule(**rule), draws, 1)
    members = sector.joins.of("T00")
    fits = fit_schools(settings.store, members).values()
    return weigh(settings, "T00", members, [fit for fit in fits if isinstance(fit, Treated)], ())[0]


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return evidence_of(simulate(World(missing=0.03), seed=5), hard_years=HARD)


def stand_ins(evidence, what):
    """What is asked of every stand-in's gap, placebo trust by placebo trust (d, n)."""
    found = np.empty(evidence.picks.index.shape)
    for i, school in enumerate(evidence.schools):
        gap = evidence.draws.banks[i].gap_on(school.window)
        for d, pick in enumerate(evidence.picks.index[:, i]):
            found[d, i] = what(school.result.years[school.window.n_pre :], gap[pick, school.window.n_pre :])
    return found


def test_variation_by_hand(evidence):
    found = variation(evidence)
    chance = np.array([row.std(ddof=1) for row in stand_ins(evidence, lambda years, gap: gap.mean())])
    own = np.array([school.result.att for school in evidence.schools]).std(ddof=1)

    assert found.sd == pytest.approx(own)
    assert found.expected == pytest.approx(np.sqrt((chance**2).mean()))
    assert found.beyond == pytest.approx(np.sqrt(max(0.0, own**2 - (chance**2).mean())))
    assert found.p_uneven == pytest.approx((1 + (chance >= own).sum()) / 201)
    assert found.p_even == pytest.approx((1 + (chance <= own).sum()) / 201)
    assert found.p == min(1.0, 2 * min(found.p_uneven, found.p_even))
    assert found.lower < found.expected < found.upper


def test_variation_of_one_school_is_not_known(evidence):
    assert variation(replace(evidence, schools=evidence.schools[:1])) is None


def test_variation_is_the_same_whatever_the_trust_adds_to_all_schools_alike(evidence):
    sector = simulate(World(missing=0.03), seed=5)
    values = sector.panel.values.copy()
    for join in sector.joins.of("T00"):
        row = sector.panel.positions()[join.unit]
        values[row, np.array(sector.panel.years) >= join.first_year] += 40.0
    raised = evidence_of(replace(sector, panel=sector.panel.with_values(values)))

    assert variation(raised).sd == pytest.approx(variation(evidence).sd)
    assert variation(raised).p == variation(evidence).p


def test_antifragility_by_hand(evidence):
    def contrast(years, gap):
        hard = np.isin(years, HARD)
        return gap[hard].mean() - gap[~hard].mean()

    own = [
        contrast(s.result.years[s.window.n_pre :], s.result.gap[s.window.n_pre :]) for s in evidence.schools
    ]
    chance = stand_ins(evidence, contrast).mean(axis=1)

    found = antifragility(evidence)

    assert found.value == pytest.approx(np.mean(own))
    assert found.hard_years == HARD
    assert found.n_schools == len(evidence.schools)
    assert found.reason == ""
    assert found.se >= chance.std()
    middle = (found.conf_int.lower + found.conf_int.upper) / 2
    assert middle == pytest.approx(np.mean(own) - chance.mean())
    assert found.p.n_draws == 200
    assert found.mde > 2.8 * chance.std()


def test_antifragility_needs_years_declared_hard(evidence):
    without = replace(evidence, store=replace(evidence.store, rule=Rule()))

    found = antifragility(without)

    assert (found.value, found.se, found.conf_int, found.p, found.mde) == (None,) * 5
    assert found.reason == "no years were declared hard"


@pytest.mark.parametrize("years", [(1999,), (2013, 2014, 2015, 2016)], ids=["none seen", "all hard"])
def test_antifragility_needs_both_kinds_of_years(evidence, years):
    found = antifragility(replace(evidence, store=replace(evidence.store, rule=Rule(hard_years=years))))

    assert found.value is None
    assert found.reason.startswith("0 schools were seen in hard and in other years")


def test_a_school_seen_in_one_kind_of_years_only_carries_nothing(evidence):
    rule = Rule(hard_years=HARD, min_schools=1)
    last = evidence.schools[-1]
    never_hard = replace(
        last.result, years=np.where(np.isin(last.result.years, HARD), 1990, last.result.years)
    )
    schools = [*evidence.schools[:-1], replace(last, result=never_hard)]
    store = replace(evidence.store, rule=rule)

    found = antifragility(replace(evidence, schools=schools, store=store))
    alone = antifragility(replace(evidence, schools=evidence.schools[:-1], store=store))

    assert found.n_schools == len(evidence.schools) - 1
    assert found.value == pytest.approx(alone.value)
    assert found.se == pytest.approx(alone.se)


def test_order_and_repetition_of_declared_years_do_not_matter():
    sector = simulate(World(), seed=1)
    one, other = (
        estimate_dividend(sector.panel, sector.joins, "T00", rule=Rule(hard_years=years), draws=100)
        for years in ((2014, 2016), (2016, 2014, 2016))
    )

    assert vars_of(one) == vars_of(other)


def vars_of(dividend):
    found = dividend.antifragility
    return (found.hard_years, found.value, found.se, found.p)


def test_declared_years_change_nothing_else():
    sector = simulate(World(), seed=1)
    plain, declared = (
        estimate_dividend(sector.panel, sector.joins, "T00", rule=rule, draws=100)
        for rule in (Rule(), Rule(hard_years=HARD))
    )

    assert (plain.att, plain.se, plain.p, plain.reasons) == (
        declared.att,
        declared.se,
        declared.p,
        declared.reasons,
    )
