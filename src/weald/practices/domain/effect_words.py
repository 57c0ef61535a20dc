"""What a measured effect says, in sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from weald.charts import Figure, Mark, PathChart, Series
from weald.dividend.domain.checks import CheckRow, as_sentence, check_rows, checks_said
from weald.dividend.domain.words import TONES, effect_unit
from weald.dividend.enums import Verdict
from weald.practices.domain.practice_words import of_a_practice
from weald.practices.models import MeasuredEffect

NOT_YET_KNOWN = "Not yet known"


@dataclass(frozen=True, slots=True)
class EffectPage:
    """Everything the page of one estimate shows."""

    lede: str
    word: str
    tone: str
    reach: str
    prediction: str
    detectable: str
    figure: Figure | None
    open_checks: Sequence[CheckRow]
    passed_checks: Sequence[CheckRow]
    checks_said: str
    passed_said: str
    reasons: Sequence[str]
    left_out: Mapping[str, int]


def said_of(effect: MeasuredEffect) -> str:
    """Say it in one sentence."""
    if not effect.is_known:
        return f"{NOT_YET_KNOWN}. {' '.join(effect.missing)}"
    unit = effect_unit(effect.measure)
    return (
        f"{unit.say(effect.effect or 0.0, signed=True)} "
        f"({unit.say_range(effect.lower or 0.0, effect.upper or 0.0, signed=True)}) where it was adopted, "
        f"against schools like them that had not yet: {effect.usable} schools, {effect.sites} trusts or "
        "schools without one."
    )


def effect_page(effect: MeasuredEffect) -> EffectPage:
    body: Mapping[str, Any] = effect.body
    rows = [_of_a_practice(row) for row in check_rows(body.get("checks", ()))]
    passed = [row for row in rows if row.passed]
    unit = effect_unit(effect.measure)
    verdict = Verdict(effect.verdict) if effect.verdict else None
    return EffectPage(
        lede=said_of(effect),
        word=_word(verdict),
        tone=TONES[verdict] if verdict else "open",
        reach=unit.say_range(effect.lower, effect.upper, signed=True) if effect.is_known else "",
        prediction=_ends(unit, body.get("pooled", {}).get("prediction")),
        detectable=unit.say(body["mde"]) if body.get("mde") is not None else "",
        figure=_figure(effect) if effect.is_known else None,
        open_checks=[row for row in rows if not row.passed],
        passed_checks=passed,
        checks_said=checks_said(rows) if rows else "",
        passed_said=f"The {len(passed)} that passed",
        reasons=[as_sentence(one) for one in body.get("reasons", ())],
        left_out=body.get("left_out", {}),
    )


def _of_a_practice(row: CheckRow) -> CheckRow:
    return replace(row, title=of_a_practice(row.title))


def _word(verdict: Verdict | None) -> str:
    words = {Verdict.DIVIDEND: "It lasts", Verdict.LOSS: "It harms"}
    return words.get(verdict, verdict.label) if verdict else NOT_YET_KNOWN


def _ends(unit: Any, interval: Mapping[str, float] | None) -> str:  # noqa: ANN401 -- a unit of the charts
    if not interval or None in (interval["lower"], interval["upper"]):
        return ""
    said: str = unit.say_range(interval["lower"], interval["upper"], signed=True)
    return said


def _figure(effect: MeasuredEffect) -> Figure:
    """Draw the gap by years since adopting, with the band chance alone would fill."""
    event = effect.body["event"]
    years = event["event_times"]
    chart = PathChart(
        title=f"Difference by years since adopting: {effect.measure.name}",
        description="Adopting schools less what the same schools would probably have reached without it.",
        unit=effect_unit(effect.measure),
        series=[
            Series(
                "had they not adopted it", "counterfactual", [(year, 0.0) for year in years], _band(event)
            ),
            Series("these schools", "observed", list(zip(years, event["gap"], strict=True))),
        ],
        marks=[Mark(0, "adopted")],
        x_axis="event",
        has_zero=True,
    )
    return Figure(
        chart=chart,
        sentence="The green band is what chance alone would make of it; adopting lies at 0.",
        table=chart.as_table(),
        source=f"results held here; {effect.usable} adopters; seed {effect.seed}, version {effect.version}.",
        uncertainty="Band: 95 % of make-believe groups of adopters, each year by itself.",
    )


def _band(event: Mapping[str, Sequence[Any]]) -> list[tuple[int, float, float]]:
    return list(zip(event["event_times"], event["lower"], event["upper"], strict=True))
