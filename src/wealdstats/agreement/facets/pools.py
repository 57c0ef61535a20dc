"""Who can be compared with whom: parts of the data that nothing ties together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from wealdstats.errors import DisconnectedError
from wealdstats.labels import Coded, Labels, Names, coded
from wealdstats.types import IntArray, Result

NAMED_AT_MOST = 6
# What two facets have to share, and what to do where they do not.
TIES = (
    ("reviewer", "target", "let reviewers of each pool judge targets of another, or fit each pool apart"),
    ("reviewer", "criterion", "let reviewers judge common criteria, or fit each pool apart"),
    ("target", "criterion", "judge every target on common criteria, or fit each pool apart"),
)


@dataclass(frozen=True, slots=True, eq=False)
class Pools(Result):
    """Pools of reviewers: within one, targets in common tie each to each, directly or by way of others.

    Parameters
    ----------
    reviewers : ndarray (reviewers,)
        Their names, sorted.
    reviewer_pool : ndarray of int (reviewers,)
        Pool of each, numbered from 0.
    targets : ndarray (targets,)
        Names of the targets, sorted.
    target_pool : ndarray of int (targets,)
        Pool of each.

    Notes
    -----
    Source: Linacre (1994), Many-Facet Rasch Measurement, on connected designs.

    Examples
    --------
    >>> reviewer_pools(target=["x", "x", "y"], reviewer=["Ada", "Bo", "Cy"]).count
    2
    """

    reviewers: Names
    reviewer_pool: IntArray
    targets: Names
    target_pool: IntArray

    @property
    def count(self) -> int:
        """Number of pools."""
        return int(self.reviewer_pool.max()) + 1


def reviewer_pools(target: Labels, reviewer: Labels) -> Pools:
    """Tell which reviewers and targets can be compared with which.

    Parameters
    ----------
    target, reviewer : sequence of str or int (n,)
        One row for each judgement; none missing.

    Returns
    -------
    Pools
        One pool where everything can be compared.

    Raises
    ------
    InputError
        With a missing label or columns of different lengths.

    Notes
    -----
    Source: Linacre (1994). Where two pools share nothing, strict reviewers of low targets look just like
    lenient reviewers of high ones: no calculation can tell them apart.

    Examples
    --------
    >>> reviewer_pools(target=["x", "x", "y"], reviewer=["Ada", "Bo", "Cy"]).reviewer_pool
    array([0, 0, 1])
    """
    reviewers = coded(reviewer, "reviewer")
    targets = coded(target, "target", len(reviewers.codes))
    ours, theirs = _components(reviewers, targets)
    return Pools(reviewers.names, ours, targets.names, theirs)


def refuse_disconnected(**facets: Coded) -> None:
    """Refuse data in which two facets fall apart.

    Parameters
    ----------
    **facets : Coded
        Targets, criteria and reviewers of the judgements, by these names in the singular.

    Raises
    ------
    DisconnectedError
        With the pools by name.

    Notes
    -----
    Source: Linacre (1994).

    Examples
    --------
    >>> names = coded(["x", "x"], "target")
    >>> refuse_disconnected(target=names, criterion=names, reviewer=names)
    """
    for one, other, remedy in TIES:
        ours, theirs = _components(facets[one], facets[other])
        if (count := int(ours.max()) + 1) > 1:
            pools = [
                _described(facets[one].names[ours == pool], one, int((theirs == pool).sum()), other)
                for pool in range(min(count, NAMED_AT_MOST))
            ]
            more = f"; and {count - NAMED_AT_MOST} more" if count > NAMED_AT_MOST else ""
            need = f"every {one} tied to every other by a {other} in common, directly or by way of others"
            raise DisconnectedError(need, f"{count} pools: {'; '.join(pools)}{more}", remedy)


def _components(one: Coded, other: Coded) -> tuple[IntArray, IntArray]:
    """Give every name of both facets its pool, in the order of the first facet's names."""
    size = one.n + other.n
    ties = sparse.coo_array((np.ones(len(one.codes)), (one.codes, one.n + other.codes)), shape=(size, size))
    _, found = connected_components(ties, directed=False)
    _, first, place = np.unique(found[: one.n], return_index=True, return_inverse=True)
    number = np.empty(len(first), np.int64)
    number[first.argsort()] = np.arange(len(first))
    # Every target has a judgement, so its component has a reviewer.
    return number[place], number[found[one.n :]]


def _described(names: Names, what: str, others: int, other: str) -> str:
    shown = ", ".join(str(name) for name in names[:NAMED_AT_MOST])
    more = " …" if len(names) > NAMED_AT_MOST else ""
    return f"{shown}{more} ({_number(len(names), what)}, {_number(others, other)})"


def _number(count: int, what: str) -> str:
    plural = {"criterion": "criteria"}.get(what, f"{what}s")
    return f"{count} {what if count == 1 else plural}"
