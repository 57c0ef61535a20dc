"""What a many-facet Rasch model found."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wealdstats.agreement.facets.design import Model
from wealdstats.labels import Names
from wealdstats.types import BoolArray, FloatArray, Result

NORMAL_975 = 1.959963984540054


@dataclass(frozen=True, slots=True, eq=False)
class Measures(Result):
    """Estimates of one facet with their standard errors; as an array, the estimates.

    Parameters
    ----------
    names : ndarray (k,)
        Whom or what they are about, sorted.
    estimate : ndarray (k,), thresholds of partial credit (criteria, steps)
        In logits.
    se : ndarray of the same shape
        Standard errors, in logits.

    Notes
    -----
    Source: docs/methods/rasch_facets.md.

    Examples
    --------
    >>> found = Measures(np.array(["Ada", "Bo"]), np.array([-0.5, 0.5]), np.array([0.1, 0.2]))
    >>> np.asarray(found)
    array([-0.5,  0.5])
    >>> found.conf_int.round(2)
    array([[-0.7 , -0.3 ],
           [ 0.11,  0.89]])
    """

    names: Names
    estimate: FloatArray
    se: FloatArray

    @property
    def conf_int(self) -> FloatArray:
        """``estimate ± 1.96 se``: 95 %, normal; one more axis, of 2."""
        return np.stack((self.estimate - NORMAL_975 * self.se, self.estimate + NORMAL_975 * self.se), axis=-1)

    def __len__(self) -> int:
        return len(self.estimate)

    def __array__(
        self, dtype: npt.DTypeLike | None = None, copy: bool | None = None
    ) -> npt.NDArray[np.float64]:
        return np.array(self.estimate, dtype=dtype, copy=copy)


@dataclass(frozen=True, slots=True, eq=False)
class ByFacet(Result):
    """One number for each target, reviewer and criterion.

    Parameters
    ----------
    level : ndarray (targets,)
        Of the targets.
    severity : ndarray (reviewers,)
        Of the reviewers.
    difficulty : ndarray (criteria,)
        Of the criteria.

    Notes
    -----
    Source: docs/methods/rasch_facets.md.

    Examples
    --------
    >>> ByFacet(np.ones(1), np.ones(2), np.ones(3)).severity
    array([1., 1.])
    """

    level: FloatArray
    severity: FloatArray
    difficulty: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Reliability(Result):
    """Share of the spread of each facet's estimates that is not error, from 0 to 1.

    Parameters
    ----------
    level : float
        ``1 − mean se² / variance`` of the population.
    severity, difficulty : float
        ``1 − mean se² / variance of the estimates``, at least 0 (0 with fewer than two).

    Notes
    -----
    Source: separation reliability, Wright and Masters (1982). For reviewers a high one says that they differ,
    not that they are good.

    Examples
    --------
    >>> Reliability(0.9, 0.8, 0.7).level
    0.9
    """

    level: float
    severity: float
    difficulty: float


@dataclass(frozen=True, slots=True, eq=False)
class SetAside(Result):
    """What tells nothing: reviewers and criteria with one extreme score only, targets left without others.

    Parameters
    ----------
    targets, reviewers, criteria : ndarray
        Their names.

    Notes
    -----
    Source: docs/methods/rasch_facets.md. The likelihood is highest where such a severity is infinite, and
    there the judgements say nothing of their targets: leaving them out is the maximum, not a choice.

    Examples
    --------
    >>> SetAside(np.array(["x"]), np.array([]), np.array([])).targets
    array(['x'], dtype='<U1')
    """

    targets: Names
    reviewers: Names
    criteria: Names


@dataclass(frozen=True, slots=True, eq=False)
class Drift(Result):
    """Whether each reviewer's severity moves with the occasion.

    Parameters
    ----------
    slope : ndarray (reviewers,)
        Change of severity per unit of the occasion, in logits, to first order.
    z : ndarray (reviewers,)
        Score statistic: normal where nothing moves; 0 for a reviewer with one occasion only.
    p_value : ndarray (reviewers,)
        Two-sided.
    flagged : ndarray of bool (reviewers,)
        Found at a false-discovery share of 5 % (Benjamini and Hochberg).

    Notes
    -----
    Source: docs/methods/rasch_facets.md.

    Examples
    --------
    >>> one = np.array([0.1])
    >>> Drift(one, one, one, one > 1.0).flagged
    array([False])
    """

    slope: FloatArray
    z: FloatArray
    p_value: FloatArray
    flagged: BoolArray


@dataclass(frozen=True, slots=True, eq=False)
class FacetsFit(Result):
    """Levels freed from the severity of reviewers, with everything needed to doubt them.

    Parameters
    ----------
    model : {"rating_scale", "partial_credit"}
        One set of thresholds, or one for each criterion.
    level : Measures (targets,)
        Posterior means, pulled to the population's mean 0 the more, the fewer the judgements; their standard
        errors include that of severities, difficulties and thresholds.
    severity : Measures (reviewers,)
        They sum to zero; a positive one lowers scores.
    difficulty : Measures (criteria,)
        Where an average reviewer and a target of level 0 meet.
    thresholds : Measures (steps,) or (criteria, steps)
        Named by the category a step leads to; each row sums to zero.
    shrunken_severity : Measures (reviewers,)
        Pulled to zero as far as each reviewer's few judgements suggest.
    infit, outfit : ByFacet
        Mean squares: 1 as the model expects, more is noise, less is echo.
    fair_average : ByFacet
        In the unit of the scores, averaged over all criteria: what average reviewers give a target, and what
        a reviewer, or average reviewers on a criterion, give average targets.
    reliability : Reliability
        Share of each spread that is not error.
    variance : float
        Variance of the levels in the population, in square logits.
    variance_se : float
        Its standard error.
    deviance : float
        −2 log marginal likelihood.
    connected : bool
        True: whatever falls apart is refused.
    set_aside : SetAside
        What could not be placed.
    drift : Drift or None
        None where no occasions were given.
    nodes : int
        Quadrature nodes it took.

    Notes
    -----
    Source: docs/methods/rasch_facets.md.

    Examples
    --------
    >>> from wealdstats.agreement import rasch_facets
    >>> target, criterion, reviewer = [1, 1, 2, 2] * 2, [1] * 4 + [2] * 4, [1, 2] * 4
    >>> fit = rasch_facets(target, criterion, reviewer, np.array([1, 2, 2, 3, 1, 1, 3, 3]))
    >>> fit.connected, len(fit.level), fit.thresholds.names
    (True, 2, array([2, 3]))
    """

    model: Model
    level: Measures
    severity: Measures
    difficulty: Measures
    thresholds: Measures
    shrunken_severity: Measures
    infit: ByFacet
    outfit: ByFacet
    fair_average: ByFacet
    reliability: Reliability
    variance: float
    variance_se: float
    deviance: float
    connected: bool
    set_aside: SetAside
    drift: Drift | None
    nodes: int
