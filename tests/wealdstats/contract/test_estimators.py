"""One suite that every estimator passes: what must not matter does not, what must matter does."""

import pickle
from dataclasses import FrozenInstanceError, fields, is_dataclass, replace

import numpy as np
import pytest
from tests.wealdstats.contract.estimators import ESTIMATORS, Question

from wealdstats.errors import WealdStatsError

every_estimator = pytest.mark.parametrize("estimator", ESTIMATORS, ids=lambda estimator: estimator.name)


@pytest.fixture
def question():
    rng = np.random.default_rng(20)
    shape = rng.normal(size=(1, 9)).cumsum(axis=1)
    y = 50.0 + rng.normal(size=(26, 1)) * 2.0 + shape + rng.normal(size=(26, 9))
    treated = np.zeros(26, dtype=bool)
    treated[[3, 17, 20]] = True
    return Question(y, treated, n_pre=6)


def numbers(value):
    """Every array and number anywhere in a result."""
    if is_dataclass(value):
        for field in fields(value):
            yield from numbers(getattr(value, field.name))
    elif isinstance(value, tuple | list):
        for item in value:
            yield from numbers(item)
    elif isinstance(value, float | np.ndarray):
        yield np.asarray(value)


@every_estimator
def test_the_order_of_units_does_not_matter(estimator, question):
    order = np.random.default_rng(21).permutation(26)
    names = tuple(np.array(question.named())[order])
    permuted = replace(question, y=question.y[order], treated=question.treated[order], names=names)

    first, second = estimator.ask(question), estimator.ask(permuted)

    assert second.att == pytest.approx(first.att, rel=1e-9, abs=1e-9)
    if estimator.se_in_any_order:
        assert second.se == pytest.approx(first.se, rel=1e-9)
    if first.weights is not None:
        assert second.weights == pytest.approx(first.weights[order], abs=1e-9)


@every_estimator
def test_the_names_of_units_and_years_do_not_matter(estimator, question):
    names = tuple(f"school {row:04} of the county" for row in range(26))
    renamed = replace(question, names=names, first_year=1987)

    first, second = estimator.ask(question), estimator.ask(renamed)

    assert second.att == pytest.approx(first.att, rel=1e-9, abs=1e-9)
    if estimator.se_in_any_order:
        assert second.se == pytest.approx(first.se, rel=1e-9)


@every_estimator
@pytest.mark.parametrize("factor", [1000.0, 1e-6, -2.0])
def test_another_unit_of_measurement_scales_the_answer(estimator, question, factor):
    first = estimator.ask(question)

    scaled = estimator.ask(replace(question, y=question.y * factor))

    assert scaled.att == pytest.approx(np.sort(first.att * factor), rel=1e-6)
    assert scaled.se == pytest.approx(first.se * abs(factor), rel=1e-6)


@every_estimator
def test_what_happens_to_everybody_in_a_year_does_not_matter(estimator, question):
    shocks = np.random.default_rng(22).normal(size=(1, 9)) * 10.0
    if estimator.sees_shocks:
        shocks[:] = 10.0

    first, second = estimator.ask(question), estimator.ask(replace(question, y=question.y + shocks))

    assert second.att == pytest.approx(first.att, rel=1e-8, abs=1e-8)
    assert second.se == pytest.approx(first.se, rel=1e-8)


@every_estimator
def test_the_level_of_a_unit_matters_only_to_those_who_match_levels(estimator, question):
    levels = np.random.default_rng(23).normal(size=(26, 1)) * 5.0

    first, second = estimator.ask(question), estimator.ask(replace(question, y=question.y + levels))

    assert (abs(second.att - first.att).max() < 1e-8) == estimator.keeps_level


@every_estimator
def test_an_effect_added_after_treatment_is_found_exactly(estimator, question):
    raised = question.y.copy()
    raised[question.treated, 6:] += 2.5

    first, second = estimator.ask(question), estimator.ask(replace(question, y=raised))

    assert second.att == pytest.approx(first.att + 2.5, rel=1e-9)
    assert second.se == pytest.approx(first.se, rel=1e-9)


@every_estimator
def test_what_is_given_is_left_as_it_was(estimator, question):
    y, treated = question.y.copy(), question.treated.copy()
    question.y.flags.writeable = question.treated.flags.writeable = False

    estimator.ask(question)

    assert np.array_equal(question.y, y)
    assert np.array_equal(question.treated, treated)


@every_estimator
def test_the_same_question_has_the_same_answer_to_the_last_digit(estimator, question):
    first, second = estimator.ask(question), estimator.ask(question)

    pairs = list(zip(numbers(first.result), numbers(second.result), strict=True))
    assert pairs
    assert all(np.array_equal(a, b, equal_nan=True) for a, b in pairs)


@every_estimator
def test_another_seed_draws_other_placebos_but_keeps_the_effect(estimator, question):
    first, second = estimator.ask(question), estimator.ask(replace(question, seed=99))

    assert np.array_equal(first.att, second.att)
    assert np.array_equal(first.se, second.se) != estimator.needs_seed


@every_estimator
@pytest.mark.parametrize("form", ["integers", "columns first", "strided"])
def test_the_form_of_an_array_does_not_matter(estimator, question, form):
    whole = np.round(question.y * 10.0)
    forms = {
        "integers": whole.astype(np.int32),
        "columns first": np.asfortranarray(whole),
        "strided": np.repeat(whole, 2, axis=1)[:, ::2],
    }

    plain, formed = estimator.ask(replace(question, y=whole)), estimator.ask(replace(question, y=forms[form]))

    assert formed.att == pytest.approx(plain.att, rel=1e-10)


@every_estimator
def test_a_result_is_frozen_finite_and_can_be_stored(estimator, question):
    result = estimator.ask(question).result

    again = pickle.loads(pickle.dumps(result))  # noqa: S301 -- our own bytes

    with pytest.raises((FrozenInstanceError, AttributeError)):
        result.att = 0.0
    own = [getattr(result, field.name) for field in fields(result)]
    assert not any(array.flags.writeable for array in own if isinstance(array, np.ndarray))
    assert np.isfinite(np.asarray(result.att)).all()
    assert np.array_equal(np.asarray(again.att), np.asarray(result.att))


@every_estimator
def test_weights_are_a_proved_mixture(estimator, question):
    answer = estimator.ask(question)

    if answer.weights is not None:
        assert np.max(answer.result.kkt) <= 1e-9
        assert answer.weights.min() >= 0.0
        assert answer.weights.sum() == pytest.approx(1.0, abs=1e-12)
        assert (answer.weights[question.treated] == 0.0).all()


@every_estimator
@pytest.mark.parametrize("fault", ["nobody treated", "nobody else", "nothing before", "nothing after"])
def test_a_question_without_an_answer_is_refused_with_a_remedy(estimator, question, fault):
    faulty = {
        "nobody treated": replace(question, treated=np.zeros(26, dtype=bool)),
        "nobody else": replace(question, treated=np.ones(26, dtype=bool)),
        "nothing before": replace(question, n_pre=0),
        "nothing after": replace(question, n_pre=9),
    }[fault]

    if fault == "nobody treated" and not estimator.refuses_nobody:
        assert estimator.ask(faulty).att.shape == (0,)
        return
    with pytest.raises(WealdStatsError) as refused:
        estimator.ask(faulty)
    assert all((refused.value.need, refused.value.finding, refused.value.remedy))


@every_estimator
def test_a_hole_is_never_filled(estimator, question):
    holed = question.y.copy()
    holed[5, 2] = np.nan
    without = replace(
        question,
        y=np.delete(question.y, 5, axis=0),
        treated=np.delete(question.treated, 5),
        names=tuple(np.delete(question.named(), 5)),
    )

    if estimator.drops_incomplete:
        assert estimator.ask(replace(question, y=holed)).att == pytest.approx(estimator.ask(without).att)
    else:
        with pytest.raises(WealdStatsError, match="complete"):
            estimator.ask(replace(question, y=holed))
