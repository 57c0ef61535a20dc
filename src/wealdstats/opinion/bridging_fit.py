"""The factor model behind a bridge: alternating exact solves, and what lies between them settled exactly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import svds

from wealdstats.errors import NotSolvedError
from wealdstats.types import FloatArray, IntArray

TOLERANCE = 1e-12  # a sweep that lowers the loss by less than this share of it is the last
SWEEPS_AT_MOST = 2000
GUESS = 1e-4  # tolerance within which starts are compared
START = 0.3  # size of a starting item's factor
STARTS = 4
SEVERAL_STARTS = 200_000  # ratings up to which all are tried
DENSE = 40_000  # cells up to which a dense decomposition is the faster
START_TOLERANCE = 1e-3


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Ratings of voices (V) on items (N), by voice and by item.

    Parameters
    ----------
    voice, item : ndarray of int (R,)
        Row numbers, sorted by voice; each pair once.
    rating : ndarray (R,)
        Finite.
    said, heard : sparse (V, N), (N, V)
        Ones where a voice rated an item, and the same turned.
    rated, received : sparse (V, N), (N, V)
        The ratings there.

    Notes
    -----
    Source: this project. A rating of 0 is stored like any other: only what is absent is missing.

    Examples
    --------
    >>> tabulate(np.array([0, 0, 1]), np.array([0, 1, 1]), np.array([1.0, 0.0, 0.5]), (2, 2)).rated.nnz
    3
    """

    voice: IntArray
    item: IntArray
    rating: FloatArray
    said: sparse.csr_array
    rated: sparse.csr_array
    heard: sparse.csr_array
    received: sparse.csr_array


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """Parameters of the model, and its loss there.

    Parameters
    ----------
    mu : float
        What all ratings share.
    voice_intercept, voice_factor : ndarray (V,)
        Leniency and viewpoint.
    item_intercept, item_factor : ndarray (N,)
        Worth across viewpoints, and lean.
    loss : float
        Mean squared error plus penalties.
    sweeps : int
        Rounds it took.

    Notes
    -----
    Source: docs/methods/bridging.md.

    Examples
    --------
    >>> Fit(0.5, np.zeros(2), np.zeros(2), np.zeros(1), np.zeros(1), 0.1, 3).sweeps
    3
    """

    mu: float
    voice_intercept: FloatArray
    voice_factor: FloatArray
    item_intercept: FloatArray
    item_factor: FloatArray
    loss: float
    sweeps: int


@dataclass(frozen=True, slots=True)
class Penalty:
    """Weights of the mean squared intercepts (and μ²) and of the mean squared factors.

    Parameters
    ----------
    intercept, factor : float
        Positive.

    Notes
    -----
    Source: docs/methods/bridging.md.

    Examples
    --------
    >>> Penalty(0.15, 0.03).intercept
    0.15
    """

    intercept: float
    factor: float


def tabulate(voice: IntArray, item: IntArray, rating: FloatArray, shape: tuple[int, int]) -> Table:
    """Arrange ratings sorted by voice both ways.

    Parameters
    ----------
    voice, item : ndarray of int (R,)
        Row numbers below ``shape``, sorted by voice; each pair once.
    rating : ndarray (R,)
        Finite.
    shape : (int, int)
        Voices and items.

    Returns
    -------
    Table
        Both arrangements.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> tabulate(np.array([0, 1]), np.array([1, 0]), np.array([1.0, 0.0]), (2, 2)).heard.indices
    array([1, 0], dtype=int32)
    """
    ends = np.concatenate([[0], np.cumsum(np.bincount(voice, minlength=shape[0]))]).astype(np.int32)
    column = item.astype(np.int32)
    rated = sparse.csr_array((rating, column, ends), shape=shape)
    received = rated.T.tocsr()
    said = sparse.csr_array((np.ones(len(rating)), column, ends), shape=shape)
    heard = sparse.csr_array(
        (np.ones(len(rating)), received.indices, received.indptr), shape=(shape[1], shape[0])
    )
    return Table(voice, item, rating, said, rated, heard, received)


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """One side's exact 2×2 problems, (G, b) of ``½ θ'Gθ − b'θ`` for θ = (intercept, factor), and what to add.

    Parameters
    ----------
    g00, g01, g11, b0, b1 : ndarray (n,)
        Entries, penalties included in ``g00`` and ``g11``.

    Notes
    -----
    Source: docs/methods/bridging.md.

    Examples
    --------
    >>> one = np.ones(1)
    >>> Block(2 * one, 0 * one, 4 * one, one, one).solved()
    (array([0.5]), array([0.25]))
    """

    g00: FloatArray
    g01: FloatArray
    g11: FloatArray
    b0: FloatArray
    b1: FloatArray

    def solved(self) -> tuple[FloatArray, FloatArray]:
        """Return the intercepts and factors."""
        det = self.g00 * self.g11 - self.g01**2
        intercept = (self.g11 * self.b0 - self.g01 * self.b1) / det
        return intercept, (self.g00 * self.b1 - self.g01 * self.b0) / det


def block(
    ones: sparse.csr_array,
    ratings: sparse.csr_array,
    mu: float,
    other: tuple[FloatArray, FloatArray],
    ridge: tuple[float, float],
) -> Block:
    """Gather one side's problems, given the other side's intercepts and factors.

    Parameters
    ----------
    ones, ratings : sparse (n, m)
        Where this side meets the other, and the ratings there.
    mu : float
        What all ratings share.
    other : pair of ndarray (m,)
        The other side's intercepts and factors.
    ridge : pair of float
        What the penalties add to the diagonal for intercept and factor.

    Returns
    -------
    Block
        The problems.

    Notes
    -----
    Source: docs/methods/bridging.md.

    Examples
    --------
    >>> table = tabulate(np.array([0, 0]), np.array([0, 1]), np.array([1.0, 0.5]), (1, 2))
    >>> block(table.said, table.rated, 0.5, (np.zeros(2), np.ones(2)), (1.0, 1.0)).b0
    array([0.5])
    """
    intercept, factor = other
    sums = ones @ np.stack([np.ones_like(factor), factor, factor**2, intercept, intercept * factor], axis=1)
    total = ratings @ np.stack([np.ones_like(factor), factor], axis=1)
    count, g, gg, i, ig = sums.T
    return Block(
        g00=count + ridge[0],
        g01=g,
        g11=gg + ridge[1],
        b0=total[:, 0] - mu * count - i,
        b1=total[:, 1] - mu * g - ig,
    )


def ridges(table: Table, penalty: Penalty) -> tuple[tuple[float, float], tuple[float, float]]:
    """Turn penalties on means into what each voice's and each item's problem gets: ``λ R / n``.

    Parameters
    ----------
    table : Table
        Ratings.
    penalty : Penalty
        λ.

    Returns
    -------
    pair of pair of float
        For voices, then for items: intercept, factor.

    Notes
    -----
    Source: docs/methods/bridging.md.

    Examples
    --------
    >>> table = tabulate(np.array([0, 0]), np.array([0, 1]), np.array([1.0, 0.5]), (1, 2))
    >>> ridges(table, Penalty(0.5, 0.25))
    ((1.0, 0.5), (0.5, 0.25))
    """
    voices, items = (len(table.rating) / size for size in table.said.shape)
    return (
        (penalty.intercept * voices, penalty.factor * voices),
        (penalty.intercept * items, penalty.factor * items),
    )


def fit_bridge(
    table: Table, penalty: Penalty, *, seed: int = 0, start: Fit | None = None, tolerance: float = TOLERANCE
) -> Fit:
    """Fit the model: voices given items, items given voices, then what the ratings cannot see.

    Parameters
    ----------
    table : Table
        Ratings.
    penalty : Penalty
        λ.
    seed : int
        Of the search for where a large fit starts.
    start : Fit or None
        Guess to start from instead; its items must be the table's.
    tolerance : float
        Largest share of the loss the last sweep may still have taken off.

    Returns
    -------
    Fit
        Parameters and loss; more voices have a positive factor than a negative one, unless started elsewhere.

    Raises
    ------
    NotSolvedError
        When 2000 sweeps were not enough.

    Notes
    -----
    Source: docs/methods/bridging.md.

    Examples
    --------
    >>> voice, item = np.divmod(np.arange(12), 3)
    >>> table = tabulate(voice, item, (voice % 2 == item % 2).astype(float), (4, 3))
    >>> round(fit_bridge(table, Penalty(0.15, 0.03)).loss, 4)
    0.0403
    """
    if start is not None:
        return _settle(table, penalty, start, tolerance)
    guesses = (_settle(table, penalty, guess, GUESS) for guess in _guesses(table, penalty, seed))
    return _oriented(_settle(table, penalty, min(guesses, key=lambda guess: guess.loss), tolerance))


def _settle(table: Table, penalty: Penalty, now: Fit, tolerance: float) -> Fit:
    """Sweep until it no longer pays."""
    square = float(table.rating @ table.rating)
    now = replace(now, loss=np.inf)
    for _ in range(SWEEPS_AT_MOST):
        before = now.loss
        now = _settled(_sweep(table, penalty, now, square), penalty)
        if before - now.loss <= tolerance * now.loss:
            return now
    raise NotSolvedError(f"a loss that settles to {tolerance}", "it still moves", "pass larger penalties")


def _guesses(table: Table, penalty: Penalty, seed: int) -> Iterator[Fit]:
    """Start from the directions in which ratings depart most from leniency and worth alone.

    These do not depend on names, as random starts do: few ratings have several optima, large tables one.
    """
    voices, items = table.said.shape
    none, nothing = np.zeros(voices), np.zeros(items)
    alike = Fit(float(table.rating.mean()), none, none, nothing, nothing, np.inf, 0)
    plain = _settle(table, penalty, alike, GUESS)
    missed = table.rating - plain.mu - plain.voice_intercept[table.voice] - plain.item_intercept[table.item]
    left = sparse.csr_array((missed, table.said.indices, table.said.indptr), shape=(voices, items))
    if voices * items <= DENSE:
        directions = np.linalg.svd(left.toarray(), full_matrices=False)[2][:STARTS]
    else:
        k = STARTS if len(missed) <= SEVERAL_STARTS else 1
        v0 = np.random.default_rng(seed).normal(size=min(voices, items))
        directions = svds(left, k=k, v0=v0, tol=START_TOLERANCE, return_singular_vectors="vh")[2]
    for direction in directions:
        yield replace(plain, item_factor=START * np.sqrt(items) * direction)


def _sweep(table: Table, penalty: Penalty, now: Fit, square: float) -> Fit:
    """Solve voices, items and μ in turn; the loss follows from the sums the solves need anyhow."""
    for_voices, for_items = ridges(table, penalty)
    items = (now.item_intercept, now.item_factor)
    voices = block(table.said, table.rated, now.mu, items, for_voices).solved()
    problem = block(table.heard, table.received, now.mu, voices, for_items)
    intercept, factor = problem.solved()
    n = len(table.rating)
    said, rated = np.diff(table.said.indptr), np.add.reduceat(table.rating, table.said.indptr[:-1])
    known = now.mu + voices[0]
    misfit = square - 2.0 * known @ rated + said @ known**2 - intercept @ problem.b0 - factor @ problem.b1
    heard = np.diff(table.heard.indptr)
    explained = said @ voices[0] + heard @ intercept + problem.g01 @ factor
    ahead = float(rated.sum() - explained)
    mu = ahead / (n * (1.0 + penalty.intercept))
    # The misfit is a parabola in μ with its lowest point, penalty included, at the new value.
    gain = (1.0 + penalty.intercept) * (now.mu - mu) ** 2
    loss = misfit / n + penalty.intercept * (voices[0] @ voices[0] / len(voices[0]) + now.mu**2) - gain
    loss += penalty.factor * float(voices[1] @ voices[1]) / len(voices[1])
    return Fit(mu, *voices, intercept, factor, float(loss), now.sweeps + 1)


def _settled(fit: Fit, penalty: Penalty) -> Fit:
    """Move along the directions that leave every prediction as it is to where the penalties are least.

    They are: part of μ kept in the intercepts; a constant in a factor and the other side's leaning intercept;
    and the scale of one factor against the other's. Alternating solves alone creep along these.
    """
    before = _penalties(fit, penalty)
    iu, fu, i_n, fn = fit.voice_intercept, fit.voice_factor, fit.item_intercept, fit.item_factor
    a, b = penalty.intercept, penalty.factor
    for _ in range(2):
        shift = (a * np.mean(iu * fu) - b * fn.mean()) / (a * np.mean(fu**2) + b)
        fn, iu = fn + shift, iu - shift * fu
        shift = (a * np.mean(i_n * fn) - b * fu.mean()) / (a * np.mean(fn**2) + b)
        fu, i_n = fu + shift, i_n - shift * fn
    mu = (fit.mu + iu.mean() + i_n.mean()) / 3.0
    iu, i_n = iu - iu.mean() + mu, i_n - i_n.mean() + mu
    ours, theirs = np.mean(fu**2), np.mean(fn**2)
    scale = (theirs / ours) ** 0.25 if ours > 0.0 and theirs > 0.0 else 1.0
    moved = Fit(float(mu), iu, fu * scale, i_n, fn / scale, fit.loss, fit.sweeps)
    return replace(moved, loss=fit.loss - before + _penalties(moved, penalty))


def _penalties(fit: Fit, penalty: Penalty) -> float:
    intercepts = np.mean(fit.voice_intercept**2) + np.mean(fit.item_intercept**2) + fit.mu**2
    factors = np.mean(fit.voice_factor**2) + np.mean(fit.item_factor**2)
    return float(penalty.intercept * intercepts + penalty.factor * factors)


def _oriented(fit: Fit) -> Fit:
    """Turn both factors so that more voices, or else the more outspoken, are on the positive side."""
    if (np.sign(fit.voice_factor).sum(), fit.voice_factor.sum()) >= (0, 0):
        return fit
    return replace(fit, voice_factor=-fit.voice_factor, item_factor=-fit.item_factor)
