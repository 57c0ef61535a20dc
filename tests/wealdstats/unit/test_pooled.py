"""One trust's measures together: what may be claimed, and what may not."""

from dataclasses import fields, replace

import numpy as np
import pytest
from scipy import stats

from wealdstats.diagnostics import Check
from wealdstats.dividend import Dividend, Verdict, estimate_dividend, pool_measures
from wealdstats.dividend.examples import example_dividend
from wealdstats.dividend.parts import Placebos
from wealdstats.errors import InputError, NoVariationError, TooFewError
from wealdstats.simulate import World, simulate


@pytest.fixture(scope="module")
def dividend() -> Dividend:
    return example_dividend()


def told(dividend, att, se, floor=2.0, df=np.inf, gate=None, **more):
    """The same dividend with other numbers; its checks pass unless a gate is given."""
    given = {field.name: getattr(dividend.placebos, field.name) for field in fields(Placebos)}
    placebos = Placebos(**given | {"mean": 0.0, "df": df})
    checks = (Check("closeness", gate is None, gate or "near", "", ""), Check("pre_fit", False, "", "", ""))
    return replace(dividend, att=att, se=se, floor=floor, placebos=placebos, checks=checks, **more)


def test_three_measures_by_hand(dividend):
    found = pool_measures(
        {
            "reading": told(dividend, 1.0, 0.2),
            "maths": told(dividend, 1.5, 0.3, floor=3.0),
            "science": told(dividend, 0.5, 0.1, floor=1.0, df=12.0),
        }
    )

    assert found.measures == ("maths", "reading", "science")
    assert found.each == pytest.approx([0.5, 0.5, 0.5])
    assert (found.effect, found.se) == (pytest.approx(0.5), pytest.approx(0.1))
    assert found.conf_int.upper == pytest.approx(0.5 + stats.t.ppf(0.975, 12) * 0.1)
    assert found.p_zero == pytest.approx(2 * stats.t.sf(5.0, 12))
    assert found.p_matters == pytest.approx(stats.t.sf(5.0, 12))
    assert found.mde == pytest.approx((stats.t.ppf(0.975, 12) + stats.t.ppf(0.8, 12)) * 0.1)
    assert found.verdict == Verdict.PERSISTENT_TOO_SMALL
    assert found.reasons[0].endswith("and excludes zero")


def test_independent_measures_add_up_to_more_than_dependent_ones(dividend):
    measures = {name: told(dividend, 0.4, 1.0) for name in "abcd"}

    apart, together = (pool_measures(measures, correlation=r) for r in (0.0, 1.0))

    assert apart.se == pytest.approx(together.se / 2.0)
    assert together.se == pytest.approx(0.5)
    assert (apart.correlation, together.correlation) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("att", "se", "verdict"),
    [
        (0.8, 0.1, Verdict.PERSISTENT_TOO_SMALL),
        (-0.8, 0.1, Verdict.PERSISTENT_TOO_SMALL),
        (0.1, 0.5, Verdict.NO_SIGN),
        (0.1, 2.0, Verdict.CANNOT_TELL),
        (1.9, 0.5, Verdict.CANNOT_TELL),
        (9.0, 0.5, Verdict.CANNOT_TELL),
    ],
)
def test_equivalence_is_shown_never_inferred_from_what_is_not_significant(dividend, att, se, verdict):
    found = pool_measures({name: told(dividend, att, se) for name in ("maths", "reading")})

    assert found.verdict == verdict
    if verdict == Verdict.CANNOT_TELL:
        assert "not all too small" in found.reasons[0]


def test_a_failed_gate_on_any_measure_withholds_the_claim(dividend):
    found = pool_measures(
        {"maths": told(dividend, 0.8, 0.1), "reading": told(dividend, 0.8, 0.1, gate="donors far off")}
    )

    assert found.verdict == Verdict.CANNOT_TELL
    assert found.reasons == ("a gate failed on reading: donors far off",)


def test_nothing_is_called_persistent_too_early():
    sector = simulate(World(n_post=2), seed=1)
    young = estimate_dividend(sector.panel, sector.joins, "T00", draws=50)

    found = pool_measures({name: told(young, 0.8, 0.1) for name in ("maths", "reading")})

    assert found.verdict == Verdict.CANNOT_TELL
    assert found.reasons[0] == "too early on maths: 2 observed years, 3 are needed"
    assert len(found.reasons) == 2


def test_measures_without_any_chance_are_judged_as_they_stand(dividend):
    none, just = (
        pool_measures({name: told(dividend, att, 0.0) for name in ("maths", "reading")}) for att in (0.0, 2.0)
    )

    assert (none.p_zero, none.p_matters) == (1.0, 0.0)
    assert (just.p_zero, just.p_matters) == (0.0, 0.5)


def test_what_cannot_be_pooled_is_refused(dividend):
    one, other = told(dividend, 1.0, 1.0), told(dividend, 1.0, 1.0, trust="T99")

    with pytest.raises(InputError, match="a mapping of measures"):
        pool_measures([dividend, dividend])
    with pytest.raises(TooFewError, match="2 measures"):
        pool_measures({"maths": one})
    with pytest.raises(InputError, match="one trust"):
        pool_measures({"maths": one, "reading": other})
    with pytest.raises(InputError, match="a correlation from 0 to 1"):
        pool_measures({"maths": one, "reading": one}, correlation=1.5)
    with pytest.raises(NoVariationError, match="above 0"):
        pool_measures({"maths": one, "reading": told(dividend, 1.0, 1.0, floor=0.0)})


def test_order_and_unit_of_measures_do_not_matter(dividend):
    measures = {"maths": told(dividend, 1.0, 0.4), "reading": told(dividend, 0.2, 0.3)}
    rescaled = {"reading": told(dividend, 20.0, 30.0, floor=200.0), "maths": measures["maths"]}

    one, other = pool_measures(measures), pool_measures(rescaled)

    assert (one.effect, one.se, one.p_zero) == pytest.approx((other.effect, other.se, other.p_zero))
