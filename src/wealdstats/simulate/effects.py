"""Draw effects of many sites with a known truth: what pooling and shrinking are tried on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wealdstats.errors import InputError
from wealdstats.types import FloatArray, Result


@dataclass(frozen=True, slots=True, eq=False)
class SimulatedEffects(Result):
    """Estimates of several sites, and the truth about them.

    Parameters
    ----------
    effect, se : ndarray (n,)
        Estimates and their standard errors.
    truth : ndarray (n,)
        True effects.

    Notes
    -----
    Source: docs/methods/simulate.md.

    Examples
    --------
    >>> simulate_effects(3, seed=1).truth.shape
    (3,)
    """

    effect: FloatArray
    se: FloatArray
    truth: FloatArray


def simulate_effects(
    n: int, *, mean: float = 0.0, tau: float = 1.0, se: tuple[float, float] = (0.5, 2.0), seed: int
) -> SimulatedEffects:
    """Draw the estimates of several sites.

    Parameters
    ----------
    n : int
        Sites; at least one.
    mean, tau : float
        Mean and standard deviation of the true effects.
    se : (float, float)
        Smallest and largest standard error; positive.
    seed : int
        Same arguments and seed, same sites.

    Returns
    -------
    SimulatedEffects
        The sites and the truth.

    Raises
    ------
    InputError
        No sites, a negative standard deviation, standard errors that are not positive.

    Notes
    -----
    Source: docs/methods/simulate.md. Everything is normal, as the methods take it to be.

    Examples
    --------
    >>> simulate_effects(2, mean=3.0, tau=0.0, seed=1).truth
    array([3., 3.])
    """
    if n < 1 or tau < 0.0 or not 0.0 < se[0] <= se[1]:
        need = "one site or more, a spread of 0 or more, positive standard errors"
        raise InputError(need, f"{n}, {tau}, {se}", "change them")
    rng = np.random.default_rng(seed)
    error = rng.uniform(*se, n)
    truth = mean + tau * rng.normal(size=n)
    return SimulatedEffects(truth + error * rng.normal(size=n), error, truth)
