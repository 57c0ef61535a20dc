"""Words that pages about practices say in more than one place."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import template

from weald.practices.enums import Stage
from weald.practices.models import Practice
from weald.practices.steps import Step
from weald.texts import markdown

register = template.Library()

TONES = {
    Stage.TESTED: "seen",
    Stage.CONTESTED: "open",
    Stage.FORMED: "good",
    Stage.RETIRED: "open",
}


@register.filter
def stage_tone(stage: str) -> str:
    return TONES.get(Stage(stage), "plain")


@register.filter
def excerpt(text: str, characters: int) -> str:
    return markdown.excerpt(text, characters=characters)


@register.filter
def named(code: str, names: Mapping[str, str]) -> str:
    """Give a term's name; a code that the vocabulary has lost is still better than nothing."""
    return names.get(code, code)


@register.filter
def hours(count: Decimal | str) -> str:
    number = f"{Decimal(count).normalize():f}"
    return "1 staff hour" if number == "1" else f"{number} staff hours"


@register.filter
def is_list(value: Any) -> bool:  # noqa: ANN401 -- whatever a draft keeps
    return isinstance(value, list)


@register.filter
def is_begun(step: Step, fields: Mapping[str, Any]) -> bool:
    return any(fields.get(name) for name in step.fields)


@register.filter
def percent(share: float) -> str:
    return "under 1 %" if share < 0.01 else f"{share:.0%}".replace("%", " %")


@register.filter
def way(practice: Practice, counts: Mapping[str, int]) -> list[tuple[str, str, str]]:
    """Lay out the stages of the tumbler: (name, done / now / ahead, note). Retired, it has none ahead."""
    stages = [stage for stage in Stage if stage != Stage.RETIRED]
    reached = practice.stage_when_retired or practice.stage
    at = [str(stage) for stage in stages].index(reached)
    shown = stages[: at + 1] if practice.is_retired else stages
    used = counts["live"]
    in_use = f"in use at {used} place{'' if used == 1 else 's'}" if used else ""
    return [
        (
            stage.label.capitalize(),
            "done" if index < at or practice.is_retired else "now" if index == at else "ahead",
            in_use if index == at else "",
        )
        for index, stage in enumerate(shown)
    ]
