"""Small cases against integrals and sums done the long way."""

import numpy as np
import pytest
from scipy import integrate, linalg, optimize, stats

from wealdstats.agreement import rasch_facets, reviewer_pools
from wealdstats.agreement.facets import estimate, information, newton
from wealdstats.agreement.facets.design import Judgements, group
from wealdstats.agreement.facets.examples import few
from wealdstats.agreement.facets.likelihood import evaluate, even_grid, layout_of
from wealdstats.agreement.facets.newton import maximise
from wealdstats.agreement.facets.reading import read
from wealdstats.agreement.facets.start import joint_information
from wealdstats.errors import (
    DisconnectedError,
    InputError,
    NotSolvedError,
    NoVariationError,
    TooFewError,
)
from wealdstats.simulate import simulate_reviews

COLUMNS = ("target", "criterion", "reviewer", "score")


def columns(world, rows=slice(None)):
    return {name: getattr(world, name)[rows] for name in COLUMNS}


def chance(score, eta, thresholds):
    """One category's chance, by the definition."""
    weights = [np.exp(sum(eta - tau for tau in thresholds[:k])) for k in range(len(thresholds) + 1)]
    return weights[score] / sum(weights)


def joint(level, rows, severity, difficulty, thresholds):
    return np.prod(
        [
            chance(score, level - severity[reviewer] - difficulty[criterion], thresholds)
            for criterion, reviewer, score in rows
        ]
    )


KNOWN = few().judgements
ROWS = [
    list(zip(*(getattr(KNOWN, name)[KNOWN.target == target] for name in COLUMNS[1:]), strict=True))
    for target in range(4)
]


def integral(function, spread, reach=12.0):
    return integrate.quad(
        lambda level: function(level) * stats.norm.pdf(level, scale=spread),
        -reach * spread,
        reach * spread,
        limit=400,
        epsabs=1e-9,
    )[0]


def long_way(severity, difficulty, thresholds, spread):
    """Give −2 log likelihood with every integral done by adaptive quadrature."""
    likelihood = [
        integral(lambda level, t=t: joint(level, ROWS[t], severity, difficulty, thresholds), spread)
        for t in range(4)
    ]
    return -2.0 * np.log(likelihood).sum()


@pytest.fixture(scope="module")
def fit():
    return rasch_facets(**columns(KNOWN))


@pytest.fixture(scope="module")
def parameters(fit):
    return fit.severity.estimate, fit.difficulty.estimate, fit.thresholds.estimate, np.sqrt(fit.variance)


def test_deviance_is_the_integral_done_the_long_way(fit, parameters):
    assert fit.deviance == pytest.approx(long_way(*parameters), abs=1e-4)


def test_level_is_the_mean_of_its_posterior(fit, parameters):
    *effects, spread = parameters

    for target in range(4):
        rows = ROWS[target]
        moments = [
            integral(lambda x, p=p, rows=rows: x**p * joint(x, rows, *effects), spread) for p in (0, 1)
        ]
        assert fit.level.estimate[target] == pytest.approx(moments[1] / moments[0], abs=1e-4)


def fine(free):
    """Give −2 log likelihood on a fine grid: what an optimiser without gradients sees."""
    a, b, d0, d1, tau, spread = free
    levels = np.linspace(-8.0, 8.0, 161) * abs(spread)
    weights = stats.norm.pdf(levels / spread)
    weights /= weights.sum()
    total = 0.0
    for target in range(4):
        product = np.ones_like(levels)
        for criterion, reviewer, score in ROWS[target]:
            eta = levels - (a, b, -a - b)[reviewer] - (d0, d1)[criterion]
            logits = np.stack([0.0 * eta, eta - tau, 2.0 * eta])
            product *= np.exp(logits[score] - np.logaddexp.reduce(logits, axis=0))
        total += np.log(product @ weights)
    return -2.0 * total


def test_maximum_and_standard_errors_are_found_without_gradients_too(fit):
    start = np.array([-1.4, 1.4, 0.1, -0.1, -2.3, 3.2])

    best = optimize.minimize(fine, start, method="Nelder-Mead", options={"xatol": 1e-7, "fatol": 1e-11})

    ours = np.concatenate((fit.severity.estimate[:2], fit.difficulty, fit.thresholds.estimate[:1]))
    assert ours == pytest.approx(best.x[:5], abs=2e-3)
    assert fit.variance == pytest.approx(best.x[5] ** 2, rel=1e-3)
    step = 1e-3 * np.eye(6)
    second = np.array(
        [
            [
                sum(s * t * fine(best.x + s * step[i] + t * step[j]) for s in (1, -1) for t in (1, -1)) / 4e-6
                for j in range(6)
            ]
            for i in range(6)
        ]
    )
    covariance = np.linalg.inv(second / 2.0)
    se = np.concatenate((fit.severity.se[:2], fit.difficulty.se, fit.thresholds.se[:1]))
    assert se == pytest.approx(np.sqrt(np.diag(covariance))[:5], rel=1e-3)
    assert fit.variance_se == pytest.approx(2.0 * abs(best.x[5]) * np.sqrt(covariance[5, 5]), rel=2e-3)


@pytest.mark.parametrize("model", ["rating_scale", "partial_credit"])
@pytest.mark.parametrize("at_a_time", [2**17, 10])
def test_gradient_and_information_are_the_derivatives(model, at_a_time, monkeypatch):
    monkeypatch.setattr(information, "NUMBERS_AT_A_TIME", at_a_time)
    world = simulate_reviews(targets=30, reviewers=6, criteria=3, categories=4, seed=3)
    known = Judgements(world.target, world.criterion, world.reviewer, world.score - 1, (30, 3, 6, 4))
    design = group(known, model)
    layout, grid = layout_of(design), even_grid(61, 5.0)
    at = np.random.default_rng(1).normal(0.0, 0.3, layout.size)
    at[-1] = 1.1

    here = evaluate(design, layout, at, grid)
    found = information.observed_information(design, layout, here, grid)

    steps = 1e-5 * np.eye(layout.size)
    pairs = [
        (evaluate(design, layout, at + step, grid), evaluate(design, layout, at - step, grid))
        for step in steps
    ]
    by_value = np.array([(up.value - down.value) / 2e-5 for up, down in pairs])
    by_gradient = np.array([(up.gradient - down.gradient) / 2e-5 for up, down in pairs])
    assert here.gradient == pytest.approx(by_value, abs=1e-6)
    assert found.matrix == pytest.approx(-by_gradient, abs=1e-6)


def test_constraints_hold(fit):
    credit = rasch_facets(
        **columns(simulate_reviews(targets=80, reviewers=8, criteria=3, seed=5)), model="partial_credit"
    )

    for found in (fit, credit):
        assert found.severity.estimate.sum() == pytest.approx(0.0, abs=1e-9)
        assert found.thresholds.estimate.sum(axis=-1) == pytest.approx(0.0, abs=1e-9)
    assert credit.thresholds.estimate.shape == (3, 4)


def test_fair_average_is_the_expected_score_of_average_reviewers(fit, parameters):
    severity, difficulty, thresholds, _ = parameters

    def expected(level, harshness, criteria=(0, 1)):
        return np.mean(
            [
                sum(k * chance(k, level - harshness - difficulty[c], thresholds) for k in range(3))
                for c in criteria
            ]
        )

    assert fit.fair_average.level[3] == pytest.approx(expected(fit.level.estimate[3], 0.0))
    assert fit.fair_average.severity[1] == pytest.approx(expected(0.0, severity[1]))
    assert fit.fair_average.difficulty[0] == pytest.approx(expected(0.0, 0.0, (0,)))


def test_mean_squares_are_averages_over_the_posterior(fit, parameters):
    severity, difficulty, thresholds, spread = parameters
    top, bottom, over = np.zeros((3, 4))
    for target in (0, 2):
        rows = ROWS[target]

        def posterior(level, rows=rows):
            return joint(level, rows, severity, difficulty, thresholds)

        whole = integral(posterior, spread, reach=5.0)
        for criterion, reviewer, score in rows:

            def moments(level, c=criterion, r=reviewer):
                p = [chance(k, level - severity[r] - difficulty[c], thresholds) for k in range(3)]
                mean = p[1] + 2.0 * p[2]
                return mean, p[1] + 4.0 * p[2] - mean**2

            def square(level, score=score, moments=moments):
                return (score - moments(level)[0]) ** 2

            top[target] += integral(lambda x: square(x) * posterior(x), spread, reach=5.0) / whole
            bottom[target] += integral(lambda x: moments(x)[1] * posterior(x), spread, reach=5.0) / whole
            over[target] += (
                integral(lambda x: square(x) / moments(x)[1] * posterior(x), spread, reach=5.0) / whole / 6.0
            )

    assert fit.infit.level[[0, 2]] == pytest.approx(top[[0, 2]] / bottom[[0, 2]], abs=1e-4)
    # Far out a surprise weighs more than its chance: where the integral ends shows, so both end at 5.
    assert fit.outfit.level[[0, 2]] == pytest.approx(over[[0, 2]], abs=5e-3)


def test_severity_is_pulled_to_zero_by_what_its_error_is_of_the_spread():
    world = simulate_reviews(targets=60, reviewers=10, criteria=3, seed=2)

    fit = rasch_facets(**columns(world))

    between = estimate._between(fit.severity.estimate, fit.severity.se**2)
    kept = between / (between + fit.severity.se**2)
    weight = 1.0 / (between + fit.severity.se**2)
    centre = weight @ fit.severity.estimate / weight.sum()
    assert weight @ (fit.severity.estimate - centre) ** 2 == pytest.approx(9.0)
    assert fit.shrunken_severity.estimate == pytest.approx(kept * fit.severity.estimate)
    assert fit.shrunken_severity.se == pytest.approx(np.sqrt(kept) * fit.severity.se)


def test_severities_that_differ_by_chance_only_are_all_pulled_to_zero():
    world = simulate_reviews(targets=60, reviewers=10, criteria=3, severity_sd=0.0, seed=5)

    fit = rasch_facets(**columns(world))

    assert (fit.shrunken_severity.estimate == 0.0).all()
    assert np.array_equal(fit.shrunken_severity.se, fit.severity.se)
    assert fit.reliability.severity == 0.0


def test_one_reviewer_alone_has_nothing_to_be_compared_with():
    fit = rasch_facets(**columns(simulate_reviews(targets=40, reviewers=1, each=1, criteria=5, seed=1)))

    assert fit.severity.estimate == pytest.approx([0.0], abs=1e-9)
    assert fit.reliability.severity == 0.0
    assert fit.shrunken_severity.estimate == pytest.approx([0.0], abs=1e-9)


@pytest.fixture
def world():
    return simulate_reviews(targets=60, reviewers=6, criteria=5, seed=1)


def test_reviewer_with_top_scores_only_is_set_aside_and_changes_nothing(world):
    scores = np.where(world.reviewer == 2, 5, world.score)
    rest = world.reviewer != 2

    fit = rasch_facets(world.target, world.criterion, world.reviewer, scores)
    without = rasch_facets(**columns(world, rest))

    assert fit.set_aside.reviewers.tolist() == [2]
    assert fit.severity.names.tolist() == [0, 1, 3, 4, 5]
    assert np.array_equal(fit.level.estimate, without.level.estimate)
    assert fit.deviance == without.deviance


def test_targets_that_only_such_reviewers_saw_are_set_aside_too(world):
    alone = np.isin(world.reviewer, np.unique(world.reviewer[world.target == 7]))
    rows = np.flatnonzero((world.target != 7) | (world.reviewer == world.reviewer[world.target == 7][0]))
    extreme = world.reviewer[world.target == 7][0]
    scores = np.where(world.reviewer == extreme, 1, world.score)

    fit = rasch_facets(world.target[rows], world.criterion[rows], world.reviewer[rows], scores[rows])

    assert alone.any()
    assert fit.set_aside.targets.tolist() == [7]
    assert 7 not in fit.level.names


def test_criterion_that_everybody_meets_is_set_aside(world):
    scores = np.where(world.criterion == 4, 5, world.score)

    fit = rasch_facets(world.target, world.criterion, world.reviewer, scores)

    assert fit.set_aside.criteria.tolist() == [4]
    assert len(fit.difficulty) == 4


def test_pools_of_reviewers_are_refused_and_named(world):
    rows = (world.target < 30) == (world.reviewer < 3)

    with pytest.raises(DisconnectedError, match=r"2 pools: 0, 1, 2 \(3 reviewers, .* targets\); 3, 4, 5 "):
        rasch_facets(**columns(world, rows))


def test_a_single_shared_target_ties_two_pools(world):
    rows = ((world.target < 30) == (world.reviewer < 3)) | (world.target == 0)

    assert rasch_facets(**columns(world, rows)).connected


@pytest.mark.parametrize(
    ("split", "words"),
    [("reviewer", "every reviewer tied to every other by a criterion"), ("target", "every target tied")],
)
def test_pools_of_criteria_are_refused(world, split, words):
    half = world.reviewer < 3 if split == "reviewer" else world.target < 30
    rows = (world.criterion < 2) == half

    with pytest.raises(DisconnectedError, match=words):
        rasch_facets(**columns(world, rows))


def test_many_pools_are_not_all_listed():
    target, reviewer = np.arange(40) // 4, np.arange(40) // 4 * 2 + np.arange(40) % 2
    score = np.tile([1, 2, 2, 1], 10)

    with pytest.raises(DisconnectedError, match=r"10 pools: 0, 1 \(2 reviewers, 1 target\); .*; and 4 more"):
        rasch_facets(target, np.zeros(40, int), reviewer, score)


def test_large_pool_is_not_spelt_out():
    reviewer = np.repeat(np.arange(10), 2)
    criterion, score = np.tile([0, 1], 10), np.tile([1, 2, 2, 1], 5)

    with pytest.raises(DisconnectedError, match=r"0, 1, 2, 3, 4, 5 … \(8 reviewers, 1 target\); 8, 9 "):
        rasch_facets(reviewer // 8, criterion, reviewer, score)


def test_pools_are_numbered_in_the_order_of_reviewers():
    pools = reviewer_pools(target=["x", "y", "y", "z"], reviewer=["Cy", "Ada", "Bo", "Bo"])

    assert pools.count == 2
    assert pools.reviewers.tolist() == ["Ada", "Bo", "Cy"]
    assert pools.reviewer_pool.tolist() == [0, 0, 1]
    assert dict(zip(pools.targets.tolist(), pools.target_pool.tolist(), strict=True)) == {
        "x": 1,
        "y": 0,
        "z": 0,
    }


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        (lambda s: s + 0.5, InputError, "whole numbers"),
        (lambda s: np.where(s == 1, np.nan, s), InputError, "finite score"),
        (lambda s: np.where(s == 3, 4, s), InputError, "no judgement with score 3"),
        (lambda s: s * 0 + 2, TooFewError, "two judgements of one target"),
        (lambda s: s[:0], InputError, "values of score"),
    ],
)
def test_scores_that_no_model_fits_are_refused(world, change, error, words):
    with pytest.raises(error, match=words):
        rasch_facets(world.target, world.criterion, world.reviewer, change(world.score))


def test_unused_category_of_a_criterion_is_named(world):
    scores = np.where((world.criterion == 3) & (world.score == 5), 4, world.score)

    with pytest.raises(InputError, match=r"no judgement of criterion 3 with score 5.*rating_scale"):
        rasch_facets(world.target, world.criterion, world.reviewer, scores, model="partial_credit")


def test_model_that_does_not_exist_is_refused(world):
    with pytest.raises(InputError, match="graded"):
        rasch_facets(**columns(world), model="graded")


def test_no_judgements_are_refused():
    with pytest.raises(TooFewError, match="judgements"):
        rasch_facets([], [], [], np.array([]))


def test_one_judgement_of_each_target_is_refused(world):
    rows = np.unique(world.target, return_index=True)[1]

    with pytest.raises(TooFewError, match="60 of use"):
        rasch_facets(**columns(world, rows))


def test_targets_all_alike_are_refused():
    world = simulate_reviews(targets=50, reviewers=6, criteria=5, level_sd=0.0, seed=1)

    with pytest.raises(NoVariationError, match="do not rank"):
        rasch_facets(**columns(world))


def test_groups_that_never_contradict_each_other_are_refused():
    """The first reviewers always pass criteria of the second half, the last always fail the first half's."""
    target, criterion, reviewer = (axis.ravel() for axis in np.indices((30, 4, 4)))
    chance = np.random.default_rng(5).random(len(target))
    score = np.where((criterion < 2) == (reviewer < 2), chance < 0.5, reviewer < 2).astype(int)

    with pytest.raises(NotSolvedError, match=r"standard error of .* logits"):
        rasch_facets(target, criterion, reviewer, score)


def test_reviewers_who_cannot_be_told_from_their_criteria_have_no_single_maximum():
    world = simulate_reviews(targets=30, reviewers=2, each=2, criteria=2, categories=3, seed=2)
    rows = world.criterion == world.reviewer
    known = Judgements(*(getattr(world, name)[rows] - (name == "score") for name in COLUMNS), (30, 2, 2, 3))

    with pytest.raises(NotSolvedError, match="one highest point"):
        maximise(group(known, "rating_scale"))


@pytest.mark.parametrize(("limit", "words"), [("STEPS", "still climbing"), ("HALVINGS", "no.* 0 halvings")])
def test_search_that_runs_out_of_steps_says_so(limit, words, world, monkeypatch):
    monkeypatch.setattr(newton, limit, int(limit == "STEPS"))

    with pytest.raises(NotSolvedError, match=words):
        rasch_facets(**columns(world))


def test_step_too_long_is_halved(world):
    known = Judgements(*(getattr(world, name) - (name == "score") for name in COLUMNS), (60, 5, 6, 5))
    design = group(known, "rating_scale")
    layout, grid = layout_of(design), even_grid(61, 5.0)
    best = maximise(design)
    away = best.at.copy()
    away[layout.difficulty] += 0.1
    here = evaluate(design, layout, away, grid)

    there, found = newton._uphill(design, layout, away, here, 8.0 * (best.at - away), grid)

    assert found.value > here.value
    assert abs(there - away).max() < 0.5


def test_far_from_the_maximum_a_ridge_makes_steps_possible(world):
    known = Judgements(*(getattr(world, name) - (name == "score") for name in COLUMNS), (60, 5, 6, 5))
    design = group(known, "rating_scale")
    layout, grid = layout_of(design), even_grid(61, 5.0)
    at = np.full(layout.size, 3.0)

    here = evaluate(design, layout, at, grid)
    factor = newton._factor(information.observed_information(design, layout, here, grid).matrix, layout)

    assert factor.ridge > 0.0
    assert here.gradient @ linalg.cho_solve(factor.lower, here.gradient) > 0.0


def test_grid_grows_where_posteriors_are_narrow_or_far_out():
    narrow = rasch_facets(**columns(simulate_reviews(targets=10, reviewers=60, each=60, seed=1)))
    world = simulate_reviews(targets=400, reviewers=30, level_sd=0.2, seed=3)
    scores = np.where(world.target == 7, 1, world.score)
    far = rasch_facets(world.target, world.criterion, world.reviewer, scores)

    assert narrow.nodes > 61
    assert far.level.estimate[7] / np.sqrt(far.variance) < -4.0
    assert far.nodes > 61


def test_missing_criteria_and_repeated_judgements_count_as_they_are(world):
    rng = np.random.default_rng(4)
    rows = np.flatnonzero(rng.random(len(world.score)) < 0.6)
    rows = np.concatenate((rows, rows[:20]))
    known = Judgements(*(getattr(world, name)[rows] - (name == "score") for name in COLUMNS), (60, 5, 6, 5))

    design = group(known, "rating_scale")

    here = design.judgements
    expected = np.zeros((60, len(design.cell_score)))
    np.add.at(expected, (here.target, design.cell), 1.0)
    assert np.array_equal((design.seated @ design.rounds).toarray(), expected)
    by_criterion = np.zeros((60 * 5, len(design.cell_score)))
    np.add.at(by_criterion, (here.target * 5 + here.criterion, design.cell), 1.0)
    assert np.array_equal(design.marks.toarray(), by_criterion)


def test_large_codes_are_sorted_instead_of_tabled():
    target = np.repeat(np.arange(3_000), 2)
    reviewer = np.repeat(np.arange(3_000), 2) % 1_000
    score = np.tile([0, 1], 3_000)

    design = group(
        Judgements(target, np.zeros(6_000, int), reviewer, score, (3_000, 1, 1_000, 2)), "rating_scale"
    )

    assert len(design.seat_target) == 3_000
    assert np.array_equal(design.seat_target, np.arange(3_000))


@pytest.mark.parametrize(("rows", "seats"), [(1, 1), (1, 3), (2, 3)])
def test_simulated_reviewers_sit_once_with_a_target(rows, seats):
    world = simulate_reviews(targets=20, reviewers=7, criteria=rows, each=seats, seed=4)

    pairs = world.target * 7 + world.reviewer
    assert (np.bincount(pairs)[np.unique(pairs)] == rows).all()


def test_simulation_refuses_more_seats_than_reviewers():
    with pytest.raises(TooFewError, match="ring"):
        simulate_reviews(targets=5, reviewers=10, ring=1, favoured=2, seed=0)


@pytest.mark.parametrize("model", ["rating_scale", "partial_credit"])
def test_guide_is_nearly_the_information_where_judgements_are_many(model):
    world = simulate_reviews(targets=120, reviewers=12, criteria=8, each=6, categories=4, seed=3)
    design = group(read(*columns(world).values(), model).judgements, model)
    best = maximise(design)
    level = best.at[-1] * (best.marginal.posterior @ best.grid.nodes)

    nearly = joint_information(design, best.layout, best.at, level)

    null, _ = best.layout.null()
    exact = best.information.matrix
    assert np.allclose(nearly @ null.T, 0.0, atol=1e-9 * np.trace(nearly))
    assert np.abs(nearly - exact)[:-1, :-1].max() < 0.01 * exact[:-1, :-1].max()
    assert nearly[-1, -1] == pytest.approx(exact[-1, -1], rel=0.05)
