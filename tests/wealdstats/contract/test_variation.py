"""What must hold of variation, bets and pulses whatever the data."""

import numpy as np
import pytest

from wealdstats.bets import Bet, Pert, value_bets
from wealdstats.disclosure import pulse_results
from wealdstats.simulate import simulate_intake, simulate_pulse, simulate_schools
from wealdstats.variation import (
    between_school_variance,
    comparators,
    funnel_limits,
    positive_deviants,
    shrunken_residuals,
    variance_by_group,
    xmr_chart,
)

WORLD = simulate_schools(80, deviants=4, seed=1)
GIVEN = (WORLD.value, WORLD.variance, WORLD.covariates)
ORDER = np.random.default_rng(2).permutation(80)


def test_the_order_of_schools_does_not_matter():
    y, v, x = (each[ORDER] for each in GIVEN)

    assert between_school_variance(y, v, covariates=x).tau2 == pytest.approx(
        between_school_variance(*GIVEN[:2], covariates=GIVEN[2]).tau2
    )
    assert shrunken_residuals(y, v, x).residual == pytest.approx(shrunken_residuals(*GIVEN).residual[ORDER])
    assert sorted(ORDER[positive_deviants(y, v, x).rows]) == positive_deviants(*GIVEN).rows.tolist()
    intake = simulate_intake(80, 4, missing=0.1, seed=3)
    moved, plain = comparators(intake[ORDER], k=3), comparators(intake, k=3)
    assert np.array_equal(
        np.where(moved.neighbours >= 0, ORDER[moved.neighbours], -1), plain.neighbours[ORDER]
    )


@pytest.mark.parametrize(("shift", "scale"), [(100.0, 1.0), (0.0, 1e4), (-3.0, 1e-4)])
def test_another_unit_shifts_and_scales_the_answer(shift, scale):
    y, v, x = GIVEN[0] * scale + shift, GIVEN[1] * scale**2, GIVEN[2] * 7.0 - 2.0

    between, plain = between_school_variance(y, v), between_school_variance(*GIVEN[:2])
    assert between.tau2 == pytest.approx(plain.tau2 * scale**2, rel=1e-7)
    assert between.upper == pytest.approx(plain.upper * scale**2, rel=1e-7)
    residuals = shrunken_residuals(y, v, x)
    assert residuals.residual == pytest.approx(shrunken_residuals(*GIVEN).residual * scale, rel=1e-6)
    assert positive_deviants(y, v, x).rows.tolist() == positive_deviants(*GIVEN).rows.tolist()
    series = GIVEN[0].reshape(8, 10)
    assert np.array_equal(xmr_chart(series * scale + shift).signals, xmr_chart(series).signals)
    assert np.array_equal(comparators(x, k=3).neighbours, comparators(GIVEN[2], k=3).neighbours)


def test_twice_the_same_schools_is_the_same_variance_more_surely():
    once = between_school_variance(*GIVEN[:2])
    twice = between_school_variance(np.tile(GIVEN[0], 2), np.tile(GIVEN[1], 2))

    assert twice.tau2 == pytest.approx(once.tau2, rel=0.03)
    assert twice.se[0] < 0.75 * once.se[0]


def test_names_of_groups_and_of_labels_do_not_matter():
    group = np.arange(80) % 5

    one = variance_by_group(*GIVEN[:2], [f"t{number}" for number in group])
    other = variance_by_group(*GIVEN[:2], [f"t{9 - number}" for number in group])

    assert other.tau2[::-1] == pytest.approx(one.tau2)
    mixed = np.column_stack([GIVEN[2][:, 0], group])
    recoded = np.column_stack([GIVEN[2][:, 0], np.array([70, 3, 1, 9, 5])[group]])
    kinds = ("number", "label")
    assert np.array_equal(
        comparators(mixed, k=3, kinds=kinds).neighbours, comparators(recoded, k=3, kinds=kinds).neighbours
    )


def test_nothing_given_is_changed_and_nothing_found_can_be():
    before = [each.copy() for each in GIVEN]
    pulse = simulate_pulse(30, seed=4)

    results = [
        between_school_variance(*GIVEN[:2]),
        positive_deviants(*GIVEN),
        xmr_chart(GIVEN[0]),
        funnel_limits(WORLD.pupils, GIVEN[0], kind="mean", sd=20.0),
        comparators(GIVEN[2], k=2),
        pulse_results(pulse.answer, pulse.wave, {"role": pulse.role}),
    ]

    assert all(np.array_equal(*pair) for pair in zip(before, GIVEN, strict=True))
    arrays = [getattr(r, name) for r in results for name in r.__slots__ if hasattr(getattr(r, name), "flags")]
    assert len(arrays) > 30
    assert not any(array.flags.writeable for array in arrays)


def test_a_bet_is_worth_the_same_in_any_company_and_order():
    a = Bet("a", Pert(0.1, 0.5, 0.9), 2.0, 100.0, Pert(0.2, 0.5, 0.6))
    b = Bet("b", 0.5, Pert(-1.0, 0.5, 3.0), 100.0, 0.5)

    one, two, other = value_bets([a], seed=3), value_bets([b, a], seed=3), value_bets([a], seed=4)

    assert (two.future[1], two.lower[1]) == (one.future[0], one.lower[0])
    assert other.future[0] != one.future[0] == pytest.approx(other.future[0], rel=0.02)


def test_a_pulse_in_another_order_or_under_other_names_shows_the_same():
    pulse = simulate_pulse(40, waves=2, late=0.2, seed=5)
    order = np.random.default_rng(6).permutation(80)
    role = np.array(pulse.role)

    one = pulse_results(pulse.answer, pulse.wave, {"role": role}, export=pulse.export, person=pulse.person)
    other = pulse_results(
        pulse.answer[order],
        pulse.wave[order],
        {"post": role[order]},
        export=pulse.export[order],
        person=1000 - pulse.person[order],
    )

    assert np.array_equal(one.is_shown, other.is_shown)
    assert one.mean == pytest.approx(other.mean, nan_ok=True)
