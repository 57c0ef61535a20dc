"""Observed information of the marginal likelihood, exactly (Louis' identity), and what pulls each level."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from wealdstats.agreement.facets.design import Design
from wealdstats.agreement.facets.likelihood import Grid, Layout, Marginal
from wealdstats.types import FloatArray, IntArray

NUMBERS_AT_A_TIME = 2**19
NEGLIGIBLE = 1e-17
NEIGHBOURS = 4  # runs that share their nodes, so that tables are cut for them once


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """Neighbouring targets, their sittings, and the nodes at which any of them may be.

    Parameters
    ----------
    targets, sittings, nodes : slice
        Which ones.

    Notes
    -----
    Source: this project. What is left out of a posterior weighs less than its rounding.

    Examples
    --------
    >>> Run(slice(0, 2), slice(0, 6), slice(10, 30)).nodes
    slice(10, 30, None)
    """

    targets: slice
    sittings: slice
    nodes: slice


@dataclass(frozen=True, slots=True, eq=False)
class Information:
    """Observed information, and what the parameters do to each level.

    Parameters
    ----------
    matrix : ndarray (size, size)
        Minus the second derivatives of the log-likelihood; zero along the directions that change nothing.
    variance : ndarray (targets,)
        Of each target's posterior, in units of the spread.
    common : ndarray (targets, common parameters)
        Covariance of each level with the scores of difficulties, thresholds and spread.
    sitting : ndarray (sittings,)
        The same for the severity of each sitting's reviewer.

    Notes
    -----
    Source: Louis (1982), JRSS B 44.

    Examples
    --------
    >>> from wealdstats.agreement.facets.examples import few
    >>> from wealdstats.agreement.facets.newton import maximise
    >>> maximise(few()).information.matrix.shape
    (8, 8)
    """

    matrix: FloatArray
    variance: FloatArray
    common: FloatArray
    sitting: FloatArray


def runs(design: Design, posterior: FloatArray, width: int) -> Iterator[Run]:
    """Cut the targets into runs that fit the processor's cache.

    Parameters
    ----------
    design : Design
        Grouped judgements.
    posterior : ndarray (targets, nodes)
        Weights of the nodes.
    width : int
        Numbers held for each target and node.

    Yields
    ------
    Run
        Targets, sittings, nodes.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> from wealdstats.agreement.facets.examples import few
    >>> [run.targets for run in runs(few(), np.full((4, 61), 1 / 61), width=8)]
    [slice(0, 4, None)]
    """
    targets, nodes = posterior.shape
    at_once = max(1, NUMBERS_AT_A_TIME // (width * nodes))
    ends = np.searchsorted(design.seat_target, np.arange(targets + 1))
    for begin in range(0, targets, at_once * NEIGHBOURS):
        stop = min(begin + at_once * NEIGHBOURS, targets)
        reached = np.flatnonzero(posterior[begin:stop].max(axis=0) > NEGLIGIBLE)
        at_nodes = slice(int(reached[0]), int(reached[-1]) + 1)
        for first in range(begin, stop, at_once):
            last = min(first + at_once, stop)
            yield Run(slice(first, last), slice(int(ends[first]), int(ends[last])), at_nodes)


def observed_information(design: Design, layout: Layout, at: Marginal, grid: Grid) -> Information:
    """Compute minus the matrix of second derivatives of the marginal log-likelihood.

    Parameters
    ----------
    design : Design
        Grouped judgements.
    layout : Layout
        Places of the parameters.
    at : Marginal
        The likelihood at the parameters in question.
    grid : Grid
        Nodes.

    Returns
    -------
    Information
        The matrix, and each level's covariance with the scores.

    Notes
    -----
    Source: Louis (1982), JRSS B 44: what complete data would tell, less the covariance of each target's score
    over its posterior.

    Examples
    --------
    >>> from wealdstats.agreement.facets.examples import few
    >>> from wealdstats.agreement.facets.newton import maximise
    >>> best = maximise(few())
    >>> found = observed_information(few(), best.layout, best.marginal, best.grid)
    >>> null, _ = best.layout.null()
    >>> bool(np.allclose(found.matrix @ null.T, 0.0))
    True
    """
    total = _complete(design, layout, at, grid)
    spread_out = _spread_out(layout)
    width = spread_out.shape[1]
    within = np.zeros((width, width))
    own_level = np.empty((len(design.place), width))
    cross = np.empty((len(design.seat_target), width))
    by_round, tables = design.rounds @ at.mean, _Tables(design, layout, at)
    for run in runs(design, at.posterior, width):
        weight = at.posterior[run.targets, run.nodes]
        own = design.seat_target[run.sittings] - run.targets.start
        common = _centred(tables.common(grid, run), weight)
        sitting = _centred(by_round[design.seat_round[run.sittings], run.nodes], weight[own])
        flat = common.reshape(width, -1)
        within += flat @ flat.T
        own_level[run.targets] = _shared(common, common[-1])
        place = np.arange(len(own)) - np.searchsorted(own, own)
        cross[run.sittings] = _with_sittings(common, sitting, own, place)
        _subtract_pairs(total, design.seat_reviewer[run.sittings], place, sitting)
    of_reviewer = sparse.csr_array(
        (np.ones(len(cross)), (design.seat_reviewer, np.arange(len(cross)))),
        shape=(layout.reviewers, len(cross)),
    )
    shared = (of_reviewer @ cross) @ spread_out[:-1].T
    after = slice(layout.reviewers, layout.size)
    total[after, after] -= (spread_out @ within @ spread_out.T)[:-1, :-1]
    total[layout.severity, after] -= shared
    total[after, layout.severity] -= shared.T
    return Information(total, own_level[:, -1], own_level @ spread_out[:-1].T, cross[:, -1])


def _spread_out(layout: Layout) -> FloatArray:
    """Give each common score, and last the level, as a sum of those held while adding up.

    Where each criterion has thresholds of its own, a difficulty's score is the sum of theirs.
    """
    kept = layout.rows * layout.steps + 2
    if layout.rows == 1:
        return np.eye(layout.criteria + kept)
    sums = np.kron(np.eye(layout.criteria, layout.rows), np.ones(layout.steps))
    return np.vstack((np.pad(sums, ((0, 0), (0, 2))), np.eye(kept)))


class _Tables:
    """The tables the common scores are added up from, cut to the nodes in question."""

    def __init__(self, design: Design, layout: Layout, at: Marginal) -> None:
        self.design, self.layout, self.at = design, layout, at
        self.nodes = slice(0, 0)
        self.bent = design.rounds @ at.tails.reshape(len(at.tails), -1) if layout.rows == 1 else None

    def cut(self, nodes: slice) -> None:
        """Cut anew where the nodes have changed: neighbouring runs share them."""
        if nodes == self.nodes:
            return
        steps = self.layout.steps
        tails = self.at.tails if self.bent is None else self.bent.reshape(len(self.bent), steps, -1)
        self.tails = tails[:, :, nodes].reshape(len(tails), -1)
        self.mean = self.at.mean[:, nodes] if self.bent is not None else None
        self.nodes = nodes

    def common(self, grid: Grid, run: Run) -> FloatArray:
        """Give what varies with the level in each common score, then the level: (scores, targets, nodes)."""
        self.cut(run.nodes)
        design, criteria, nodes = self.design, self.layout.criteria, grid.nodes[run.nodes]
        targets = slice(run.targets.start, run.targets.stop)
        count = targets.stop - targets.start
        marks = design.marks[targets.start * criteria : targets.stop * criteria]
        if self.mean is None:
            scores = (marks @ self.tails).reshape(count, -1, len(nodes))
            expected = scores.sum(axis=1)
        else:
            by_criterion = (marks @ self.mean).reshape(count, criteria, len(nodes))
            bent = (design.seated[targets] @ self.tails).reshape(count, -1, len(nodes))
            scores, expected = np.concatenate((by_criterion, bent), axis=1), by_criterion.sum(axis=1)
        common = np.empty((scores.shape[1] + 2, count, len(nodes)))
        common[:-2] = scores.transpose(1, 0, 2)
        common[-2] = (design.target_score[targets, None] - expected) * nodes
        common[-1] = nodes
        return common


def _centred(values: FloatArray, weight: FloatArray) -> FloatArray:
    """Take posterior means away and weigh by the root: sums of products are then covariances."""
    about: FloatArray = values - np.einsum("...q,...q->...", values, weight)[..., None]
    about *= np.sqrt(weight)
    return about


def _shared(common: FloatArray, one: FloatArray) -> FloatArray:
    """Multiply the common scores of targets by one row of each: (targets, scores)."""
    return np.asarray(np.matmul(common.transpose(1, 0, 2), one[:, :, None])[:, :, 0])


def _with_sittings(common: FloatArray, sitting: FloatArray, own: IntArray, place: IntArray) -> FloatArray:
    """Give each sitting's covariances with its target's common scores; most targets have as many sittings."""
    cross = np.empty((len(sitting), len(common)))
    for number in range(int(place.max(initial=-1)) + 1):
        now = np.flatnonzero(place == number)
        theirs = common if len(now) == common.shape[1] else common[:, own[now]]
        cross[now] = _shared(theirs, sitting[now])
    return cross


def _subtract_pairs(total: FloatArray, reviewer: IntArray, place: IntArray, sitting: FloatArray) -> None:
    """Subtract the covariances between reviewers who sat with the same target, themselves included."""
    # Sitting by sitting the one `behind` places earlier, for as long as it is of the same target.
    for behind in range(int(place.max(initial=-1)) + 1):
        later = np.flatnonzero(place >= behind)
        shared = np.einsum("sq,sq->s", sitting[later], sitting[later - behind])
        a, b = reviewer[later], reviewer[later - behind]
        np.subtract.at(total, (a, b), shared)
        if behind:
            np.subtract.at(total, (b, a), shared)


def _complete(design: Design, layout: Layout, at: Marginal, grid: Grid) -> FloatArray:
    """Give what the judgements would tell if every level were known, expected over the posteriors."""
    total = with_levels_known(design, layout, _step_covariance(at.seen, at.tails))
    by_step, squared = _with_spread(at, grid)
    pulled = np.column_stack((by_step.sum(axis=1), by_step.sum(axis=1), by_step))
    cross = np.bincount(_parameters(design, layout).ravel(), pulled.ravel(), layout.size)
    total[:, -1] -= cross
    total[-1] -= cross
    total[-1, -1] += squared
    return total


def with_levels_known(design: Design, layout: Layout, covariance: FloatArray) -> FloatArray:
    """Add up what each cell tells of its reviewer, its criterion and its thresholds.

    Parameters
    ----------
    design : Design
        Grouped judgements.
    layout : Layout
        Places of the parameters.
    covariance : ndarray (cells, steps, steps)
        Of having reached one step and another, summed over a cell's judgements.

    Returns
    -------
    ndarray (size, size)
        Information; nothing of the spread.

    Notes
    -----
    Source: Masters (1982). A score is the sum of its steps, so covariances with it are sums over steps.

    Examples
    --------
    >>> from wealdstats.agreement.facets.examples import few
    >>> from wealdstats.agreement.facets.likelihood import layout_of
    >>> design = few()
    >>> with_levels_known(design, layout_of(design), np.ones((len(design.cell_score), 2, 2))).shape
    (8, 8)
    """
    steps = layout.steps
    local = np.zeros((len(covariance), 2 + steps, 2 + steps))
    local[:, 2:, 2:] = covariance
    local[:, :2, 2:] = covariance.sum(axis=1)[:, None]
    local[:, 2:, :2] = local[:, :2, 2:].transpose(0, 2, 1)
    local[:, :2, :2] = covariance.sum(axis=(1, 2))[:, None, None]
    index, size = _parameters(design, layout), layout.size
    where = index[:, :, None] * size + index[:, None, :]
    total = np.bincount(where.ravel(), local.ravel(), size * size).reshape(size, size)
    return total.astype(np.float64)


def _parameters(design: Design, layout: Layout) -> IntArray:
    """Give the places of each cell's parameters: (cells, 2 + steps)."""
    row = layout.thresholds.start + design.cell_row * layout.steps
    return np.column_stack(
        (
            design.cell_reviewer,
            layout.reviewers + design.cell_criterion,
            row[:, None] + np.arange(layout.steps),
        )
    )


def _with_spread(at: Marginal, grid: Grid) -> tuple[FloatArray, float]:
    """Give what a spread of the levels shares with each step of each cell, and with itself."""
    tilted = at.seen * grid.nodes
    weights = np.stack((tilted, tilted * at.mean), axis=2)
    sums = np.matmul(at.tails, weights)
    steps = np.arange(at.tails.shape[1])
    # The score times having reached a step: that step as often as its number, and every later one.
    product = sums[:, ::-1, 0].cumsum(axis=1)[:, ::-1] + steps * sums[:, :, 0]
    squares = np.einsum("cq,cjq,j->", tilted * grid.nodes, at.tails, 2.0 * steps + 1.0, optimize=True)
    squares -= np.vdot(weights[:, :, 1], at.mean * grid.nodes)
    return product - sums[:, :, 1], float(squares)


def _step_covariance(weight: FloatArray, tails: FloatArray) -> FloatArray:
    """Sum over nodes the covariance of having reached one step and another: (cells, steps, steps)."""
    weighted = tails * weight[:, None]
    reached = weighted.sum(axis=2)
    later = np.maximum.outer(np.arange(tails.shape[1]), np.arange(tails.shape[1]))
    covariance: FloatArray = reached[:, later] - np.matmul(weighted, tails.transpose(0, 2, 1))
    return covariance
