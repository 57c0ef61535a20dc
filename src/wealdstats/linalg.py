"""Stacked small linear algebra: many little problems at once, each row on its own.

A *bank* is the matrix of points all rows choose from: either one matrix ``(k, p)`` shared by every row, where
each product below is a single matrix product, or a stack ``(m, k, p)`` with its own matrix for each row.
"""

from __future__ import annotations

import numpy as np

from wealdstats.types import BoolArray, FloatArray


def project_simplex(v: FloatArray, allowed: BoolArray) -> FloatArray:
    """Project every row onto the probability simplex over its allowed entries.

    Parameters
    ----------
    v : ndarray (m, k)
        Points to project; finite where allowed, anything elsewhere.
    allowed : ndarray of bool (m, k)
        Entries that may be positive; at least one in every row.

    Returns
    -------
    ndarray (m, k)
        The nearest points with non-negative entries summing to one, zero where not allowed.

    Notes
    -----
    Source: Held, Wolfe and Crowder (1974), Mathematical Programming 6, §3: sort, then find the threshold.

    Examples
    --------
    >>> project_simplex(np.array([[0.9, 0.5, 7.0]]), np.array([[True, True, False]]))
    array([[0.7, 0.3, 0. ]])
    """
    shifted = np.where(allowed, v, -np.inf)
    shifted -= shifted.max(axis=1, keepdims=True)
    falling = -np.sort(-shifted, axis=1)
    excess = np.cumsum(falling, axis=1) - 1.0
    count = (falling * np.arange(1, v.shape[1] + 1) > excess).sum(axis=1, keepdims=True)
    threshold = excess[np.arange(len(v))[:, None], count - 1] / count
    projected: FloatArray = np.maximum(shifted - threshold, 0.0)
    return projected


def inner(a: FloatArray, b: FloatArray) -> FloatArray:
    """Multiply and sum along the last axis.

    Parameters
    ----------
    a, b : ndarray (..., p)
        Finite.

    Returns
    -------
    ndarray (...)
        ``Σ a b`` of each row.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> inner(np.array([[1.0, 2.0]]), np.array([[3.0, 4.0]]))
    array([11.])
    """
    product: FloatArray = np.einsum("...i,...i->...", a, b)
    return product


def square(a: FloatArray) -> FloatArray:
    """Sum the squares along the last axis.

    Parameters
    ----------
    a : ndarray (..., p)
        Finite.

    Returns
    -------
    ndarray (...)
        ``Σ a²`` of each row.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> square(np.array([[3.0, 4.0]]))
    array([25.])
    """
    return inner(a, a)


def equal_weights(allowed: BoolArray) -> FloatArray:
    """Spread each row's weight evenly over its allowed entries.

    Parameters
    ----------
    allowed : ndarray of bool (m, k)
        At least one in every row.

    Returns
    -------
    ndarray (m, k)
        Rows sum to one.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> equal_weights(np.array([[True, False, True]]))
    array([[0.5, 0. , 0.5]])
    """
    shares: FloatArray = allowed / allowed.sum(axis=1, keepdims=True)
    return shares


def bank_rows(bank: FloatArray, rows: BoolArray | np.ndarray | slice) -> FloatArray:
    """Take the bank of some rows; a shared bank is the same for all.

    Parameters
    ----------
    bank : ndarray (k, p) or (m, k, p)
        The bank.
    rows : index of the rows to keep
        Anything that indexes the first axis of a stack.

    Returns
    -------
    ndarray (k, p) or (n, k, p)
        The bank of those rows.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> bank_rows(np.zeros((4, 2, 3)), slice(0, 1)).shape, bank_rows(np.zeros((2, 3)), slice(0, 1)).shape
    ((1, 2, 3), (2, 3))
    """
    return bank if bank.ndim == 2 else bank[rows]


def scores(bank: FloatArray, q: FloatArray) -> FloatArray:
    """Inner product of every point of a row's bank with the row's vector.

    Parameters
    ----------
    bank : ndarray (k, p) or (m, k, p)
        Points; finite.
    q : ndarray (m, p)
        One vector a row; finite.

    Returns
    -------
    ndarray (m, k)
        ``bank @ q``, row by row.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> scores(np.array([[1.0, 2.0], [0.0, 1.0]]), np.array([[1.0, 10.0]]))
    array([[21., 10.]])
    """
    return q @ bank.T if bank.ndim == 2 else np.matmul(bank, q[:, :, None])[:, :, 0]


def mixtures(weights: FloatArray, bank: FloatArray) -> FloatArray:
    """Weighted sum of the points of every row's bank.

    Parameters
    ----------
    weights : ndarray (m, k)
        Weights; finite.
    bank : ndarray (k, p) or (m, k, p)
        Points; finite.

    Returns
    -------
    ndarray (m, p)
        ``weights @ bank``, row by row.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> mixtures(np.array([[0.25, 0.75]]), np.array([[4.0, 0.0], [0.0, 4.0]]))
    array([[1., 3.]])
    """
    return weights @ bank if bank.ndim == 2 else np.matmul(weights[:, None, :], bank)[:, 0, :]


def solve(matrices: FloatArray, vectors: FloatArray) -> FloatArray:
    """Solve every row's system.

    Parameters
    ----------
    matrices : ndarray (m, n, n)
        Not singular; finite.
    vectors : ndarray (m, n)
        Right-hand sides; finite.

    Returns
    -------
    ndarray (m, n)
        One solution a row.

    Notes
    -----
    Source: LAPACK ``gesv`` by numpy.

    Examples
    --------
    >>> solve(np.array([[[2.0, 0.0], [0.0, 4.0]]]), np.array([[2.0, 2.0]]))
    array([[1. , 0.5]])
    """
    solution: FloatArray = np.asarray(np.linalg.solve(matrices, vectors[:, :, None])[:, :, 0], np.float64)
    return solution


def scatter(member: BoolArray, bank: FloatArray) -> FloatArray:
    """Sum of squares and products of each row's chosen points about their own mean.

    Parameters
    ----------
    member : ndarray of bool (m, k)
        The points chosen; at least one in every row.
    bank : ndarray (k, p) or (m, k, p)
        Points; finite. A shared bank should be centred, or digits are lost.

    Returns
    -------
    ndarray (m, p, p)
        Symmetric positive semi-definite matrices.

    Notes
    -----
    Source: this project. With a shared bank all rows together are one matrix product of the memberships
    with the points' outer products.

    Examples
    --------
    >>> scatter(np.array([[True, True]]), np.array([[1.0, 0.0], [3.0, 0.0]]))[0]
    array([[2., 0.],
           [0., 0.]])
    """
    chosen = member.astype(np.float64)
    count = chosen.sum(axis=1)
    mean = mixtures(chosen, bank) / count[:, None]
    if bank.ndim == 2:
        k, p = bank.shape
        outer = (bank[:, :, None] * bank[:, None, :]).reshape(k, p * p)
        raw = (chosen @ outer).reshape(-1, p, p)
        shared: FloatArray = raw - count[:, None, None] * mean[:, :, None] * mean[:, None, :]
        return shared
    centred = (bank - mean[:, None, :]) * chosen[:, :, None]
    own: FloatArray = np.matmul(centred.transpose(0, 2, 1), centred)
    return own
