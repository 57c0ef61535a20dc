"""What the engine says of joining a trust, said of adopting a practice."""

import re
from collections.abc import Mapping
from typing import Any

# The engine speaks of trusts and joining.
INSTEAD = {
    r"\bplacebo trusts\b": "make-believe groups of adopters",
    r"\bthis trust\b": "this practice",
    r"\bits trust\b": "the practice",
    r"\bthe trust(?:’s|'s)\b": "the practice’s",
    r"\bthe trust\b": "the practice",
    r"\btrusts\b": "groups of schools",
    r"\btrust\b": "group of schools",
    r"\bjoining\b": "adopting",
    r"\bjoinings\b": "adoptions",
    r"\bjoined\b": "adopted",
    r"\bjoins\b": "adopts",
    r"\bjoin\b": "adopt",
}


def of_a_practice(value: Any) -> Any:  # noqa: ANN401 -- plain values of any depth
    """Say what the engine says of joining a trust as it is here: adopting a practice."""
    if isinstance(value, str):
        for pattern, words in INSTEAD.items():
            value = re.sub(pattern, words, value)
        return value
    if isinstance(value, Mapping):
        # Names of checks are codes and stay.
        return {key: part if key == "name" else of_a_practice(part) for key, part in value.items()}
    return [of_a_practice(part) for part in value] if isinstance(value, list) else value
