"""A sequence's units, in order: written as one text, each unit under a heading of its own."""

import re

HEADING = re.compile(r"^#\s+(?=\S)", re.MULTILINE)


def units_in(text: str) -> list[str]:
    """Split where a line begins with one `#`; what stands before the first heading is a unit of its own."""
    parts = HEADING.split(text.replace("\r\n", "\n"))
    return [part.strip() for part in parts if part.strip()]


def units_as_text(units: list[str]) -> str:
    return "\n\n".join(f"# {unit}" for unit in units)
