import numpy as np
import pytest

from wealdstats.errors import InputError
from wealdstats.panel import Join, Joins, Panel
from wealdstats.panel.joins import joins_of

ROWS = (["b", "a", "a"], [2018, 2017, 2018], [61.0, 50.0, np.nan])


def test_from_long_sorts_schools_and_years_and_leaves_holes():
    panel = Panel.from_long(*ROWS, phase={"a": "Primary"}, kind={"b": "special"}, route={"a": "sponsored"})

    assert panel.units == ("a", "b")
    assert panel.years == (2017, 2018)
    assert np.array_equal(panel.values, [[50.0, np.nan], [np.nan, 61.0]], equal_nan=True)
    assert panel.kind.tolist() == ["", "special"]
    assert panel.route.tolist() == ["sponsored", ""]


def test_from_long_places_coordinates_covariates_and_pupils():
    panel = Panel.from_long(
        *ROWS,
        easting={"a": 1.0},
        northing={"b": 2.0},
        covariates={"fsm": [1.0, 2.0, 3.0]},
        pupils=[30, 20, 25],
    )

    assert np.array_equal(panel.easting, [1.0, np.nan], equal_nan=True)
    assert np.array_equal(panel.northing, [np.nan, 2.0], equal_nan=True)
    assert np.array_equal(panel.covariates["fsm"], [[2.0, 3.0], [np.nan, 1.0]], equal_nan=True)
    assert np.array_equal(panel.pupils, [[20.0, 25.0], [np.nan, 30.0]], equal_nan=True)


@pytest.mark.parametrize(
    ("rows", "more", "need"),
    [
        ((["a", "a"], [2018, 2018], [1.0, 2.0]), {}, "one row for each school and year"),
        ((["a"], [2018, 2019], [1.0]), {}, "columns of one length"),
        ((["a"], [2018], [1.0]), {"pupils": [1.0, 2.0]}, "columns of one length"),
        ((["a"], [2018], [np.inf]), {}, "finite values"),
    ],
)
def test_from_long_refuses_rows_that_contradict_each_other(rows, more, need):
    with pytest.raises(InputError) as refusal:
        Panel.from_long(*rows, **more)

    assert refusal.value.need == need


def test_panel_refuses_repeated_schools_falling_years_and_wrong_shapes():
    word = np.array([""])

    with pytest.raises(InputError, match="each school once"):
        Panel(
            ("a", "a"), (2018,), np.ones((2, 1)), np.array(["", ""]), np.array(["", ""]), np.array(["", ""])
        )
    with pytest.raises(InputError, match="rising"):
        Panel(("a",), (2019, 2018), np.ones((1, 2)), word, word, word)
    with pytest.raises(InputError, match="values of shape"):
        Panel(("a",), (2018,), np.ones((1, 2)), word, word, word)


def test_panel_keeps_its_own_copy_of_what_it_is_given():
    values = np.ones((1, 1))
    word = np.array([""])
    panel = Panel(("a",), (2018,), values, word, word, word)

    values[0, 0] = 9.0

    assert panel.values[0, 0] == 1.0
    with pytest.raises(ValueError, match="read-only"):
        panel.values[0, 0] = 2.0


def test_content_hash_does_not_depend_on_the_order_of_schools():
    there = Panel.from_long(*ROWS, covariates={"fsm": [1.0, 2.0, 3.0]})
    columns = {name: getattr(there, name)[::-1] for name in ("phase", "region", "local_authority")}
    turned = Panel(
        there.units[::-1],
        there.years,
        there.values[::-1],
        covariates={"fsm": there.covariates["fsm"][::-1]},
        **columns,
    )

    assert turned.content_hash == there.content_hash


def test_content_hash_sees_every_column():
    plain = Panel.from_long(*ROWS)
    others = [
        Panel.from_long(*ROWS, phase={"a": "Primary"}),
        Panel.from_long(*ROWS, kind={}),
        Panel.from_long(*ROWS, pupils=[1.0, 2.0, 3.0]),
        Panel.from_long(*ROWS, covariates={"fsm": [1.0, 2.0, 3.0]}),
        plain.with_values(plain.values + 1.0),
    ]

    assert len({panel.content_hash for panel in [plain, *others]}) == len(others) + 1


def test_joins_keep_records_in_one_order_whatever_order_they_came_in():
    records = (Join("b", "T2", 2018), Join("a", "T1", 2019), Join("a", "T2", 2017))

    joins = Joins(records, frozenset({"c"}))

    assert joins == Joins(records[::-1], frozenset({"c"}))
    assert joins.content_hash == Joins(records[::-1], frozenset({"c"})).content_hash
    assert joins.content_hash != Joins(records).content_hash
    assert joins.first("a").trust == "T2"
    assert joins.first("z") is None
    assert {unit: join.trust for unit, join in joins.firsts().items()} == {"a": "T2", "b": "T2"}
    assert [join.unit for join in joins.by_trust()["T2"]] == ["a", "b"]
    assert joins.of("T1") == (Join("a", "T1", 2019),)


def test_joins_refuse_a_school_joining_the_same_trust_twice():
    with pytest.raises(InputError, match="1 repeated joinings"):
        joins_of([("a", "T1", 2018), ("a", "T1", 2020)])
