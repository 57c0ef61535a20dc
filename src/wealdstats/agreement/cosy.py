"""Cosiness: whether reviewers go easy on those who review them, or to whom they are tied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from wealdstats.agreement.independence import Leniency, ground, learn, leniency, placebo_sets
from wealdstats.agreement.reviews import Reviews, gather
from wealdstats.errors import InputError, TooFewError
from wealdstats.labels import Labels, Names
from wealdstats.types import FloatArray, Result

LEAST_INDEPENDENT = 20
LEAST_DRAWS = 20


@dataclass(frozen=True, slots=True)
class CosyPair:
    """Two organisations that review each other, or are tied.

    Parameters
    ----------
    first, second : str or int
        The two.
    reviews : int
        Reviews of one by people of the other, both ways.
    leniency : float
        How much better they found each other than independent reviewers would have, in units of the score.
    se : float
        Its standard error.
    z : float
        Leniency in standard errors.
    p_value : float
        Chance that any pair of an honest programme looks at least so lenient.
    named : bool
        Whether that is at most the false-alarm rate.

    Notes
    -----
    Source: docs/methods/cosiness.md.

    Examples
    --------
    >>> CosyPair("Oak", "Ash", 2, 0.8, 0.2, 4.0, 0.01, named=True).named
    True
    """

    first: Any
    second: Any
    reviews: int
    leniency: float
    se: float
    z: float
    p_value: float
    named: bool


@dataclass(frozen=True, slots=True)
class EvenBetterIf:
    """Reviews that name nothing to improve, among tied reviews and the others.

    Parameters
    ----------
    tied_missing, other_missing : float
        Share of the tied and of the other reviews that name nothing.
    p_value : float
        Chance of at least so many among the tied if each reviewer left it out without regard to ties.
    reviews : int
        Reviews of which it is known.

    Notes
    -----
    Source: docs/methods/cosiness.md.

    Examples
    --------
    >>> EvenBetterIf(0.5, 0.1, 0.01, 60).tied_missing
    0.5
    """

    tied_missing: float
    other_missing: float
    p_value: float
    reviews: int


@dataclass(frozen=True, slots=True, eq=False)
class Cosiness(Result):
    """How lenient tied reviews are, which pairs stand out, and what independent reviewers say.

    Parameters
    ----------
    leniency, se : float
        How much better tied reviews are than independent ones would be, in units of the score.
    p_value : float
        Chance of at least that in an honest programme, by placebo ties.
    pairs : tuple of CosyPair
        All tied pairs, most lenient first.
    even_better_if : EvenBetterIf or None
        None where it was not given.
    mutual : int
        Pairs that reviewed each other.
    tied, independent : int
        Reviews of either kind.
    targets : ndarray (t,)
        Targets with an independent review.
    level : ndarray (t,)
        Their level by independent reviews alone, severity adjusted and shrunk.
    false_alarms : float
        Chance of naming any pair of an honest programme.
    draws, seed : int
        Placebo draws and their seed.

    Notes
    -----
    Source: docs/methods/cosiness.md.

    Examples
    --------
    >>> from wealdstats.simulate import ProgrammeWorld, simulate_programme
    >>> r = simulate_programme(ProgrammeWorld(schools=40), seed=1)
    >>> found = cosiness(r.reviewer, r.target, r.score, criterion=r.criterion, draws=100)
    >>> found.mutual, [pair.named for pair in found.pairs].count(True)
    (4, 0)
    """

    leniency: float
    se: float
    p_value: float
    pairs: tuple[CosyPair, ...]
    even_better_if: EvenBetterIf | None
    mutual: int
    tied: int
    independent: int
    targets: Names
    level: FloatArray
    false_alarms: float
    draws: int
    seed: int

    @property
    def named(self) -> tuple[CosyPair, ...]:
        """The pairs that stand out."""
        return tuple(pair for pair in self.pairs if pair.named)


def cosiness(
    reviewer: Labels,
    target: Labels,
    score: FloatArray,
    *,
    home: Labels | None = None,
    criterion: Labels | None = None,
    ties: Sequence[tuple[Any, Any]] = (),
    even_better_if: FloatArray | None = None,
    false_alarms: float = 0.05,
    draws: int = 1000,
    seed: int = 0,
) -> Cosiness:
    """Ask whether reviewers are lenient to those who review them or are tied to them.

    Parameters
    ----------
    reviewer, target : sequence of str or int (n,)
        Who judged whom; one judgement a row.
    score : ndarray (n,)
        In any unit, more is better; finite. A missing judgement has no row.
    home : sequence (n,), optional
        Where the reviewer belongs, by the names used for targets. Without it reviewers are their own homes
        (a school reviews a school).
    criterion : sequence (n,), optional
        What was judged; its mean is taken off.
    ties : sequence of pairs, optional
        Organisations known to be tied, beside those that review each other.
    even_better_if : ndarray (n,), optional
        1 where the review names something to improve, 0 where not, nan where unknown; a review does if any of
        its rows does.
    false_alarms : float
        Chance, between 0 and 1, of naming any pair at all in an honest programme.
    draws : int
        Placebo draws, at least ``1 / false_alarms``.
    seed : int
        Seed of the draws.

    Returns
    -------
    Cosiness
        Leniency, pairs, missing "even better if", and levels by independent reviews.

    Raises
    ------
    InputError
        With columns of different lengths, missing values, somebody reviewing their own organisation, or
        settings out of range.
    TooFewError
        Without a tied review, with fewer than 20 independent ones, or fewer than two for each tied one:
        nobody is then left to compare with.

    Notes
    -----
    Source: this project; docs/methods/cosiness.md. What is expected of a tied review comes from independent
    reviews only (best linear unbiased prediction of the target's level and the reviewer's severity), so no
    ring outvotes a lone challenger. It assumes that independent reviewers are right on average. It sees
    pairs and declared ties, not undeclared rings that go round in a circle; leniency is not bad faith.

    Examples
    --------
    >>> from wealdstats.simulate import ProgrammeWorld, simulate_programme
    >>> r = simulate_programme(ProgrammeWorld(schools=40, cosy_pairs=1), seed=2)
    >>> found = cosiness(r.reviewer, r.target, r.score, criterion=r.criterion, draws=100)
    >>> [(pair.first.item(), pair.second.item()) for pair in found.named] == list(r.cosy)
    True
    """
    if not (0.0 < false_alarms < 1.0 and draws >= max(LEAST_DRAWS, 1.0 / false_alarms)):
        found = f"false_alarms {false_alarms} with {draws} draws"
        raise InputError(
            "a false-alarm rate between 0 and 1 and as many draws as it takes", found, "draw more"
        )
    reviews = gather(reviewer, target, score, home, criterion, ties, even_better_if)
    _check(reviews)
    rng = np.random.default_rng(seed)
    independent = learn(reviews)
    real = leniency(ground(reviews, np.ones_like(reviews.tied), independent), reviews.tied_rows, reviews.pair)
    honest = ground(reviews, ~reviews.tied, independent)
    placebo = [leniency(honest, chosen, reviews.pair) for chosen in placebo_sets(reviews, draws, rng)]
    return Cosiness(
        leniency=real.mean,
        se=real.mean_se,
        p_value=_chance(np.array([draw.mean_z for draw in placebo]), real.mean_z),
        pairs=_pairs(reviews, real, np.array([draw.z.max() for draw in placebo]), false_alarms),
        even_better_if=_even_better_if(reviews, draws, rng),
        mutual=reviews.mutual,
        tied=int(reviews.tied.sum()),
        independent=int((~reviews.tied).sum()),
        targets=independent.targets,
        level=independent.level,
        false_alarms=false_alarms,
        draws=draws,
        seed=seed,
    )


def _check(reviews: Reviews) -> None:
    tied = len(reviews.tied_rows)
    independent = len(reviews.tied) - tied
    if tied == 0:
        raise TooFewError("a tied review", "none: nobody reviews a reviewer of theirs", "declare ties")
    if independent < max(LEAST_INDEPENDENT, 2 * tied):
        finding = f"{independent} independent reviews beside {tied} tied ones"
        need = f"{LEAST_INDEPENDENT} independent reviews, and two for each tied one"
        raise TooFewError(need, finding, "send reviewers to others")


def _chance(draws: FloatArray, value: float) -> float:
    return (1 + int((draws >= value).sum())) / (1 + len(draws))


def _pairs(
    reviews: Reviews, real: Leniency, highest: FloatArray, false_alarms: float
) -> tuple[CosyPair, ...]:
    counts = np.bincount(reviews.pair)
    p_values = [_chance(highest, z) for z in real.z]
    return tuple(
        CosyPair(
            first=reviews.pairs[k][0],
            second=reviews.pairs[k][1],
            reviews=int(counts[k]),
            leniency=float(real.value[k]),
            se=float(real.se[k]),
            z=float(real.z[k]),
            p_value=p_values[k],
            named=p_values[k] <= false_alarms,
        )
        for k in np.argsort(-real.z, kind="stable")
    )


def _even_better_if(reviews: Reviews, draws: int, rng: np.random.Generator) -> EvenBetterIf | None:
    """Compare how often nothing to improve is named; ties are dealt anew among each reviewer's reviews."""
    known = ~np.isnan(reviews.improves)
    nothing, tied = (reviews.improves == 0.0)[known], reviews.tied[known]
    if not tied.any() or tied.all():
        return None
    reviewer = reviews.reviewer.codes[known]
    bare, full, hands = (
        np.bincount(reviewer, chosen, reviews.reviewer.n).astype(np.int64)
        for chosen in (nothing, ~nothing, tied)
    )
    dealt = rng.hypergeometric(bare, full, hands, (draws, len(bare))).sum(axis=1)
    found = float((nothing & tied).sum())
    return EvenBetterIf(
        tied_missing=float(nothing[tied].mean()),
        other_missing=float(nothing[~tied].mean()),
        p_value=_chance(dealt.astype(np.float64), found),
        reviews=int(known.sum()),
    )
