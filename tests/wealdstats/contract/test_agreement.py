"""What must not matter to agreement does not: order, names, units, seeds; inputs stay as they were."""

from dataclasses import fields

import numpy as np
import pytest

from wealdstats.agreement import bradley_terry, cosiness, g_study, halo, icc, krippendorff_alpha
from wealdstats.inference import Interval
from wealdstats.simulate import ProgrammeWorld, simulate_programme

SCORES = np.random.default_rng(7).normal(size=(25, 4)) + np.linspace(-1.0, 1.0, 25)[:, None]
MARKS = np.clip(np.round(SCORES.T + 3.0), 1, 5)
TARGET, JUDGE = np.indices(SCORES.shape).reshape(2, -1)
PROGRAMME = simulate_programme(ProgrammeWorld(schools=40, criteria=4, cosy_pairs=1), seed=5)
METRICS = ("nominal", "ordinal", "interval", "ratio")


def compared(rng):
    pairs = np.array([rng.choice(8, 2, replace=False) for _ in range(200)])
    first = rng.random(200) < 1.0 / (1.0 + np.exp((pairs[:, 0] - pairs[:, 1]) / 4.0))
    return rng.integers(0, 6, 200), np.where(first, *pairs.T), np.where(first, *pairs.T[::-1])


def ask_study(order=slice(None), rename=lambda codes: codes, factor=1.0, add=0.0):
    facets = {"school": rename(TARGET[order]), "reviewer": rename(JUDGE[order])}
    return g_study(SCORES.ravel()[order] * factor + add, facets, target="school")


def ask_cosiness(order=slice(None), rename=lambda names: names, factor=1.0, add=0.0, seed=0, score=None):
    r = PROGRAMME
    score = (r.score if score is None else score)[order] * factor + add
    who, whom = rename(r.reviewer[order]), rename(r.target[order])
    return cosiness(who, whom, score, criterion=r.criterion[order], draws=50, seed=seed)


def ask_halo(order=slice(None), rename=lambda names: names, factor=1.0, add=0.0, seed=0):
    r, score = PROGRAMME, PROGRAMME.score[order] * factor + add
    who, whom = rename(r.reviewer[order]), rename(r.target[order])
    return halo(who, whom, r.criterion[order], score, draws=50, seed=seed)


def text(codes):
    return np.array([f"number {code}" for code in codes])


def prefixed(names):
    return np.char.add("school ", names)


def numbers(result):
    for field in fields(result):
        value = getattr(result, field.name)
        if isinstance(value, float | np.ndarray) and np.asarray(value).dtype.kind in "fi":
            yield np.asarray(value, float)


SHUFFLED = np.random.default_rng(8).permutation(SCORES.size)
MIXED = np.random.default_rng(9).permutation(len(PROGRAMME.score))


def test_order_of_targets_and_judges_does_not_matter_to_icc():
    whole, mixed = icc(SCORES), icc(SCORES[::-1, ::-1])

    assert np.ravel([*numbers(mixed)]) == pytest.approx(np.ravel([*numbers(whole)]))


def test_unit_of_the_score_does_not_matter_to_icc():
    assert icc(SCORES * -7.0 + 1e4).icc2 == pytest.approx(icc(SCORES).icc2, rel=1e-9)


@pytest.mark.parametrize("metric", METRICS)
def test_alpha_ignores_order_and_what_rates_nothing(metric):
    padded = np.vstack([MARKS[::-1, ::-1], np.full(25, np.nan)])

    whole, changed = krippendorff_alpha(MARKS, metric), krippendorff_alpha(padded, metric)

    assert changed.alpha == pytest.approx(whole.alpha, rel=1e-12)


@pytest.mark.parametrize(
    ("metric", "change"),
    [
        ("nominal", lambda marks: (7.0 * marks) % 11.0),
        ("ordinal", np.exp),
        ("interval", lambda marks: 100.0 - 3.0 * marks),
        ("ratio", lambda marks: 9.0 * marks),
    ],
)
def test_alpha_keeps_what_its_scale_allows(metric, change):
    first, other = (
        krippendorff_alpha(MARKS, metric),
        krippendorff_alpha(change(MARKS), metric),
    )

    assert other.alpha == pytest.approx(first.alpha, rel=1e-9)
    ends = [(found.interval.lower, found.interval.upper) for found in (first, other)]
    assert ends[1] == pytest.approx(ends[0], rel=1e-9)


@pytest.mark.parametrize("change", [{"order": SHUFFLED}, {"rename": text}, {"add": 1e3}])
def test_components_ignore_order_names_and_level(change):
    assert ask_study(**change).variance == pytest.approx(ask_study().variance, rel=1e-5)


def test_components_scale_with_the_square_of_the_score():
    assert ask_study(factor=10.0).se == pytest.approx(100.0 * ask_study().se, rel=1e-5)


@pytest.mark.parametrize("ask", [ask_cosiness, ask_halo])
@pytest.mark.parametrize("change", [{"rename": prefixed}, {"add": 50.0}, {"order": MIXED}])
def test_judgements_of_reviewers_ignore_order_names_and_level(ask, change):
    first, other = ask(), ask(**change)

    main = [found.halo if ask is ask_halo else [pair.z for pair in found.pairs] for found in (first, other)]
    assert main[1] == pytest.approx(main[0], rel=1e-4, abs=1e-6)


def test_severity_of_a_reviewer_is_neither_leniency_nor_halo():
    harsh = PROGRAMME.reviewer == PROGRAMME.schools[20]
    score = np.where(harsh, PROGRAMME.score - 5.0, PROGRAMME.score)

    found = ask_cosiness(score=score)

    assert all(PROGRAMME.schools[20] not in (pair.first, pair.second) for pair in found.named)


def test_strengths_ignore_order_and_names_and_repeat_themselves():
    judge, winner, loser = compared(np.random.default_rng(10))
    first = bradley_terry(judge, winner, loser)

    mixed = bradley_terry(judge[::-1], winner[::-1], loser[::-1])
    turned = bradley_terry(judge, loser, winner)
    doubled = bradley_terry(*(np.tile(column, 2) for column in (judge, winner, loser)))

    assert mixed.strength == pytest.approx(first.strength, abs=1e-7)
    assert turned.strength == pytest.approx(-first.strength, abs=1e-7)
    assert doubled.se == pytest.approx(first.se / np.sqrt(2.0), rel=1e-6)
    assert first.judge_count.sum() == 200


@pytest.mark.parametrize(
    "ask",
    [
        lambda seed: ask_cosiness(seed=seed),
        lambda seed: ask_halo(seed=seed),
        lambda seed: bradley_terry(*compared(np.random.default_rng(11)), seed=seed),
    ],
)
def test_same_seed_has_the_same_answer_and_another_keeps_the_estimate(ask):
    first, again, other = (list(numbers(ask(seed))) for seed in (3, 3, 4))

    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert np.array_equal(first[0], other[0])


def test_what_is_given_is_left_as_it_was():
    given = {key: getattr(PROGRAMME, key).copy() for key in ("reviewer", "target", "criterion", "score")}
    marks = MARKS.copy()

    ask_cosiness()
    ask_halo()
    krippendorff_alpha(MARKS, "ratio")

    assert np.array_equal(marks, MARKS)
    assert all(np.array_equal(value, getattr(PROGRAMME, key)) for key, value in given.items())


def test_intervals_hold_their_estimate():
    found = icc(SCORES)
    for name in ("icc1", "icc2", "icc3", "icc1k", "icc2k", "icc3k"):
        interval = getattr(found.intervals, name)
        assert isinstance(interval, Interval)
        assert interval.lower < getattr(found, name) < interval.upper
