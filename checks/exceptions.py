"""Whoever excepts a line from a rule of the linter, the type checker or the coverage says why, beside it."""

import io
import re
import tokenize
from collections.abc import Iterable, Iterator
from pathlib import Path

from checks.common import ROOT, kept_files, main

EXCEPTS = re.compile(r"#\s*(?:ruff:\s*)?(noqa|type:\s*ignore|pragma:\s*no (?:cover|branch))\b")
# What it excepts from: the names of rules, which are no reason.
NAMES = re.compile(r"\s*(?::\s*[A-Z]+\d+(?:[,\s]+[A-Z]+\d+)*|\[[a-z, -]+\])?")
REASON = re.compile(r"\s*(?:--?|—|#)\s*[^\W\d_].")


def unexplained(files: Iterable[Path], root: Path = ROOT) -> list[str]:
    """Name every exception beside which no reason stands."""
    return [
        f"{path.relative_to(root).as_posix()}:{line}: {comment}"
        for path in files
        if path.suffix == ".py"
        for line, comment in _comments(path.read_text())
        if any(not explained(comment, found) for found in EXCEPTS.finditer(comment))
    ]


def explained(comment: str, found: re.Match[str]) -> bool:
    """Say whether a reason follows: of several exceptions in one comment, the last one's holds for all."""
    after = comment[found.end() :]
    names = NAMES.match(after)
    rest = after[names.end() :] if names else after
    if (another := EXCEPTS.search(rest)) and not rest[: another.start()].strip():
        return explained(rest, another)
    return bool(REASON.match(rest))


def _comments(text: str) -> Iterator[tuple[int, str]]:
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


if __name__ == "__main__":
    main(unexplained(kept_files()))
