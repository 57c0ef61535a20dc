"""Which years are declared hard for a measure: shipped as data, before results are looked at."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).resolve().parent.parent / "hard_years.toml"


@cache
def _shipped() -> tuple[dict[str, Any], ...]:
    return tuple(tomllib.loads(FILE.read_text(encoding="utf-8"))["hard"])


def declared(code: str) -> dict[int, str]:
    """Give the hard years of a measure, each with the reason why it counts as one."""
    return {hard["year"]: hard["reason"] for hard in _shipped() if code in hard["measures"]}
