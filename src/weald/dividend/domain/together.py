"""What a trust's measures say together: seldom one alone shows that an effect is too small to matter."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from weald.charts.dots import DotChart, Estimate
from weald.charts.figure import Figure
from weald.charts.words import Unit
from weald.dividend.domain.checks import as_sentence
from weald.dividend.domain.words import TONES, Tone
from weald.dividend.enums import Verdict
from weald.dividend.models import Result
from weald.measures.enums import Direction

if TYPE_CHECKING:
    from wealdstats.dividend.pooled import Pooled

FLOORS = Unit("times the smallest difference that matters", " times", 1)
FEWEST = 2
CLAIMS = (Verdict.TOO_SMALL, Verdict.NO_SIGN)


@dataclass(frozen=True, slots=True)
class Together:
    """A trust's measures taken together: a verdict where they show one, a figure where there are enough."""

    verdict: Verdict | None
    tone: Tone
    sentence: str
    reasons: tuple[str, ...]
    figure: Figure | None


def together(results: Iterable[Result], group: str) -> Together:
    """Pool a trust's results for the same pupils, as many as the reader may know of."""
    alike = [result for result in results if result.run.group == group]
    fit = [result for result in alike if can_be_pooled(result)]
    left_out = tuple(why_left_out(result) for result in alike if result not in fit)
    if len(fit) < FEWEST:
        sentence = f"Measures are taken together from two on; here {count_words(len(fit))} can be."
        return Together(None, "plain", sentence, left_out, None)
    pooled = pool(fit)
    verdict = claim_of(pooled)
    tone = TONES[verdict] if verdict else "plain"
    reasons = (*map(as_sentence, withheld(pooled)), *left_out)
    return Together(verdict, tone, said(pooled), reasons, pooled_figure(pooled, fit, tone))


def claim_of(pooled: "Pooled") -> Verdict | None:
    verdict = Verdict(pooled.verdict)
    return verdict if verdict in CLAIMS else None


def withheld(pooled: "Pooled") -> tuple[str, ...]:
    """Give why nothing is claimed; the last reason repeats an interval that is wide, which is said anyway."""
    if claim_of(pooled):
        return ()
    reasons = pooled.reasons if pooled.conf_int.within(-1.0, 1.0) else pooled.reasons[:-1]
    # The page calls them safeguards.
    return tuple(reason.replace("a gate failed", "a safeguard failed", 1) for reason in reasons)


def can_be_pooled(result: Result) -> bool:
    """Say whether more is better here, and whether the run stored what pooling needs."""
    body = result.body
    stored = (body.get("floor"), body.get("se"), body.get("placebos", {}).get("mean"))
    return result.run.measure.direction == Direction.HIGHER and None not in stored and stored[0] > 0


def why_left_out(result: Result) -> str:
    measure = result.run.measure
    if measure.direction != Direction.HIGHER:
        return f"{measure.name} is left out: there more is not better."
    return f"{measure.name} is left out: its run was made by an earlier version."


def pool(results: Sequence[Result]) -> "Pooled":
    """Take several stored dividends of one trust together, whatever binds their measures."""
    # A second to load; most pages need none of it.
    from weald.dividend.domain.stored import dividend_of  # noqa: PLC0415 -- as above
    from wealdstats.dividend.pooled import pool_measures  # noqa: PLC0415 -- as above

    return pool_measures({name: dividend_of(result) for name, result in by_name(results).items()})


def by_name(results: Sequence[Result]) -> dict[str, Result]:
    """Give results by their measures' names; measures that share one are told apart by their codes."""
    names = Counter(result.run.measure.name for result in results)
    measures = [(result.run.measure, result) for result in results]
    return {m.name if names[m.name] == 1 else f"{m.name} ({m.code})": result for m, result in measures}


def pooled_body(results: Iterable[Result], group: str) -> dict[str, Any] | None:
    """Give the same for a program to read."""
    fit = [result for result in results if result.run.group == group and can_be_pooled(result)]
    if len(fit) < FEWEST:
        return None
    from weald.dividend.domain.body import plain  # noqa: PLC0415 -- loads arrays, which pages do without

    return dict(plain(pool(fit)))


def count_words(count: int) -> str:
    return ("none", "one")[count]


def said(pooled: "Pooled") -> str:
    """Say what the measures show together, leading with what can be said."""
    n, reach = len(pooled.measures), interval_words(pooled)
    match Verdict(pooled.verdict):
        case Verdict.TOO_SMALL:
            way = "above" if pooled.effect > 0 else "below"
            return (
                f"Over its {n} measures together its schools stand lastingly {way} what we think they would "
                f"have reached, by less than matters: the mean effect is {reach}."
            )
        case Verdict.NO_SIGN:
            return (
                f"Over its {n} measures together any difference is too small to matter either way: the mean "
                f"effect is {reach}."
            )
        case _:
            return f"Over its {n} measures together the mean effect is {reach}. {worth(pooled)}"


def worth(pooled: "Pooled") -> str:
    """Say what an interval is worth that does not show an effect to be too small to matter."""
    if withheld(pooled):
        return "What it is worth is held back, for the reasons that follow."
    if not pooled.conf_int.excludes(0.0):
        return f"The smallest it could have shown is {FLOORS.say(pooled.mde)} that difference."
    nearest = min(abs(pooled.conf_int.lower), abs(pooled.conf_int.upper))
    size = "and larger than what matters" if nearest > 1.0 else "and may or may not be large enough to matter"
    return f"That is beyond chance {size}; whether it lasts, each measure has to show in its own verdict."


def interval_words(pooled: "Pooled") -> str:
    low, high = pooled.conf_int.lower, pooled.conf_int.upper
    return (
        f"{FLOORS.figure(pooled.effect, signed=True)} ({FLOORS.figure(low, signed=True)} to "
        f"{FLOORS.figure(high, signed=True)}) times the smallest difference that matters"
    )


def pooled_figure(pooled: "Pooled", results: Sequence[Result], tone: Tone) -> Figure:
    """Draw each measure and all together, each in units of the smallest difference that matters on it."""
    named = by_name(results)
    level = f"{pooled.conf_int.level * 100:.0f} %"
    chart = DotChart(
        title="Effect on each measure, in times the smallest difference that matters there",
        description=f"{len(results)} measures one by one, then together: {interval_words(pooled)}.",
        unit=FLOORS,
        estimates=(
            *(
                floor_estimate(name, named[name], each)
                for name, each in zip(pooled.measures, pooled.each.tolist(), strict=True)
            ),
            Estimate(
                "Together",
                pooled.effect,
                pooled.conf_int.lower,
                pooled.conf_int.upper,
                tone,
            ),
        ),
    )
    runs = ", ".join(str(result.run_id) for result in results)
    return Figure(
        chart=chart,
        sentence=(
            "Each measure counts alike. Between −1 and +1 lies what is too small to matter; measures in the "
            "order of their names."
        ),
        table=chart.as_table(),
        source=f"the results behind each measure; runs {runs}.",
        uncertainty=(
            f"{level} intervals. Results of the same schools move together; how closely is not known, so "
            "the interval of all together is as wide as it could be at most."
        ),
    )


def floor_estimate(name: str, result: Result, effect: float) -> Estimate:
    floor, ends = result.body["floor"], result.body["conf_int"]
    return Estimate(name, effect, ends["lower"] / floor, ends["upper"] / floor, TONES[result.verdict])
