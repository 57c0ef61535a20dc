"""How large a factorisation of crossed terms can become, told before it is begun."""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import reverse_cuthill_mckee

from wealdstats.errors import InputError
from wealdstats.types import IntArray

MOST_NUMBERS = 10_000_000
MOST_PAIRS = 50_000_000


def most_numbers(terms: tuple[IntArray, ...]) -> int:
    """Bound the numbers in a sparse factor of the terms' cross products.

    Parameters
    ----------
    terms : tuple of ndarray of int (n,)
        The level each observation has in each term, from 0.

    Returns
    -------
    int
        No good order of elimination needs more; usually it needs a third to a tenth.

    Notes
    -----
    Source: this project. Levels of the largest term never meet, so that eliminating them first fills in
    only between levels of the others; what is left is banded (Cuthill and McKee 1969), which holds the rest.

    Examples
    --------
    >>> most_numbers((np.array([0, 0, 1, 1]), np.array([0, 1, 2, 3])))
    10
    """
    widths = [int(term.max()) + 1 for term in terms]
    largest = int(np.argmax(widths))
    others = [term for number, term in enumerate(terms) if number != largest]
    starts = np.cumsum([0] + [int(term.max()) + 1 for term in others])
    if not others:
        return widths[largest]
    column = np.concatenate([term + start for term, start in zip(others, starts, strict=False)])
    row = np.tile(terms[largest], len(others))
    met = sparse.csr_array(
        (np.ones(len(column), np.int32), (row, column)), shape=(widths[largest], starts[-1])
    )
    met.sum_duplicates()
    degree = np.diff(met.indptr).astype(np.int64)
    if int((degree**2).sum()) > MOST_PAIRS:
        return int((degree**2).sum())
    left = sparse.csr_array(met.T @ met)
    order = reverse_cuthill_mckee(left, symmetric_mode=True)
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    first = np.arange(len(order))
    np.minimum.at(first, place[np.repeat(np.arange(len(order)), np.diff(left.indptr))], place[left.indices])
    return int((np.arange(len(order)) - first + 1).sum() + degree.sum() + widths[largest])


def refuse_larger(terms: tuple[IntArray, ...]) -> None:
    """Refuse terms whose factorisation would take too long and too much memory.

    Parameters
    ----------
    terms : tuple of ndarray of int (n,)
        As `most_numbers` takes them.

    Raises
    ------
    InputError
        With the size, and what would make it smaller.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> refuse_larger((np.array([0, 0, 1, 1]),))
    """
    numbers = most_numbers(terms)
    if numbers > MOST_NUMBERS:
        levels = ", ".join(f"{int(term.max()) + 1:,}" for term in terms)
        raise InputError(
            f"terms whose factorisation holds at most {MOST_NUMBERS:,} numbers",
            f"up to {numbers:,}, as terms of {levels} levels cross",
            "ask for fewer with `terms`, or draw a few hundred of the targets",
        )
