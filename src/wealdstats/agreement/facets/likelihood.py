"""The marginal likelihood of a many-facet Rasch model: value, posterior of each target, exact gradient."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wealdstats.agreement.facets.design import Design
from wealdstats.types import FloatArray

NUMBERS_IN_CACHE = 2**15


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Where each parameter stands in one vector: severities, difficulties, thresholds, spread of the levels.

    Parameters
    ----------
    reviewers, criteria, rows, steps : int
        Numbers of each; thresholds are ``rows`` times ``steps``.

    Notes
    -----
    Source: this project. Parameters are in logits. Severities, and each row of thresholds, sum to zero; the
    vector holds them all and the constraints are kept by ``null`` and ``held``.

    Examples
    --------
    >>> layout = Layout(reviewers=3, criteria=2, rows=1, steps=4)
    >>> layout.size, layout.thresholds
    (10, slice(5, 9, None))
    """

    reviewers: int
    criteria: int
    rows: int
    steps: int

    @property
    def size(self) -> int:
        """Length of the vector."""
        return self.reviewers + self.criteria + self.rows * self.steps + 1

    @property
    def severity(self) -> slice:
        """Place of the severities."""
        return slice(0, self.reviewers)

    @property
    def difficulty(self) -> slice:
        """Place of the difficulties."""
        return slice(self.reviewers, self.reviewers + self.criteria)

    @property
    def thresholds(self) -> slice:
        """Place of the thresholds."""
        return slice(self.reviewers + self.criteria, self.size - 1)

    def null(self) -> tuple[FloatArray, FloatArray]:
        """Give the directions that change nothing, and for each the sum held at zero: (1 + rows, size)."""
        null, held = np.zeros((2, 1 + self.rows, self.size))
        null[0, self.severity] = held[0, self.severity] = 1.0
        null[0, self.difficulty] = -1.0
        rows = np.arange(self.rows).repeat(self.steps)
        null[1 + rows, np.arange(self.size)[self.thresholds]] = 1.0
        held[1:] = null[1:]
        if self.rows == 1:
            null[1, self.difficulty] = -1.0
        else:
            null[1 + np.arange(self.rows), self.reviewers + np.arange(self.criteria)] = -1.0
        return null, held


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Equally spaced nodes of a standard normal and the logarithms of their weights.

    Parameters
    ----------
    nodes : ndarray (nodes,)
        In standard deviations of the population.
    log_weights : ndarray (nodes,)
        Weights sum to one.

    Notes
    -----
    Source: the trapezoidal rule, whose error falls as ``exp(-2 π² (s / h)²)`` with posterior standard
    deviation s and spacing h: a billionth from h = s on.

    Examples
    --------
    >>> grid = even_grid(61, 5.0)
    >>> round(float(np.exp(grid.log_weights).sum()), 12)
    1.0
    """

    nodes: FloatArray
    log_weights: FloatArray


def even_grid(count: int, reach: float) -> Grid:
    """Spread nodes evenly over ± reach standard deviations.

    Parameters
    ----------
    count : int
        Number of nodes.
    reach : float
        Where they end, in standard deviations.

    Returns
    -------
    Grid
        Nodes and weights.

    Notes
    -----
    Source: the trapezoidal rule.

    Examples
    --------
    >>> even_grid(3, 1.0).nodes
    array([-1.,  0.,  1.])
    """
    nodes = np.linspace(-reach, reach, count)
    kernel = -0.5 * nodes**2
    return Grid(nodes, kernel - np.log(np.exp(kernel).sum()))


@dataclass(frozen=True, slots=True, eq=False)
class Marginal:
    """The likelihood at one parameter vector.

    Parameters
    ----------
    value : float
        Logarithm of the marginal likelihood; ``-inf`` where it cannot be computed.
    gradient : ndarray (size,)
        Its derivative by every parameter.
    posterior : ndarray (targets, nodes)
        Weight of each node for each target.
    seen : ndarray (cells, nodes)
        Judgements of each cell expected at each node.
    tails : ndarray (cells, steps, nodes)
        Chance of reaching each step.
    mean : ndarray (cells, nodes)
        Expected score.

    Notes
    -----
    Source: docs/methods/rasch_facets.md.

    Examples
    --------
    >>> from wealdstats.agreement.facets.examples import few
    >>> design = few()
    >>> layout = layout_of(design)
    >>> at = np.concatenate((np.zeros(layout.size - 1), [1.0]))
    >>> evaluate(design, layout, at, even_grid(61, 5.0)).posterior.shape
    (4, 61)
    """

    value: float
    gradient: FloatArray
    posterior: FloatArray
    seen: FloatArray
    tails: FloatArray
    mean: FloatArray


def layout_of(design: Design) -> Layout:
    """Say where the parameters of a design stand.

    Parameters
    ----------
    design : Design
        Grouped judgements.

    Returns
    -------
    Layout
        Their places.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> from wealdstats.agreement.facets.examples import few
    >>> layout_of(few())
    Layout(reviewers=3, criteria=2, rows=1, steps=2)
    """
    _, criteria, reviewers, _ = design.judgements.sizes
    return Layout(reviewers, criteria, *design.reached.shape)


def evaluate(design: Design, layout: Layout, at: FloatArray, grid: Grid) -> Marginal:
    """Compute the marginal log-likelihood and its exact gradient.

    Parameters
    ----------
    design : Design
        Grouped judgements.
    layout : Layout
        Places of the parameters.
    at : ndarray (size,)
        Parameters, in logits.
    grid : Grid
        Nodes over which each target's level is integrated.

    Returns
    -------
    Marginal
        Value, gradient, posteriors.

    Notes
    -----
    Source: docs/methods/rasch_facets.md; Fisher's identity for the gradient.

    Examples
    --------
    >>> from wealdstats.agreement.facets.examples import few
    >>> design = few()
    >>> layout = layout_of(design)
    >>> at = np.concatenate((np.zeros(layout.size - 1), [1.0]))
    >>> round(evaluate(design, layout, at, even_grid(61, 5.0)).value, 4)
    -22.8264
    """
    location = at[layout.difficulty][design.cell_criterion] + at[layout.severity][design.cell_reviewer]
    thresholds = at[layout.thresholds].reshape(layout.rows, layout.steps)
    # Where a step of the search goes wild the powers overflow; the value then says so.
    with np.errstate(over="ignore", invalid="ignore"):
        log_total, tails, mean = _chances(location, thresholds[design.cell_row], at[-1] * grid.nodes)
        joint = np.multiply.outer(design.target_score, at[-1] * grid.nodes) - design.seated @ (
            design.rounds @ log_total
        )
        joint += grid.log_weights
        peak = joint.max(axis=1)
        posterior = np.exp(joint - peak[:, None])
        total = posterior.sum(axis=1)
        posterior /= total[:, None]
        value = float((peak + np.log(total)).sum() - design.cell_score @ location)
        value -= float((design.reached * thresholds).sum())
    seen = design.rounds.T @ (design.seated.T @ posterior)
    gradient = _gradient(design, layout, grid, posterior, seen, tails, mean)
    return Marginal(value if np.isfinite(value) else -np.inf, gradient, posterior, seen, tails, mean)


def _chances(
    location: FloatArray, thresholds: FloatArray, level: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Give the log of the normaliser (cells, nodes), the chances of reaching each step and their sum.

    The odds at every node are the product of one number per cell and one per node: no exponential is taken
    inside the table. A run of cells at a time stays within the processor's cache.
    """
    cells, steps = thresholds.shape
    easiness, odds_of_level, factor = np.exp(-location), np.exp(level), np.exp(-thresholds)
    (total, mean), tails = np.empty((2, cells, len(level))), np.empty((cells, steps, len(level)))
    run = max(1, NUMBERS_IN_CACHE // (steps * len(level)))
    for first in range(0, cells, run):
        some = slice(first, first + run)
        odds, tail = np.multiply.outer(easiness[some], odds_of_level), tails[some]
        np.multiply(odds, factor[some, :1], out=tail[:, 0])
        for step in range(1, steps):
            np.multiply(tail[:, step - 1], odds, out=tail[:, step])
            tail[:, step] *= factor[some, step, None]
        for step in range(steps - 2, -1, -1):
            tail[:, step] += tail[:, step + 1]
        np.add(tail[:, 0], 1.0, out=total[some])
        tail /= total[some, None]
        tail.sum(axis=1, out=mean[some])
    return np.log(total), tails, mean


def _gradient(
    design: Design,
    layout: Layout,
    grid: Grid,
    posterior: FloatArray,
    seen: FloatArray,
    tails: FloatArray,
    mean: FloatArray,
) -> FloatArray:
    gradient = np.empty(layout.size)
    expected = seen * mean
    by_cell = expected.sum(axis=1) - design.cell_score
    gradient[layout.severity] = np.bincount(design.cell_reviewer, by_cell, layout.reviewers)
    gradient[layout.difficulty] = np.bincount(design.cell_criterion, by_cell, layout.criteria)
    reached = np.matmul(tails, seen[:, :, None])[:, :, 0]
    rows = np.zeros((layout.rows, layout.steps))
    np.add.at(rows, design.cell_row, reached)
    gradient[layout.thresholds] = (rows - design.reached).ravel()
    gradient[-1] = ((design.target_score @ posterior) - expected.sum(axis=0)) @ grid.nodes
    return gradient
