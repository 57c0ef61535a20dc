"""What the checks of one trust look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from wealdstats.dividend.aggregate import Paths
from wealdstats.dividend.fitting import Treated
from wealdstats.dividend.parts import LeftOut
from wealdstats.dividend.placebo import Draws, Picks
from wealdstats.dividend.store import Store
from wealdstats.inference import Spread
from wealdstats.panel import Join
from wealdstats.types import FloatArray

SMALLEST_SAID = 0.01


@dataclass(frozen=True, slots=True)
class Evidence:
    """One trust's estimate with everything it was made from.

    Parameters
    ----------
    store : Store
        Frame, rule and banks.
    joins : sequence of Join
        All joinings of the trust.
    leaving_known : bool
        Whether any joining of the sector records when a school left.
    schools : sequence of Treated
        Schools that carry the estimate.
    left_out : sequence of LeftOut
        Schools that joined but do not.
    draws, picks : Draws, Picks
        The placebo trusts.
    anyone : Picks
        Placebo trusts that copy local authorities only, for questions about who was selected.
    att : float
        The estimate.
    spread : Spread
        How far chance carries it.
    event : Paths
        By event time.

    Notes
    -----
    Source: docs/methods/dividend.md.

    Examples
    --------
    >>> from wealdstats.dividend.examples import example_evidence
    >>> len(example_evidence().schools) >= 3
    True
    """

    store: Store
    joins: Sequence[Join]
    leaving_known: bool
    schools: Sequence[Treated]
    left_out: Sequence[LeftOut]
    draws: Draws
    picks: Picks
    anyone: Picks
    att: float
    spread: Spread
    event: Paths

    @property
    def half(self) -> float:
        """Half the width of the estimate's interval."""
        return self.spread.reach(self.store.rule.level) * self.spread.se

    @property
    def claims(self) -> bool:
        """Whether the interval excludes zero."""
        return abs(self.att - self.spread.mean) > self.half

    def school_effects(self) -> FloatArray:
        """Return every school's effect (n,)."""
        return np.array([school.result.att for school in self.schools])


def p_words(p: float) -> str:
    """Say a p value as a check says it: to two places, and never as though it were nothing.

    Parameters
    ----------
    p : float
        Between 0 and 1; never missing.

    Returns
    -------
    str
        Such as "p 0.03".

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> p_words(0.034), p_words(0.0001)
    ('p 0.03', 'p below 0.01')
    """
    return f"p {p:.2f}" if p >= SMALLEST_SAID else f"p below {SMALLEST_SAID}"
