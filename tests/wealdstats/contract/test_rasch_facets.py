"""What must hold of severities and levels whatever the judgements."""

import pickle
from dataclasses import FrozenInstanceError, fields

import numpy as np
import pytest

from wealdstats.agreement import rasch_facets
from wealdstats.simulate import simulate_reviews

WORLD = simulate_reviews(targets=60, reviewers=9, criteria=4, categories=4, bend=0.3, seed=6)
COLUMNS = ("target", "criterion", "reviewer", "score")
FACETS = ("level", "severity", "difficulty", "thresholds")

both_models = pytest.mark.parametrize("model", ["rating_scale", "partial_credit"])


def ask(model, **changes):
    given = {name: getattr(WORLD, name) for name in COLUMNS} | changes
    return rasch_facets(**given, model=model)


def assert_alike(first, second, tolerance=1e-4):
    """Compare every number; steps end where they gain a ten-millionth of deviance."""
    assert second.deviance == pytest.approx(first.deviance, abs=1e-5)
    assert second.variance == pytest.approx(first.variance, abs=tolerance)
    for facet in FACETS:
        assert getattr(second, facet).estimate == pytest.approx(getattr(first, facet).estimate, abs=tolerance)
        assert getattr(second, facet).se == pytest.approx(getattr(first, facet).se, abs=tolerance)
    for by_facet in ("infit", "outfit", "fair_average"):
        for facet in ("level", "severity", "difficulty"):
            numbers = [getattr(getattr(fit, by_facet), facet) for fit in (first, second)]
            assert numbers[1] == pytest.approx(numbers[0], abs=10.0 * tolerance)


@both_models
def test_the_order_of_judgements_does_not_matter(model):
    order = np.random.default_rng(7).permutation(len(WORLD.score))

    again = ask(model, **{name: getattr(WORLD, name)[order] for name in COLUMNS})

    assert_alike(ask(model), again)


@both_models
def test_names_do_not_matter(model):
    reversed_names = np.array([f"school {99 - code:02}" for code in range(60)])

    first, second = ask(model), ask(model, target=reversed_names[WORLD.target].tolist())

    assert second.level.names[0] == "school 40"
    assert second.level.estimate[::-1] == pytest.approx(first.level.estimate, abs=1e-4)
    assert second.severity.estimate == pytest.approx(first.severity.estimate, abs=1e-4)


@both_models
def test_numbering_categories_from_elsewhere_moves_fair_averages_only(model):
    first, second = ask(model), ask(model, score=WORLD.score + 10.0)

    assert second.level.estimate == pytest.approx(first.level.estimate, abs=1e-9)
    assert second.deviance == pytest.approx(first.deviance, abs=1e-9)
    assert second.fair_average.level == pytest.approx(first.fair_average.level + 10.0, abs=1e-9)
    assert np.array_equal(second.thresholds.names, first.thresholds.names + 10)


@both_models
def test_scores_upside_down_turn_everything_round(model):
    first, second = ask(model), ask(model, score=5 - WORLD.score)

    assert second.deviance == pytest.approx(first.deviance, abs=1e-5)
    for facet in ("level", "severity", "difficulty"):
        assert getattr(second, facet).estimate == pytest.approx(-getattr(first, facet).estimate, abs=1e-4)
        assert getattr(second, facet).se == pytest.approx(getattr(first, facet).se, abs=1e-4)
    assert second.thresholds.estimate[..., ::-1] == pytest.approx(-first.thresholds.estimate, abs=1e-4)


@both_models
def test_everything_twice_doubles_the_deviance_and_halves_the_variances(model):
    twice = {name: np.concatenate([getattr(WORLD, name)] * 2) for name in COLUMNS}
    twice["target"] = np.concatenate((WORLD.target, WORLD.target + 1_000))

    first, second = ask(model), ask(model, **twice)

    assert second.deviance == pytest.approx(2.0 * first.deviance, abs=1e-4)
    assert second.level.estimate[:60] == pytest.approx(first.level.estimate, abs=1e-4)
    assert second.level.estimate[60:] == pytest.approx(first.level.estimate, abs=1e-4)
    assert second.severity.estimate == pytest.approx(first.severity.estimate, abs=1e-4)
    assert second.severity.se == pytest.approx(first.severity.se / np.sqrt(2.0), rel=1e-3)


@both_models
def test_what_is_given_is_left_as_it_was(model):
    given = {name: getattr(WORLD, name).copy() for name in COLUMNS}
    for column in given.values():
        column.flags.writeable = False

    rasch_facets(**given, model=model)

    assert all(np.array_equal(column, getattr(WORLD, name)) for name, column in given.items())


@both_models
def test_the_same_question_has_the_same_answer_to_the_last_digit(model):
    first, second = ask(model), ask(model)

    assert first.deviance == second.deviance
    assert all(np.array_equal(getattr(first, f).estimate, getattr(second, f).estimate) for f in FACETS)


@both_models
def test_a_result_is_frozen_finite_and_can_be_stored(model):
    fit = rasch_facets(
        **{name: getattr(WORLD, name) for name in COLUMNS}, model=model, occasion=WORLD.occasion
    )

    again = pickle.loads(pickle.dumps(fit))  # noqa: S301 -- our own bytes

    with pytest.raises((FrozenInstanceError, AttributeError)):
        fit.deviance = 0.0
    parts = [getattr(fit, field.name) for field in fields(fit)]
    arrays = [
        getattr(p, f) for p in parts for f in ("estimate", "se", "level", "z", "slope") if hasattr(p, f)
    ]
    arrays = [array for array in arrays if isinstance(array, np.ndarray)]
    assert len(arrays) >= 15
    assert all(np.isfinite(array).all() and not array.flags.writeable for array in arrays)
    assert np.array_equal(again.level.estimate, fit.level.estimate)


def test_measures_serve_as_arrays():
    fit = ask("rating_scale")

    assert np.array_equal(np.asarray(fit.level), fit.level.estimate)
    assert len(fit.severity) == 9
    assert fit.level.conf_int.mean(axis=-1) == pytest.approx(fit.level.estimate)


def test_missing_is_no_row_and_never_a_score():
    with pytest.raises(ValueError, match="leave such rows out"):
        ask("rating_scale", score=np.where(WORLD.score == 2, np.nan, WORLD.score))
    with pytest.raises(ValueError, match="reviewer"):
        ask("rating_scale", reviewer=[None, *WORLD.reviewer.tolist()[1:]])
