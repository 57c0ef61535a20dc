"""Agreement by hand: published small examples, closed forms, and what each method refuses."""

import numpy as np
import pytest

from wealdstats.agreement import (
    bradley_terry,
    cosiness,
    d_study,
    g_study,
    halo,
    icc,
    krippendorff_alpha,
)
from wealdstats.agreement.fill import most_numbers
from wealdstats.agreement.reml import _design, _factorise, reml
from wealdstats.errors import InputError, NotSolvedError, NoVariationError, TooFewError
from wealdstats.labels import coded, finite_column
from wealdstats.simulate import ProgrammeWorld, simulate_programme

NAN = np.nan
SIX_BY_FOUR = np.array(
    [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7.0]]
)
ROWS, COLUMNS = np.indices((6, 4)).reshape(2, -1)
CROSSED = {"school": ROWS, "reviewer": COLUMNS}


def study(**changes):
    return g_study(SIX_BY_FOUR.ravel(), CROSSED, **({"target": "school"} | changes))


def test_icc_of_one_score_is_shrout_and_fleiss_table():
    found = icc(SIX_BY_FOUR)

    one = [round(value, 2) for value in (found.icc1, found.icc2, found.icc3)]
    mean = [round(value, 2) for value in (found.icc1k, found.icc2k, found.icc3k)]
    assert (one, mean) == ([0.17, 0.29, 0.71], [0.44, 0.62, 0.91])


def test_icc_mean_squares_by_hand():
    found = icc(np.array([[1.0, 3.0], [5.0, 5.0]]))

    squares = [found.ms_targets, found.ms_judges, found.ms_error, found.ms_within]
    assert squares == pytest.approx([9.0, 1.0, 1.0, 1.0])
    assert found.icc3 == pytest.approx(0.8)


def test_icc_of_judges_who_agree_is_one_with_its_interval():
    found = icc(np.array([[1.0, 1.0], [2.0, 2.0], [4.0, 4.0]]))

    assert (found.icc1, found.icc2, found.icc3k) == pytest.approx((1.0, 1.0, 1.0))
    assert found.intervals.icc2.lower == pytest.approx(1.0)


def test_icc_refuses_holes_or_counts_who_it_leaves_out():
    holed = np.vstack([SIX_BY_FOUR, [NAN, 1.0, 2.0, 3.0]])

    dropped = icc(holed, missing="drop")

    assert (dropped.left_out, dropped.icc2) == (1, icc(SIX_BY_FOUR).icc2)
    with pytest.raises(InputError, match="1 targets with a missing score"):
        icc(holed)


@pytest.mark.parametrize(
    ("scores", "options", "error"),
    [
        (np.zeros(3), {}, InputError),
        (np.array([[1.0, np.inf], [1.0, 2.0]]), {}, InputError),
        (SIX_BY_FOUR, {"missing": "fill"}, InputError),
        (SIX_BY_FOUR, {"level": 1.0}, InputError),
        (SIX_BY_FOUR[:1], {}, TooFewError),
        (np.array([[1.0, 2.0], [2.0, 1.0]]), {}, NoVariationError),
        (np.full((3, 3), 4.0), {}, NoVariationError),
    ],
)
def test_icc_refuses(scores, options, error):
    with pytest.raises(error):
        icc(scores, **options)


@pytest.mark.parametrize(
    ("metric", "expected"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_alpha_is_krippendorffs_published_example(metric, expected):
    four_observers = [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, NAN, NAN, NAN],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NAN, 3],
        [NAN, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NAN],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NAN],
    ]

    found = krippendorff_alpha(np.array(four_observers), metric)

    assert round(found.alpha, 3) == expected
    assert (found.n_units, found.left_out, found.n_ratings) == (11, 1, 40)


def test_alpha_by_hand():
    found = krippendorff_alpha(np.array([[1, 1, 2.0], [1, 2, 2.0]]))

    # observed 2 / 6, expected 2 · 3 · 3 / (6 · 5)
    assert found.alpha == pytest.approx(1.0 - (2 / 6) / (18 / 30))


def test_alpha_of_two_zeros_on_a_ratio_scale_is_no_disagreement():
    assert krippendorff_alpha(np.array([[0, 1, 2.0], [0, 1, 2.0]]), "ratio").alpha == 1.0


@pytest.mark.parametrize(
    ("ratings", "reason"),
    [
        ([[1, 2, 3.0, 3.0], [1, 2, 3.0, 3.0]], "nobody disagrees"),
        ([[1, 1, 1, 2.0], [1, 1, 1, 1.0]], "without one unit only one value is left"),
    ],
)
def test_alpha_has_no_interval_where_units_cannot_say_how_far_it_is_known(ratings, reason):
    found = krippendorff_alpha(np.array(ratings))

    assert found.interval is None, reason
    assert np.isnan(found.se)


@pytest.mark.parametrize(("metric", "within"), [("nominal", 1e-12), ("interval", 1e-12), ("ratio", 1e-12)])
def test_alphas_error_is_that_of_leaving_out_each_unit(metric, within):
    rng = np.random.default_rng(3)
    ratings = np.clip(rng.integers(0, 5, 30) + rng.integers(-1, 2, (4, 30)), 0, 4).astype(float)
    ratings[rng.random(ratings.shape) < 0.15] = NAN
    assert ((~np.isnan(ratings)).sum(axis=0) > 1).all()

    left = np.array([krippendorff_alpha(np.delete(ratings, unit, 1), metric).alpha for unit in range(30)])

    expected = np.sqrt(29 / 30 * ((left - left.mean()) ** 2).sum())
    assert krippendorff_alpha(ratings, metric).se == pytest.approx(expected, rel=within)


def test_alphas_error_on_an_ordinal_scale_is_that_to_first_order():
    rng = np.random.default_rng(4)
    ratings = np.exp(rng.normal(size=80) + 0.6 * rng.normal(size=(3, 80)))

    left = np.array([krippendorff_alpha(np.delete(ratings, unit, 1), "ordinal").alpha for unit in range(80)])

    expected = np.sqrt(79 / 80 * ((left - left.mean()) ** 2).sum())
    assert krippendorff_alpha(ratings, "ordinal").se == pytest.approx(expected, rel=0.04)


@pytest.mark.parametrize(
    ("ratings", "options", "error"),
    [
        (np.zeros(3), {}, InputError),
        (np.array([[1.0, np.inf], [1.0, 2.0]]), {}, InputError),
        (SIX_BY_FOUR, {"metric": "cyclic"}, InputError),
        (-SIX_BY_FOUR, {"metric": "ratio"}, InputError),
        (SIX_BY_FOUR, {"level": 1.0}, InputError),
        (np.array([[1.0, NAN], [1.0, 2.0]]), {}, TooFewError),
        (np.ones((2, 3)), {}, NoVariationError),
    ],
)
def test_alpha_refuses(ratings, options, error):
    with pytest.raises(error):
        krippendorff_alpha(ratings, **options)


def test_balanced_components_are_those_of_the_analysis_of_variance():
    found, table = study(), icc(SIX_BY_FOUR)

    by_hand = [
        (table.ms_targets - table.ms_error) / 4,
        (table.ms_judges - table.ms_error) / 6,
        table.ms_error,
    ]
    assert found.terms == ("school", "reviewer", "residual")
    assert found.variance == pytest.approx(by_hand, rel=1e-7)
    # Var(MS) = 2 MS² / df, by which the components' variances follow.
    squares = [
        2 * ms**2 / df for ms, df in ((table.ms_targets, 5), (table.ms_judges, 3), (table.ms_error, 15))
    ]
    expected = [(squares[0] + squares[2]) / 16, (squares[1] + squares[2]) / 36, squares[2]]
    assert found.se**2 == pytest.approx(expected, rel=1e-3)


def test_nested_reviewers_are_one_component_with_their_schools():
    reviewer = ROWS * 4 + COLUMNS
    twice = np.repeat(SIX_BY_FOUR.ravel(), 2) + np.tile([0.0, 0.5], 24)
    facets = {"school": np.repeat(ROWS, 2), "reviewer": np.repeat(reviewer, 2)}

    assert g_study(twice, facets, target="school").terms == ("school", "school:reviewer", "residual")


def test_component_that_is_not_there_is_zero_not_negative():
    score = np.array([1.0, 9.0, 2.0, 8.0, 9.0, 1.0])

    found = reml(score, (np.array([0, 0, 1, 1, 2, 2]),))

    assert found.variance[0] == 0.0
    assert found.variance[1] == pytest.approx(score.var(ddof=1))


def test_terms_that_cannot_be_told_apart_are_refused():
    school = np.array([0, 0, 1, 1, 2, 2])
    with pytest.raises(InputError, match="split the rows alike"):
        g_study(
            np.arange(6.0) ** 2,
            {"school": school, "town": school + 5},
            target="school",
            terms=[["school"], ["town"]],
        )


def test_dependability_is_icc_and_its_step_up():
    table, found = icc(SIX_BY_FOUR), d_study(study(), "reviewer", numbers=[1, 4])

    assert found.absolute == pytest.approx([table.icc2, table.icc2k])
    assert found.relative == pytest.approx([table.icc3, table.icc3k])
    assert (found.lower < found.absolute).all()
    assert (found.absolute < found.upper).all()


def test_number_needed_is_the_first_that_reaches_what_is_wanted():
    found = d_study(study(), "reviewer", numbers=range(1, 30))

    assert found.needed == found.numbers[found.absolute >= 0.8][0]
    assert found.needed_relative == found.numbers[found.relative >= 0.8][0]
    assert found.ceiling == 1.0


def test_no_number_of_reviewers_makes_up_for_too_few_criteria():
    rng = np.random.default_rng(5)
    school, reviewer, criterion = np.indices((15, 4, 5)).reshape(3, -1)
    score = (
        rng.normal(size=15)[school] + 2.0 * rng.normal(size=(15, 5))[school, criterion] + rng.normal(size=300)
    )
    facets = {"school": school, "reviewer": reviewer, "criterion": criterion}
    terms = [["school"], ["reviewer"], ["school", "criterion"]]
    found = g_study(score, facets, target="school", terms=terms)

    sampled = d_study(found, "reviewer", held={"criterion": 1})
    fixed = d_study(found, "reviewer", held={"criterion": 1}, fixed=["criterion"])

    assert sampled.needed is None
    assert sampled.ceiling < 0.8
    assert fixed.needed is not None
    own = d_study(found, "reviewer", own=["reviewer"])
    assert own.relative == pytest.approx(own.absolute)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"target": "pupil"}, InputError),
        ({"terms": [["pupil"]]}, InputError),
        ({"terms": [["school", "reviewer"]]}, TooFewError),
    ],
)
def test_g_study_refuses(changes, error):
    with pytest.raises(error):
        study(**changes)


def test_g_study_refuses_too_few_rows_and_equal_scores():
    with pytest.raises(TooFewError, match="more judgements"):
        g_study(np.arange(3.0), {"a": [0, 0, 1], "b": [0, 1, 1]}, target="a")
    with pytest.raises(NoVariationError):
        g_study(np.ones(24), CROSSED, target="school")


@pytest.mark.parametrize(
    "options",
    [
        {"facet": "school"},
        {"facet": "reviewer", "fixed": ["reviewer"]},
        {"facet": "reviewer", "numbers": [0]},
        {"facet": "reviewer", "numbers": []},
        {"facet": "reviewer", "wanted": 1.0},
    ],
)
def test_d_study_refuses(options):
    with pytest.raises(InputError):
        d_study(study(), **options)


def test_d_study_refuses_targets_that_do_not_differ():
    score = np.array([1.0, 9.0, 2.0, 8.0, 9.0, 1.0])
    same = g_study(score, {"school": [0, 0, 1, 1, 2, 2]}, target="school")
    reviewed = g_study(
        np.append(score, score[::-1]),
        {"school": np.repeat([0, 1], 6), "reviewer": np.tile(np.arange(6), 2)},
        target="school",
    )

    assert same.variance[0] == 0.0
    with pytest.raises(NoVariationError):
        d_study(reviewed, "reviewer")


def test_strengths_of_two_items_are_half_the_log_odds():
    found = bradley_terry(["j"] * 4, ["a", "a", "a", "b"], ["b", "b", "b", "a"])

    assert found.strength == pytest.approx([np.log(3.0) / 2, -np.log(3.0) / 2])
    # information of the difference: 4 · ¾ · ¼; each strength is half of it
    assert found.se == pytest.approx(np.full(2, np.sqrt(4 / 3) / 2))
    assert found.split_half is None
    assert found.judge_misfit == pytest.approx([1.0])


def test_baseball_of_1987_is_agrestis_table():
    wins = np.array(
        [
            [0, 7, 9, 7, 7, 9, 11],
            [6, 0, 7, 5, 11, 9, 9],
            [4, 6, 0, 7, 7, 8, 12],
            [6, 8, 6, 0, 6, 7, 10],
            [6, 2, 6, 7, 0, 7, 12],
            [4, 4, 5, 6, 6, 0, 6],
            [2, 4, 1, 3, 1, 7, 0],
        ]
    )
    winner, loser = (np.repeat(side.ravel(), wins.ravel()) for side in np.indices((7, 7)))

    found = bradley_terry(np.zeros(wins.sum()), winner, loser)

    above_the_last = found.strength - found.strength[-1]
    assert above_the_last.round(2).tolist() == [1.58, 1.44, 1.29, 1.25, 1.11, 0.68, 0.0]


def test_tie_is_half_a_win_for_either():
    tied = np.array([False, False, True])

    found = bradley_terry(["j"] * 3, ["a", "a", "b"], ["b", "b", "a"], tied=tied)

    assert np.diff(found.strength)[0] == pytest.approx(np.log(0.5 / 2.5))


def test_separated_items_are_refused_or_held_by_a_penalty():
    rows = ["j"] * 3, ["a", "b", "a"], ["b", "c", "c"]
    with pytest.raises(TooFewError, match="penalty"):
        bradley_terry(*rows)

    found = bradley_terry(*rows, penalty=0.1)

    assert found.strength.tolist() == sorted(found.strength, reverse=True)
    assert found.reliability < 1.0


def test_items_that_never_met_are_refused_even_with_a_penalty():
    with pytest.raises(TooFewError, match="2 parts that never met"):
        bradley_terry(["j"] * 2, ["a", "c"], ["b", "d"], penalty=1.0)


@pytest.mark.parametrize(
    ("rows", "options", "error"),
    [
        (([], [], []), {}, InputError),
        ((["j"], ["a"], ["a"]), {}, InputError),
        ((["j"], ["a", "b"], ["b", "a"]), {}, InputError),
        ((["j"] * 2, ["a", "b"], ["b", "a"]), {"tied": np.array([0, 1])}, InputError),
        ((["j"] * 2, ["a", "b"], ["b", "a"]), {"penalty": -1.0}, InputError),
        ((["j"] * 2, ["a", "b"], ["b", "a"]), {}, NoVariationError),
    ],
)
def test_bradley_terry_refuses(rows, options, error):
    with pytest.raises(error):
        bradley_terry(*rows, **options)


def test_bradley_terry_says_when_it_does_not_arrive(monkeypatch):
    monkeypatch.setattr("wealdstats.agreement.comparative.STEPS", 1)
    with pytest.raises(NotSolvedError):
        bradley_terry(["j"] * 3, ["a", "a", "b"], ["b", "b", "a"])


def test_scores_that_the_terms_determine_leave_no_residual_and_are_refused():
    facets = {"school": ROWS, "reviewer": COLUMNS}
    with pytest.raises(NotSolvedError, match="residual"):
        g_study(ROWS**2 + 3.0 * COLUMNS, facets, target="school")


def test_halves_that_cannot_be_fitted_or_do_not_differ_are_not_counted():
    never_met = bradley_terry(
        ["j"] * 2 + ["k"] * 2, ["a", "b", "a", "c"], ["b", "a", "c", "a"], tied=np.array([1, 0, 0, 0], bool)
    )
    undecided = bradley_terry(["j", "j", "k", "k", "k"], ["a", "b", "a", "a", "b"], ["b", "a", "b", "b", "a"])

    assert (never_met.split_half, never_met.splits) == (None, 0)
    assert (undecided.split_half, undecided.splits) == (None, 0)


@pytest.mark.parametrize("limit", ["STEPS", "HALVINGS"])
def test_components_say_when_they_do_not_arrive(monkeypatch, limit):
    monkeypatch.setattr(f"wealdstats.agreement.reml.{limit}", 0)
    with pytest.raises(NotSolvedError):
        study()


@pytest.mark.parametrize("labels", [[["a"]], ["a", None], [1.0, NAN], ["a", "b", "c"]])
def test_labels_that_are_missing_or_do_not_fit_are_refused(labels):
    with pytest.raises(InputError):
        coded(np.array(labels), "reviewer", 2)


def test_labels_of_mixed_kinds_are_their_texts_and_counted():
    found = coded(np.array(["b", 1, "b"], dtype=object), "reviewer")

    assert (found.names.tolist(), found.counts.tolist()) == (["1", "b"], [1, 2])
    with pytest.raises(InputError):
        coded(np.array(["a", None], dtype=object), "reviewer")


@pytest.mark.parametrize("values", [[1.0], [1.0, NAN]])
def test_columns_that_do_not_fit_are_refused(values):
    with pytest.raises(InputError):
        finite_column(np.array(values), "score", 2)


def programme(**changes):
    return simulate_programme(ProgrammeWorld(**({"schools": 40, "criteria": 4} | changes)), seed=4)


def asked(r, **changes):
    return cosiness(r.reviewer, r.target, changes.pop("score", r.score), **({"draws": 40} | changes))


def test_leniency_is_what_a_cosy_pair_adds():
    world = ProgrammeWorld(schools=40, cosy_pairs=1, mutual_pairs=0, leniency=100.0)
    r = simulate_programme(world, seed=4)

    (pair,) = asked(r, criterion=r.criterion).pairs

    assert pair.leniency == pytest.approx(100.0, abs=2.0)
    assert (pair.reviews, pair.named, r.cosy) == (2, True, ((pair.first, pair.second),))


def test_declared_tie_is_judged_though_it_is_one_way():
    r = programme(mutual_pairs=0)
    tie = (r.reviewer[0], r.target[0])

    found = asked(r, ties=[tie, ("somebody", "else")])

    assert (found.mutual, found.tied) == (0, 1)
    assert {found.pairs[0].first, found.pairs[0].second} == set(tie)


def test_missing_even_better_if_is_counted_by_review():
    r = programme(cosy_pairs=2, improves=(1.0, 0.0))

    found = asked(r, even_better_if=r.even_better_if).even_better_if

    assert (found.tied_missing, found.other_missing) == (4 / 12, 0.0)
    assert found.p_value < 0.05


@pytest.mark.parametrize("known", ["none of the tied", "only the tied"])
def test_even_better_if_known_of_one_kind_says_nothing(known):
    r = programme()
    answered = np.array([tuple(sorted(pair)) in r.honest for pair in zip(r.reviewer, r.target, strict=True)])
    unknown = answered if known == "none of the tied" else ~answered

    assert asked(r, even_better_if=np.where(unknown, NAN, 1.0)).even_better_if is None


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"draws": 5}, InputError),
        ({"false_alarms": 0.0}, InputError),
        ({"even_better_if": np.full(960, 2.0)}, InputError),
        ({"home": np.arange(960)}, InputError),
        ({"score": np.full(960, NAN)}, InputError),
    ],
)
def test_cosiness_refuses(changes, error):
    with pytest.raises(error):
        asked(programme(), **changes)


def test_cosiness_refuses_what_leaves_nobody_to_compare_with():
    r = programme(mutual_pairs=0)
    everybody = list(zip(r.reviewer, r.target, strict=True))

    with pytest.raises(TooFewError, match="a tied review"):
        asked(r)
    with pytest.raises(TooFewError, match="two for each tied one"):
        asked(r, ties=everybody)
    with pytest.raises(InputError, match="reviewing itself"):
        asked(r, home=r.target)
    pairs = np.arange(60)
    with pytest.raises(TooFewError, match="meet"):
        cosiness(pairs, pairs + 100, pairs * 1.0, ties=[(0, 100)], draws=40)


def test_halo_of_who_gives_one_mark_throughout_is_one():
    r = programme(criteria=8, profile_sd=1.0, noise_sd=0.2)
    flat = r.reviewer == r.schools[7]
    score = np.where(flat, 3.0, r.score)

    found = halo(r.reviewer, r.target, r.criterion, score, draws=100)

    seven = found.reviewers.tolist().index(r.schools[7])
    assert found.halo[seven] == pytest.approx(1.0, abs=0.15)
    assert found.flagged[seven]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda r: {"draws": 5}, InputError),
        (lambda r: {"target": r.target[1:]}, InputError),
        (lambda r: {"criterion": r.criterion[1:]}, InputError),
        (lambda r: {"criterion": np.where(r.criterion > "C01", "C01", r.criterion)}, TooFewError),
        (lambda r: {"criterion": np.where(r.criterion == "C00", "C01", r.criterion)}, InputError),
        (lambda r: {"target": r.reviewer}, InputError),
        (lambda r: {"target": np.char.add(r.target, r.reviewer)}, TooFewError),
        (lambda r: {"score": np.ones(len(r.score))}, NoVariationError),
    ],
)
def test_halo_refuses(change, error):
    r = programme()
    columns = {key: getattr(r, key) for key in ("reviewer", "target", "criterion", "score")}
    with pytest.raises(error):
        halo(**(columns | change(r)))


def test_programme_that_cannot_be_planted_is_refused():
    with pytest.raises(InputError):
        simulate_programme(ProgrammeWorld(schools=10), seed=0)


def test_programme_of_categories_has_whole_marks():
    assert set(np.unique(programme(categories=4).score)) <= {1.0, 2.0, 3.0, 4.0}


def crossings(schools, seed=0):
    rng = np.random.default_rng(seed)
    school = np.repeat(np.arange(schools), 36)
    chosen = [rng.choice(max(6, schools // 4), 3, replace=False) for _ in range(schools)]
    reviewer = np.repeat(np.concatenate(chosen), 12)
    return {"school": school, "reviewer": reviewer, "criterion": np.tile(np.arange(12), 3 * schools)}


def test_numbers_of_a_factorisation_are_never_more_than_said_before():
    columns = crossings(20)
    pairs = [columns["school"] * 6 + columns["reviewer"], columns["school"] * 12 + columns["criterion"]]
    shaken = np.random.default_rng(1).integers(0, 40, (3, 300))
    for terms in [
        (columns["school"],),
        (columns["school"], columns["reviewer"]),
        (*columns.values(), *(np.unique(pair, return_inverse=True)[1] for pair in pairs)),
        tuple(np.unique(row, return_inverse=True)[1] for row in shaken),
    ]:
        y = np.random.default_rng(2).normal(size=len(terms[0]))
        design = _design(y, terms)

        factor = _factorise(design.cross, np.ones(len(design.term_of)), "NATURAL")

        assert factor.L.nnz <= most_numbers(terms)


@pytest.mark.parametrize("most_pairs", [50_000_000, 1_000])
def test_crossings_too_large_to_factorise_are_refused_before_they_begin(most_pairs, monkeypatch):
    monkeypatch.setattr("wealdstats.agreement.fill.MOST_PAIRS", most_pairs)
    monkeypatch.setattr("wealdstats.agreement.fill.MOST_NUMBERS", 50_000)
    columns = crossings(60)
    score = np.random.default_rng(3).normal(size=len(columns["school"]))

    with pytest.raises(InputError, match="fewer with `terms`"):
        g_study(score, columns, target="school")
