"""What several subjects ask of a table in the same way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from wealdstats.cli.spec import Answer, Asked, Option, Path, Values
from wealdstats.cli.table import TableError

SEED = Option("seed", "whole", "seed of the draws")
LEVEL = Option("level", "number", "coverage of the intervals")
DRAWS = Option("draws", "whole", "random draws")
COVARIATES = Option("covariates", "words", "columns of intake to allow for; all rows without a gap are used")


def covariates(asked: Asked) -> Values | None:
    r"""Give the columns named after ``--covariates`` side by side, or None.

    Parameters
    ----------
    asked : Asked
        What was said.

    Returns
    -------
    ndarray (rows, columns) or None
        Missing cells as nan.

    Notes
    -----
    Source: docs/reference/wealdstats.md.

    Examples
    --------
    >>> from wealdstats.cli.table import parse
    >>> table = parse("a.csv", "fsm,eal\n1,2\n")
    >>> covariates(Asked(table, {}, {}, {"covariates": ("fsm", "eal")}, lambda done, total: None))
    array([[1., 2.]])
    """
    names = asked.options.get("covariates")
    if not names:
        return None
    return np.column_stack([asked.table.numbers(name, may_miss=True) for name in names])


def without(asked: Asked, *names: str) -> dict[str, Any]:
    r"""Give the options but for those the method does not know.

    Parameters
    ----------
    asked : Asked
        What was said.
    *names : str
        Options to leave out.

    Returns
    -------
    dict
        The others.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> from wealdstats.cli.table import parse
    >>> table = parse("a.csv", "x\n1\n")
    >>> without(Asked(table, {}, {}, {"a": 1, "b": 2}, lambda done, total: None), "a")
    {'b': 2}
    """
    return {name: value for name, value in asked.options.items() if name not in names}


def grid(asked: Asked, row: str, column: str, value: str) -> tuple[Values, Values, Values]:
    r"""Lay rows out as a matrix: names of its rows, of its columns, and the values; nan where there is none.

    Parameters
    ----------
    asked : Asked
        What was read.
    row, column, value : str
        Columns of the file.

    Returns
    -------
    (ndarray, ndarray, ndarray)
        Sorted names of rows and of columns, and the matrix.

    Raises
    ------
    TableError
        When two rows of the file fall on one cell.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> from wealdstats.cli.table import parse
    >>> table = parse("a.csv", "t,j,s\nx,a,1\ny,b,2\n")
    >>> columns = {"t": table.texts("t"), "j": table.texts("j"), "s": table.numbers("s")}
    >>> grid(Asked(table, columns, {}, {}, lambda done, total: None), "t", "j", "s")[2]
    array([[ 1., nan],
           [nan,  2.]])
    """
    down, i = np.unique(asked.columns[row], return_inverse=True)
    along, j = np.unique(asked.columns[column], return_inverse=True)
    cell = i * len(along) + j
    _, first, count = np.unique(cell, return_index=True, return_counts=True)
    if (count > 1).any():
        at = first[np.argmax(count > 1)]
        found = f"{count.max()} of {asked.columns[row][at]} and {asked.columns[column][at]}"
        raise TableError(f"one row for each {row} and {column}", found, "leave the others out")
    values = np.full((len(down), len(along)), np.nan)
    values[i, j] = asked.columns[value]
    return down, along, values


def part(path: str, index: int) -> Path:
    """Give one column of a matrix in the result.

    Parameters
    ----------
    path : str
        The matrix.
    index : int
        Its column.

    Returns
    -------
    callable
        A path into an answer.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> callable(part("points", 0))
    True
    """
    found: Callable[[Answer], Values] = lambda answer: np.asarray(answer.at(path))[:, index]  # noqa: E731 -- typed
    return found


def ends(estimate: str, se: str) -> tuple[Path, Path]:
    """Give both ends of an estimate's 95 % interval, for a picture.

    Parameters
    ----------
    estimate, se : str
        Paths of the estimate and its standard error.

    Returns
    -------
    tuple of two callables
        Paths into an answer.

    Notes
    -----
    Source: the normal approximation.

    Examples
    --------
    >>> len(ends("level.estimate", "level.se"))
    2
    """

    def at(sign: float) -> Path:
        return lambda answer: answer.at(estimate) + sign * 1.96 * answer.at(se)

    return at(-1.0), at(1.0)
