"""How well judgements keep to the model: mean squares, fair averages and drift."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from wealdstats.agreement.facets.design import Design
from wealdstats.agreement.facets.information import runs
from wealdstats.agreement.facets.likelihood import Marginal
from wealdstats.agreement.facets.result import ByFacet
from wealdstats.types import FloatArray, IntArray

TINY = np.finfo(np.float64).tiny


def mean_squares(design: Design, at: Marginal) -> tuple[ByFacet, ByFacet]:
    """Compute infit and outfit of targets, reviewers and criteria.

    Parameters
    ----------
    design : Design
        Grouped judgements.
    at : Marginal
        The likelihood at its maximum.

    Returns
    -------
    infit, outfit : ByFacet
        Mean squares; 1 is expected, more is noise, less is echo.

    Notes
    -----
    Source: Wright and Masters (1982), averaged over each target's posterior as in plausible values, so that
    few judgements do not make them small.

    Examples
    --------
    >>> from wealdstats.agreement.facets.examples import few
    >>> from wealdstats.agreement.facets.newton import maximise
    >>> infit, _ = mean_squares(few(), maximise(few()).marginal)
    >>> infit.severity.round(2)
    array([0.98, 0.98, 1.1 ])
    """
    score = design.judgements.score.astype(np.float64)
    by_score, by_square = (_weighted(design, weight) for weight in (score, score**2))
    variance = np.maximum(_variance(at), TINY)
    of_cell = _of_cells(at, by_score, by_square, variance)
    of_target = _of_targets(design, at, by_score, by_square, variance)
    of_reviewer, of_criterion = (
        np.stack([np.bincount(code, row) for row in of_cell])
        for code in (design.cell_reviewer, design.cell_criterion)
    )
    sums = (of_target[:, design.place], of_reviewer, of_criterion)
    return ByFacet(*(found[0] / found[1] for found in sums)), ByFacet(
        *(found[2] / found[3] for found in sums)
    )


def _variance(at: Marginal) -> FloatArray:
    odd = 2.0 * np.arange(at.tails.shape[1]) + 1.0
    variance: FloatArray = np.matmul(odd, at.tails) - at.mean**2
    return variance


# The square of a surprise is x² − 2xE + E²: products of counts with tables, never a table of judgements.
# Rows of what follows: squares, their variances, squares over variances, judgements.


def _of_cells(
    at: Marginal, by_score: sparse.csr_array, by_square: sparse.csr_array, variance: FloatArray
) -> FloatArray:
    squares = by_square.T @ at.posterior - 2.0 * (by_score.T @ at.posterior) * at.mean + at.seen * at.mean**2
    return np.stack(
        (
            squares.sum(axis=1),
            (at.seen * variance).sum(axis=1),
            (squares / variance).sum(axis=1),
            at.seen.sum(axis=1),
        )
    )


def _of_targets(
    design: Design,
    at: Marginal,
    by_score: sparse.csr_array,
    by_square: sparse.csr_array,
    variance: FloatArray,
) -> FloatArray:
    tables = (at.mean**2, variance, at.mean**2 / variance)
    of_round = [design.rounds @ table for table in tables]
    found = np.empty((4, len(at.posterior)))
    found[3] = design.seated @ design.rounds.sum(axis=1)
    for run in runs(design, at.posterior, 6):
        rows, nodes = run.targets, run.nodes
        weight, mean, inverse = at.posterior[rows, nodes], at.mean[:, nodes], 1.0 / variance[:, nodes]
        square, spread, scaled = (design.seated[rows] @ table[:, nodes] for table in of_round)
        found[0, rows] = ((square - 2.0 * (by_score[rows] @ mean)) * weight).sum(axis=1)
        found[1, rows] = (spread * weight).sum(axis=1)
        scaled += by_square[rows] @ inverse - 2.0 * (by_score[rows] @ (mean * inverse))
        found[2, rows] = (scaled * weight).sum(axis=1)
    found[0] += by_square.sum(axis=1)
    return found


def _weighted(design: Design, weight: FloatArray) -> sparse.csr_array:
    shape = (design.judgements.sizes[0], len(design.cell_reviewer))
    return sparse.csr_array((weight, (design.judgements.target, design.cell)), shape=shape)


def expected_scores(eta: FloatArray, thresholds: FloatArray) -> FloatArray:
    """Give the score expected at a distance between level and location.

    Parameters
    ----------
    eta : ndarray (..., criteria)
        Level less severity less difficulty, in logits.
    thresholds : ndarray (1 or criteria, steps)
        Of each criterion, in logits.

    Returns
    -------
    ndarray (..., criteria)
        Expected number of steps reached.

    Notes
    -----
    Source: Masters (1982), Psychometrika 47.

    Examples
    --------
    >>> expected_scores(np.array([0.0]), np.array([[-1.0, 1.0]]))
    array([1.])
    """
    logits = (eta[..., None] - thresholds).cumsum(axis=-1)
    peak = np.maximum(logits.max(axis=-1), 0.0)
    odds = np.exp(logits - peak[..., None])
    score: FloatArray = odds @ np.arange(1.0, odds.shape[-1] + 1.0) / (odds.sum(axis=-1) + np.exp(-peak))
    return score


def drift_scores(design: Design, at: Marginal, occasion: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Test whether each reviewer's severity moves with the occasion.

    Parameters
    ----------
    design : Design
        Grouped judgements.
    at : Marginal
        The likelihood at its maximum.
    occasion : ndarray (n,)
        When each judgement was made, in any unit.

    Returns
    -------
    z, slope : ndarray (reviewers,)
        Score statistic, normal where nothing moves (0 where a reviewer has one occasion), and the change of
        severity per unit of the occasion in logits, to first order.

    Notes
    -----
    Source: Rao's score test, with the information that a reviewer's own sittings leave once their targets'
    levels are integrated out.

    Examples
    --------
    >>> from wealdstats.agreement.facets.examples import few
    >>> from wealdstats.agreement.facets.newton import maximise
    >>> z, _ = drift_scores(few(), maximise(few()).marginal, np.arange(24.0))
    >>> z.round(2)
    array([ 0.14,  0.14, -1.56])
    """
    reviewers, reviewer = design.judgements.sizes[2], design.seat_reviewer
    key = design.judgements.target * reviewers + design.judgements.reviewer
    seat = np.searchsorted(design.seat_target * reviewers + reviewer, key)
    often = np.bincount(seat)
    when = np.bincount(seat, occasion) / often
    posterior = at.posterior[design.seat_target]
    mean = (design.rounds @ at.mean)[design.seat_round]
    variance = (design.rounds @ _variance(at))[design.seat_round]
    expected = (mean * posterior).sum(axis=1)
    surprise = expected - np.bincount(seat, design.judgements.score)
    spread = (mean**2 * posterior).sum(axis=1) - expected**2
    information = (variance * posterior).sum(axis=1) - spread
    centre = _sums(reviewer, information * when) / _sums(reviewer, information)
    about = when - centre[reviewer]
    total = _sums(reviewer, information * about**2)
    moved = _sums(reviewer, surprise * about)
    still = total <= 1e-12 * _sums(reviewer, information) * max(float(np.ptp(when)), TINY) ** 2
    total[still], moved[still] = 1.0, 0.0
    return moved / np.sqrt(total), moved / total


def _sums(code: IntArray, numbers: FloatArray) -> FloatArray:
    sums: FloatArray = np.bincount(code, numbers).astype(np.float64)
    return sums
