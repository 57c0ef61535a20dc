"""The linter, the formatter and the type checker agree; and what they should refuse is refused."""

import subprocess
import sys
from pathlib import Path

import pytest
from checks.common import ROOT

BIN = Path(sys.executable).parent


def run(*command, **options):
    return subprocess.run([str(BIN / command[0]), *command[1:]], cwd=ROOT, capture_output=True, text=True,
                          check=False, **options)  # fmt: skip


def test_linter_finds_nothing():
    done = run("ruff", "check", "--no-cache", ".")

    assert done.returncode == 0, done.stdout


def test_formatter_would_change_nothing():
    done = run("ruff", "format", "--check", "--no-cache", ".")

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("code", "place", "rule"),
    [
        ('print("hello")\n', "src/weald/core/planted.py", "T201"),
        ("try:\n    pass\nexcept Exception:\n    pass\n", "src/weald/core/planted.py", "BLE001"),
        ("def plant(name):\n    return name\n", "src/weald/core/planted.py", "ANN001"),
        ("def plant(deep: int) -> int:\n    return deep\n", "src/wealdstats/planted.py", "D103"),
        ("import numpy as np\n\nnp.random.rand(3)\n", "src/wealdstats/planted.py", "NPY002"),
        ("def plant() -> None:\n    assert 1\n", "src/weald/core/planted.py", "S101"),
        ("# x = 1\n", "src/weald/core/planted.py", "ERA001"),
    ],
)
def test_linter_refuses_what_the_house_refuses(code, place, rule):
    done = run("ruff", "check", "--no-cache", "--stdin-filename", place, "-", input=code)

    assert done.returncode == 1
    assert rule in done.stdout


def types(*paths):
    return run("mypy", *paths)


@pytest.mark.slow
def test_types_are_whole():
    done = types()

    assert done.returncode == 0, done.stdout[-3000:]


@pytest.mark.slow
def test_type_checker_refuses_what_has_no_types(tmp_path):
    planted = tmp_path / "planted.py"
    planted.write_text("def plant(name):\n    return name\n")

    done = types(str(planted))

    assert done.returncode == 1
    assert "no-untyped-def" in done.stdout
