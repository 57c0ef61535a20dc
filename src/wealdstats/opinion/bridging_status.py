"""What may be said of an item: which sides heard it, how sure its intercept is, and its status."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from wealdstats.inference import t_quantile
from wealdstats.opinion.bridging_fit import Fit, Penalty, Table, block, ridges
from wealdstats.opinion.voices import Voices
from wealdstats.types import BoolArray, FloatArray, IntArray


class Status(StrEnum):
    """What independent voices of both sides make of an item."""

    ENDORSED = "endorsed"
    NOT_ENDORSED = "not endorsed"
    DIVIDED = "divided"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Rule:
    """What a status needs.

    Parameters
    ----------
    voices : int
        Independent voices on an item.
    on_each_side : int
        Of these, on either side of the viewpoint.
    level : float
        Coverage of the interval.

    Notes
    -----
    Source: docs/methods/bridging.md.

    Examples
    --------
    >>> Rule(voices=5, on_each_side=2, level=0.95).voices
    5
    """

    voices: int
    on_each_side: int
    level: float


@dataclass(frozen=True, slots=True, eq=False)
class Sides:
    """What either side says of each item.

    Parameters
    ----------
    voices : ndarray of int (N, 2)
        Independent voices with a negative and with a positive factor.
    mean : ndarray (N, 2)
        Their mean rating; nan where a side is silent.

    Notes
    -----
    Source: docs/methods/bridging.md.

    Examples
    --------
    >>> int(Sides(np.array([[1, 0]]), np.array([[0.5, np.nan]])).voices.sum())
    1
    """

    voices: IntArray
    mean: FloatArray


def sides(voices: Voices, factor: FloatArray) -> Sides:
    """Count and average either side's voices on each item.

    Parameters
    ----------
    voices : Voices
        Ratings.
    factor : ndarray (V,)
        Viewpoint of each voice; who has none is on neither side.

    Returns
    -------
    Sides
        Counts and means.

    Notes
    -----
    Source: docs/methods/bridging.md.

    Examples
    --------
    >>> voices = Voices(np.array([0, 1]), np.array([0, 0]), np.array([1.0, 0.0]), 2, 1)
    >>> sides(voices, np.array([-1.0, 1.0])).mean
    array([[1., 0.]])
    """
    n = voices.n_items
    leaning = factor[voices.voice]
    counts, means = [], []
    for here in (leaning < 0, leaning > 0):
        item = voices.item[here]
        count = np.bincount(item, minlength=n)
        total = np.bincount(item, voices.rating[here], n)
        counts.append(count)
        means.append(np.where(count > 0, total / np.maximum(count, 1), np.nan))
    return Sides(np.stack(counts, axis=1), np.stack(means, axis=1))


def intervals(table: Table, fit: Fit, penalty: Penalty, level: float) -> FloatArray:
    """Say how far other voices of the same kind could have carried each item's intercept.

    Parameters
    ----------
    table : Table
        Ratings.
    fit : Fit
        The model fitted to them.
    penalty : Penalty
        λ.
    level : float
        Coverage.

    Returns
    -------
    ndarray (N, 2)
        Lower and upper ends, in the unit of a rating.

    Notes
    -----
    Source: Hoerl and Kennard (1970), Technometrics 12(1), for the variance of a ridge estimate; residuals'
    variance with as many degrees of freedom as parameters the penalties leave (Hastie, Tibshirani and
    Friedman 2009, §7.6). Voices' parameters are taken as known, which they are nearly where each rates many
    items; docs/methods/bridging.md has the coverage found.

    Examples
    --------
    >>> from wealdstats.opinion.bridging_fit import fit_bridge, tabulate
    >>> voice, item = np.divmod(np.arange(12), 3)
    >>> table = tabulate(voice, item, (voice % 2 == item % 2).astype(float), (4, 3))
    >>> intervals(table, fit_bridge(table, Penalty(0.15, 0.03)), Penalty(0.15, 0.03), 0.95).shape
    (3, 2)
    """
    for_voices, for_items = ridges(table, penalty)
    own = block(table.heard, table.received, fit.mu, (fit.voice_intercept, fit.voice_factor), for_items)
    theirs = block(table.said, table.rated, fit.mu, (fit.item_intercept, fit.item_factor), for_voices)
    shrunk = _parameters(own.g00, own.g01, own.g11, for_items)
    shrunk += _parameters(theirs.g00, theirs.g01, theirs.g11, for_voices)
    missed = table.rating - fit.mu - fit.voice_intercept[table.voice] - fit.item_intercept[table.item]
    missed -= fit.voice_factor[table.voice] * fit.item_factor[table.item]
    variance = float(missed @ missed) / max(len(missed) - shrunk, 1.0)
    # First row of G⁻¹, then of G⁻¹ (X'X) G⁻¹: the data's part of G is G less the ridge.
    det = own.g00 * own.g11 - own.g01**2
    first, second = own.g11 / det, -own.g01 / det
    data = first**2 * (own.g00 - for_items[0]) + 2.0 * first * second * own.g01
    data += second**2 * (own.g11 - for_items[1])
    half = t_quantile(0.5 + level / 2.0, np.inf) * np.sqrt(variance * np.maximum(data, 0.0))
    return np.stack([fit.item_intercept - half, fit.item_intercept + half], axis=1)


def _parameters(g00: FloatArray, g01: FloatArray, g11: FloatArray, ridge: tuple[float, float]) -> float:
    """Trace of G⁻¹ X'X summed over problems: how many parameters the ratings determine."""
    kept = ridge[0] * g11 + ridge[1] * g00
    return float((2.0 - kept / (g00 * g11 - g01**2)).sum())


def statuses(
    heard: Sides, count: IntArray, interval: FloatArray, *, usual: float, middle: float, rule: Rule
) -> npt.NDArray[np.str_]:
    """Give each item its status.

    Parameters
    ----------
    heard : Sides
        What either side says.
    count : ndarray of int (N,)
        Independent voices.
    interval : ndarray (N, 2)
        Of the intercepts.
    usual : float
        Mean intercept of all items.
    middle : float
        Middle of the rating scale.
    rule : Rule
        What a status needs.

    Returns
    -------
    ndarray of str (N,)
        ``endorsed``: enough voices, both sides above the middle, and the interval above the usual item;
        ``not endorsed``: the mirror image; ``divided``: enough voices, one side above, the other below, and
        the interval reaches both ways; ``open``: all else.

    Notes
    -----
    Source: docs/methods/bridging.md.

    Examples
    --------
    >>> heard = Sides(np.array([[3, 3], [6, 0]]), np.array([[0.9, 0.8], [1.0, np.nan]]))
    >>> interval = np.array([[0.3, 0.5], [0.3, 0.5]])
    >>> statuses(heard, np.array([6, 6]), interval, usual=0.2, middle=0.5, rule=Rule(5, 2, 0.95)).tolist()
    ['endorsed', 'open']
    """
    enough: BoolArray = (count >= rule.voices) & (heard.voices.min(axis=1) >= rule.on_each_side)
    low, high = np.min(heard.mean, axis=1), np.max(heard.mean, axis=1)  # nan where a side is silent
    above, below = interval[:, 0] > usual, interval[:, 1] < usual
    out = np.full(len(count), Status.OPEN.value, dtype="<U12")
    out[enough & (low > middle) & above] = Status.ENDORSED.value
    out[enough & (high < middle) & below] = Status.NOT_ENDORSED.value
    out[enough & (low < middle) & (high > middle) & ~above & ~below] = Status.DIVIDED.value
    return out
