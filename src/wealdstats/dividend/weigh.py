"""How far chance carries a trust's estimate, learnt from placebo trusts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from wealdstats.dividend.aggregate import event_paths_of, placebo_atts
from wealdstats.dividend.checks import Evidence
from wealdstats.dividend.fitting import Treated
from wealdstats.dividend.parts import LeftOut
from wealdstats.dividend.placebo import Draws, placebo_rows
from wealdstats.dividend.settings import Settings
from wealdstats.inference import Clusters, PValues, p_values, spread_of
from wealdstats.panel import Join
from wealdstats.types import FloatArray

ANYONE = 500
ENOUGH_EXCEED = 20
WORTH_MORE = 0.01
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
        spread=spread_of(
            atts, shared_shocks(schools, draws), len(placebo_rows(draws, picks)), doubt=abs(doubt)
        ),
        event=event_paths_of(schools, draws, picks),
    )
    return evidence, atts


def shared_shocks(schools: Sequence[Treated], draws: Draws) -> list[Clusters]:
    """Work out how much of an estimate's variance is shocks its local authorities share.

    Parameters
    ----------
    schools : sequence of Treated
        The trust's schools.
    draws : Draws
        Whose banks know the variance between local authorities.

    Returns
    -------
    list of Clusters
        One entry a stratum.

    Notes
    -----
    Source: docs/methods/placebo_trusts.md: with shares s of the trust's schools in local authorities, shocks
    of variance v add ``v Σ s²``.

    Examples
    --------
    >>> from wealdstats.dividend.examples import example_evidence
    >>> shared_shocks([], example_evidence().draws)
    []
    """
    shares: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    variances: dict[int, list[float]] = defaultdict(list)
    places: dict[int, int] = {}
    for school, bank in zip(schools, draws.banks, strict=False):
        shares[school.stratum][school.place] += 1.0 / len(schools)
        variances[school.stratum].append(bank.place_variance)
        places[school.stratum] = len(bank.places)
    return [
        Clusters(
            float(np.mean(variances[stratum])) * sum(share**2 for share in by_place.values()),
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
    Source: Besag and Clifford (1991), Biometrika 78(2): draws stop once twenty have reached the estimate, at
    the rule's most otherwise. Draws are not worth it where the z value alone says that p is not small.

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
    p = p_values(evidence.att, atts, evidence.spread)
    rng = settings.rng(trust, 2)
    most = settings.store.rule.max_draws
    while (
        not evidence.picks.enumerated
        and len(atts) < most
        and p.z_two_sided < WORTH_MORE
        and p.rank_two_sided * (1 + len(atts)) <= ENOUGH_EXCEED
    ):
        more = min(CHUNK, most - len(atts))
        index = evidence.draws.draw(more, rng)
        atts = np.concatenate([atts, placebo_atts(evidence.schools, evidence.draws, index)])
        p = p_values(evidence.att, atts, evidence.spread)
    return p
