"""How well each need is served."""

from __future__ import annotations

import numpy as np

from wealdstats.matching.edges import Edges
from wealdstats.types import BoolArray, FloatArray


def service(edges: Edges, chosen: BoolArray) -> FloatArray:
    """Give the mean affinity of what each need receives.

    Parameters
    ----------
    edges : Edges
        Candidate edges.
    chosen : ndarray of bool (rows,)
        A plan.

    Returns
    -------
    ndarray (n,)
        In the unit of affinity; nan where nothing is received.

    Notes
    -----
    Source: this project. Empty places are not in it: they are counted as unmet.

    Examples
    --------
    >>> from wealdstats.matching.question import ask
    >>> question = ask([0, 0, 1], [0, 1, 1], [1.0, 2.0, 3.0], demand=[2, 1], capacity=[1, 1])
    >>> service(question.edges, np.array([True, True, False]))
    array([1.5, nan])
    """
    size = len(edges.needs)
    count = np.bincount(edges.need[chosen], minlength=size).astype(np.float64)
    total = np.bincount(edges.need[chosen], edges.affinity[chosen], minlength=size)
    mean: FloatArray = np.divide(total, count, out=np.full(size, np.nan), where=count > 0)
    return mean


def worst_service(edges: Edges, chosen: BoolArray) -> float:
    """Give the lowest mean affinity among the needs that receive anything.

    Parameters
    ----------
    edges : Edges
        Candidate edges.
    chosen : ndarray of bool (rows,)
        A plan with at least one pairing.

    Returns
    -------
    float
        In the unit of affinity.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> from wealdstats.matching.question import ask
    >>> question = ask([0, 0, 1], [0, 1, 1], [1.0, 2.0, 3.0], demand=[2, 1], capacity=[1, 1])
    >>> worst_service(question.edges, np.array([True, True, False]))
    1.5
    """
    return float(np.nanmin(service(edges, chosen)))
