"""Where the search begins and which way it goes: joint likelihood, each level held by the population."""

from __future__ import annotations

import itertools

import numpy as np
from scipy import sparse

from wealdstats.agreement.facets.design import Design
from wealdstats.agreement.facets.information import with_levels_known
from wealdstats.agreement.facets.likelihood import Layout
from wealdstats.types import FloatArray, IntArray

ROUNDS = 10
LONGEST_STEP = 1.0


class _Joint:
    """Levels and parameters improved in turn, each by one Newton step on its own diagonal."""

    def __init__(self, design: Design, layout: Layout) -> None:
        row = design.cell_row[design.cell]
        order = row.argsort(kind="stable")
        known = design.judgements
        self.design, self.layout = design, layout
        self.target, self.criterion, self.reviewer, score = (
            column[order] for column in (known.target, known.criterion, known.reviewer, known.score)
        )
        self.score, self.cell = score.astype(np.float64), design.cell[order]
        self.often = np.bincount(row)
        self.firsts = self.often.cumsum() - self.often
        self.level: FloatArray = np.zeros(known.sizes[0])
        self.severity: FloatArray = np.zeros(layout.reviewers)
        self.difficulty: FloatArray = np.zeros(layout.criteria)
        self.thresholds = _first_thresholds(self.often, design.reached)
        self.spread = 1.0
        self.held: FloatArray = np.ones_like(self.level)

    def chances(self) -> FloatArray:
        """Give each judgement's chance of reaching each step: (steps, n), judgements of one row together."""
        steps = self.layout.steps
        odds = np.exp(-self.severity)[self.reviewer] * np.exp(-self.difficulty)[self.criterion]
        odds *= np.exp(self.level)[self.target]
        tails = np.empty((steps, len(odds)))
        tails[0] = odds
        for step in range(1, steps):
            np.multiply(tails[step - 1], odds, out=tails[step])
        factor = np.exp(-self.thresholds.cumsum(axis=1))
        for row, (first, many) in enumerate(zip(self.firsts, self.often, strict=True)):
            tails[:, first : first + many] *= factor[row, :, None]
        for step in range(steps - 2, -1, -1):
            tails[step] += tails[step + 1]
        tails /= 1.0 + tails[0]
        return tails

    def moments(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Give each judgement's surprise, its variance and the chances behind them."""
        tails = self.chances()
        mean = tails.sum(axis=0)
        return self.score - mean, (2.0 * np.arange(len(tails)) + 1.0) @ tails - mean**2, tails

    def improve(self) -> None:
        surprise, variance, _ = self.moments()
        self.held = np.bincount(self.target, variance).astype(np.float64) + 1.0 / self.spread**2
        pull = np.bincount(self.target, surprise) - self.level / self.spread**2
        self.level += np.clip(pull / self.held, -LONGEST_STEP, LONGEST_STEP)
        self.spread = float(np.sqrt(np.mean(self.level**2 + 1.0 / self.held)))
        self.difficulty -= self.level.mean()
        self.level -= self.level.mean()
        surprise, variance, tails = self.moments()
        self.severity -= _step(self.reviewer, surprise, variance)
        self.difficulty -= _step(self.criterion, surprise, variance)
        self.bend(tails)
        self.severity -= self.severity.mean()

    def bend(self, tails: FloatArray) -> None:
        reached, both = (np.add.reduceat(each, self.firsts, axis=1).T for each in (tails, tails * tails))
        change = (reached - self.design.reached) / (reached - both)
        self.thresholds += np.clip(change, -LONGEST_STEP, LONGEST_STEP)
        self.thresholds -= self.thresholds.mean(axis=1, keepdims=True)

    def information(self) -> FloatArray:
        """Give the information left once each level has been solved for: (size, size)."""
        layout, steps = self.layout, self.layout.steps
        tails, slope = self.chances(), np.zeros((steps, len(self.score)))
        covariance = np.empty((len(self.design.cell_score), steps, steps))
        for one, other in itertools.combinations_with_replacement(range(steps), 2):
            both = tails[other] * (1.0 - tails[one])
            covariance[:, one, other] = covariance[:, other, one] = np.bincount(self.cell, both)
            slope[one] += both
            if other != one:
                slope[other] += both
        total = with_levels_known(self.design, layout, covariance)
        told = np.bincount(self.target, slope.sum(axis=0))
        common, sat = self._pulls(slope)
        kept = 1.0 / (told + 1.0 / self.spread**2)
        after = slice(layout.reviewers, layout.size)
        shared = sat.T @ (common * kept[:, None])
        total[after, after] -= common.T @ (common * kept[:, None])
        total[layout.severity, after] -= shared
        total[after, layout.severity] -= shared.T
        total[layout.severity, layout.severity] -= (sat.T @ (sat * kept[:, None])).toarray()
        # Levels estimated with variance 1 / told are spread by σ² + 1 / told, their mean is known.
        total[-1, -1] = 2.0 * np.sum((self.spread * told / (self.spread**2 * told + 1.0)) ** 2)
        return total

    def _pulls(self, slope: FloatArray) -> tuple[FloatArray, sparse.csr_array]:
        """Give how each level goes with the common parameters, spread apart, and with severities."""
        layout, targets = self.layout, len(self.level)
        common = np.zeros((targets, layout.size - layout.reviewers))
        at = self.target * layout.criteria + self.criterion
        by_criterion = np.bincount(at, slope.sum(axis=0), targets * layout.criteria)
        common[:, : layout.criteria] = by_criterion.reshape(targets, -1)
        at = self.target * layout.rows + np.arange(layout.rows).repeat(self.often)
        by_step = [np.bincount(at, each, targets * layout.rows) for each in slope]
        common[:, layout.criteria : -1] = np.column_stack(by_step).reshape(targets, -1)
        sat = sparse.csr_array(
            (slope.sum(axis=0), (self.target, self.reviewer)), shape=(targets, layout.reviewers)
        )
        return common, sat


def _step(code: IntArray, surprise: FloatArray, variance: FloatArray) -> FloatArray:
    step: FloatArray = np.bincount(code, surprise) / np.bincount(code, variance)
    return np.clip(step, -LONGEST_STEP, LONGEST_STEP)


def starting_point(design: Design, layout: Layout) -> tuple[FloatArray, FloatArray]:
    """Give parameters near the maximum.

    Parameters
    ----------
    design : Design
        Grouped judgements; no reviewer and no criterion with extreme scores only.
    layout : Layout
        Places of the parameters.

    Returns
    -------
    at : ndarray (size,)
        Parameters, in logits.
    spread : ndarray (targets,)
        About how wide each posterior is, in standard deviations of the population.

    Notes
    -----
    Source: joint maximum likelihood (Wright and Masters 1982) with a normal prior on the levels, whose spread
    is updated as in an EM step. It has the known bias of joint estimation; only a beginning.

    Examples
    --------
    >>> from wealdstats.agreement.facets.examples import few
    >>> from wealdstats.agreement.facets.likelihood import layout_of
    >>> at, _ = starting_point(few(), layout_of(few()))
    >>> at[:2].round(1)
    array([-1.,  1.])
    """
    joint = _Joint(design, layout)
    for _ in range(ROUNDS):
        joint.improve()
    at = np.concatenate((joint.severity, joint.difficulty, joint.thresholds.ravel(), [joint.spread]))
    return at, 1.0 / (joint.spread * np.sqrt(joint.held))


def joint_information(design: Design, layout: Layout, at: FloatArray, level: FloatArray) -> FloatArray:
    """Compute nearly the information of the marginal likelihood, without a node.

    Parameters
    ----------
    design : Design
        Grouped judgements.
    layout : Layout
        Places of the parameters.
    at : ndarray (size,)
        Parameters, in logits.
    level : ndarray (targets,)
        About where each target is, in logits.

    Returns
    -------
    ndarray (size, size)
        Information of the joint likelihood once each level has been solved for; of the spread, what levels
        so precise would tell.

    Notes
    -----
    Source: Laplace's approximation: exact where judgements of a target are many. Good enough to climb by.

    Examples
    --------
    >>> from wealdstats.agreement.facets.examples import few
    >>> from wealdstats.agreement.facets.likelihood import layout_of
    >>> at, _ = starting_point(few(), layout_of(few()))
    >>> joint_information(few(), layout_of(few()), at, np.zeros(4)).shape
    (8, 8)
    """
    joint = _Joint(design, layout)
    joint.severity, joint.difficulty, joint.level = at[layout.severity], at[layout.difficulty], level
    joint.thresholds = at[layout.thresholds].reshape(layout.rows, layout.steps)
    joint.spread = float(at[-1])
    return joint.information()


def _first_thresholds(judged: IntArray, reached: FloatArray) -> FloatArray:
    """Log of how many stopped below each step over how many stopped on it; half a judgement added to each."""
    ends = np.column_stack((judged, reached, np.zeros(len(judged))))
    stopped = -np.diff(ends, axis=1) + 0.5
    thresholds: FloatArray = np.log(stopped[:, :-1] / stopped[:, 1:])
    thresholds -= thresholds.mean(axis=1, keepdims=True)
    return thresholds
