"""The parts of a dividend that only describe: paths with bands, the raw comparison, the placebos."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from wealdstats.dividend.aggregate import Paths
from wealdstats.dividend.checks import Evidence
from wealdstats.dividend.fitting import Treated
from wealdstats.dividend.onset import Bands, bands_of
from wealdstats.dividend.parts import Beside, EventPath, Placebos, RawChange, YearPath
from wealdstats.dividend.placebo import placebo_rows
from wealdstats.dividend.rule import Rule
from wealdstats.dividend.simultaneous import sup_bands
from wealdstats.inference import Spread, t_upper
from wealdstats.types import FloatArray

SHOWN = 2000


def year_path(schools: Sequence[Treated], paths: Paths, bands: Bands) -> YearPath:
    """Lay out observed and counterfactual path with its band by calendar year.

    Parameters
    ----------
    schools : sequence of Treated
        The trust's schools.
    paths : Paths
        Gaps by calendar year.
    bands : Bands
        Of the same years.

    Returns
    -------
    YearPath
        One entry a year.

    Notes
    -----
    Source: docs/methods/dividend.md.

    Examples
    --------
    >>> from wealdstats.dividend.examples import example_dividend
    >>> path = example_dividend().calendar
    >>> bool(np.allclose(path.observed - path.gap, path.counterfactual))
    True
    """
    total = np.zeros(len(paths.times))
    joined = np.zeros(len(paths.times), dtype=np.int64)
    for school in schools:
        at = np.searchsorted(paths.times, school.result.years)
        total[at] += school.result.observed
        joined[at] += school.result.years >= school.result.first_year
    observed = total / paths.n_schools
    counterfactual = observed - paths.gap
    return YearPath(
        years=paths.times,
        observed=observed,
        counterfactual=counterfactual,
        lower=counterfactual + bands.lower,
        upper=counterfactual + bands.upper,
        gap=paths.gap,
        n_schools=paths.n_schools,
        n_joined=joined,
    )


def event_path(paths: Paths, spread: Spread, rule: Rule) -> EventPath:
    """Lay out the gap with its bands by event time.

    Parameters
    ----------
    paths : Paths
        Gaps by event time.
    spread : Spread
        Of the whole estimate.
    rule : Rule
        For the levels.

    Returns
    -------
    EventPath
        One entry an event time.

    Notes
    -----
    Source: docs/methods/dividend.md.

    Examples
    --------
    >>> from wealdstats.dividend.examples import example_dividend
    >>> path = example_dividend().event
    >>> path.event_times
    array([-3, -2, -1,  0,  1,  2,  3])
    >>> bool((path.sup_upper >= path.upper).all())
    True
    """
    bands, whole = bands_of(paths, spread, rule), sup_bands(paths, spread, rule)
    wider = (spread.se / spread.sd) ** 2 if spread.sd > 0 else 1.0
    return EventPath(
        event_times=paths.times,
        gap=paths.gap,
        lower=bands.lower,
        upper=bands.upper,
        onset_lower=bands.onset_lower,
        onset_upper=bands.onset_upper,
        n_schools=paths.n_schools,
        sup_lower=whole.lower,
        sup_upper=whole.upper,
        p_sup=whole.p,
        covariance=np.atleast_2d(np.cov(paths.placebo, rowvar=False, ddof=0)) * wider,
    )


def raw_change(schools: Sequence[Treated]) -> RawChange:
    """Compute what a plain before-after comparison would have claimed.

    Parameters
    ----------
    schools : sequence of Treated
        The trust's schools.

    Returns
    -------
    RawChange
        The change, and the change against every possible donor.

    Notes
    -----
    Source: docs/methods/dividend.md.

    Examples
    --------
    >>> from wealdstats.dividend.examples import example_dividend
    >>> raw = example_dividend().raw
    >>> abs(raw.after - raw.before - raw.change) < 1e-9
    True
    """
    before, after, others = [], [], []
    for school in schools:
        n_pre = school.window.n_pre
        before.append(float(school.result.observed[:n_pre].mean()))
        after.append(float(school.result.observed[n_pre:].mean()))
        others.append(school.others_changed)
    change = np.array(after) - np.array(before)
    against = change - np.array(others)
    return RawChange(
        before=float(np.mean(before)),
        after=float(np.mean(after)),
        change=float(change.mean()),
        p=paired_p(change),
        against_all=float(against.mean()),
        against_all_p=paired_p(against),
    )


def paired_p(changes: FloatArray) -> float:
    """Test whether a mean change differs from zero, as a plain comparison would.

    Parameters
    ----------
    changes : ndarray (n,)
        One change a school.

    Returns
    -------
    float
        Two-sided p of Student's t test; 1 where fewer than two schools or no spread leave nothing to test.

    Notes
    -----
    Source: Student (1908).

    Examples
    --------
    >>> round(paired_p(np.array([1.0, 2.0, 3.0])), 4)
    0.0742
    """
    n = len(changes)
    spread = float(changes.std(ddof=1)) if n > 1 else 0.0
    if spread == 0.0:
        return 1.0
    return 2.0 * t_upper(abs(float(changes.mean())) / (spread / np.sqrt(n)), float(n - 1))


def beside(schools: Sequence[Treated]) -> tuple[Beside, ...]:
    """Report the other two estimators from the same schools and donors.

    Parameters
    ----------
    schools : sequence of Treated
        The trust's schools.

    Returns
    -------
    tuple of Beside
        Difference-in-differences, then synthetic control.

    Notes
    -----
    Source: docs/methods/dividend.md.

    Examples
    --------
    >>> from wealdstats.dividend.examples import example_dividend
    >>> [other.method for other in example_dividend().beside]
    ['did', 'sc']
    """
    did = float(np.mean([school.did for school in schools]))
    return (Beside("did", did), Beside("sc", float(np.mean([school.sc for school in schools]))))


def placebos_of(evidence: Evidence, atts: FloatArray) -> Placebos:
    """Describe the placebo trusts a dividend was judged against.

    Parameters
    ----------
    evidence : Evidence
        One trust's.
    atts : ndarray (d,)
        Estimates of the placebo trusts.

    Returns
    -------
    Placebos
        Their number, their makeup and their spread.

    Notes
    -----
    Source: docs/methods/placebo_trusts.md.

    Examples
    --------
    >>> from wealdstats.dividend.examples import example_dividend
    >>> example_dividend().placebos.n
    200
    """
    rows = placebo_rows(evidence.draws, evidence.picks)
    return Placebos(
        n=len(atts),
        enumerated=evidence.picks.enumerated,
        n_schools=len(rows),
        n_local_authorities=len(np.unique(evidence.store.frame.authority[rows])),
        mean=evidence.spread.mean,
        sd=evidence.spread.sd,
        df=evidence.spread.df,
        doubt=evidence.spread.doubt,
        atts=atts[:SHOWN].copy(),  # a view would keep all of them
    )
