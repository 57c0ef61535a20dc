"""Many-facet Rasch measurement: what a review says once its reviewers' severity is taken out."""

from __future__ import annotations

import numpy as np
from scipy import sparse, special

from wealdstats.agreement.facets.design import Design, Model, group
from wealdstats.agreement.facets.fit import drift_scores, expected_scores, mean_squares
from wealdstats.agreement.facets.newton import Optimum, maximise
from wealdstats.agreement.facets.reading import Read, read
from wealdstats.agreement.facets.result import ByFacet, Drift, FacetsFit, Measures, Reliability
from wealdstats.errors import NoVariationError
from wealdstats.inference import benjamini_hochberg
from wealdstats.labels import Labels, finite_column
from wealdstats.types import FloatArray

FALSE_DISCOVERIES = 0.05
NO_SPREAD = 1e-3
TARGETS_AT_A_TIME = 2_000


def rasch_facets(
    target: Labels,
    criterion: Labels,
    reviewer: Labels,
    score: FloatArray,
    *,
    model: Model = "rating_scale",
    occasion: FloatArray | None = None,
) -> FacetsFit:
    """Estimate levels of targets, severities of reviewers and difficulties of criteria from ordered scores.

    Parameters
    ----------
    target, criterion, reviewer : sequence of str or int (n,)
        What was judged, on what, by whom: one row for each judgement. None missing; a judgement that was not
        made has no row.
    score : ndarray (n,)
        Whole numbers, higher is better; none missing, and every number between the lowest and the highest is
        used.
    model : {"rating_scale", "partial_credit"}
        One set of thresholds for all criteria, or one for each.
    occasion : ndarray (n,), optional
        When each judgement was made, in any unit: asks whether severities drift.

    Returns
    -------
    FacetsFit
        Levels, severities, difficulties and thresholds in logits, each with standard errors; fit, fair
        averages, reliability, deviance.

    Raises
    ------
    DisconnectedError
        When reviewers fall into pools that no target (or criterion) ties together; they are named.
    InputError
        With missing labels, scores that are not whole numbers, or an unused category.
    TooFewError
        When no target has two judgements that tell anything.
    NoVariationError
        When targets differ no more than judgements of one target do.
    NotSolvedError
        When the likelihood has no single maximum.

    Notes
    -----
    Source: Linacre (1994), Many-Facet Rasch Measurement, by marginal maximum likelihood (Bock and Aitkin
    1981) with all judgements of a target integrated at once; docs/methods/rasch_facets.md. It assumes that a
    reviewer is equally severe to everybody and that judgements of one target are independent given its level:
    halo, and favours among friends, break this. Reviewers all alike mistaken are not found out.

    Examples
    --------
    >>> from wealdstats.simulate import simulate_reviews
    >>> world = simulate_reviews(targets=200, reviewers=30, seed=1)
    >>> fit = rasch_facets(world.target, world.criterion, world.reviewer, world.score)
    >>> bool(np.corrcoef(fit.level, world.level)[0, 1] > 0.97)
    True
    """
    known = read(target, criterion, reviewer, score, model)
    design = group(known.judgements, model)
    best = maximise(design)
    if best.at[-1] < NO_SPREAD:
        raise NoVariationError(
            "targets that differ by more than judgements of one target do",
            "no variance between targets",
            "do not rank these targets: nothing tells them apart",
        )
    se = np.sqrt(np.maximum(np.diag(best.covariance), 0.0))
    layout, marginal = best.layout, best.marginal
    level = _levels(design, best, known)
    severity, difficulty = (
        Measures(names, best.at[place], se[place])
        for names, place in ((known.reviewers, layout.severity), (known.criteria, layout.difficulty))
    )
    shape = (layout.steps,) if model == "rating_scale" else (layout.rows, layout.steps)
    thresholds = Measures(
        known.lowest + 1 + np.arange(layout.steps),
        best.at[layout.thresholds].reshape(shape),
        se[layout.thresholds].reshape(shape),
    )
    infit, outfit = mean_squares(design, marginal)
    variance = float(best.at[-1] ** 2)
    return FacetsFit(
        model=model,
        level=level,
        severity=severity,
        difficulty=difficulty,
        thresholds=thresholds,
        shrunken_severity=_shrunken(severity),
        infit=infit,
        outfit=outfit,
        fair_average=_fair(best, level, known.lowest),
        reliability=Reliability(
            max(0.0, 1.0 - float(np.mean(level.se**2)) / variance),
            _separation(severity),
            _separation(difficulty),
        ),
        variance=variance,
        variance_se=float(2.0 * best.at[-1] * se[-1]),
        deviance=-2.0 * marginal.value,
        connected=True,
        set_aside=known.set_aside,
        drift=None if occasion is None else _drift(design, best, occasion, known),
        nodes=len(best.grid.nodes),
    )


def _levels(design: Design, best: Optimum, known: Read) -> Measures:
    """Give posterior means, and errors that include the parameters' own uncertainty to first order."""
    spread, told = float(best.at[-1]), best.information
    mean = best.marginal.posterior @ (spread * best.grid.nodes)
    pulls = spread * told.common
    pulls[:, -1] += mean / spread
    severity, after = best.layout.severity, slice(best.layout.reviewers, best.layout.size)
    sat = sparse.csr_array(
        (spread * told.sitting, (design.seat_target, design.seat_reviewer)),
        shape=(len(mean), best.layout.reviewers),
    )
    covariance = best.covariance
    shared = pulls @ covariance[after, after] + 2.0 * (sat @ covariance[severity, after])
    variance = spread**2 * told.variance + (shared * pulls).sum(axis=1)
    for first in range(0, len(mean), TARGETS_AT_A_TIME):
        some = sat[first : first + TARGETS_AT_A_TIME]
        own = some.multiply(some @ covariance[severity, severity])
        variance[first : first + TARGETS_AT_A_TIME] += own.sum(axis=1)
    return Measures(known.targets, mean[design.place], np.sqrt(variance)[design.place])


def _shrunken(severity: Measures) -> Measures:
    """Pull severities to zero by their own standard errors (normal–normal empirical Bayes)."""
    between = _between(severity.estimate, severity.se**2)
    if between == 0.0:
        return Measures(severity.names, np.zeros(len(severity)), severity.se)
    kept = between / (between + severity.se**2)
    return Measures(severity.names, kept * severity.estimate, np.sqrt(kept) * severity.se)


def _between(estimate: FloatArray, within: FloatArray) -> float:
    """Find the variance at which the weighted squares are as large as expected (Paule and Mandel 1982)."""
    low, high = 0.0, float(np.sum(estimate**2))

    def excess(variance: float) -> float:
        weight = 1.0 / (within + variance)
        return float(weight @ (estimate - weight @ estimate / weight.sum()) ** 2) - (len(estimate) - 1)

    if len(estimate) < 2 or excess(low) <= 0.0:
        return 0.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if excess(middle) > 0.0 else (low, middle)
    return 0.5 * (low + high)


def _separation(measures: Measures) -> float:
    if len(measures) < 2:
        return 0.0
    return max(0.0, 1.0 - float(np.mean(measures.se**2) / np.var(measures.estimate, ddof=1)))


def _fair(best: Optimum, level: Measures, lowest: int) -> ByFacet:
    """Give what average reviewers would score targets, and reviewers and criteria average targets."""
    difficulty = best.at[best.layout.difficulty]
    thresholds = best.at[best.layout.thresholds].reshape(best.layout.rows, best.layout.steps)
    of_target, of_reviewer = (
        lowest + expected_scores(np.subtract.outer(values, difficulty), thresholds).mean(axis=1)
        for values in (level.estimate, -best.at[best.layout.severity])
    )
    return ByFacet(of_target, of_reviewer, lowest + expected_scores(-difficulty, thresholds))


def _drift(design: Design, best: Optimum, occasion: FloatArray, known: Read) -> Drift:
    when = finite_column(occasion, "occasion", len(known.kept))[known.kept]
    z, slope = drift_scores(design, best.marginal, when)
    p_value = 2.0 * special.ndtr(-np.abs(z))
    return Drift(slope, z, p_value, benjamini_hochberg(p_value) <= FALSE_DISCOVERIES)
