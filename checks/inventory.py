"""What is documented is there, and what is there is documented: settings and estimators."""

import ast
import importlib.util
import inspect
import re
from collections.abc import Iterable, Iterator, Set
from pathlib import Path

from checks.common import ROOT, main

SETTING = re.compile(r"(?:WEALD_[A-Z_]+|DATABASE_URL)")
HEADING = re.compile(r"^### `([A-Z_]+)`", re.MULTILINE)
# Set by Weald itself for its own processes; nobody else gives them a value.
OWN = frozenset({"WEALD_AS_OWNER"})
# What a page about an estimator says (house style: the register of methods).
PARTS = ("Estimand", "Assumptions", "Equation", "Variance", "Edge cases", "Reference")
NUMERICAL = ("agreement", "bets", "disclosure", "dividend", "matching", "meta", "networks")
NUMERICAL += ("opinion", "phased", "shrinkage", "variation")


def settings_in(files: Iterable[Path]) -> set[str]:
    """Find the name of every environment variable that the code writes as a text of its own."""
    return {
        node.value
        for path in files
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and SETTING.fullmatch(node.value)
        and not node.value.endswith("_")
    } - OWN


def differences(what: str, there: Set[str], documented: Set[str]) -> list[str]:
    return [f"{what} {name} is not documented" for name in there - documented] + [
        f"{what} {name} is documented, but not there" for name in documented - there
    ]


def settings_documented(page: str) -> set[str]:
    """Give the settings with a heading of their own (a provider's have names that its owner chooses)."""
    return set(HEADING.findall(page))


def estimators() -> Iterator[str]:
    """Give every public function of the numerical package."""
    for name in filter(importlib.util.find_spec, [f"wealdstats.{part}" for part in NUMERICAL]):
        module = importlib.import_module(name)
        for public in getattr(module, "__all__", [own for own in vars(module) if own[0] != "_"]):
            found = getattr(module, public)
            if inspect.isfunction(found) and found.__module__.startswith(name):
                yield public


def without_page(names: Iterable[str], folder: Path) -> list[str]:
    """Name the estimators that no page is about: one of their name, or one that names them in its heading."""
    about = {name for path in folder.glob("*.md") for name in _subjects(path)}
    return [f"{name}: no page in docs/methods" for name in names if name not in about]


def without_part(names: Set[str], folder: Path) -> list[str]:
    """Name what an estimator's page leaves out."""
    return [
        f"docs/methods/{path.name}: no part {part!r}"
        for path in sorted(folder.glob("*.md"))
        if _subjects(path) & names
        for part in PARTS
        if not re.search(rf"^#+ .*{part}", path.read_text(), re.MULTILINE | re.IGNORECASE)
    ]


def _subjects(page: Path) -> set[str]:
    headings = [line for line in page.read_text().splitlines() if line.startswith("#")]
    return {page.stem, *re.findall(r"`(\w+)`", " ".join(headings))}


def faults(root: Path = ROOT) -> list[str]:
    """Compare the code with docs/reference/settings.md and docs/methods."""
    page, methods = root / "docs" / "reference" / "settings.md", root / "docs" / "methods"
    there, names = settings_in((root / "src" / "weald").rglob("*.py")), set(estimators())
    return [
        *differences("setting", there, settings_documented(page.read_text())),
        *without_page(sorted(names), methods),
        *without_part(names, methods),
    ]


if __name__ == "__main__":
    main(faults())
