"""How far chance carries a trust's estimate, learnt from placebo trusts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from wealdstats.dividend.aggregate import event_paths_of, placebo_atts
from wealdstats.dividend.bank import Bank
from wealdstats.dividend.checks import Evidence
from wealdstats.dividend.fitting import Treated
from wealdstats.dividend.parts import LeftOut
from wealdstats.dividend.placebo import Draws, placebo_rows
from wealdstats.dividend.settings import Settings
from wealdstats.inference import Clusters, PValues, spread_of
from wealdstats.panel import Join
from wealdstats.sequential import sequential_p
from wealdstats.types import FloatArray

ANYONE = 500
CHUNK = 4000


def weigh(
    settings: Settings,
    trust: str,
    joins: Sequence[Join],
    schools: Sequence[Treated],
    left_out: Sequence[LeftOut],
) -> tuple[Evidence, FloatArray]:
    """Draw a trust's placebos and learn from them how far chance carries its estimate.

    Parameters
    ----------
    settings : Settings
        What the family shares.
    trust : str
        The trust.
    joins : sequence of Join
        Its joinings.
    schools : sequence of Treated
        Schools that carry the estimate.
    left_out : sequence of LeftOut
        Schools that do not.

    Returns
    -------
    (Evidence, ndarray (d,))
        What the checks look at, and the placebo trusts' estimates.

    Notes
    -----
    Source: docs/methods/placebo_trusts.md.

    Examples
    --------
    >>> from wealdstats.dividend.examples import example_evidence
    >>> example_evidence().spread.se > 0
    True
    """
    draws = Draws(settings.store, schools)
    picks = draws.sample(settings.draws, settings.rng(trust, 0))
    anyone = Draws(settings.store, schools, alike=False)
    atts = placebo_atts(schools, draws, picks.index)
    clusters = clusters_of(schools, draws.banks, [bank.place_variance for bank in draws.banks])
    doubt = settings.lean * float(np.mean([bank.reversion for bank in draws.banks]))
    evidence = Evidence(
        store=settings.store,
        joins=joins,
        leaving_known=settings.leaving_known,
        schools=schools,
        left_out=left_out,
        draws=draws,
        picks=picks,
        anyone=anyone.sample(min(ANYONE, settings.draws), settings.rng(trust, 1)),
        att=float(np.mean([school.result.att for school in schools])),
        spread=spread_of(atts, clusters, len(placebo_rows(draws, picks)), doubt=abs(doubt)),
        event=event_paths_of(schools, draws, picks),
    )
    return evidence, atts


def clusters_of(
    schools: Sequence[Treated], banks: Sequence[Bank], variances: Sequence[float]
) -> list[Clusters]:
    """Work out how much of an estimate's variance is shocks its local authorities share.

    Parameters
    ----------
    schools : sequence of Treated
        The schools it is a mean of, equally weighted.
    banks : sequence of Bank
        Their banks.
    variances : sequence of float
        For each school, the variance between its bank's local authorities of what is averaged.

    Returns
    -------
    list of Clusters
        One entry a stratum.

    Notes
    -----
    Source: docs/methods/placebo_trusts.md: with shares s of the schools in local authorities, shocks of
    variance v add ``v Σ s²``.

    Examples
    --------
    >>> clusters_of([], [], [])
    []
    """
    shares: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    by_stratum: dict[int, list[float]] = defaultdict(list)
    places: dict[int, int] = {}
    for school, bank, variance in zip(schools, banks, variances, strict=True):
        shares[school.stratum][school.place] += 1.0 / len(schools)
        by_stratum[school.stratum].append(variance)
        places[school.stratum] = len(bank.places)
    return [
        Clusters(
            float(np.mean(by_stratum[stratum])) * sum(share**2 for share in by_place.values()),
            places[stratum],
        )
        for stratum, by_place in shares.items()
    ]


def sharpen(settings: Settings, trust: str, evidence: Evidence, atts: FloatArray) -> PValues:
    """Draw on where few placebo trusts reach the estimate, so that small p values are known well enough.

    Parameters
    ----------
    settings : Settings
        What the family shares.
    trust : str
        The trust.
    evidence : Evidence
        Its estimate and placebos.
    atts : ndarray (d,)
        Estimates of the placebo trusts so far.

    Returns
    -------
    PValues
        Final.

    Notes
    -----
    Source: docs/methods/placebo_trusts.md; `wealdstats.sequential` for when drawing ends. Nothing is drawn
    beyond placebo trusts that are all there are.

    Examples
    --------
    >>> from wealdstats.simulate import World, simulate
    >>> sector = simulate(World(), seed=1)
    >>> from wealdstats.dividend.examples import example_evidence
    >>> from wealdstats.dividend.rule import Rule
    >>> from wealdstats.dividend.settings import prepare
    >>> settings = prepare(sector.panel, sector.joins, Rule(), 100, 7)
    >>> 0.0 < sharpen(settings, "T00", example_evidence(), np.linspace(-9, 9, 100)).two_sided <= 1.0
    True
    """
    rng = settings.rng(trust, 2)

    def draw(more: int) -> FloatArray:
        sizes = [min(CHUNK, more - start) for start in range(0, more, CHUNK)]
        chunks = (evidence.draws.draw(size, rng) for size in sizes)
        return np.concatenate([placebo_atts(evidence.schools, evidence.draws, chunk) for chunk in chunks])

    most = len(atts) if evidence.picks.enumerated else settings.store.rule.max_draws
    return sequential_p(evidence.att, atts, evidence.spread, draw, most=most)
