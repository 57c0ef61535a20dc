"""A text as paragraphs: what differences, merging and credit count in."""

import re

FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")


def paragraphs(text: str) -> list[str]:
    """Split at empty lines, but never inside fenced code. Joined by an empty line they say the same."""
    found: list[str] = []
    open_lines: list[str] = []
    fence = ""
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        mark = FENCE.match(line)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence):
            fence = ""
        if line.strip() or fence:
            open_lines.append(line.rstrip())
        elif open_lines:
            found.append("\n".join(open_lines))
            open_lines = []
    return [*found, "\n".join(open_lines)] if open_lines else found


def joined(parts: list[str]) -> str:
    return "\n\n".join(parts)
