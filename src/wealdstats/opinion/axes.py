"""The plane that tells people's votes apart best, and where each person stands in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import linalg, sparse
from scipy.sparse.linalg import LinearOperator, eigsh

from wealdstats.errors import TooFewError
from wealdstats.opinion.votes import VALUES, Ballots, centre
from wealdstats.types import FloatArray, IntArray, Result

DIMENSIONS = 2
SMALL = 64
LANCZOS_VECTORS = 20
PRECISION = 1e-9
CLOSE = 1e-4
MOST_PASSES = 50


@dataclass(frozen=True, slots=True, eq=False)
class Axes(Result):
    """Two directions in the space of statements.

    Parameters
    ----------
    mean : ndarray (S,)
        Mean vote on each statement.
    loadings : ndarray (S, 2)
        How far agreeing with a statement moves a person along each axis; columns of length one, largest
        entry positive.
    values : ndarray (2,)
        Sum of squared unscaled positions along each axis, larger first.
    image : ndarray (S, 2)
        ``Z′Z`` times the loadings, from which new votes start.
    residual : float
        ``max ‖Z′Z u − λ u‖ / λ₁``: how far the axes are from exact.

    Notes
    -----
    Source: docs/methods/opinion_map.md.

    Examples
    --------
    >>> from wealdstats.opinion.votes import read_votes
    >>> axes = fit_axes(Centred.of(read_votes([1, 1, 2, 2], [1, 2, 1, 2], [1, -1, -1, 1])))
    >>> axes.loadings[:, 0].round(4), axes.values.round(4)
    (array([ 0.7071, -0.7071]), array([4., 0.]))
    """

    mean: FloatArray
    loadings: FloatArray
    values: FloatArray
    image: FloatArray
    residual: float


@dataclass(frozen=True, slots=True, eq=False)
class Centred:
    """The votes less each statement's mean, nought where nobody voted: never written out, only multiplied.

    Parameters
    ----------
    cells : sparse matrix (P, 3 S)
        One where a person gave an answer.
    mean : ndarray (S,)
        Mean vote on each statement.
    n_seen : ndarray of int (P,)
        Votes of each person.

    Notes
    -----
    Source: this project. Filling holes with a column's mean gives a sparse matrix plus one of rank one; less
    the means, the second part goes, and what is left has as many entries as there are votes.

    Examples
    --------
    >>> from wealdstats.opinion.votes import read_votes
    >>> z = Centred.of(read_votes([1, 2], [7, 7], [1, -1]))
    >>> z.forward(np.array([2.0])), z.backward(np.array([1.0, -1.0]))
    (array([ 2., -2.]), array([2.]))
    """

    cells: sparse.csr_matrix
    mean: FloatArray
    n_seen: IntArray

    @classmethod
    def of(cls, ballots: Ballots) -> Centred:
        """Prepare votes for multiplying."""
        entries = ballots.ones[: len(ballots.cell)], ballots.cell, ballots.start
        shape = (len(ballots.person), 3 * len(ballots.statement))
        cells = sparse.csr_matrix(entries, shape=shape, copy=False)
        return cls(cells, centre(ballots.counts), ballots.n_seen)

    def forward(self, u: FloatArray) -> FloatArray:
        """Multiply with one number per statement: (P,)."""
        table = (VALUES - self.mean[:, None]) * u[:, None]
        product: FloatArray = self.cells @ table.ravel()
        return product

    def backward(self, x: FloatArray) -> FloatArray:
        """Multiply with one number per person: (S,)."""
        sums = (self.cells.T @ x).reshape(-1, 3)
        product: FloatArray = sums @ VALUES - self.mean * sums.sum(axis=1)
        return product

    def forward_all(self, u: FloatArray) -> FloatArray:
        """Multiply with several columns; one at a time is twice as fast as all together."""
        return np.stack([self.forward(column) for column in u.T], axis=1)

    def backward_all(self, x: FloatArray) -> FloatArray:
        """Multiply with several columns."""
        return np.stack([self.backward(column) for column in x.T], axis=1)

    def rows(self, people: IntArray) -> Centred:
        """Keep some people, the means of all."""
        return Centred(self.cells[people], self.mean, self.n_seen[people])

    def scale(self) -> FloatArray:
        """Give √(statements / votes) of each person (P,)."""
        factor: FloatArray = np.sqrt(len(self.mean) / np.maximum(self.n_seen, 1))
        return factor

    def dense(self) -> FloatArray:
        """Write the matrix out (P, S); for few people or statements."""
        full = np.asarray(self.cells.todense()).reshape(self.cells.shape[0], -1, 3)
        written: FloatArray = full @ VALUES - self.mean * full.sum(axis=2)
        return written


def fit_axes(votes: Centred, *, start: FloatArray | None = None, precision: float = PRECISION) -> Axes:
    """Find the two leading principal axes.

    Parameters
    ----------
    votes : Centred
        Centred votes; at least two statements that divide.
    start : ndarray (S,), optional
        Where to start looking; any direction that is not orthogonal to the answer.
    precision : float
        Relative residual at which to stop, where the matrix is not small.

    Returns
    -------
    Axes
        The axes. Where everybody stands on one line the second has value 0.

    Raises
    ------
    TooFewError
        With fewer than two people or statements.

    Notes
    -----
    Source: implicitly restarted Lanczos of Lehoucq, Sorensen and Yang (1998) on Z′Z; below 65 people or
    statements, singular values of the matrix written out.

    Examples
    --------
    >>> from wealdstats.opinion.votes import read_votes
    >>> fit_axes(Centred.of(read_votes([1, 1, 2, 2], [1, 2, 1, 2], [1, -1, -1, 1]))).residual < 1e-12
    True
    """
    people, statements = votes.cells.shape[0], len(votes.mean)
    if min(people, statements) < DIMENSIONS:
        found = f"{people} people, {statements} statements"
        raise TooFewError("two people and two statements", found, "wait for votes")
    if min(people, statements) <= SMALL:
        _, singular, right = linalg.svd(votes.dense(), full_matrices=False)
        return _axes(votes, right[:DIMENSIONS].T, singular[:DIMENSIONS] ** 2)
    square = LinearOperator(
        (statements, statements),
        matvec=lambda u: votes.backward(votes.forward(np.ravel(u))),
        dtype=np.float64,
    )
    # A start made of everybody's spread: the same whatever order people and statements come in.
    first = np.sqrt(1.0 - votes.mean**2) + votes.mean + 1.0 if start is None else start
    vectors = min(LANCZOS_VECTORS, statements - 1)
    values, found_axes = eigsh(square, k=DIMENSIONS, v0=first, ncv=vectors, tol=precision)
    return _axes(votes, found_axes[:, ::-1], values[::-1])


def _axes(votes: Centred, loadings: FloatArray, values: FloatArray) -> Axes:
    largest = np.abs(loadings).argmax(axis=0)
    signed = loadings * np.where(loadings[largest, range(DIMENSIONS)] < 0, -1.0, 1.0)
    image = votes.backward_all(votes.forward_all(signed))
    return Axes(votes.mean, signed, np.maximum(values, 0.0), image, _residual(image, signed, values))


def _residual(image: FloatArray, loadings: FloatArray, values: FloatArray) -> float:
    missed = np.linalg.norm(image - loadings * values, axis=0).max()
    return float(missed / values[0]) if values[0] > 0 else 0.0


def follow_axes(
    votes: Centred, loadings: FloatArray, position: FloatArray, image: FloatArray
) -> tuple[Axes, FloatArray]:
    """Bring axes up to date with votes that changed a little.

    Parameters
    ----------
    votes : Centred
        The votes as they are now.
    loadings : ndarray (S, 2)
        Axes as they were.
    position : ndarray (P, 2)
        The votes times these.
    image : ndarray (S, 2)
        The transposed votes times that.

    Returns
    -------
    Axes
        The axes, improved until the residual is at most 1e-4, fifty times at most. They keep their signs.
    ndarray (P, 2)
        Everybody's positions, unscaled.

    Notes
    -----
    Source: block steepest descent with Rayleigh–Ritz, as in Knyazev (2001), SIAM J. Sci. Comput. 23(2),
    without its third block.

    Examples
    --------
    >>> from wealdstats.opinion.votes import read_votes
    >>> votes = Centred.of(read_votes([1, 1, 2, 2], [1, 2, 1, 2], [1, -1, -1, 1]))
    >>> old = np.array([[0.8, 0.6], [-0.6, 0.8]])
    >>> new, positions = follow_axes(votes, old, *multiplied(votes, old))
    >>> new.loadings[:, 0].round(4), positions[:, 0].round(4)
    (array([ 0.7071, -0.7071]), array([ 1.4142, -1.4142]))
    """
    basis, along, back = loadings, list(position.T), image
    left = MOST_PASSES
    while True:
        turn, values = _widest(along, basis, loadings)
        basis, back = basis @ turn, back @ turn
        along = [np.asarray(sum(w * a for w, a in zip(column, along, strict=True))) for column in turn.T]
        residual = _residual(back, basis, values)
        if residual <= CLOSE or left == 0:
            break
        left -= 1
        fresh = _beside(basis, back)
        more, images = multiplied(votes, fresh)
        basis, back = np.hstack([basis, fresh]), np.hstack([back, images])
        along += list(more.T)
    return Axes(votes.mean, basis, values, back, residual), np.stack(along, axis=1)


def multiplied(votes: Centred, loadings: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Multiply directions with the votes, and the result with the votes transposed.

    Parameters
    ----------
    votes : Centred
        Centred votes.
    loadings : ndarray (S, d)
        Directions.

    Returns
    -------
    tuple of ndarray (P, d) and (S, d)
        Positions and images.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> from wealdstats.opinion.votes import read_votes
    >>> multiplied(Centred.of(read_votes([1, 2], [7, 7], [1, -1])), np.array([[1.0]]))[1]
    array([[2.]])
    """
    position = votes.forward_all(loadings)
    return position, votes.backward_all(position)


def _beside(loadings: FloatArray, image: FloatArray) -> FloatArray:
    """Make an orthonormal basis of what the image has outside the axes."""
    outside = image - loadings @ (loadings.T @ image)
    basis = linalg.qr(outside, mode="economic")[0]
    basis -= loadings @ (loadings.T @ basis)
    unit: FloatArray = basis / np.linalg.norm(basis, axis=0)
    return unit


def _widest(along: list[FloatArray], basis: FloatArray, before: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Find the two directions of widest spread inside a basis, with the signs of before."""
    values, vectors = linalg.eigh(np.array([[one @ other for other in along] for one in along]))
    best = vectors[:, ::-1][:, :DIMENSIONS]
    sign = np.where(((basis @ best) * before).sum(axis=0) < 0, -1.0, 1.0)
    return best * sign, values[::-1][:DIMENSIONS]


def place(votes: Centred, axes: Axes) -> FloatArray:
    """Place everybody in the plane.

    Parameters
    ----------
    votes : Centred
        Centred votes.
    axes : Axes
        Their axes.

    Returns
    -------
    ndarray (P, 2)
        Positions, scaled by √(statements / votes seen), so that who saw little is not drawn to the middle.

    Notes
    -----
    Source: Small, Bjorkegren, Erkkilä, Shaw and Megill (2021), Recerca 26(2).

    Examples
    --------
    >>> from wealdstats.opinion.votes import read_votes
    >>> votes = Centred.of(read_votes([1, 1, 2, 2, 3], [1, 2, 1, 2, 1], [1, -1, -1, 1, 1]))
    >>> place(votes, fit_axes(votes)).shape
    (3, 2)
    """
    return votes.forward_all(axes.loadings) * votes.scale()[:, None]
