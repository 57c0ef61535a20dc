"""Where the search begins: joint maximum likelihood, each level held by the population."""

from __future__ import annotations

import numpy as np

from wealdstats.agreement.facets.design import Design
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
        self.score = score.astype(np.float64)
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


def _first_thresholds(judged: IntArray, reached: FloatArray) -> FloatArray:
    """Log of how many stopped below each step over how many stopped on it; half a judgement added to each."""
    ends = np.column_stack((judged, reached, np.zeros(len(judged))))
    stopped = -np.diff(ends, axis=1) + 0.5
    thresholds: FloatArray = np.log(stopped[:, :-1] / stopped[:, 1:])
    thresholds -= thresholds.mean(axis=1, keepdims=True)
    return thresholds
