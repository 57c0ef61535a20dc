"""What an estimate of one trust, and of all trusts, hands back."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from wealdstats.diagnostics import Check
from wealdstats.dividend.contrast_parts import Antifragility, Variation
from wealdstats.dividend.parts import (
    Beside,
    EventPath,
    FunnelStep,
    LeftOut,
    Onset,
    Placebos,
    RawChange,
    SchoolDividend,
    YearPath,
)
from wealdstats.dividend.rule import Rule
from wealdstats.inference import Interval, PValues
from wealdstats.shrinkage import Shrunken
from wealdstats.types import BoolArray, FloatArray, Result


class Verdict(StrEnum):
    """What can be said about a trust and a measure."""

    DIVIDEND = "dividend"
    SIGNIFICANT_NOT_PERSISTENT = "significant_not_persistent"
    PERSISTENT_TOO_SMALL = "persistent_too_small"
    LOSS = "loss"
    NO_SIGN = "no_sign"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True, eq=False)
class Dividend(Result):
    """What a trust added to the schools that joined it, on one measure.

    Parameters
    ----------
    trust : str
        The trust.
    verdict : Verdict
        What can be said.
    too_early : bool
        True where the verdict is "cannot tell" because fewer years were observed than the rule asks for.
    reasons : tuple of str
        Why this verdict, in words and numbers.
    att : float
        Mean over schools, equally weighted, of the mean gap from joining on, in the measure's unit.
    att_pupils : float or None
        The same weighted by pupils; None without pupil numbers.
    se : float
        Standard deviation of the placebo trusts' estimates, with what few places and doubt about selection
        add to it.
    conf_int : Interval
        Interval of ``att``.
    p : PValues
        By rank among the placebo trusts and by z, one- and two-sided.
    mde : float
        Smallest effect that would be found with a chance of 80 %.
    floor : float
        Smallest value that matters, in the measure's unit.
    calendar : YearPath
        Observed and counterfactual path with band.
    event : EventPath
        Gap by years since joining.
    onset : Onset or None
        When it set in, where it did.
    schools : tuple of SchoolDividend
        Every estimated school with its donors.
    left_out : tuple of LeftOut
        Schools that joined but carry no estimate.
    funnel : tuple of FunnelStep
        What each donor filter left.
    checks : tuple of Check
        Safeguards.
    beside : tuple of Beside
        Difference-in-differences and synthetic control.
    raw : RawChange
        The plain before-after comparison.
    placebos : Placebos
        What it was judged against.
    variation : Variation or None
        How far the effects on its schools lie apart, against placebo trusts; None with a single school.
    antifragility : Antifragility
        Whether its schools gain more in years declared hard.
    seed : int
        Seed of the draws.
    data_hash : str
        sha256 of panel and joinings.
    version : str
        Version of this package.
    rule : Rule
        The choices made.

    Notes
    -----
    Source: docs/methods/dividend.md. It is the effect of having joined this trust, not of everything the
    trust does; with two or three years before joining an unseen trend cannot be excluded, and ``checks`` says
    so.

    Examples
    --------
    >>> "att" in Dividend.__slots__ and "rank" not in Dividend.__slots__
    True
    """

    trust: str
    verdict: Verdict
    too_early: bool
    reasons: tuple[str, ...]
    att: float
    att_pupils: float | None
    se: float
    conf_int: Interval
    p: PValues
    mde: float
    floor: float
    calendar: YearPath
    event: EventPath
    onset: Onset | None
    schools: tuple[SchoolDividend, ...]
    left_out: tuple[LeftOut, ...]
    funnel: tuple[FunnelStep, ...]
    checks: tuple[Check, ...]
    beside: tuple[Beside, ...]
    raw: RawChange
    placebos: Placebos
    variation: Variation | None
    antifragility: Antifragility
    seed: int
    data_hash: str
    version: str
    rule: Rule

    @property
    def n_schools(self) -> int:
        """Schools that carry the estimate."""
        return len(self.schools)


@dataclass(frozen=True, slots=True)
class NotEstimated:
    """A trust without an estimate, and why.

    Parameters
    ----------
    trust : str
        The trust.
    n_joined, n_usable : int
        Schools that joined it, and how many of them have the years and donors the rule asks for.
    reason : str
        Why there is no estimate, in words.

    Notes
    -----
    Source: docs/methods/dividend.md.

    Examples
    --------
    >>> NotEstimated("T1", 2, 1, "1 school with results before and after; the rule asks for 3").n_usable
    1
    """

    trust: str
    n_joined: int
    n_usable: int
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class Sector(Result):
    """Every trust of a sector on one measure, as one family of questions.

    Parameters
    ----------
    dividends : tuple of Dividend
        In order of the trusts' names: there is no ranking.
    not_estimated : tuple of NotEstimated
        Trusts without an estimate.
    q_bh, q_by : ndarray (d,)
        Adjusted p of each dividend, Benjamini–Hochberg and Benjamini–Yekutieli, two-sided.
    survives : ndarray of bool (d,)
        Whether it survives control of false discoveries (Benjamini–Hochberg at ``rule.q``).
    n_controls : int
        Schools whose placebo gaps were fitted.
    n_fits : int
        Fits made, schools of trusts and controls together.
    seed, data_hash, version, rule
        As in `Dividend`.
    shrunken : Shrunken or None
        All estimates, each less what its placebo trusts show on average, drawn towards their mean, in the
        order of ``dividends``; None with fewer than three.

    Notes
    -----
    Source: docs/methods/dividend.md and Benjamini and Hochberg (1995). A verdict stands by itself on its own
    trust's page; naming a trust among many needs more: see ``may_be_named``.

    Examples
    --------
    >>> import numpy as np
    >>> Sector((), (), np.zeros(0), np.zeros(0), np.zeros(0, bool), 0, 0, 1, "", "", Rule()).verdict_counts()
    {'dividend': 0, 'significant_not_persistent': 0, 'persistent_too_small': 0, 'loss': 0, 'no_sign': 0, \
'cannot_tell': 0}
    """

    dividends: tuple[Dividend, ...]
    not_estimated: tuple[NotEstimated, ...]
    q_bh: FloatArray
    q_by: FloatArray
    survives: BoolArray
    n_controls: int
    n_fits: int
    seed: int
    data_hash: str
    version: str
    rule: Rule
    shrunken: Shrunken | None = None

    def may_be_named(self) -> tuple[str, ...]:
        """Return the trusts that may be named among all of them.

        Those with a dividend or a loss that survives the control of false discoveries, and whose shrunken
        effect lies on the other side of zero at most as often.
        """
        if self.shrunken is None:
            return ()
        sure = self.survives & (self.shrunken.wrong_sign <= self.rule.q)
        claims = (Verdict.DIVIDEND, Verdict.LOSS)
        pairs = zip(self.dividends, sure.tolist(), strict=True)
        return tuple(dividend.trust for dividend, kept in pairs if kept and dividend.verdict in claims)

    def verdict_counts(self) -> dict[str, int]:
        """Return how many trusts have each verdict, every verdict named."""
        counts = dict.fromkeys((str(verdict) for verdict in Verdict), 0)
        for dividend in self.dividends:
            counts[dividend.verdict] += 1
        return counts
