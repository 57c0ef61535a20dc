"""The safeguards of a dividend in a reader's words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

TITLES: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class CheckRow:
    title: str
    passed: bool | None
    finding: str
    meaning: str
    need: str


def check_rows(checks: Sequence[Mapping[str, Any]]) -> list[CheckRow]:
    """Give every safeguard in the order it was made; what failed stands as plainly as what passed."""
    return [
        CheckRow(title_of(check["name"]), check["passed"], check["finding"], check["meaning"], check["need"])
        for check in checks
    ]


def title_of(name: str) -> str:
    return TITLES.get(name) or name.replace("_", " ").capitalize()
