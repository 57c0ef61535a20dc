"""The command line: every method answers on a table, and what cannot be read is named to the cell."""

import io
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from tests.wealdstats.contract.cli_tables import CASES, acts, gifts, judges, panel, schools, write

import wealdstats.agreement
import wealdstats.bets
import wealdstats.disclosure
import wealdstats.dividend
import wealdstats.matching
import wealdstats.meta
import wealdstats.networks
import wealdstats.opinion
import wealdstats.shrinkage
import wealdstats.variation
from wealdstats.agreement import icc
from wealdstats.cli import main
from wealdstats.cli.registry import SUBJECTS, function_of, method
from wealdstats.dividend import synthetic_did

ALL = [name for names in SUBJECTS.values() for name in names]
# What no table and no line of words can hold.
NOT_HERE = {
    "honest_bounds": "takes a dividend that was estimated",
    "update_bridge": "takes an earlier answer",
    "update_map": "takes an earlier answer",
    "audit": "hidden_cells shows it",
    "margins": "hidden_cells finds them",
}


def run(capsys, *arguments):
    code = main(list(arguments))
    return code, *capsys.readouterr()


def asked(capsys, folder, name, *more):
    make, extra = CASES[name]
    code, out, err = run(capsys, name, *make(folder), *extra, *more)
    assert (code, err) == (0, "")
    return out


def public():
    packages = (
        wealdstats.agreement,
        wealdstats.disclosure,
        wealdstats.dividend,
        wealdstats.matching,
        wealdstats.networks,
        wealdstats.opinion,
        wealdstats.variation,
    )
    found = {name for package in packages for name in package.__all__ if name[0].islower()}
    return found | {"value_bets", "random_effects", "shrink"}


def test_every_method_is_on_the_command_line_and_has_a_table_here():
    functions = {method(name).function.split(":")[1] for name in ALL}

    assert public() - functions == set(NOT_HERE)
    assert set(CASES) == set(ALL)


@pytest.mark.parametrize("name", ALL)
def test_a_method_answers_for_a_program(name, tmp_path, capsys):
    found = json.loads(asked(capsys, tmp_path, name, "--json"))

    assert found["method"] == name
    assert found["rows"] > 0
    assert found["facts"].keys() == method(name).facts.keys()
    assert list(found["tables"]) == [listing.title for listing in method(name).listings]
    told = [value for value in found["facts"].values() if value is not None]
    assert told or any(found["tables"].values())


@pytest.mark.parametrize("name", ALL)
def test_a_method_answers_for_a_person_and_describes_itself(name, tmp_path, capsys):
    out = asked(capsys, tmp_path, name, "--rows", "2")

    for fact in method(name).facts:
        assert fact in out
    for listing in method(name).listings:
        assert f"\n{listing.title} (" in "\n" + out
    with pytest.raises(SystemExit, match="0"):
        main([name, "--help"])
    said = capsys.readouterr().out
    assert all(column.name in said for column in method(name).columns)
    assert f"docs/methods/{method(name).page}.md" in said


@pytest.mark.parametrize("name", [name for name in ALL if method(name).draw])
def test_a_method_draws(name, tmp_path, capsys):
    asked(capsys, tmp_path, name, "--plot", str(tmp_path / "picture.svg"))

    picture = (tmp_path / "picture.svg").read_text()
    assert picture.count("<path") > 5
    assert "<dc:date>" not in picture


def test_the_same_answer_is_drawn_alike_to_the_last_byte(tmp_path, capsys):
    first, second = tmp_path / "1.png", tmp_path / "2.png"

    asked(capsys, tmp_path, "icc", "--plot", str(first))
    asked(capsys, tmp_path, "icc", "--plot", str(second))

    assert first.read_bytes() == second.read_bytes()
    assert first.read_bytes().startswith(b"\x89PNG")


def test_numbers_are_those_of_the_function(tmp_path, capsys):
    found = json.loads(asked(capsys, tmp_path, "icc", "--json"))["facts"]
    (path,) = judges(tmp_path)
    scores = np.loadtxt(path, delimiter=",", skiprows=1, usecols=2).reshape(15, 4)

    ours = icc(scores)

    assert found["icc2"] == ours.icc2
    assert found["icc2 interval"]["lower"] == ours.intervals.icc2.lower


def test_rows_of_a_panel_may_come_in_any_order(tmp_path, capsys):
    (path,) = panel(tmp_path)
    heading, *rows = Path(path).read_text().splitlines()
    y = np.array([float(row.split(",")[2]) for row in rows]).reshape(14, 6)
    shuffled = tmp_path / "shuffled.csv"
    shuffled.write_text("\n".join([heading, *np.random.default_rng(0).permutation(rows)]))

    _, out, _ = run(capsys, "synthetic_did", str(shuffled), "--json")

    fit = synthetic_did(y, treated=[0], n_pre=4)
    found = json.loads(out)
    assert found["facts"]["effect"] == pytest.approx(fit.att, rel=1e-12)
    assert [row["weight"] for row in found["tables"]["donors"]] == pytest.approx(fit.unit_weights.tolist())
    assert found["tables"]["gap"][0]["year"] == 2010


def test_a_column_may_have_another_name_here_and_in_companions(tmp_path, capsys):
    ties = write(tmp_path / "t.csv", **{"from": ["Ash"], "to": ["Oak"]})
    names = write(tmp_path / "m.csv", who=["Ash", "Oak", "Elm"])
    renamed = [f"--column={pair}" for pair in ("a=from", "b=to", "member=who")]

    code, out, _ = run(capsys, "isolates", ties, "--members", names, *renamed)

    assert code == 0
    assert "Elm" in out


def test_what_is_optional_may_be_left_out(tmp_path, capsys):
    answers = write(tmp_path / "a.csv", answer=[1, 2, 3, 4, 5, 3], team=["x"] * 6)

    plain = run(capsys, "shrunken_residuals", *schools(tmp_path))
    pulse = run(capsys, "pulse_results", answers, "--groups", "team")
    one_year = run(capsys, "between_school_variance", *schools(tmp_path))

    assert [plain[0], pulse[0], one_year[0]] == [0, 0, 0]
    assert "6" in pulse[1]


def test_semicolons_marks_and_windows_letters_are_read(tmp_path, capsys):
    path = tmp_path / "gifts.csv"
    path.write_bytes("giver;receiver;amount\r\nÉcole; Oak ;2\r\n\r\n".encode("cp1252"))
    marked = tmp_path / "marked.csv"
    marked.write_bytes("giver\treceiver\nAsh\tOak\n".encode("utf-8-sig"))

    assert "École" in run(capsys, "reciprocity_tallies", str(path))[1]
    assert "Ash" in run(capsys, "reciprocity-tallies", str(marked))[1]


BAD = [
    ("giver,receiver,amount\nAsh,Oak,two\n", '"two" in bad.csv, line 2, column amount'),
    ("giver,receiver,amount\nAsh,Oak,\n", "an empty cell in bad.csv, line 2, column amount"),
    ("giver,receiver,amount\nAsh,Oak,2\nAsh,Oak,NA\n", '"NA" in bad.csv, line 3, column amount'),
    ("giver,receiver,amount\nAsh,Oak,inf\n", "a finite number"),
    ('giver,receiver,amount\n"A\nsh",Oak,1\n,Oak,2\n', "an empty cell in bad.csv, line 4, column giver"),
    ("giver,amount\nAsh,1\n", "a column receiver. Found: giver, amount in bad.csv"),
    ("giver,receiver\nAsh,Oak,3\n", "2 cells a row. Found: 3 in bad.csv, line 2"),
    ("giver,giver\nAsh,Oak\n", "giver twice"),
    ("giver,receiver\n", "headings and a row"),
    ("giver,receiver,amount\nAsh,Oak,-1\n", "nought or more"),
    ("giver,receiver\n" + "A" * 140_000 + ",Oak\n", "a table. Found: field larger"),
]


@pytest.mark.parametrize(("text", "says"), BAD)
def test_what_cannot_be_read_is_named(text, says, tmp_path, capsys):
    path = tmp_path / "bad.csv"
    path.write_text(text)

    code, out, err = run(capsys, "reciprocity_tallies", str(path))

    assert (code, out) == (1, "")
    assert says in err
    assert "Remedy:" in err


OTHERS = [
    ("opinion_map", "person,statement,vote\np,s,2\n", 'one of -1, 0, 1. Found: "2" in bad.csv, line 2'),
    ("bradley_terry", "judge,winner,loser,tied\nj,a,b,maybe\n", "yes or no"),
    ("xmr_chart", "year,value\n2010.5,1\n", "a whole number"),
    ("xmr_chart", "year,value\n2010,1\n2010,2\n", "each year once"),
    ("synthetic_did", "unit,year,value,first_year\nA,1,2,2\nA,1,3,2\n", "one row for each unit and year"),
    ("synthetic_did", "unit,year,value,first_year\nA,1,2,2\nB,1,3,3\n", "one first_year for all"),
    ("synthetic_did", "unit,year,value,first_year\nA,1,2,2\nA,2,3,\n", "one first_year a unit"),
    ("icc", "target,judge,score\nt,j,1\nt,j,2\n", "one row for each target and judge. Found: 2 of t and j"),
    ("assign", "need,offer,affinity,demand\nn,o,1,1\nn,p,1,2\n", "one demand for each need"),
]


@pytest.mark.parametrize(("name", "text", "says"), OTHERS)
def test_what_does_not_fit_a_method_is_named(name, text, says, tmp_path, capsys):
    path = tmp_path / "bad.csv"
    path.write_text(text)

    code, _, err = run(capsys, name, str(path))

    assert code == 1
    assert says in err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--column", "giver"], "--column NAME=YOURS"),
        (["--column", "giver=nobody"], "a column nobody"),
        (["--plot", "picture.gif"], ".svg or .png"),
    ],
)
def test_what_is_said_wrongly_is_refused(arguments, says, tmp_path, capsys):
    code, _, err = run(capsys, "reciprocity_tallies", *gifts(tmp_path), *arguments)

    assert code == 1
    assert says in err


def test_a_folder_is_no_table(tmp_path, capsys):
    assert "directory" in run(capsys, "icc", str(tmp_path))[2]


def test_a_picture_without_the_package_names_its_extra(tmp_path, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)

    code, _, err = run(capsys, "icc", *judges(tmp_path), "--plot", "p.svg")

    assert code == 1
    assert "weald[plot]" in err


def test_a_method_without_a_picture_says_so(tmp_path, capsys):
    assert "isolates has none" in run(capsys, "isolates", *acts(tmp_path), "--plot", "p.svg")[2]


def test_without_a_method_all_are_listed(capsys):
    assert run(capsys)[0] == 2
    code, out, _ = run(capsys, "--help")

    assert code == 0
    assert all(name in out for name in ALL)


def test_a_misspelt_method_is_guessed_at(capsys):
    assert "icc" in run(capsys, "ic")[2]
    assert "--help` lists them" in run(capsys, "zzzzzz")[2]


def test_an_unknown_option_is_refused_with_a_way_to_help(tmp_path, capsys):
    with pytest.raises(SystemExit, match="2"):
        main(["icc", *judges(tmp_path), "--lvel", "3"])

    assert "icc --help" in capsys.readouterr().err


def test_its_version_is_said(capsys):
    assert run(capsys, "--version")[1] == f"wealdstats {wealdstats.__version__}\n"


def test_what_is_piped_in_is_read(capsys, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("giver,receiver\nAsh,Oak\n"))

    assert "Ash" in run(capsys, "reciprocity_tallies", "-")[1]


class HungUp(io.StringIO):
    """Where nobody reads any longer."""

    def __init__(self, number):
        super().__init__()
        self.number = number

    def write(self, text):
        raise BrokenPipeError

    def fileno(self):
        return self.number


def test_nobody_listening_is_no_fault(tmp_path, monkeypatch):
    with (tmp_path / "out").open("w") as file:
        monkeypatch.setattr(sys, "stdout", HungUp(file.fileno()))

        assert main(["icc", *judges(tmp_path)]) == 0


def test_it_starts_as_a_programme_reads_a_pipe_and_stops_when_nobody_listens():
    table = "giver,receiver\n" + "".join(f"school {row},Oak\n" for row in range(20_000))
    start = f"{sys.executable} -m wealdstats reciprocity_tallies - --rows 0"

    whole = subprocess.run(start.split(), input=table, capture_output=True, text=True, check=True)
    cut = subprocess.run(f"{start} | head -n 1", shell=True, input=table, capture_output=True, text=True)  # noqa: S602 -- a pipe

    assert "tallies (20001)" in whole.stdout
    assert (cut.stdout.count("\n"), cut.stderr) == (1, "")


def test_every_function_has_a_first_line():
    assert all(function_of(method(name)).__doc__ for name in ALL)
