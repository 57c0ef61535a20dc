"""Points in a plane, put into few groups none of which is too small."""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np

from wealdstats.types import FloatArray, IntArray, Result

CELLS = 100
STARTS = 8
LLOYD_STEPS = 40
EQUAL = 1e-24


@dataclass(frozen=True, slots=True, eq=False)
class Cells(Result):
    """Points gathered into at most a hundred cells.

    Parameters
    ----------
    centre : ndarray (b, 2)
        Mean of each cell's points.
    weight : ndarray (b,)
        Number of points in it.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> gather(np.array([[0.0, 0.0], [1.0, 0.0]])).weight
    array([1., 1.])
    """

    centre: FloatArray
    weight: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class _Cell:
    """Points (2, n) with their mean, sorted by how badly the mean stands for them."""

    badness: float
    mean: tuple[float, float]
    side: int
    points: FloatArray

    @classmethod
    def of(cls, points: FloatArray) -> _Cell:
        x, y = points
        n = len(x)
        # Sums alone: numpy's own variance costs more to call than these few numbers to add up.
        mean_x, mean_y = float(np.add.reduce(x)) / n, float(np.add.reduce(y)) / n
        from_x, from_y = x - mean_x, y - mean_y
        in_x, in_y = float(from_x @ from_x), float(from_y @ from_y)
        # Rounding must not cut a cell of equal points in two.
        wide = max(in_x, in_y) > EQUAL * n * (mean_x**2 + mean_y**2)
        return cls(-(in_x + in_y) if wide else 0.0, (mean_x, mean_y), int(in_y > in_x), points)

    def __lt__(self, other: _Cell) -> bool:
        return (self.badness, self.mean) < (other.badness, other.mean)

    def halves(self) -> tuple[FloatArray, FloatArray]:
        low = self.points[self.side] <= self.mean[self.side]
        return self.points[:, low], self.points[:, ~low]


@dataclass(frozen=True, slots=True, eq=False)
class Partition(Result):
    """A division into groups.

    Parameters
    ----------
    centre : ndarray (k, 2)
        Centres of the groups, the largest first.
    silhouette : float
        Mean silhouette: how much nearer points are to their own group than to the next.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> Partition(np.zeros((2, 2)), 0.5).k
    2
    """

    centre: FloatArray
    silhouette: float

    @property
    def k(self) -> int:
        """Number of groups."""
        return len(self.centre)


def gather(points: FloatArray, at_most: int = CELLS) -> Cells:
    """Gather points into cells by halving whichever cell is widest.

    Parameters
    ----------
    points : ndarray (n, 2)
        Finite.
    at_most : int
        Number of cells.

    Returns
    -------
    Cells
        Every point on its own where there are no more points than that. Nothing depends on the order of
        points, nor on chance.

    Notes
    -----
    Source: this project. A cell is cut at the mean of its longer side; the cell with the largest sum of
    squares goes first.

    Examples
    --------
    >>> gather(np.array([[0.0, 0.0], [0.1, 0.0], [9.0, 0.0]]), at_most=2).centre.round(2).tolist()
    [[0.05, 0.0], [9.0, 0.0]]
    """
    if len(points) <= at_most:
        order = np.lexsort(points.T[::-1])
        return Cells(points[order], np.ones(len(points)))
    heap = [_Cell.of(np.ascontiguousarray(points.T))]
    while len(heap) < at_most and heap[0].badness < 0:
        halves = heapq.heappop(heap).halves()
        for half in halves:
            heapq.heappush(heap, _Cell.of(half))
    centres = np.array([cell.mean for cell in heap])
    order = np.lexsort(centres.T[::-1])
    return Cells(centres[order], np.array([float(cell.points.shape[1]) for cell in heap])[order])


def best_partition(
    cells: Cells, ks: range, smallest: float, rng: np.random.Generator, near: FloatArray | None = None
) -> Partition | None:
    """Choose the number of groups with the highest silhouette.

    Parameters
    ----------
    cells : Cells
        Points.
    ks : range
        Numbers of groups to try.
    smallest : float
        Least weight of a group.
    rng : Generator
        Chooses where the searches start.
    near : ndarray (k, 2), optional
        One more start: centres of an earlier division.

    Returns
    -------
    Partition or None
        None where no division found keeps every group large enough.

    Notes
    -----
    Source: Rousseeuw (1987), J. Comput. Appl. Math. 20, of the cells by weight. For each number of groups the
    division with the least sum of squares counts, of those found whose smallest group is large enough.

    Examples
    --------
    >>> points = np.array([[0.0, 0.0], [0.1, 0.0], [5.0, 0.0], [5.1, 0.0], [9.0, 9.0]])
    >>> best_partition(gather(points), range(2, 4), 2, np.random.default_rng(0)).k
    2
    """
    apart = np.sqrt(((cells.centre[:, None] - cells.centre[None]) ** 2).sum(axis=2))
    best: Partition | None = None
    for k in ks:
        if k > len(cells.weight):
            break
        warm = near if near is not None and len(near) == k else None
        found = _divide(cells, k, smallest, rng, warm)
        if found is None:
            continue
        centre, label = found
        score = silhouette(apart, cells.weight, label, k)
        if best is None or score > best.silhouette:
            best = Partition(centre, score)
    return best


def _divide(
    cells: Cells, k: int, smallest: float, rng: np.random.Generator, near: FloatArray | None
) -> tuple[FloatArray, IntArray] | None:
    """Run every start of k-means side by side; give the best that is allowed, the largest group first."""
    centre = _seeds(cells, k, rng)
    if near is not None:
        centre = np.concatenate([centre, near[None]])
    starts = len(centre)
    part = np.arange(starts)[:, None] * k
    label = np.full((starts, len(cells.weight)), -1)
    weight = np.tile(cells.weight, starts)
    weighted = [np.tile(cells.weight * axis, starts) for axis in cells.centre.T]
    for _ in range(LLOYD_STEPS):
        nearest = _nearness(cells.centre, centre).argmax(axis=2)
        if np.array_equal(nearest, label):
            break
        label = nearest
        place = (part + label).ravel()
        mass = np.bincount(place, weight, starts * k)
        sums = np.stack([np.bincount(place, column, starts * k) for column in weighted], axis=1)
        moved = sums / np.maximum(mass, 1.0)[:, None]
        centre = np.where(mass[:, None] > 0, moved, centre.reshape(-1, 2)).reshape(starts, k, 2)
    mass = mass.reshape(starts, k)
    # Twice the nearness is what each cell's square loses by counting from its centre instead of from nought.
    gain = _nearness(cells.centre, centre).max(axis=2) @ cells.weight
    gain = np.where(mass.min(axis=1) >= smallest, gain, -np.inf)
    chosen = int(gain.argmax())
    if not np.isfinite(gain[chosen]):
        return None
    order = np.lexsort((centre[chosen, :, 0], -mass[chosen]))
    return centre[chosen, order], np.argsort(order)[label[chosen]]


def _nearness(points: FloatArray, centre: FloatArray) -> FloatArray:
    """Half of |p|² less the squared distance of every point to every centre, (starts, n, k)."""
    starts, k = centre.shape[:2]
    flat = centre.reshape(-1, 2)
    near = points @ flat.T - 0.5 * (flat**2).sum(axis=1)
    by_start: FloatArray = near.reshape(len(points), starts, k).swapaxes(0, 1)
    return by_start


def _seeds(cells: Cells, k: int, rng: np.random.Generator) -> FloatArray:
    """Draw starts: each centre with odds that grow with squared distance from those before."""
    draw = rng.random((STARTS, k))
    nearest = np.ones((STARTS, len(cells.weight)))
    chosen = np.empty((STARTS, k), np.int64)
    for turn in range(k):
        odds = np.cumsum(nearest * cells.weight, axis=1)
        chosen[:, turn] = (odds < draw[:, turn, None] * odds[:, -1:]).sum(axis=1)
        away = ((cells.centre[None] - cells.centre[chosen[:, turn]][:, None]) ** 2).sum(axis=2)
        nearest = away if turn == 0 else np.minimum(nearest, away)
    return cells.centre[chosen]


def silhouette(apart: FloatArray, weight: FloatArray, label: IntArray, k: int) -> float:
    """Mean silhouette of weighted points.

    Parameters
    ----------
    apart : ndarray (b, b)
        Distances.
    weight : ndarray (b,)
        How many points lie at each place.
    label : ndarray of int (b,)
        Their groups, none of which is empty.
    k : int
        Number of groups.

    Returns
    -------
    float
        Between −1 and 1; a point alone in its group counts 0.

    Notes
    -----
    Source: Rousseeuw (1987), J. Comput. Appl. Math. 20.

    Examples
    --------
    >>> apart = np.array([[0.0, 1.0, 4.0], [1.0, 0.0, 4.0], [4.0, 4.0, 0.0]])
    >>> silhouette(apart, np.ones(3), np.array([0, 0, 1]), 2)
    0.5
    """
    member = (label[:, None] == np.arange(k)) * weight[:, None]
    mass = member.sum(axis=0)
    total = apart @ member
    rows = np.arange(len(label))
    own = total[rows, label] / np.maximum(mass[label] - 1.0, 1.0)
    total /= mass
    total[rows, label] = np.inf
    other = total.min(axis=1)
    larger = np.maximum(own, other)
    score = np.where((mass[label] > 1) & (larger > 0), (other - own) / np.where(larger > 0, larger, 1.0), 0.0)
    return float(score @ weight / weight.sum())


def nearest_centre(points: FloatArray, centre: FloatArray) -> IntArray:
    """Give every point the number of its nearest centre.

    Parameters
    ----------
    points : ndarray (n, 2)
        Finite.
    centre : ndarray (k, 2)
        Finite.

    Returns
    -------
    ndarray of int (n,)
        From 0.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> nearest_centre(np.array([[0.0, 1.0]]), np.array([[5.0, 5.0], [0.0, 0.0]]))
    array([1])
    """
    x, y = points.T
    label = np.zeros(len(points), np.int64)
    best = np.full(len(points), -np.inf)
    for number, (centre_x, centre_y) in enumerate(centre.tolist()):
        # Half of |p|² less the squared distance: |p|² is the same for every centre.
        near = x * centre_x + y * centre_y - 0.5 * (centre_x**2 + centre_y**2)
        label[near > best] = number
        np.maximum(near, best, out=best)
    return label


def agreement(first: IntArray, second: IntArray) -> float:
    """Measure how far two divisions of the same people agree beyond chance.

    Parameters
    ----------
    first, second : ndarray of int (n,)
        Groups from 0.

    Returns
    -------
    float
        Adjusted Rand index: 1 for the same division under whatever names, about 0 for chance.

    Notes
    -----
    Source: Hubert and Arabie (1985), Journal of Classification 2.

    Examples
    --------
    >>> agreement(np.array([0, 0, 1, 1]), np.array([1, 1, 0, 0]))
    1.0
    """
    table = np.zeros((first.max() + 1, second.max() + 1))
    np.add.at(table, (first, second), 1.0)
    pairs, rows, columns, n = (
        (count * (count - 1.0) / 2.0).sum() for count in (table, table.sum(1), table.sum(0), table.sum())
    )
    chance = rows * columns / n
    most = (rows + columns) / 2.0
    return float((pairs - chance) / (most - chance)) if most > chance else 1.0
