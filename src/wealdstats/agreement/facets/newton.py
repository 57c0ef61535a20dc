"""The search for the maximum of the marginal likelihood: Newton steps, and the exact information there."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.linalg import LinAlgError, cho_factor, cho_solve

from wealdstats.agreement.facets.design import Design
from wealdstats.agreement.facets.information import Information, observed_information
from wealdstats.agreement.facets.likelihood import Grid, Layout, Marginal, evaluate, even_grid, layout_of
from wealdstats.agreement.facets.start import joint_information, starting_point
from wealdstats.errors import NotSolvedError
from wealdstats.types import FloatArray

NODES, REACH = 61, 5.0
MOST_NODES, WIDEST = 1_201, 12.0
AT_THE_EDGE, BLUR = 1e-6, 1e-3
PRECISION = 1e-7
STEPS, HALVINGS = 60, 30
RENEWED = 12  # steps after which the guide is taken anew
UNDETERMINED = 50.0
ADVICE = "merge categories that are hardly used, or leave out reviewers with a handful of judgements"


@dataclass(frozen=True, slots=True, eq=False)
class Optimum:
    """The maximum of the marginal likelihood.

    Parameters
    ----------
    at : ndarray (size,)
        Parameters, in logits.
    layout : Layout
        Their places.
    grid : Grid
        Nodes that were fine and wide enough.
    marginal : Marginal
        The likelihood there.
    covariance : ndarray (size, size)
        Inverse of the observed information within the constraints.
    information : Information
        It, and what parameters do to levels.

    Notes
    -----
    Source: docs/methods/rasch_facets.md.

    Examples
    --------
    >>> from wealdstats.agreement.facets.examples import few
    >>> maximise(few()).covariance.shape
    (8, 8)
    """

    at: FloatArray
    layout: Layout
    grid: Grid
    marginal: Marginal
    covariance: FloatArray
    information: Information


def maximise(design: Design) -> Optimum:
    """Find the maximum of the marginal likelihood.

    Parameters
    ----------
    design : Design
        Grouped judgements.

    Returns
    -------
    Optimum
        Parameters, covariance and the grid it took.

    Raises
    ------
    NotSolvedError
        When the maximum is not found, or is not one point.

    Notes
    -----
    Source: docs/methods/rasch_facets.md. The grid grows until it resolves every posterior and none
    touches its ends.

    Examples
    --------
    >>> from wealdstats.agreement.facets.examples import few
    >>> best = maximise(few())
    >>> best.at[best.layout.severity].round(2) + 0.0
    array([-1.46,  1.46,  0.  ])
    """
    layout = layout_of(design)
    at, spread = starting_point(design, layout)
    grid = _finer(even_grid(NODES, REACH), spread, REACH)
    at, here, guide = _climb(design, layout, at, grid)
    while (better := _better(grid, here.posterior)) is not None:
        grid = better
        at, here, guide = _climb(design, layout, at, grid, guide)
    information = observed_information(design, layout, here, grid)
    return Optimum(at, layout, grid, here, _covariance(information.matrix, layout), information)


def _better(grid: Grid, posterior: FloatArray) -> Grid | None:
    """Give a finer or wider grid where the posteriors need one."""
    mean = posterior @ grid.nodes
    spread = np.sqrt(np.maximum(posterior @ grid.nodes**2 - mean**2, 0.0))
    reach = float(grid.nodes[-1])
    wider = min(1.5 * reach, WIDEST) if posterior[:, [0, -1]].max() > AT_THE_EDGE else reach
    better = _finer(grid, spread, wider)
    return better if wider > reach or len(better.nodes) > len(grid.nodes) else None


def _finer(grid: Grid, spread: FloatArray, reach: float) -> Grid:
    """Add nodes until they resolve posteriors of these standard deviations.

    On a grid too coarse a posterior looks narrower than it is: no more than threefold at once.
    """
    count = len(grid.nodes)
    most = min(3 * count, MOST_NODES)
    while count < most and _blur(spread, 2.0 * reach / (count - 1)) > BLUR:
        count += 10
    return even_grid(count, reach)


def _blur(spread: FloatArray, spacing: float) -> float:
    """Bound what a grid's spacing does to the deviance."""
    return float(4.0 * np.exp(-2.0 * (np.pi * spread / spacing) ** 2).sum())


def _climb(
    design: Design, layout: Layout, at: FloatArray, grid: Grid, guide: _Guide | None = None
) -> tuple[FloatArray, Marginal, _Guide]:
    """Go up by Newton steps, guided by nearly the information, bent by what each step has shown."""
    here = evaluate(design, layout, at, grid)
    for number in range(STEPS):
        if guide is None or (number + 1) % RENEWED == 0:
            level = at[-1] * (here.posterior @ grid.nodes)
            guide = _Guide(_factor(joint_information(design, layout, at, level), layout), ())
        step = guide.step(here.gradient)
        if float(step @ here.gradient) < PRECISION:
            return at, here, guide
        before, slope = at, here.gradient
        at, here = _uphill(design, layout, at, here, step, grid)
        guide = guide.after(_Pair(at - before, slope - here.gradient))
    raise NotSolvedError("a maximum of the likelihood", f"still climbing after {STEPS} steps", ADVICE)


@dataclass(frozen=True, slots=True)
class _Pair:
    """How far a step went, and how far the gradient fell."""

    moved: FloatArray
    fell: FloatArray

    @property
    def curvature(self) -> float:
        return float(self.moved @ self.fell)


@dataclass(frozen=True, slots=True)
class _Guide:
    """Where to go: a factor of the information, and the steps taken since."""

    factor: _Factor
    pairs: tuple[_Pair, ...]

    def after(self, pair: _Pair) -> _Guide:
        """Learn from a step; where the likelihood bends upwards there is nothing to learn."""
        return replace(self, pairs=(*self.pairs, pair)) if pair.curvature > 0.0 else self

    def step(self, gradient: FloatArray) -> FloatArray:
        """Solve by the factor, corrected so that every step taken would have been foreseen (Nocedal 1980)."""
        left, shares = gradient.copy(), []
        for pair in reversed(self.pairs):
            shares.append(float(pair.moved @ left) / pair.curvature)
            left -= shares[-1] * pair.fell
        step: FloatArray = cho_solve(self.factor.lower, left)
        for pair, share in zip(self.pairs, reversed(shares), strict=True):
            step += (share - float(pair.fell @ step) / pair.curvature) * pair.moved
        return step


def _uphill(
    design: Design, layout: Layout, at: FloatArray, here: Marginal, step: FloatArray, grid: Grid
) -> tuple[FloatArray, Marginal]:
    gain = float(step @ here.gradient)
    for halving in range(HALVINGS):
        length = 0.5**halving
        there = at + length * step
        there[-1] = abs(there[-1])  # the likelihood is the same on both sides
        found = evaluate(design, layout, there, grid)
        if found.value >= here.value + 1e-4 * length * gain - 1e-12 * abs(here.value):
            return there, found
    raise NotSolvedError("a step that raises the likelihood", f"none in {HALVINGS} halvings", ADVICE)


@dataclass(frozen=True, slots=True)
class _Factor:
    lower: tuple[FloatArray, bool]
    weight: float
    ridge: float


def _factor(information: FloatArray, layout: Layout) -> _Factor:
    """Factorise the information; far from the maximum a ridge may be needed.

    The square of every sum held at zero is added: steps then keep to the constraints by themselves.
    """
    _, held = layout.null()
    weight, ridge = float(np.trace(information)) / layout.size, 0.0
    whole = information + weight * (held.T @ (held / held.sum(axis=1, keepdims=True)))
    while True:
        try:
            return _Factor(cho_factor(whole + ridge * np.eye(layout.size), lower=True), weight, ridge)
        except LinAlgError:
            ridge = max(10.0 * ridge, 1e-3 * abs(weight))


def _covariance(information: FloatArray, layout: Layout) -> FloatArray:
    """Invert the information within the constraints."""
    factor = _factor(information, layout)
    null, held = layout.null()
    inverse = cho_solve(factor.lower, np.eye(layout.size))
    covariance: FloatArray = inverse - null.T @ (null / (factor.weight * held.sum(axis=1, keepdims=True)))
    widest = float(np.sqrt(np.abs(np.diag(covariance)).max()))
    if factor.ridge or widest > UNDETERMINED:
        finding = (
            f"an estimate with a standard error of {widest:,.0f} logits" if not factor.ridge else "a ridge"
        )
        raise NotSolvedError("one highest point of the likelihood", finding, ADVICE)
    return covariance
