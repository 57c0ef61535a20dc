"""Every trust of a sector, as one family of questions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

import wealdstats
from wealdstats.dividend.fitting import Treated
from wealdstats.dividend.parallel import Family, judge_all, place_of
from wealdstats.dividend.parts import LeftOut
from wealdstats.dividend.result import Dividend, NotEstimated, Sector
from wealdstats.dividend.rule import Rule
from wealdstats.dividend.schools import fit_schools
from wealdstats.dividend.settings import Settings, prepare
from wealdstats.inference import benjamini_hochberg, benjamini_yekutieli
from wealdstats.panel import Join, Joins, Panel
from wealdstats.shrinkage import FEWEST, Shrunken, shrink


def estimate_sector(
    panel: Panel,
    joins: Joins,
    *,
    rule: Rule | None = None,
    draws: int = 2000,
    seed: int = 0,
    workers: int = 1,
    scheduler: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Sector:
    """Estimate the dividend of every trust that enough schools joined.

    Parameters
    ----------
    panel : Panel
        One measure of all schools; NaN is missing.
    joins : Joins
        Who joined which trust when.
    rule : Rule, optional
        The choices; all defaults without.
    draws : int, default 2000
        Placebo trusts to begin with.
    seed : int, default 0
        Same data, rule, draws and seed: same answer.
    workers : int, default 1
        Processes on this machine; 0 takes one for each core. More than one need the extra ``parallel``.
    scheduler : str, optional
        Address of a Dask scheduler, such as ``"tcp://10.0.0.1:8786"``, whose workers then judge the trusts.
    progress : callable (done, total), optional
        Told as trusts are judged.

    Returns
    -------
    Sector
        All dividends, and which of them survive control of false discoveries. It is the same to the last bit
        on one core, on several, and on a cluster of like machines.

    Raises
    ------
    InputError
        Too few draws, a negative seed or number of workers, workers beside a scheduler, or a scheduler that
        does not answer.
    MissingExtraError
        More than one worker, or a scheduler, without the extra ``parallel``.

    Notes
    -----
    Source: docs/methods/dividend.md; Benjamini and Hochberg (1995). Each trust's numbers are those
    `estimate_dividend` gives it alone.

    Examples
    --------
    >>> from wealdstats.simulate import World, simulate
    >>> world = simulate(World(), seed=1)
    >>> sector = estimate_sector(world.panel, world.joins, draws=100, seed=1)
    >>> len(sector.dividends) + len(sector.not_estimated)
    8
    """
    place = place_of(workers, scheduler)
    settings = prepare(panel, joins, rule or Rule(), draws, seed)
    fits = fit_schools(settings.store, joins.records)
    found = judge_all(Family(settings, fits, tuple(joins.by_trust().items())), place, progress)
    return family_of(settings, found, fits)


def family_of(
    settings: Settings, found: Sequence[Dividend | NotEstimated], fits: Mapping[Join, Treated | LeftOut]
) -> Sector:
    """Judge all trusts as one family.

    Parameters
    ----------
    settings : Settings
        What the family shares.
    found : sequence of Dividend or NotEstimated
        Every trust's answer, in order of the trusts' names.
    fits : mapping of Join to Treated or LeftOut
        Their schools.

    Returns
    -------
    Sector
        With false discoveries controlled and estimates shrunken.

    Notes
    -----
    Source: docs/methods/dividend.md and docs/methods/shrinkage.md.

    Examples
    --------
    >>> from wealdstats.simulate import World, simulate
    >>> world = simulate(World(), seed=1)
    >>> family_of(prepare(world.panel, world.joins, Rule(), 100, 1), [], {}).shrunken is None
    True
    """
    dividends = tuple(item for item in found if isinstance(item, Dividend))
    p = np.array([dividend.p.two_sided for dividend in dividends])
    q_bh = benjamini_hochberg(p)
    store = settings.store
    controls = {row for bank in store.banks.values() if bank is not None for row in bank.rows.tolist()}
    return Sector(
        dividends=dividends,
        not_estimated=tuple(item for item in found if isinstance(item, NotEstimated)),
        q_bh=q_bh,
        q_by=benjamini_yekutieli(p),
        survives=q_bh <= store.rule.q,
        n_controls=len(controls),
        n_fits=sum(len(bank.rows) for bank in store.banks.values() if bank is not None)
        + sum(isinstance(fit, Treated) for fit in fits.values()),
        seed=settings.seed,
        data_hash=settings.data_hash,
        version=wealdstats.__version__,
        rule=store.rule,
        shrunken=_shrunken(dividends, store.rule.level),
    )


def _shrunken(dividends: Sequence[Dividend], level: float) -> Shrunken | None:
    """Draw all estimates towards their mean, where there are enough and chance is known for each."""
    se = np.array([dividend.se for dividend in dividends])
    if len(se) < FEWEST or not (se > 0.0).all():
        return None
    return shrink(np.array([d.att - d.placebos.mean for d in dividends]), se, level=level)
