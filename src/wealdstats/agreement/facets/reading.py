"""Columns of judgements read, sorted and, where they cannot tell anything, set aside."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wealdstats.agreement.facets.design import Judgements, Model
from wealdstats.agreement.facets.pools import refuse_disconnected
from wealdstats.agreement.facets.result import SetAside
from wealdstats.errors import InputError, TooFewError
from wealdstats.labels import Coded, Labels, Names, coded, finite_column
from wealdstats.types import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """Judgements as codes, the names behind them and what was left out.

    Parameters
    ----------
    judgements : Judgements
        Codes.
    targets, criteria, reviewers : ndarray
        Names, sorted.
    lowest : int
        Score of category 0.
    kept : ndarray of bool (n,)
        Which rows of the columns are in.
    set_aside : SetAside
        What the others are about.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> read([1, 1, 2, 2], [1] * 4, [1, 2] * 2, np.array([1, 2, 2, 1]), "rating_scale").lowest
    1
    """

    judgements: Judgements
    targets: Names
    criteria: Names
    reviewers: Names
    lowest: int
    kept: BoolArray
    set_aside: SetAside


def read(target: Labels, criterion: Labels, reviewer: Labels, score: FloatArray, model: Model) -> Read:
    """Read judgements and refuse what no many-facet Rasch model can be fitted to.

    Parameters
    ----------
    target, criterion, reviewer : sequence of str or int (n,)
        One row for each judgement; none missing.
    score : ndarray (n,)
        Whole numbers; every one between lowest and highest is used.
    model : {"rating_scale", "partial_credit"}
        With partial credit every criterion uses every score.

    Returns
    -------
    Read
        Codes and names.

    Raises
    ------
    InputError
        With scores that are not whole numbers or leave a category unused.
    TooFewError
        When no target has two judgements that tell anything.
    DisconnectedError
        When reviewers, targets and criteria fall into pools.

    Notes
    -----
    Source: docs/methods/rasch_facets.md.

    Examples
    --------
    >>> columns = ["x", "x", "y", "y"], ["c"] * 4, ["Ada", "Bo"] * 2
    >>> read(*columns, np.array([1, 2, 2, 1]), "rating_scale").judgements.score
    array([0, 1, 1, 0])
    """
    if model not in ("rating_scale", "partial_credit"):
        raise InputError('model "rating_scale" or "partial_credit"', repr(model), "pass one of these")
    rows = len(np.asarray(target))
    columns = {
        "target": coded(target, "target", rows),
        "criterion": coded(criterion, "criterion", rows),
        "reviewer": coded(reviewer, "reviewer", rows),
    }
    whole = _whole(finite_column(score, "score", rows))
    lowest = int(whole.min())
    kept = _telling(columns, whole - lowest)
    inside = {what: _within(column, kept) for what, column in columns.items()}
    counts = np.bincount(inside["target"].codes, minlength=1)
    if counts.max() < 2:
        raise TooFewError(
            "two judgements of one target that leave room for more or less",
            f"{rows:,} judgements, {int(kept.sum()):,} of use",
            "collect more judgements",
        )
    refuse_disconnected(**inside)
    chosen = whole[kept] - lowest
    _refuse_unused(chosen, lowest, inside["criterion"] if model == "partial_credit" else None)
    sizes = (inside["target"].n, inside["criterion"].n, inside["reviewer"].n, int(chosen.max()) + 1)
    targets, criteria, reviewers = (inside[what] for what in ("target", "criterion", "reviewer"))
    return Read(
        Judgements(targets.codes, criteria.codes, reviewers.codes, chosen, sizes),
        targets.names,
        criteria.names,
        reviewers.names,
        lowest,
        kept,
        SetAside(
            np.setdiff1d(columns["target"].names, targets.names),
            np.setdiff1d(columns["reviewer"].names, reviewers.names),
            np.setdiff1d(columns["criterion"].names, criteria.names),
        ),
    )


def _whole(score: FloatArray) -> IntArray:
    if not len(score):
        raise TooFewError("judgements", "none", "collect some")
    whole = np.rint(score).astype(np.int64)
    if (whole != score).any():
        raise InputError("whole numbers as scores", f"{score[whole != score][0]}", "number the categories")
    return whole


def _telling(columns: dict[str, Coded], score: IntArray) -> BoolArray:
    """Leave out reviewers and criteria with one extreme score only, and again until nothing changes."""
    kept, top = np.ones(len(score), np.bool_), int(score.max())
    if not top:
        return ~kept
    while True:
        before = int(kept.sum())
        for column in (columns["reviewer"], columns["criterion"]):
            often = np.bincount(column.codes[kept], minlength=column.n)
            total = np.bincount(column.codes[kept], score[kept], column.n)
            kept &= ((total > 0) & (total < top * often))[column.codes]
        if int(kept.sum()) == before:
            return kept


def _within(column: Coded, kept: BoolArray) -> Coded:
    codes = column.codes[kept]
    there = np.bincount(codes, minlength=column.n) > 0
    return Coded(column.names[there], (there.cumsum() - 1)[codes])


def _refuse_unused(score: IntArray, lowest: int, criterion: Coded | None) -> None:
    top = int(score.max()) + 1
    row = np.zeros_like(score) if criterion is None else criterion.codes
    used = np.bincount(row * top + score, minlength=(int(row.max()) + 1) * top).reshape(-1, top) > 0
    if used.all():
        return
    at, category = np.argwhere(~used)[0]
    where = "" if criterion is None else f" of criterion {criterion.names[at]}"
    raise InputError(
        "every score between the lowest and the highest in use",
        f"no judgement{where} with score {lowest + category}",
        "merge categories" if criterion is None else 'merge categories, or use model="rating_scale"',
    )
