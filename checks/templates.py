"""No style or script inside a template: the Content-Security-Policy refuses both, and so does the house."""

import re
from collections.abc import Iterable
from pathlib import Path

from checks.common import ROOT, kept_files, main

INLINE = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    # Data for a script of ours is not run.
    "a script of its own": re.compile(
        r"<script\b(?![^>]*\b(?:src\s*=|type\s*=\s*\"application/json\"))", re.IGNORECASE
    ),
    "an event attribute": re.compile(r"<[^>]*\s(?:on[a-z]+|hx-on[:a-z-]*)\s*=", re.IGNORECASE),
    "a javascript address": re.compile(r"=\s*[\"']\s*javascript:", re.IGNORECASE),
    "an address on another host": re.compile(
        r"<(?:script|link|img|iframe)\b[^>]*(?:src|href)\s*=\s*[\"'](?:https?:)?//", re.IGNORECASE
    ),
}
COMMENT = re.compile(r"{#.*?#}|{% comment %}.*?{% endcomment %}", re.DOTALL)


def inline(files: Iterable[Path], root: Path = ROOT) -> list[str]:
    """Name every place in a template that styles or scripts by itself."""
    found = []
    for path in files:
        text = COMMENT.sub(lambda match: "\n" * match[0].count("\n"), path.read_text())
        for what, pattern in INLINE.items():
            for match in pattern.finditer(text):
                line = text.count("\n", 0, match.end()) + 1
                found.append(f"{path.relative_to(root).as_posix()}:{line}: {what}")
    return found


def templates() -> list[Path]:
    return [path for path in kept_files() if path.suffix in {".html", ".svg"} and "src" in path.parts]


if __name__ == "__main__":
    main(inline(templates()))
