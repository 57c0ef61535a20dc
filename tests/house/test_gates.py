"""The gates of coverage: what they let through and what they name."""

import inspect
import tomllib
from pathlib import Path

from checks.common import ROOT
from checks.gates import Covered, gate_of, shortfalls

from weald.core.permissions import RULES


def homes_of_rules():
    """Give the files in which the site says who may do what."""
    return {Path(inspect.getfile(rule.decide)).relative_to(ROOT) for rule in RULES.values()}


def test_every_rule_lives_where_all_must_run():
    homes = homes_of_rules()

    assert Path("src/weald/practices/rules/contest.py") in homes
    assert [str(path) for path in homes if gate_of(path.as_posix()) != 100.0] == []


def test_every_rule_lives_where_types_are_strict():
    files = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mypy"]["files"]
    strict = {path.relative_to(ROOT) for pattern in files for path in ROOT.glob(pattern)}

    assert [str(path) for path in homes_of_rules() if not {path, *path.parents} & strict] == []


def test_rule_beside_the_files_for_rules_would_be_seen():
    assert gate_of("src/weald/practices/rules/contest.py") == 100.0
    assert gate_of("src/weald/practices/rules_contest.py") is None


def test_full_coverage_passes_every_gate():
    files = [
        Covered("src/wealdstats/linalg.py", 10, 10, ""),
        Covered("src/weald/schools/domain/identity.py", 10, 10, ""),
        Covered("src/weald/cli/demo.py", 95, 100, "7"),
        Covered("src/weald/empty.py", 0, 0, ""),
    ]

    assert shortfalls(files) == []


def test_one_branch_missing_where_all_must_run_is_named():
    files = [
        Covered("src/wealdstats/dividend/rule.py", 9, 10, "7→9"),
        Covered("src/weald/people/queries/actor.py", 9, 10, "8"),
        Covered("src/weald/people/rules.py", 9, 10, "5"),
        Covered("src/weald/people/domain/roles.py", 9, 10, "6"),
    ]

    found = shortfalls(files)

    assert [line.partition(":")[0] for line in found] == [file.path for file in files]
    assert found[0] == "src/wealdstats/dividend/rule.py: 90.0 % of 100 %, missing 7→9"


def test_other_files_are_judged_together_and_the_worst_named_first():
    files = [
        Covered("src/weald/cli/demo.py", 100, 100, ""),
        Covered("src/weald/cli/serve.py", 80, 100, "1 2 3"),
        Covered("src/weald/urls.py", 99, 100, "4"),
    ]

    found = shortfalls(files)

    assert found[0] == "elsewhere: 93.0 % of 95 %; most is missing in"
    assert found[1] == "  src/weald/cli/serve.py: 80.0 %, missing 1 2 3"
