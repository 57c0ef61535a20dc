"""Individuals and moving range charts: what a school's own years say about one of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from wealdstats.errors import InputError, TooFewError
from wealdstats.types import BoolArray, FloatArray, IntArray, Result

# Of two independent normal values of standard deviation 1: mean and median distance, and its own spread.
MEAN_RANGE = 2.0 / np.sqrt(np.pi)
MEDIAN_RANGE = 0.9538725524
SD_RANGE = np.sqrt(2.0 - 4.0 / np.pi)
PROVISIONAL_BELOW = 10


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern that chance seldom makes.

    Parameters
    ----------
    name : str
        What it is called here.
    source : str
        Who named it.
    length : int
        Years in a row it looks at.

    Notes
    -----
    Source: this project; each rule names its own.

    Examples
    --------
    >>> RULES[0].name, RULES[0].source
    ('beyond_limits', 'Shewhart (1931); Western Electric (1956), test 1')
    """

    name: str
    source: str
    length: int


RULES = (
    Rule("beyond_limits", "Shewhart (1931); Western Electric (1956), test 1", 1),
    Rule("two_of_three_beyond_two_sigma", "Western Electric (1956), test 2", 3),
    Rule("four_of_five_beyond_one_sigma", "Western Electric (1956), test 3", 5),
    Rule("eight_on_one_side", "Western Electric (1956), test 4", 8),
    Rule("six_rising_or_falling", "Nelson (1984), test 3", 6),
    Rule("range_beyond_limit", "Wheeler (1993), moving range above its upper limit", 2),
)


@dataclass(frozen=True, slots=True)
class Signal:
    """One rule met in one year.

    Parameters
    ----------
    rule : Rule
        Which.
    year : int
        The year the pattern was complete.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> Signal(RULES[0], 2019).year
    2019
    """

    rule: Rule
    year: int


@dataclass(frozen=True, slots=True, eq=False)
class XmrChart(Result):
    """Limits and signals of one series (T,), or of n at once (n, T); "…" stands for that n or nothing.

    Parameters
    ----------
    years : ndarray of int (T,)
        Years.
    value, moving_range : ndarray (…, T)
        As given; distance from the year before, NaN where either year is missing.
    centre, sigma : ndarray (…,)
        Mean of the baseline; mean (median) moving range over 1.128 (0.954). NaN with too few ranges.
    lower, upper, range_upper : ndarray (…,)
        Limits three sigma from the centre, and that of the moving range.
    ranges : ndarray of int (…,)
        Moving ranges the limits rest on.
    is_provisional : ndarray of bool (…,)
        Fewer than ten: the limits will move.
    signals : ndarray of bool (R, …, T)
        Which of `RULES` is met in which year.

    Notes
    -----
    Source: docs/methods/xmr_chart.md.

    Examples
    --------
    >>> chart = xmr_chart(np.array([10.0, 12.0, 11.0, 13.0, 12.0, 30.0]), baseline=5)
    >>> float(chart.upper.round(2)), [(signal.rule.name, signal.year) for signal in chart.found()]
    (15.59, [('beyond_limits', 5), ('range_beyond_limit', 5)])
    """

    years: IntArray
    value: FloatArray
    moving_range: FloatArray
    centre: FloatArray
    sigma: FloatArray
    lower: FloatArray
    upper: FloatArray
    range_upper: FloatArray
    ranges: IntArray
    is_provisional: BoolArray
    signals: BoolArray

    def found(self, row: int | None = None) -> tuple[Signal, ...]:
        """Name the signals of one series: the only one, or that of a row."""
        signals = self.signals if row is None else self.signals[:, row]
        if signals.ndim != 2:
            raise InputError("one series", f"{len(self.value)}", "pass the row")
        return tuple(Signal(RULES[rule], int(self.years[year])) for rule, year in np.argwhere(signals))


def xmr_chart(
    value: FloatArray,
    *,
    years: Sequence[int] | IntArray | None = None,
    baseline: int | None = None,
    centre: Literal["mean", "median"] = "mean",
    min_ranges: int = 3,
) -> XmrChart:
    """Judge each year of a series against the series' own year-to-year changes.

    Parameters
    ----------
    value : ndarray (T,) or (n, T)
        A measure year by year; NaN for a missing year, which is a gap: no range is taken across it and no
        run goes on over it.
    years : sequence of int (T,), optional
        Ascending; a year left out is a gap too. 0, 1, … where not given.
    baseline : int, optional
        How many of the first columns make the limits; all where left out.
    centre : {"mean", "median"}
        What the limits rest on: the mean moving range, or the median, which one jump cannot widen.
    min_ranges : int
        Fewest moving ranges limits are drawn from, at least 2.

    Returns
    -------
    XmrChart
        Limits and signals.

    Raises
    ------
    InputError
        Where shapes, years or numbers cannot be used.
    TooFewError
        Where no series has enough moving ranges.

    Notes
    -----
    Source: Shewhart (1931); Western Electric (1956), Statistical Quality Control Handbook; Nelson (1984),
    Journal of Quality Technology 16(4); Wheeler (1993), Understanding Variation. Assumes that years are
    exchangeable while nothing changes. A signal says that something changed, not what.

    Examples
    --------
    >>> chart = xmr_chart(np.array([50.0, 52.0, np.nan, 51.0, 53.0, 52.0]))
    >>> chart.moving_range
    array([nan,  2., nan, nan,  2.,  1.])
    """
    given = np.asarray(value, np.float64)
    calendar = np.arange(given.shape[-1]) if years is None and given.ndim else np.array(years)
    _check(given, calendar, baseline, centre, min_ranges)
    table = np.atleast_2d(given)
    adjacent = np.diff(calendar, prepend=calendar[0] - 2) == 1
    moving = np.abs(np.diff(table, axis=1, prepend=np.nan))
    moving[:, ~adjacent] = np.nan
    counted = slice(0, baseline)
    ranges = (~np.isnan(moving[:, counted])).sum(axis=1)
    enough = ranges >= min_ranges
    if not enough.any():
        need = f"{min_ranges} changes from one year to the next"
        raise TooFewError(need, f"at most {ranges.max(initial=0)}", "wait for more years")
    middle, sigma = np.full(len(table), np.nan), np.full(len(table), np.nan)
    middle[enough] = np.nanmean(table[enough, counted], axis=1)
    if centre == "mean":
        sigma[enough] = np.nanmean(moving[enough, counted], axis=1) / MEAN_RANGE
    else:
        sigma[enough] = np.nanmedian(moving[enough, counted], axis=1) / MEDIAN_RANGE
    range_upper = (MEAN_RANGE + 3.0 * SD_RANGE) * sigma
    signals = _signals((table - middle[:, None]), sigma[:, None], moving, range_upper[:, None], adjacent)
    shape = given.shape[:-1]
    return XmrChart(
        years=calendar.astype(np.int64),
        value=given.copy(),
        moving_range=moving.reshape(given.shape),
        centre=middle.reshape(shape),
        sigma=sigma.reshape(shape),
        lower=(middle - 3.0 * sigma).reshape(shape),
        upper=(middle + 3.0 * sigma).reshape(shape),
        range_upper=range_upper.reshape(shape),
        ranges=ranges.astype(np.int64).reshape(shape),
        is_provisional=(ranges < PROVISIONAL_BELOW).reshape(shape),
        signals=signals.reshape(len(RULES), *given.shape),
    )


def _check(value: FloatArray, years: IntArray, baseline: int | None, centre: str, min_ranges: int) -> None:
    if value.ndim not in (1, 2) or np.isinf(value).any():
        raise InputError("finite values, years across", f"{value.ndim} dimensions", "mark gaps by NaN")
    periods = value.shape[-1]
    if (
        years.shape != (periods,)
        or years.dtype.kind not in "iu"
        or (np.diff(years) <= 0).any()
        or not periods
    ):
        raise InputError(f"{periods} ascending years, at least 1", f"{years.tolist()}", "sort the columns")
    if (baseline is not None and not 2 <= baseline <= periods) or min_ranges < 2:
        found = f"baseline {baseline} of {periods}, min_ranges {min_ranges}"
        raise InputError("a baseline within the series and two ranges or more", found, "change it")
    if centre not in {"mean", "median"}:
        raise InputError('centre "mean" or "median"', repr(centre), "pass one of these")


def _signals(
    apart: FloatArray, sigma: FloatArray, moving: FloatArray, range_upper: FloatArray, adjacent: BoolArray
) -> BoolArray:
    """Try every rule (R, n, T); comparisons with NaN are False, so a gap meets none."""
    both = (apart, -apart)

    def either(test: Callable[[FloatArray], BoolArray]) -> BoolArray:
        return np.asarray(test(both[0]) | test(both[1]))

    run = _run(~np.isnan(apart), adjacent)
    rise = np.diff(apart, axis=1, prepend=np.nan)
    found = (
        either(lambda side: side > 3.0 * sigma),
        either(lambda side: _many(side > 2.0 * sigma, run, 2, 3)),
        either(lambda side: _many(side > sigma, run, 4, 5)),
        either(lambda side: _many(side > 0.0, run, 8, 8)),
        (_many(rise > 0.0, run - 1, 5, 5) | _many(rise < 0.0, run - 1, 5, 5)),
        moving > range_upper,
    )
    return np.stack(found)


def _run(there: BoolArray, adjacent: BoolArray) -> IntArray:
    """Count the years without a gap up to each (n, T)."""
    run = np.zeros(there.shape, np.int64)
    for year in range(there.shape[1]):
        before = run[:, year - 1] if year and adjacent[year] else 0
        run[:, year] = np.where(there[:, year], before + 1, 0)
    return run


def _many(met: BoolArray, run: IntArray, least: int, length: int) -> BoolArray:
    """Whether a year meets a condition, and so do enough of the last few since the last gap.

    Where two of three are enough, two years in a row are: the window need not be full.
    """
    total = np.cumsum(met, axis=1)
    before = np.arange(met.shape[1]) - np.clip(run, 0, length)
    earlier = np.take_along_axis(total, np.maximum(before, 0), axis=1)
    count: IntArray = total - np.where(before >= 0, earlier, 0)
    return np.asarray(met & (count >= least))
