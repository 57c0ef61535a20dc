"""The safeguards of a dividend in a reader's words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from weald.charts.words import MINUS

TITLES = {
    "closeness": "Do the comparison schools stand at the same level?",
    "pre_fit": "Do the paths agree before joining?",
    "earlier_trend": "Were they rising already?",
    "placebo_in_time": "Pretend they joined earlier",
    "anticipation": "Leave out the last years before joining",
    "intake": "Did the intake change?",
    "leave_one_school_out": "Leave out any one school",
    "leave_one_donor_out": "Leave out any one comparison school",
    "estimators_agree": "Do other methods agree?",
    "effective_donors": "Are there enough comparison schools?",
    "placebo_places": "Are there enough places to learn chance from?",
    "share_kept": "Are most of its schools in the estimate?",
    "survivorship": "Did the weakest disappear?",
    "planted_zero": "Is nothing found where nothing happened?",
}

HYPHEN_MINUS = re.compile(r"(?<![\w.])-(?=\d)")


@dataclass(frozen=True, slots=True)
class CheckRow:
    title: str
    passed: bool | None
    finding: str
    meaning: str
    need: str


def check_rows(checks: Sequence[Mapping[str, Any]]) -> list[CheckRow]:
    """Give every safeguard: what failed first, then what could not be tested, then what passed."""
    rows = [
        CheckRow(
            title_of(check["name"]),
            check["passed"],
            as_sentence(check["finding"]),
            as_sentence(check["meaning"]),
            as_sentence(check["need"]),
        )
        for check in checks
    ]
    return sorted(rows, key=lambda row: (row.passed is not False, row.passed is not None))


def checks_said(rows: Sequence[CheckRow]) -> str:
    """Say how many safeguards passed, failed and could not be tested."""
    passed, failed = (sum(row.passed is state for row in rows) for state in (True, False))
    untested = len(rows) - passed - failed
    parts = [f"{passed} of {len(rows)} safeguards passed"]
    if failed:
        parts.append(f"{failed} failed")
    if untested:
        parts.append(f"{untested} could not be tested on these results")
    return f"{', '.join(parts)}."


def title_of(name: str) -> str:
    return TITLES.get(name) or name.replace("_", " ").capitalize()


def as_sentence(words: str) -> str:
    """Begin with a capital, end with a full stop, and write minus signs as such."""
    words = HYPHEN_MINUS.sub(MINUS, words).strip()
    return words[:1].upper() + words[1:] + ("" if words.endswith((".", "?", "!")) else ".")
