"""Benchmarks run seldom: what they use must be there all the same, and their page say what was measured."""

from __future__ import annotations

import ast
import json
from importlib import import_module
from pathlib import Path

import pytest
from bench import peers
from bench.rows import Peer, Row
from bench.scale import KEPT, PAGE, page

BENCH = Path(__file__).resolve().parents[2] / "bench"
OURS = {"bench", "tests", "weald", "wealdstats"}


def used_of_ours(path: Path) -> list[tuple[str, str]]:
    """Give each name a file imports of ours, wherever in it, with the module it asks."""
    imports = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ImportFrom)]
    return [
        (node.module, alias.name)
        for node in imports
        if node.module and node.module.split(".")[0] in OURS
        for alias in node.names
    ]


def is_there(module: str, name: str) -> bool:
    if hasattr(import_module(module), name):
        return True
    try:
        import_module(f"{module}.{name}")
    except ModuleNotFoundError:
        return False
    return True


@pytest.mark.parametrize("path", sorted(BENCH.glob("*.py")), ids=lambda path: path.stem)
def test_benchmark_uses_only_what_is_there(path: Path):
    missing = [f"{module}.{name}" for module, name in used_of_ours(path) if not is_there(module, name)]

    assert missing == []


def test_what_is_gone_is_noticed():
    assert not is_there("weald.search.domain.meaning", "MAKE")
    assert is_there("weald.search", "places")


def measured() -> list[dict]:
    return [point for found in json.loads(KEPT.read_text()).values() for point in found]


def test_page_says_what_was_measured():
    written = PAGE.read_text()

    assert page(measured(), written) == written


def test_measuring_again_leaves_other_sections_where_they_are():
    other = "\n## Another measurement\n\nof something else\n\n## And one more\n"

    assert page(measured(), page([], other)).endswith(other)
    assert "## " not in page(measured(), "")


def test_page_of_peers_says_what_was_measured():
    written = peers.PAGE.read_text()

    assert peers.page(json.loads(peers.KEPT.read_text()), written) == written


def test_a_row_says_how_much_faster_and_that_the_answers_agree():
    row = Row("icc", "4 judges", 0.002, peers=(Peer("one", 0.1, "to 1e-9"), Peer("other", 3.0, "to 1|2")))
    alone = Row("pulse", "60 answers", 2.0, gate="none below 5 shown", target="5 s")

    assert list(peers.table(row)) == [
        "| `icc` | 4 judges | 2 ms |  | one | 100 ms | 50.0× | to 1e-9 |",
        "|  |  |  |  | other | 3 s | 1,500.0× | to 1/2 |",
    ]
    assert list(peers.table(alone)) == [
        "| `pulse` | 60 answers | 2 s | 5 s | – | – | – | none below 5 shown |"
    ]
