"""Whether a practice travels along ties, beyond what a shared context explains."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from wealdstats.errors import InputError, TooFewError
from wealdstats.inference import Interval
from wealdstats.labels import Labels, coded, finite_column
from wealdstats.networks.contrast import Contrast, contrast
from wealdstats.networks.exposure import Spreading
from wealdstats.networks.ties import pair
from wealdstats.networks.travel_time import half_time, waiting
from wealdstats.types import BoolArray, FloatArray, IntArray, Result


class Travel(StrEnum):
    """What may be said; never that anybody influenced anybody."""

    ALONG_TIES = "travels along ties"
    NO_SIGN = "no sign of travelling along ties"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True, eq=False)
class Conductivity(Result):
    """How a practice spread, and whether along ties.

    Parameters
    ----------
    travel : Travel
        What may be said.
    within : Contrast
        Exposed against unexposed people of one context, period and class of ties: what counts.
    crude : Contrast
        The same across contexts: what a shared context can produce by itself.
    context_alone : bool
        Whether the crude comparison shows travel and the one within contexts does not.
    half_life : float or None
        Periods from the first tie to an adopter until half have adopted; None where fewer have in the time
        seen.
    half_life_lower, half_life_upper : float or None
        Ends of its interval; None where not reached.
    smallest : float
        Ratio taken as too small to matter.
    n_people, n_adopted, n_exposed : int
        People; those who adopted; those who were tied to an adopter before they adopted or the end.
    n_contexts, n_periods : int
        Contexts and periods.
    n_ties : int
        Ties used, between two each.
    n_by_adopting : int
        Ties left out because adopting made them.
    n_too_late : int
        Ties formed when one end had adopted already; they carry nothing.
    draws, seed : int
        Permuted networks for each comparison, and the seed of their draw.

    Notes
    -----
    Source: docs/methods/conductivity.md.

    Examples
    --------
    >>> Travel.ALONG_TIES.value
    'travels along ties'
    """

    travel: Travel
    within: Contrast
    crude: Contrast
    context_alone: bool
    half_life: float | None
    half_life_lower: float | None
    half_life_upper: float | None
    smallest: float
    n_people: int
    n_adopted: int
    n_exposed: int
    n_contexts: int
    n_periods: int
    n_ties: int
    n_by_adopting: int
    n_too_late: int
    draws: int
    seed: int

    @property
    def ratio(self) -> float:
        """How many times as likely the exposed are to adopt in a period, within contexts."""
        return self.within.ratio

    @property
    def interval(self) -> Interval:
        """Its interval."""
        return self.within.interval


def conductivity(
    person: Labels,
    adopted: FloatArray,
    context: Labels,
    a: Labels,
    b: Labels,
    *,
    formed: FloatArray | None = None,
    by_adopting: BoolArray | None = None,
    end: int | None = None,
    smallest: float = 1.25,
    draws: int = 999,
    level: float = 0.95,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Conductivity:
    """Ask whether those tied to adopters adopt more often in the next periods than others alike.

    Parameters
    ----------
    person : sequence of str or int (n,)
        Everybody who could adopt, each once.
    adopted : ndarray (n,)
        Period each adopted in, a whole number such as a term; nan: not by the end.
    context : sequence of str or int (n,)
        What people share besides ties: trust, school, training. Give all the same where there is nothing.
    a, b : sequence of str or int (ties,)
        The two of each tie; all of them among ``person``. Several ties of two count as their first.
    formed : ndarray (ties,), optional
        Period each tie was formed in, a whole number; without it all are older than the first adoption.
    by_adopting : ndarray of bool (ties,), optional
        True for ties that adopting made; they are left out.
    end : int, optional
        Last period looked at; without it, that of the last adoption.
    smallest : float, default 1.25
        Smallest ratio that matters; "no sign" needs an interval between it and its inverse.
    draws : int, default 999
        Permuted networks for each of the two comparisons; at least 19.
    level : float, default 0.95
        Coverage of the intervals.
    seed : int, default 0
        Same data and seed, same answer.
    progress : callable (done, total), optional
        Told after each permuted network.

    Returns
    -------
    Conductivity
        What may be said, both comparisons, and the half-life.

    Raises
    ------
    InputError
        When a column does not fit, a period is no whole number, or a tie names somebody unknown.
    TooFewError
        When nobody exposed, or nobody else, adopts among people alike, or there are too few draws.

    Notes
    -----
    Source: docs/methods/conductivity.md; Mantel and Haenszel (1959), JNCI 22(4), on the discrete-time hazard.
    A tie carries only if it is older than the adoption of either end. The assumption is that people of one
    context, period and number of ties would adopt alike but for their ties. People who are tied are often
    alike in ways nobody recorded, so this does not show that anybody influenced anybody.

    Examples
    --------
    >>> from wealdstats.simulate import DiffusionWorld, diffuse
    >>> seen = diffuse(DiffusionWorld(ratio=4.0), seed=1)
    >>> found = conductivity(
    ...     seen.person, seen.adopted, seen.context, seen.a, seen.b, formed=seen.formed, draws=99
    ... )
    >>> found.travel.value, round(found.ratio, 1)
    ('travels along ties', 4.3)
    """
    _check(draws, level, smallest)
    rows = len(np.asarray(person))
    known, contexts = pair(a, b, person), coded(context, "context", rows)
    order = np.argsort(np.searchsorted(known.names, np.asarray(person).astype(known.names.dtype)))
    when, first, periods = _periods(adopted, end, rows)
    made = _made(by_adopting, len(known.a))
    begun = np.full(len(made), -1) if formed is None else _whole(formed, "formed", len(made)) - first
    ties = _once(known.n, known.a[~made], known.b[~made], np.clip(begun[~made], -1, periods))
    spread = Spreading(when[order], contexts.codes[order], *ties, periods)
    rng, ticks = np.random.default_rng(seed), itertools.count(1)

    def tick() -> None:
        done = next(ticks)
        if progress is not None:
            progress(done, 2 * draws)

    within = contrast(spread, spread.context, draws=draws, level=level, rng=rng, tick=tick)
    everywhere = np.zeros(spread.n, np.int64)
    crude = contrast(spread, everywhere, draws=draws, level=level, rng=rng, tick=tick)
    waited, ended = waiting(spread)
    half, lower, upper = half_time(waited, ended, level)
    usable = int(spread.usable.sum())
    return Conductivity(
        travel=_verdict(within, smallest),
        within=within,
        crude=crude,
        context_alone=_shows(crude) and not _shows(within),
        half_life=half,
        half_life_lower=lower,
        half_life_upper=upper,
        smallest=smallest,
        n_people=spread.n,
        n_adopted=int((spread.when < periods).sum()),
        n_exposed=len(waited),
        n_contexts=contexts.n,
        n_periods=periods,
        n_ties=usable,
        n_by_adopting=int(made.sum()),
        n_too_late=len(spread.a) - usable,
        draws=draws,
        seed=seed,
    )


def _check(draws: int, level: float, smallest: float) -> None:
    if draws < 19 or not 0.0 < level < 1.0 or not smallest > 1.0:
        found = f"{draws} draws, level {level}, smallest {smallest}"
        raise InputError("19 draws, a level between 0 and 1, a smallest ratio above 1", found, "change them")


def _made(by_adopting: BoolArray | None, ties: int) -> BoolArray:
    """Read which ties adopting made."""
    made = np.zeros(ties, np.bool_) if by_adopting is None else np.asarray(by_adopting)
    if made.dtype != np.bool_ or made.shape != (ties,):
        raise InputError("True or False for every tie", f"{made.dtype} {made.shape}", "mend by_adopting")
    return made


def _whole(values: FloatArray, what: str, rows: int) -> IntArray:
    column = finite_column(values, what, rows)
    if (column != np.round(column)).any():
        found = f"{column[column != np.round(column)][0]:g}"
        raise InputError(f"{what} in whole periods", found, "number the periods, such as terms")
    return column.astype(np.int64)


def _periods(adopted: FloatArray, end: int | None, rows: int) -> tuple[IntArray, int, int]:
    """Count periods from the first adoption; those who had not adopted get the number of periods."""
    given = np.asarray(adopted, np.float64)
    if given.shape != (rows,):
        raise InputError(f"{rows} periods of adoption", f"shape {given.shape}", "nan where there was none")
    did = ~np.isnan(given)
    if did.sum() < 2:
        raise TooFewError("two adoptions", f"{int(did.sum())}", "wait, or take a wider view of the practice")
    times = _whole(given[did], "adopted", int(did.sum()))
    first, last = int(times.min()), int(times.max()) if end is None else end
    if times.max() > last:
        raise InputError(f"adoptions until {last}", f"one in {times.max()}", "set end to the last one seen")
    when = np.full(rows, last - first + 1, np.int64)
    when[did] = times - first
    return when, first, last - first + 1


def _once(n: int, a: IntArray, b: IntArray, formed: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """Keep the earliest tie of any two, and none of one with itself."""
    low, high = np.minimum(a, b), np.maximum(a, b)
    order = np.lexsort((formed, low * n + high))
    order = order[low[order] != high[order]]
    _, kept = np.unique((low * n + high)[order], return_index=True)
    row = order[kept]
    return low[row], high[row], formed[row]


def _shows(found: Contrast) -> bool:
    return found.interval.lower > 1.0 and found.p_value <= (1.0 - found.interval.level) / 2.0


def _verdict(within: Contrast, smallest: float) -> Travel:
    if _shows(within):
        return Travel.ALONG_TIES
    if within.interval.within(1.0 / smallest, smallest):
        return Travel.NO_SIGN
    return Travel.CANNOT_TELL
