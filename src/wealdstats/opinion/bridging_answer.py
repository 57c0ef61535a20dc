"""From a question about ratings to the bridge: cap, look for rings, cap again, fit, judge."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from wealdstats.diagnostics import Check
from wealdstats.opinion.bridging_fit import Fit, Penalty, Table, fit_bridge, tabulate
from wealdstats.opinion.bridging_status import Rule, intervals, sides, statuses
from wealdstats.opinion.rings import co_endorsing_groups, endorsements
from wealdstats.opinion.voices import NOBODY, Capped, Labels, Voices, capped
from wealdstats.types import FloatArray, IntArray, Result

COARSE = 1e-4  # tolerance of the fit that only tells which way voices lean
RATERS_AT_LEAST = 80  # below it a factor model finds no more than plain shares by known strata do


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """Rows of ratings in numbers, who is linked, and what was asked; kept for updates.

    Parameters
    ----------
    raters, items : ndarray (U,), (N,)
        Labels, sorted.
    voices : Voices
        Last ratings.
    row : ndarray of int (r,)
        Rows these come from.
    rows : int
        Rows given.
    group : ndarray of int (U,)
        Declared group of each rater; −1 for none.
    penalty : Penalty
        λ.
    rule : Rule
        What a status needs.
    scale : (float, float)
        Lowest and highest rating possible.
    detect : bool
        Whether rings are looked for.
    seed : int
        Of the fit's start and the part of pairs looked at.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> from wealdstats.opinion.bridging import bridge
    >>> bridge([1, 1, 2, 2], [1, 2, 1, 2], [1.0, 0.0, 0.5, 0.5]).asked.rows
    4
    """

    raters: Labels
    items: Labels
    voices: Voices
    row: IntArray
    rows: int
    group: IntArray
    penalty: Penalty
    rule: Rule
    scale: tuple[float, float]
    detect: bool
    seed: int


@dataclass(frozen=True, slots=True, eq=False)
class Bridge(Result):
    """What items are worth across viewpoints, beside their plain means, and who counted.

    Parameters
    ----------
    item : ndarray (N,)
        Labels, sorted; the arrays below follow this order.
    intercept : ndarray (N,)
        Worth that viewpoint does not explain, shrunk; in the unit of a rating. Compare items; their mean is
        not zero.
    factor : ndarray (N,)
        Which way the item leans.
    interval : ndarray (N, 2)
        Of the intercept: how far other voices of the same kind could have carried it.
    independent_voices : ndarray of int (N,)
        Voices that counted: linked people and detected rings once each.
    status : ndarray of str (N,)
        "endorsed", "not endorsed", "divided" or "open".
    loss : float
        Mean squared error plus penalties, at the optimum.
    raw_mean : ndarray (N,)
        Plain mean of everybody's last rating.
    raters_heard : ndarray of int (N,)
        People behind it.
    side_voices : ndarray of int (N, 2)
        Independent voices with a negative and with a positive viewpoint.
    side_mean : ndarray (N, 2)
        Mean rating of either; nan where nobody of that side rated the item.
    rater : ndarray (U,)
        Labels, sorted.
    viewpoint : ndarray (U,)
        Factor of each rater; nan for who nowhere speaks alone.
    group : ndarray of int (U,)
        Declared group; −1 for none.
    ring : ndarray of int (U,)
        Detected ring; −1 for none.
    counted : ndarray (R,)
        For each row given, the share of a voice it had: 1 alone, 1/k among k, 0 if the rater spoke again.
    mu : float
        What all ratings share.
    fit : Fit
        Parameters of every voice.
    checks : tuple of Check
        Whether there are enough people, and ties, for more than a plain share.
    asked : Asked
        The question.

    Notes
    -----
    Source: docs/methods/bridging.md.

    Examples
    --------
    >>> from wealdstats.opinion.bridging import bridge
    >>> bridge(["a", "a", "b", "b"], ["x", "y", "x", "y"], [1.0, 0.0, 1.0, 0.5]).raw_mean
    array([1.  , 0.25])
    """

    item: Labels
    intercept: FloatArray
    factor: FloatArray
    interval: FloatArray
    independent_voices: IntArray
    status: npt.NDArray[np.str_]
    loss: float
    raw_mean: FloatArray
    raters_heard: IntArray
    side_voices: IntArray
    side_mean: FloatArray
    rater: Labels
    viewpoint: FloatArray
    group: IntArray
    ring: IntArray
    counted: FloatArray
    mu: float
    fit: Fit
    checks: tuple[Check, ...]
    asked: Asked


def answer(
    asked: Asked, *, rings: tuple[IntArray, IntArray] | None = None, start: Fit | None = None
) -> Bridge:
    """Answer a question, from the beginning or from where an earlier answer stood.

    Parameters
    ----------
    asked : Asked
        The question.
    rings : pair of ndarray of int, optional
        Known ring of each rater and of each declared group; −1 for none. By default they are looked for.
    start : Fit, optional
        Where the fit starts.

    Returns
    -------
    Bridge
        The answer.

    Notes
    -----
    Source: docs/methods/bridging.md.

    Examples
    --------
    >>> from wealdstats.opinion.bridging import bridge
    >>> first = bridge([1, 1, 2, 2], [1, 2, 1, 2], [1.0, 0.0, 0.5, 0.5])
    >>> abs(answer(first.asked, start=first.fit).loss - first.loss) < 1e-9
    True
    """
    first = capped(asked.voices, asked.group)
    table = _table(first.voices)
    ring, start = _rings(asked, table, start) if rings is None else (_known(first, rings), start)
    second = capped(first.voices, ring)
    voices = second.voices
    table = table if voices is first.voices else _table(voices)
    fit = fit_bridge(table, asked.penalty, seed=asked.seed, start=start)
    interval = intervals(table, fit, asked.penalty, asked.rule.level)
    heard, count = sides(voices, fit.voice_factor), np.bincount(voices.item, minlength=voices.n_items)
    usual, middle = float(fit.item_intercept.mean()), sum(asked.scale) / 2.0
    everybody = np.bincount(asked.voices.item, minlength=voices.n_items)
    counted = np.zeros(asked.rows)
    counted[asked.row] = first.share * second.share[first.row]
    return Bridge(
        item=asked.items,
        intercept=fit.item_intercept,
        factor=fit.item_factor,
        interval=interval,
        independent_voices=count,
        status=statuses(heard, count, interval, usual=usual, middle=middle, rule=asked.rule),
        loss=fit.loss,
        raw_mean=np.bincount(asked.voices.item, asked.voices.rating) / everybody,
        raters_heard=everybody,
        side_voices=heard.voices,
        side_mean=heard.mean,
        rater=asked.raters,
        viewpoint=_viewpoints(asked, first, second, fit),
        group=asked.group,
        ring=_ring_of_raters(asked, first, ring),
        counted=counted,
        mu=fit.mu,
        fit=fit,
        checks=_checks(asked),
        asked=asked,
    )


def _table(voices: Voices) -> Table:
    return tabulate(voices.voice, voices.item, voices.rating, (voices.n_voices, voices.n_items))


def _rings(asked: Asked, table: Table, start: Fit | None) -> tuple[IntArray, Fit | None]:
    """Look for rings among voices; give the start the coarse fit found along the way."""
    if not asked.detect:
        return np.full(table.said.shape[0], NOBODY), start
    coarse = fit_bridge(table, asked.penalty, seed=asked.seed, tolerance=COARSE)
    who = endorsements(table, coarse.voice_factor, coarse.item_factor)
    return co_endorsing_groups(who, seed=asked.seed), replace(coarse, loss=np.inf, sweeps=0)


def _known(first: Capped, rings: tuple[IntArray, IntArray]) -> IntArray:
    of_groups = rings[1][first.joint] if len(first.joint) else np.empty(0, np.int64)
    return np.concatenate([rings[0][first.alone], of_groups])


def _ring_of_raters(asked: Asked, first: Capped, ring: IntArray) -> IntArray:
    """Give each rater's ring: their own voice's, or else their group's."""
    found = np.full(len(asked.raters), NOBODY)
    for group, label in zip(first.joint.tolist(), ring[len(first.alone) :].tolist(), strict=True):
        if label != NOBODY:
            found[asked.group == group] = label
    own = ring[: len(first.alone)]
    found[first.alone[own != NOBODY]] = own[own != NOBODY]
    return found


def _viewpoints(asked: Asked, first: Capped, second: Capped, fit: Fit) -> FloatArray:
    viewpoint = np.full(len(asked.raters), np.nan)
    own = second.alone < len(first.alone)
    viewpoint[first.alone[second.alone[own]]] = fit.voice_factor[: len(second.alone)][own]
    return viewpoint


def _checks(asked: Asked) -> tuple[Check, ...]:
    people, tied = len(asked.raters), int((asked.group != NOBODY).sum())
    return (
        Check(
            "enough_raters",
            people >= RATERS_AT_LEAST,
            f"{people} people rated",
            f"{RATERS_AT_LEAST} or more",
            "With fewer, shares by known strata say as much as viewpoints learnt from ratings.",
            {"raters": float(people)},
        ),
        Check(
            "ties_declared",
            True if tied else None,
            f"{tied} people have declared ties",
            "ties of raters to each other",
            "Undeclared ties are found only where people endorse the same things far beyond chance.",
            {"tied": float(tied)},
        ),
    )
