"""Draw until p is known well enough: few draws where it is clearly large, many where it may be small."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from wealdstats.errors import InputError
from wealdstats.inference import PValues, Spread, p_values
from wealdstats.types import FloatArray

ENOUGH = 20
STEP = 4000


@dataclass(frozen=True, slots=True)
class Stages:
    """How many draws there are when a look is taken, laid down before the first of them is seen.

    Parameters
    ----------
    first : int
        Draws before the first look.
    most : int
        Draws at the last.
    enough : int, default 20
        Drawing ends at the first look that finds more draws than this as far out as the estimate.

    Raises
    ------
    InputError
        No draws before the first look.

    Notes
    -----
    Source: this project, after Besag and Clifford (1991), Biometrika 78(2). With c(n) = (enough + 2)/(n + 1),
    the least p a look at n draws can end with: where p ≤ α is to be had at all, all of it lies within what
    the first look with c(n) ≤ α would have called p ≤ α with its n draws, had nobody looked before. So p is
    valid at every level, whatever is drawn at each look. Looks come at twice the draws, from 4,000 more draws
    on at as many more.

    Examples
    --------
    >>> Stages(200, 1000).looks()
    [200, 400, 800, 1000]
    """

    first: int
    most: int
    enough: int = ENOUGH

    def __post_init__(self) -> None:
        if self.first < 1:
            raise InputError("a draw before the first look", f"{self.first}", "begin with more")

    @property
    def worth(self) -> float:
        """The p from which on no look after the first could help: more draws are not worth it there."""
        return (self.enough + 2) / (self.first + 1)

    def looks(self) -> list[int]:
        """Return how many draws each look has."""
        found = [self.first]
        while found[-1] < self.most:
            found.append(min(found[-1] + min(found[-1], STEP), self.most))
        return found


def sequential_p(
    estimate: float,
    placebos: FloatArray,
    spread: Spread,
    draw: Callable[[int], FloatArray],
    *,
    most: int,
    enough: int = ENOUGH,
) -> PValues:
    """Judge an estimate against its placebo draws, drawing on where few of them reach it.

    Parameters
    ----------
    estimate : float
        The estimate.
    placebos : ndarray (d,)
        The draws before the first look; finite.
    spread : Spread
        What was learnt from them.
    draw : callable (int) -> ndarray
        Gives so many more draws.
    most : int
        Draws at most.
    enough : int, default 20
        Drawing ends where more draws than this are as far out as the estimate.

    Returns
    -------
    PValues
        From all draws made; ``n_draws`` says how many.

    Notes
    -----
    Source: Besag and Clifford (1991), Biometrika 78(2); docs/methods/placebo_trusts.md. Where the z value
    says that p is not small, more draws could not make it so: the larger of the two counts.

    Examples
    --------
    >>> from wealdstats.inference import spread_of
    >>> rng = np.random.default_rng(1)
    >>> first = rng.normal(size=200)
    >>> spread, draw = spread_of(first, [], 200), rng.standard_normal
    >>> near, far = (sequential_p(at, first, spread, draw, most=3200) for at in (1, 4))
    >>> near.n_draws, far.n_draws
    (200, 3200)
    """
    stages = Stages(len(placebos), most, enough)
    p = p_values(estimate, placebos, spread)
    for look in stages.looks()[1:]:
        exceed = round(p.rank_two_sided * (1 + len(placebos))) - 1
        if exceed > enough or p.z_two_sided >= stages.worth:
            break
        placebos = np.concatenate([placebos, draw(look - len(placebos))])
        p = p_values(estimate, placebos, spread)
    return p
