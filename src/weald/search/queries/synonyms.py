"""Words that mean the same in schools: `synonyms.txt`, read once."""

from functools import cache
from pathlib import Path

FILE = Path(__file__).resolve().parent.parent / "synonyms.txt"
# The longest expression of the file, in words.
LONGEST = 5

Expression = tuple[str, ...]


@cache
def synonyms() -> dict[Expression, tuple[Expression, ...]]:
    """Give for each expression the others of its lines."""
    found: dict[Expression, dict[Expression, None]] = {}
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            said = [tuple(each.split()) for each in line.split(",")]
            for one in said:
                found.setdefault(one, {}).update(dict.fromkeys(other for other in said if other != one))
    return {one: tuple(others) for one, others in found.items()}
