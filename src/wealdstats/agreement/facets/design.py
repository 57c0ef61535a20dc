"""Judgements sorted into what the likelihood needs: counts, sums and who sat with whom."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np
from scipy import sparse

from wealdstats.labels import distinct
from wealdstats.types import FloatArray, IntArray

Model: TypeAlias = Literal["rating_scale", "partial_credit"]


@dataclass(frozen=True, slots=True, eq=False)
class Judgements:
    """Judgements as whole numbers: one row each, nothing missing.

    Parameters
    ----------
    target, criterion, reviewer : ndarray of int (n,)
        Codes from 0 without gaps.
    score : ndarray of int (n,)
        Categories from 0.
    sizes : tuple of int
        Numbers of targets, criteria, reviewers and categories.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> one = np.array([0])
    >>> Judgements(one, one, one, one, (1, 1, 1, 2)).sizes
    (1, 1, 1, 2)
    """

    target: IntArray
    criterion: IntArray
    reviewer: IntArray
    score: IntArray
    sizes: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """Judgements grouped by cell (a reviewer with a criterion) and sitting (a reviewer with a target).

    Parameters
    ----------
    judgements : Judgements
        What is grouped, targets renumbered in the order of their mean scores: neighbours then need the same
        nodes.
    place : ndarray of int (targets,)
        New number of each target.
    model : {"rating_scale", "partial_credit"}
        One set of thresholds for all criteria, or one for each.
    cell : ndarray of int (n,)
        Cell of each judgement.
    cell_criterion, cell_reviewer : ndarray of int (cells,)
        Its parts.
    cell_score : ndarray (cells,)
        Sum of its scores.
    target_score : ndarray (targets,)
        Sum of each target's scores.
    reached : ndarray (rows, steps)
        How many judgements reach each step: one row, or one for each criterion.
    seat_target, seat_reviewer : ndarray of int (sittings,)
        Parts of a sitting; sittings are sorted by target.
    seat_round : ndarray of int (sittings,)
        Round of each sitting: a reviewer with the same criteria as often each.
    rounds : sparse (rounds, cells)
        Numbers of judgements in a round.
    seated : sparse (targets, rounds)
        Numbers of sittings.
    marks : sparse (targets x criteria, cells)
        Numbers of judgements; criteria vary fastest.

    Notes
    -----
    Source: this project. A Rasch model needs no more of the scores than these sums.

    Examples
    --------
    >>> code = np.array([0, 0, 1, 1])
    >>> pair = np.array([0, 1, 0, 1])
    >>> design = group(Judgements(code, 0 * code, pair, pair, (2, 1, 2, 2)), "rating_scale")
    >>> design.rounds.toarray()
    array([[1., 0.],
           [0., 1.]])
    """

    judgements: Judgements
    place: IntArray
    model: Model
    cell: IntArray
    cell_criterion: IntArray
    cell_reviewer: IntArray
    cell_score: FloatArray
    target_score: FloatArray
    reached: FloatArray
    seat_target: IntArray
    seat_reviewer: IntArray
    seat_round: IntArray
    rounds: sparse.csr_array
    seated: sparse.csr_array
    marks: sparse.csr_array

    @property
    def cell_row(self) -> IntArray:
        """Row of thresholds of each cell."""
        return self.cell_criterion if self.model == "partial_credit" else np.zeros_like(self.cell_criterion)


def group(judgements: Judgements, model: Model) -> Design:
    """Group judgements by cell and sitting.

    Parameters
    ----------
    judgements : Judgements
        What to group.
    model : {"rating_scale", "partial_credit"}
        How many rows of thresholds there are.

    Returns
    -------
    Design
        Counts and sums.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> code = np.array([0, 0, 1, 1])
    >>> pair = np.array([0, 1, 0, 1])
    >>> group(Judgements(code, 0 * code, pair, pair, (2, 1, 2, 2)), "rating_scale").target_score
    array([1., 1.])
    """
    targets, criteria, reviewers, categories = judgements.sizes
    place = _place(judgements)
    target, criterion = place[judgements.target], judgements.criterion
    cells, cell = distinct(judgements.reviewer * criteria + criterion, reviewers * criteria)
    seats, seat = distinct(target * reviewers + judgements.reviewer, targets * reviewers)
    score = judgements.score.astype(np.float64)
    row = criterion if model == "partial_credit" else np.zeros_like(criterion)
    seat_round, example = _rounds(seats % reviewers, seat, criterion, criteria)
    shown = np.flatnonzero(example[seat_round[seat]] == seat)
    chosen = np.bincount(row * categories + judgements.score, minlength=(row.max() + 1) * categories)
    return Design(
        judgements=replace(judgements, target=target),
        place=place,
        model=model,
        cell=cell,
        cell_criterion=cells % criteria,
        cell_reviewer=cells // criteria,
        cell_score=np.bincount(cell, score, len(cells)).astype(np.float64),
        target_score=np.bincount(target, score, targets).astype(np.float64),
        reached=chosen.reshape(-1, categories)[:, :0:-1].cumsum(axis=1)[:, ::-1].astype(np.float64),
        seat_target=seats // reviewers,
        seat_reviewer=seats % reviewers,
        seat_round=seat_round,
        rounds=_counted(seat_round[seat[shown]], cell[shown], (len(example), len(cells))),
        seated=_counted(seats // reviewers, seat_round, (targets, len(example))),
        marks=_counted(target * criteria + criterion, cell, (targets * criteria, len(cells))),
    )


def _place(judgements: Judgements) -> IntArray:
    """Rank targets by their mean score."""
    total = np.bincount(judgements.target, judgements.score)
    place = np.empty(len(total), np.int64)
    place[(total / np.bincount(judgements.target)).argsort(kind="stable")] = np.arange(len(total))
    return place


def _rounds(
    reviewer: IntArray, seat: IntArray, criterion: IntArray, criteria: int
) -> tuple[IntArray, IntArray]:
    """Give sittings alike in reviewer and criteria one number, and one example of each number."""
    often = np.bincount(seat * criteria + criterion, minlength=len(reviewer) * criteria).reshape(-1, criteria)
    alike = reviewer
    for column in often.T:
        base = int(column.max()) + 1
        _, alike = distinct(alike * base + column, (int(alike.max()) + 1) * base)
    example = np.zeros(int(alike.max()) + 1, np.int64)
    example[alike] = np.arange(len(alike))
    return alike, example


def _counted(row: IntArray, column: IntArray, shape: tuple[int, int]) -> sparse.csr_array:
    ones = np.ones(len(row))
    return sparse.csr_array((ones, (row, column)), shape=shape)
