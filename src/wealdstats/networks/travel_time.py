"""How long a practice takes from one to the next."""

from __future__ import annotations

import numpy as np

from wealdstats.inference import t_quantile
from wealdstats.networks.exposure import Spreading
from wealdstats.types import BoolArray, FloatArray, IntArray


def waiting(spread: Spreading) -> tuple[IntArray, BoolArray]:
    """Give how long each waited after being exposed, and whether adopting ended it.

    Parameters
    ----------
    spread : Spreading
        People, adoptions, ties.

    Returns
    -------
    (ndarray of int, ndarray of bool)
        Periods from the first exposed one on, that of adoption or the last one included; for those exposed
        before they adopted.

    Notes
    -----
    Source: docs/methods/conductivity.md.

    Examples
    --------
    >>> one = np.array([0])
    >>> waiting(Spreading(np.array([0, 2]), np.zeros(2, int), one, one + 1, one - 1, 4))
    (array([2]), array([ True]))
    """
    begun = spread.exposed_from()
    over = np.minimum(spread.when, spread.n_periods - 1)
    exposed = begun <= over
    return (over - begun + 1)[exposed], (spread.when < spread.n_periods)[exposed]


def half_time(
    waited: IntArray, adopted: BoolArray, level: float
) -> tuple[float | None, float | None, float | None]:
    """Give the time in which half adopt, and its interval.

    Parameters
    ----------
    waited : ndarray of int (n,)
        Periods each was followed for, at least 1.
    adopted : ndarray of bool (n,)
        Whether adopting ended it; otherwise they were lost from sight.
    level : float
        Coverage of the interval.

    Returns
    -------
    (float or None, float or None, float or None)
        The half-life and its ends in periods; None for what was not reached in the time seen.

    Notes
    -----
    Source: Kaplan and Meier (1958), JASA 53; Brookmeyer and Crowley (1982), Biometrics 38(1), with the
    complementary log–log of survival and Greenwood's variance.

    Examples
    --------
    >>> half_time(np.array([1, 2, 3, 4]), np.array([True, True, True, False]), 0.95)
    (2.0, 1.0, None)
    """
    if not len(waited):
        return None, None, None
    times = np.arange(1, int(waited.max()) + 1)
    ended = np.bincount(waited[adopted], minlength=len(times) + 1)[1:]
    left = len(waited) - np.bincount(waited, minlength=len(times) + 1).cumsum()[:-1]
    survival = np.cumprod(1.0 - ended / left)
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = np.cumsum(np.where(ended > 0, ended / (left * (left - ended)), 0.0))
        spread = np.sqrt(greenwood) / np.abs(np.log(survival))
        centre = np.log(-np.log(survival))
    reach = t_quantile(0.5 + level / 2.0, np.inf) * spread
    half = np.log(np.log(2.0))
    certain = survival == 0.0
    return (
        _first(times, survival <= 0.5),
        _first(times, certain | (centre + reach >= half)),
        _first(times, ~certain & (centre - reach >= half)),
    )


def _first(times: IntArray, reached: BoolArray | FloatArray) -> float | None:
    return float(times[np.argmax(reached)]) if reached.any() else None
