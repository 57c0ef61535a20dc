"""Halo: whether a reviewer's overall impression of a school flattens what they say of its parts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from wealdstats.errors import InputError, NoVariationError, TooFewError
from wealdstats.labels import Coded, Labels, Names, coded, finite_column
from wealdstats.types import BoolArray, FloatArray, IntArray, Result

LEAST_DRAWS = 20
LEAST_CRITERIA = 3
ROUNDING = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Halo(Result):
    """How flat each reviewer's profiles are, beside others' of the same targets.

    Parameters
    ----------
    reviewers : ndarray (m,)
        Those with a review of a target that somebody else reviewed too.
    halo : ndarray (m,)
        0: sees a target's strengths and weaknesses as sharply as others do; 1: not at all. Not bounded: noise
        carries it below 0 and above 1.
    se : ndarray (m,)
        Its spread under chance.
    spread : ndarray (m,)
        Spread of their criteria within a review, as a multiple of others' in the same targets.
    p_value : ndarray (m,)
        Chance that any reviewer of a programme without halo looks at least so flat.
    flagged : ndarray of bool (m,)
        Whether that is at most the false-alarm rate.
    reviews : ndarray of int (m,)
        Reviews it rests on.
    agreement : float
        Mean product of two reviewers' profiles of one target, in squared units of the score: what there is to
        be seen.
    false_alarms : float
        Chance of flagging anybody in a programme without halo.
    draws, seed : int
        Permutations and their seed.

    Notes
    -----
    Source: docs/methods/halo.md.

    Examples
    --------
    >>> from wealdstats.simulate import ProgrammeWorld, simulate_programme
    >>> r = simulate_programme(ProgrammeWorld(schools=30), seed=1)
    >>> int(halo(r.reviewer, r.target, r.criterion, r.score, draws=100).flagged.sum())
    0
    """

    reviewers: Names
    halo: FloatArray
    se: FloatArray
    spread: FloatArray
    p_value: FloatArray
    flagged: BoolArray
    reviews: IntArray
    agreement: float
    false_alarms: float
    draws: int
    seed: int


@dataclass(frozen=True, slots=True)
class _Profiles:
    """Of each comparable review: how flat it is, how far it follows the others, and both for the others."""

    reviewer: Coded
    target: Coded
    spread: FloatArray
    spread_others: FloatArray
    following: FloatArray
    following_others: FloatArray


def halo(
    reviewer: Labels,
    target: Labels,
    criterion: Labels,
    score: FloatArray,
    *,
    false_alarms: float = 0.05,
    draws: int = 1000,
    seed: int = 0,
) -> Halo:
    """Ask which reviewers let one impression colour every criterion.

    Parameters
    ----------
    reviewer, target, criterion : sequence of str or int (n,)
        Who judged whom by what; one judgement a row, each combination once.
    score : ndarray (n,)
        In any unit; finite. Reviews that lack a criterion are left out, as profiles of different criteria
        cannot be compared.
    false_alarms : float
        Chance, between 0 and 1, of flagging anybody in a programme without halo.
    draws : int
        Permutations, at least ``1 / false_alarms``.
    seed : int
        Their seed.

    Returns
    -------
    Halo
        Halo, spread and flags by reviewer.

    Raises
    ------
    InputError
        With columns of different lengths, a judgement given twice, or settings out of range.
    TooFewError
        With fewer than three criteria, or when no target has two complete reviews.
    NoVariationError
        When reviewers share no view of any target's strengths: then nobody can be seen to miss them.

    Notes
    -----
    Source: this project, after Thorndike (1920), Journal of Applied Psychology 4(1). A reviewer's profile is
    centred, so severity does not matter. Halo is how much less than others they follow the profile the rest
    see; noise does not move it. Who is merely precise has a small spread but follows; who is careless
    does not follow but has a large spread: only both together are flagged. It assumes that reviewers come to
    targets without regard to how flat these are.

    Examples
    --------
    >>> from wealdstats.simulate import ProgrammeWorld, simulate_programme
    >>> r = simulate_programme(ProgrammeWorld(schools=60, halo_share=0.1, halo=0.9), seed=3)
    >>> found = halo(r.reviewer, r.target, r.criterion, r.score, draws=100)
    >>> (r.halo[found.flagged] > 0.0).all().item(), found.flagged.any().item()
    (True, True)
    """
    if not (0.0 < false_alarms < 1.0 and draws >= max(LEAST_DRAWS, 1.0 / false_alarms)):
        found = f"false_alarms {false_alarms} with {draws} draws"
        raise InputError(
            "a false-alarm rate between 0 and 1 and as many draws as it takes", found, "draw more"
        )
    profiles = _profiles(*_complete(reviewer, target, criterion, score))
    agreement = float(profiles.following.mean())
    if agreement <= ROUNDING * float(profiles.spread.mean()):
        raise NoVariationError("a view of strengths that reviewers share", "none", "collect more reviews")
    order = np.arange(len(profiles.spread))[None]
    following, spread = _ratios(profiles, order)
    drawn = [_ratios(profiles, block) for block in _permutations(profiles, draws, seed)]
    chance = [np.concatenate([pair[k] for pair in drawn]) for k in (0, 1)]
    scores, highest = _flatness((following, spread), chance)
    p_value = (1.0 + (highest[:, None] >= scores).sum(axis=0)) / (1.0 + draws)
    return Halo(
        reviewers=profiles.reviewer.names,
        halo=1.0 - following[0],
        se=chance[0].std(axis=0),
        spread=np.sqrt(spread[0]),
        p_value=p_value,
        flagged=p_value <= false_alarms,
        reviews=profiles.reviewer.counts,
        agreement=agreement,
        false_alarms=false_alarms,
        draws=draws,
        seed=seed,
    )


def _complete(
    reviewer: Labels, target: Labels, criterion: Labels, score: FloatArray
) -> tuple[Coded, Coded, FloatArray]:
    """Give the profiles (reviews, criteria) of complete reviews of targets that have two of them."""
    who, whom, what = coded(reviewer, "reviewer"), coded(target, "target"), coded(criterion, "criterion")
    y = finite_column(score, "score", len(who.codes))
    if not len(whom.codes) == len(what.codes) == len(y):
        raise InputError("columns of one length", f"{len(y)}, {len(whom.codes)}, {len(what.codes)}", "align")
    if what.n < LEAST_CRITERIA:
        raise TooFewError(f"{LEAST_CRITERIA} criteria", str(what.n), "ask for more of each review")
    review = coded(who.codes * whom.n + whom.codes, "review")
    cells = review.codes * what.n + what.codes
    if len(np.unique(cells)) < len(cells):
        raise InputError("each judgement once", "one given twice", "keep one, or name the visits apart")
    table = np.full((review.n, what.n), np.nan)
    table[review.codes, what.codes] = y
    whole = ~np.isnan(table).any(axis=1)
    own, visited = review.names // whom.n, review.names % whom.n
    whole &= np.bincount(visited[whole], minlength=whom.n)[visited] > 1
    if not whole.any():
        raise TooFewError("a target with two complete reviews", "none", "have targets reviewed twice")
    kept, seen = coded(own[whole], "reviewer"), coded(visited[whole], "target")
    return Coded(who.names[kept.names], kept.codes), seen, table[whole]


def _profiles(reviewer: Coded, target: Coded, table: FloatArray) -> _Profiles:
    """Compare each profile, less its own mean and the criteria's, with those of others of the same target."""
    shape = table - table.mean(axis=1, keepdims=True)
    shape -= shape.mean(axis=0)
    spread = (shape**2).mean(axis=1)
    others = (target.counts - 1.0)[target.codes]
    total = np.stack([np.bincount(target.codes, column, target.n) for column in shape.T], axis=1)
    following = (shape * (total[target.codes] - shape)).mean(axis=1) / others

    def of_others(values: FloatArray) -> FloatArray:
        return (np.bincount(target.codes, values, target.n)[target.codes] - values) / others

    return _Profiles(reviewer, target, spread, of_others(spread), following, of_others(following))


def _ratios(profiles: _Profiles, order: IntArray) -> tuple[FloatArray, FloatArray]:
    """Say how far reviewers follow, and spread, beside others; a row of ``order`` deals the reviews anew."""
    reviewer = profiles.reviewer
    rows = np.arange(len(reviewer.codes))
    owner = sparse.csr_array((np.ones(len(rows)), (rows, reviewer.codes)), shape=(len(rows), reviewer.n))
    sums = [
        np.asarray(values[order] @ owner)
        for values in (
            profiles.following,
            profiles.following_others,
            profiles.spread,
            profiles.spread_others,
        )
    ]
    # Where others see next to nothing in a reviewer's targets, the programme's mean stands in.
    floor = 0.25 * profiles.following.mean() * reviewer.counts
    return sums[0] / np.maximum(sums[1], floor), sums[2] / np.maximum(sums[3], np.finfo(float).tiny)


def _permutations(profiles: _Profiles, draws: int, seed: int) -> list[IntArray]:
    """Deal each target's reviews out among its reviewers."""
    rng = np.random.default_rng(seed)
    target = profiles.target.codes
    sorted_rows = np.argsort(target, kind="stable")
    places = []
    for _ in range(draws):
        order = np.empty(len(target), np.int64)
        order[sorted_rows] = np.lexsort((rng.random(len(target)), target))
        places.append(order[None])
    return places


def _flatness(
    found: tuple[FloatArray, FloatArray], chance: list[FloatArray]
) -> tuple[FloatArray, FloatArray]:
    """Score who follows less and spreads less than by chance: the weaker of both; and the highest by draw."""
    standard, drawn = [], []
    for value, draws in zip(found, chance, strict=True):
        centre, scale = draws.mean(axis=0), np.maximum(draws.std(axis=0), ROUNDING)
        standard.append((centre - value[0]) / scale)
        drawn.append((centre - draws) / scale)
    return np.minimum(*standard), np.minimum(*drawn).max(axis=1)
