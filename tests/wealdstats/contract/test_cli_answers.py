"""Methods that take estimates or cells as objects, on a table: the same answers, and what is refused."""

import json

import numpy as np
import pytest
from tests.wealdstats.contract.cli_tables import CASES, adoptions, groups, measures, write

from wealdstats.cli import main
from wealdstats.disclosure import Bounds, Cell, Sum, hidden_cells
from wealdstats.dividend import (
    Rule,
    estimate_dividend,
    estimate_sector,
    pool_measures,
    practice_effect,
    site_effects,
)
from wealdstats.simulate import World, needs_and_offers, simulate


@pytest.fixture(scope="module")
def world():
    """The results as the table holds them: of six digits."""
    made = simulate(World(), seed=1)
    return made.panel.with_values(
        np.vectorize(lambda value: float(f"{value:g}"))(made.panel.values)
    ), made.joins


BY = ["--by", "school,group", "--threshold", "11"]


def run(capsys, *arguments):
    code = main(list(arguments))
    return code, *capsys.readouterr()


def told(capsys, *arguments):
    code, out, err = run(capsys, *arguments, "--json")
    assert (code, err) == (0, "")
    return json.loads(out)


def reasons(found):
    return {tuple(row["cell"]): row["why"] for row in found["tables"]["cells"]}


def refusal(capsys, tmp_path, text, *more):
    path = tmp_path / "bad.csv"
    path.write_text(text)
    code, out, err = run(capsys, "hidden_cells", str(path), *BY, *more)
    assert (code, out) == (1, "")
    return err


def test_hidden_cells_are_those_of_the_function_with_the_reason_of_each(world, tmp_path, capsys):
    (path,) = groups(tmp_path)
    cells = [
        Cell("all", 44, 60.0, 11),
        Cell("few", 4, 40.0, 11),
        Cell("rest", 40, 62.0, 11),
    ]
    alone = write(tmp_path / "a.csv", group=["all", "few", "rest"], count=[44, 4, 40], value=[60, 40, 62])

    found = told(capsys, "hidden_cells", alone, "--by", "group", *BY[2:], "--low", "0", "--high", "100")
    both = told(capsys, "hidden_cells", path, *CASES["hidden_cells"][1])

    assert hidden_cells(cells, [Sum("all", ("few", "rest"))], Bounds(0, 100)) == {"few", "rest"}
    assert reasons(found) == {
        ("all",): None,
        ("few",): "fewer than 11",
        ("rest",): "would give a small one away",
    }
    assert both["facts"]["sums among them"] == 6
    assert both["facts"]["can still be worked out"] == 0


def test_cells_without_totals_hide_nothing_but_small_ones(tmp_path, capsys):
    table = write(tmp_path / "c.csv", school=["Ash", "Ash", "Oak"], group=["x", "y", "x"], count=[4, 40, 0])

    found = reasons(told(capsys, "hidden_cells", table, *BY))

    assert found == {("Ash", "x"): "fewer than 11", ("Ash", "y"): None, ("Oak", "x"): None}


def test_a_cell_may_be_public_or_never_shown_or_have_a_threshold_of_its_own(tmp_path, capsys):
    table = write(
        tmp_path / "c.csv",
        group=["total", "x", "y", "z"],
        count=[64, 4, 40, 20],
        threshold=["", "", "", 25],
        public=["yes", "no", "yes", "no"],
        latent=["no", "no", "no", "yes"],
    )
    one = write(
        tmp_path / "d.csv",
        group=["total", "x", "y"],
        count=[44, 4, 40],
        public=["yes", "no", "yes"],
        latent=["no", "no", "no"],
    )
    late = write(tmp_path / "e.csv", group=["x", "y"], count=[20, 40], latent=["yes", "no"])
    options = ["--by", "group", "--threshold", "11", "--whole", "total"]

    own = told(capsys, "hidden_cells", table, *options)
    given_away = told(capsys, "hidden_cells", one, *options)

    assert reasons(own) == {
        ("total",): None,
        ("x",): "fewer than 11",
        ("y",): None,
        ("z",): "fewer than 25",
    }
    assert given_away["facts"]["can still be worked out"] == 1
    assert reasons(told(capsys, "hidden_cells", late, *options[:4]))["x",] == "never shown"


@pytest.mark.parametrize(
    ("rows", "more", "says"),
    [
        (
            "Ash,few,4,40\nAsh,few,3,40\n",
            [],
            'one row for Ash, few. Found: "few" in bad.csv, line 3, column group',
        ),
        ("Ash,few,4,40\n", ["--whole", "All"], "a cell called All. Found: none in bad.csv"),
        ("Ash,few,-4,40\n", [], 'a count of 0 or more. Found: "-4" in bad.csv, line 2, column count'),
        ("Ash,few,4.5,40\n", [], 'a whole number. Found: "4.5" in bad.csv, line 2, column count'),
        ("Ash,none,0,\nAsh,few,4,\n", [], "an empty cell in bad.csv, line 3, column value"),
        (
            "Ash,few,4,40\n",
            ["--low", "0", "--high", "1"],
            'a value from 0 to 1. Found: "40" in bad.csv, line 2, column value',
        ),
        (
            "Ash,few,4,40\nAsh,rest,40,62\nAsh,all,50,60\n",
            [],
            'the sum of its parts, 44. Found: "50" in bad.csv, line 4, column count',
        ),
    ],
)
def test_a_cell_that_cannot_be_protected_as_it_stands_is_named(rows, more, says, tmp_path, capsys):
    err = refusal(capsys, tmp_path, "school,group,count,value\n" + rows, *more)

    assert says in err
    assert "Remedy:" in err


def test_measures_are_pooled_as_the_function_pools_what_is_estimated_of_each(world, tmp_path, capsys):
    one = estimate_dividend(*world, "T00", draws=60)
    two = estimate_dividend(*world, "T00", rule=Rule(floor=2.0), draws=60)

    found = told(capsys, "pool_measures", *measures(tmp_path), "--correlation", "0.5")

    ours = pool_measures({"maths": two, "reading": one}, correlation=0.5)
    assert found["facts"]["effect, in floors"] == pytest.approx(ours.effect)
    assert found["facts"]["standard error"] == pytest.approx(ours.se)
    assert found["facts"]["reasons"] == list(ours.reasons)
    assert [row["floor"] for row in found["tables"]["measures"]] == pytest.approx([2.0, one.floor])
    assert [row["effect"] for row in found["tables"]["measures"]] == pytest.approx([one.att] * 2)


def test_a_measure_with_two_floors_and_a_single_measure_are_refused(tmp_path, capsys):
    _, *more = measures(tmp_path)
    heading, first, *rows = (tmp_path / "results.csv").read_text().splitlines()
    (tmp_path / "two.csv").write_text("\n".join([heading, first.replace("maths,2", "maths,3"), *rows]))
    only = [row for row in [first, *rows] if row.startswith("maths")]
    (tmp_path / "one.csv").write_text("\n".join([heading, *only]))

    assert (
        "one floor a measure. Found: several for maths"
        in run(capsys, "pool_measures", str(tmp_path / "two.csv"), *more)[2]
    )
    assert "2 measures. Found: 1" in run(capsys, "pool_measures", str(tmp_path / "one.csv"), *more)[2]


def test_sites_are_those_of_the_function_and_are_what_pooling_takes(world, tmp_path, capsys):
    sites = site_effects(estimate_sector(*world, draws=60))

    found = told(capsys, "site_effects", *adoptions(tmp_path))

    rows = found["tables"]["sites"]
    again = write(tmp_path / "sites.csv", **{name: [row[name] for row in rows] for name in rows[0]})
    pooled = told(capsys, "practice_effect", again)["facts"]
    ours = practice_effect(sites)
    assert [row["effect"] for row in rows] == pytest.approx([site.effect for site in sites])
    assert found["facts"]["adopters"] == ours.n_adopters
    assert pooled["effect"] == pytest.approx(ours.pooled.estimate)
    assert pooled["interval"]["upper"] == pytest.approx(ours.pooled.conf_int.upper)


def test_an_adoption_without_a_year_is_named(tmp_path, capsys):
    table, *_ = adoptions(tmp_path)
    (tmp_path / "bad.csv").write_text("unit,site,first_year\nAsh,T1,\n")

    code, _, err = run(capsys, "site_effects", table, "--adoptions", str(tmp_path / "bad.csv"))

    assert code == 1
    assert "an empty cell in bad.csv, line 2, column first_year" in err


def test_a_plan_without_prices_says_why_and_is_told_all_the_same(tmp_path, capsys):
    path, large = tmp_path / "edges.csv", tmp_path / "large.csv"
    heading = "need,offer,affinity,demand,capacity"
    rows = ["oak,ash,9,1,1", "oak,yew,4,1,1", "elm,ash,5,1,1", "elm,yew,1,1,1", "fir,box,3,2,1"]
    path.write_text("\n".join([heading, *rows]))
    drawn = needs_and_offers(60, 20, 8, spare=0.0, planted=False, seed=2)
    ends = zip(drawn.need.tolist(), drawn.offer.tolist(), drawn.affinity.tolist(), strict=True)
    rows = [f"n{n},o{o},{worth:.3f},{drawn.demand[n]},{drawn.capacity[o]}" for n, o, worth in ends]
    large.write_text("\n".join([heading, *rows]))

    small, many = told(capsys, "assign", str(path)), told(capsys, "assign", str(large))
    rich = told(capsys, "assign", str(path), "--fairness", "total")

    assert small["facts"]["worst off"] == 3.0
    assert small["facts"]["prices of one more place"].startswith("not known: other rules hold back")
    assert small["tables"]["prices"] == []
    assert many["facts"]["prices of one more place"].startswith("listed, each need counting")
    assert len(many["tables"]["prices"]) == 20
    assert rich["facts"]["prices of one more place"] == "listed"
