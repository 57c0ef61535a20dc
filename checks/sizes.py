"""Nothing grows beyond what one person can hold in mind (limits of the house style)."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

from checks.common import ROOT, kept_files, main

FUNCTION = 60
SOURCE_FILE = 400
TEST_FILE = 600
TEMPLATE = 200
STYLESHEET = 150
CHECK = 100
CORE = 3_000


def oversized(files: Iterable[Path], root: Path = ROOT) -> list[str]:
    """Name every file and function that is too large, and core if it is."""
    found, core = [], 0
    for path in files:
        name = path.relative_to(root).as_posix()
        limit = _limit(name)
        if limit is None:
            continue
        text = path.read_text()
        lines = len(text.splitlines())
        if lines > limit:
            found.append(f"{name}: {lines} lines, at most {limit}")
        if path.suffix == ".py":
            found += [f"{name}: {told}" for told in _long_functions(ast.parse(text))]
            core += lines if name.startswith("src/weald/core/") else 0
    return [*found, f"src/weald/core: {core} lines of Python, at most {CORE}"] if core > CORE else found


def _limit(name: str) -> int | None:
    """Give how many lines a file may have; None where nobody writes it by hand."""
    if "/migrations/" in name:
        return None
    by_ending = {".html": TEMPLATE, ".css": STYLESHEET}
    for ending, limit in by_ending.items():
        if name.endswith(ending):
            return limit
    if not name.endswith(".py"):
        return None
    return {"tests": TEST_FILE, "checks": CHECK}.get(name.split("/")[0], SOURCE_FILE)


def _long_functions(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
            lines = (node.end_lineno or 0) - first.lineno + 1
            if lines > FUNCTION:
                yield f"{node.name} has a body of {lines} lines, at most {FUNCTION}"


if __name__ == "__main__":
    main(oversized(kept_files()))
