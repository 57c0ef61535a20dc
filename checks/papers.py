"""The documents keep their measure: decisions of 20 to 60 lines, numbered on, and a map of one sitting."""

import re
from pathlib import Path

from checks.common import ROOT, kept_files, main

SHORTEST, LONGEST = 20, 60
MAP = 150
PARTS = ("## Context", "## Decision", "## Consequences")
NAMED = re.compile(r"\bdocs/[a-z-]+/[a-z0-9_-]+\.md\b")
LINK = re.compile(r"\[[^]]*]\((?!https?:|mailto:|#)([^)#\s]+)")


def bad_decisions(folder: Path) -> list[str]:
    """Name the decision records that are too short, too long, misnumbered or without a part."""
    found = []
    for number, path in enumerate(sorted(folder.glob("*.md")), start=1):
        text = path.read_text()
        lines = len(text.splitlines())
        if not path.name.startswith(f"{number:04}-"):
            found.append(f"{path.name}: should be number {number:04}")
        if not SHORTEST <= lines <= LONGEST:
            found.append(f"{path.name}: {lines} lines, wanted {SHORTEST} to {LONGEST}")
        found += [f"{path.name}: no part {part!r}" for part in PARTS if part not in text]
    return found


def too_long(path: Path, limit: int = MAP) -> list[str]:
    lines = len(path.read_text().splitlines())
    return [f"{path.name}: {lines} lines, at most {limit}"] if lines > limit else []


def dead_links(documents: list[Path], root: Path) -> list[str]:
    """Name the links between documents that lead nowhere."""
    return [
        f"{path.relative_to(root).as_posix()}: nothing at {target}"
        for path in documents
        for target in LINK.findall(path.read_text())
        if not (path.parent / target).exists()
    ]


def missing_papers(files: list[Path], root: Path) -> list[str]:
    """Name the documents that code sends a reader to and that are not there."""
    return [
        f"{path.relative_to(root).as_posix()}: nothing at {named}"
        for path in files
        for named in sorted(set(NAMED.findall(path.read_text())))
        if not (root / named).exists()
    ]


def documents(root: Path = ROOT) -> list[Path]:
    return [*sorted(root.glob("*.md")), *sorted((root / "docs").rglob("*.md"))]


if __name__ == "__main__":
    code = [path for path in kept_files() if path.suffix in {".py", ".html"} and "src" in path.parts]
    measures = bad_decisions(ROOT / "docs" / "adr") + too_long(ROOT / "ARCHITECTURE.md")
    main(measures + dead_links(documents(), ROOT) + missing_papers(code, ROOT))
