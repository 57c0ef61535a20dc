"""The pieces of a dividend: paths, schools and donors, the funnel, the raw comparison, the placebos."""

from __future__ import annotations

from dataclasses import dataclass

from wealdstats.inference import Interval
from wealdstats.types import FloatArray, IntArray, Result


@dataclass(frozen=True, slots=True, eq=False)
class YearPath(Result):
    """A trust's observed and counterfactual path by calendar year, averaged over its estimated schools.

    Parameters
    ----------
    years : ndarray of int (t,)
        Years any of its schools was observed in, rising; years without results are absent, not zero.
    observed : ndarray (t,)
        Mean of the schools observed in that year.
    counterfactual : ndarray (t,)
        What the same schools would have had: ``observed - gap``.
    lower, upper : ndarray (t,)
        Band of what chance produces around the counterfactual, year by year.
    gap : ndarray (t,)
        Observed minus counterfactual.
    n_schools : ndarray of int (t,)
        Schools observed in that year.
    n_joined : ndarray of int (t,)
        How many of them had joined by then.

    Notes
    -----
    Source: docs/methods/dividend.md. The band is pointwise: over many years one of them leaves it by chance.
    The set of schools may differ between years.

    Examples
    --------
    >>> import numpy as np
    >>> one = np.array([1.0])
    >>> YearPath(np.array([2018]), one, one, one, one, 0 * one, np.array([1]), np.array([0])).gap
    array([0.])
    """

    years: IntArray
    observed: FloatArray
    counterfactual: FloatArray
    lower: FloatArray
    upper: FloatArray
    gap: FloatArray
    n_schools: IntArray
    n_joined: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class EventPath(Result):
    """A trust's gap by event time: years since each school joined.

    Parameters
    ----------
    event_times : ndarray of int (e,)
        Year minus first affected year, rising: 0 is the first affected year, negative before joining.
    gap : ndarray (e,)
        Observed minus counterfactual; from 0 on with the set of schools held constant, so that it does not
        move because others are observed.
    lower, upper : ndarray (e,)
        Pointwise band around 0 of what chance produces.
    onset_lower, onset_upper : ndarray (e,)
        The narrower band the search for the onset uses.
    n_schools : ndarray of int (e,)
        Schools behind each entry.
    sup_lower, sup_upper : ndarray (e,)
        Simultaneous band around 0: chance leaves it anywhere as rarely as one entry of the pointwise one.
    p_sup : float
        Share of placebo trusts whose path leaves what they show on average as far somewhere.
    covariance : ndarray (e, e)
        Covariance of the placebo trusts' paths, as wide as the standard error, in squared units.

    Notes
    -----
    Source: docs/methods/dividend.md. Schools that joined in different years are observed at different event
    times: ``n_schools`` says how many stand behind each.

    Examples
    --------
    >>> import numpy as np
    >>> zero = np.zeros(1)
    >>> EventPath(
    ...     np.array([0]), zero, zero, zero, zero, zero, np.array([3]), zero, zero, 1.0, np.zeros((1, 1))
    ... ).n_schools
    array([3])
    """

    event_times: IntArray
    gap: FloatArray
    lower: FloatArray
    upper: FloatArray
    onset_lower: FloatArray
    onset_upper: FloatArray
    n_schools: IntArray
    sup_lower: FloatArray
    sup_upper: FloatArray
    p_sup: float
    covariance: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Onset(Result):
    """When a gap set in and stayed.

    Parameters
    ----------
    event_time : int
        First observed event time from which the gap stays beyond the onset band to the end.
    earliest, latest : int
        Interval of the change point.
    sign : int
        1 above the band, -1 below.
    years_observed : int
        Observed event times from the onset to the end.
    mean_since : float
        Mean gap since the onset, in the measure's unit.
    conf_int : Interval
        Interval of that mean.
    p : float
        Share of placebo trusts in which the same search finds a mean since onset as far from zero.

    Notes
    -----
    Source: docs/methods/verdict.md. The search looks at every possible onset; ``p`` allows for it because
    each placebo trust is searched in the same way.

    Examples
    --------
    >>> Onset(1, 0, 2, 1, 3, 4.0, Interval(1.0, 7.0, 0.95), 0.01).years_observed
    3
    """

    event_time: int
    earliest: int
    latest: int
    sign: int
    years_observed: int
    mean_since: float
    conf_int: Interval
    p: float


@dataclass(frozen=True, slots=True, eq=False)
class SchoolDividend(Result):
    """One school of a trust against its own donors.

    Parameters
    ----------
    unit : str
        The school.
    first_year : int
        First affected year.
    years : ndarray of int (t,)
        Years the fit used.
    observed, counterfactual, gap : ndarray (t,)
        Its path, what it would have been, and the difference.
    n_before : int
        How many of the years lie before joining.
    att : float
        Mean gap from joining on.
    donors : tuple of str
        Donors with a positive weight, heaviest first.
    unit_weights : ndarray (d,)
        Their weights; they sum to one.
    time_weights : ndarray (n_before,)
        Weights of the years before joining; they sum to one.
    effective_donors : float
        ``1 / sum of squared weights``.
    level_gap : float
        School minus weighted donors, averaged over the years before joining: what matching left over.
    kkt : float
        Residual of the exact solution.

    Notes
    -----
    Source: docs/methods/dividend.md. A single school's gap has no band of its own here: one school is too few
    to say more than where to look.

    Examples
    --------
    >>> import numpy as np
    >>> a, b = np.array([50.0]), np.array([1.0])
    >>> SchoolDividend("1", 2018, np.array([2018]), a, a, 0 * a, 0, 0.0, ("2",), b, b, 1.0, 0.0, 0.0).donors
    ('2',)
    """

    unit: str
    first_year: int
    years: IntArray
    observed: FloatArray
    counterfactual: FloatArray
    gap: FloatArray
    n_before: int
    att: float
    donors: tuple[str, ...]
    unit_weights: FloatArray
    time_weights: FloatArray
    effective_donors: float
    level_gap: float
    kkt: float


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A school that joined the trust but carries no estimate, and why.

    Parameters
    ----------
    unit : str
        The school.
    first_year : int
        First affected year.
    reason : str
        Why it is left out, in words.

    Notes
    -----
    Source: docs/methods/donors.md. It is never a verdict on the school.

    Examples
    --------
    >>> LeftOut("1", 2018, "fewer than 2 years before joining").reason
    'fewer than 2 years before joining'
    """

    unit: str
    first_year: int
    reason: str


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """How many possible donors one filter left, over the trust's estimated schools.

    Parameters
    ----------
    name : str
        Stable identifier of the filter.
    reason : str
        Why a donor has to pass it.
    median, fewest, most : int
        Donors left after it for the median school, the worst and the best supplied one.

    Notes
    -----
    Source: docs/methods/donors.md.

    Examples
    --------
    >>> FunnelStep("same_phase", "other phases sit other tests", 900, 800, 1000).median
    900
    """

    name: str
    reason: str
    median: int
    fewest: int
    most: int


@dataclass(frozen=True, slots=True)
class Beside:
    """Another estimator's answer from the same schools and donors.

    Parameters
    ----------
    method : str
        ``"did"`` or ``"sc"``.
    att : float
        Its estimate, in the measure's unit.

    Notes
    -----
    Source: docs/methods/dividend.md. Where they disagree by more than the interval, the answer depends on the
    estimator and should be doubted.

    Examples
    --------
    >>> Beside("did", 1.5).att
    1.5
    """

    method: str
    att: float


@dataclass(frozen=True, slots=True)
class RawChange:
    """What a plain before-after comparison of the same schools would have claimed.

    Parameters
    ----------
    before, after : float
        Mean of the schools' means before and from joining.
    change : float
        ``after - before``.
    p : float
        Two-sided p of a paired t test over the schools, the test such a comparison would use.
    against_all : float
        The change minus that of every never-joined school over the same years.
    against_all_p : float
        Two-sided p of the same test on the schools' differences from that.

    Notes
    -----
    Source: docs/methods/dividend.md. Shown as a warning, not as evidence: it takes the country's trend, the
    recovery from a bad year and everything else that changed for the trust's doing.

    Examples
    --------
    >>> RawChange(50.0, 60.0, 10.0, 0.01, 1.0, 0.6).change
    10.0
    """

    before: float
    after: float
    change: float
    p: float
    against_all: float
    against_all_p: float


@dataclass(frozen=True, slots=True, eq=False)
class Placebos(Result):
    """The placebo trusts a dividend is judged against.

    Parameters
    ----------
    n : int
        Placebo trusts drawn, or all there are where ``enumerated``.
    enumerated : bool
        True where every possible placebo trust was used.
    n_schools : int
        Different schools among them.
    n_local_authorities : int
        Different local authorities among them.
    mean, sd : float
        Mean and standard deviation of their estimates.
    df : float
        Degrees of freedom the standard deviation is worth, from the number of local authorities.
    doubt : float
        Largest bias from not knowing whether schools that start low would have stayed low; part of the
        standard error.
    atts : ndarray (at most 2,000,)
        Estimates of the first placebo trusts, for a picture.

    Notes
    -----
    Source: docs/methods/placebo_trusts.md.

    Examples
    --------
    >>> import numpy as np
    >>> Placebos(2, True, 6, 2, 0.0, 1.0, 1.0, 0.0, np.array([-1.0, 1.0])).enumerated
    True
    """

    n: int
    enumerated: bool
    n_schools: int
    n_local_authorities: int
    mean: float
    sd: float
    df: float
    doubt: float
    atts: FloatArray
