"""The line of something: a row for each, in the order of generations."""

import pytest

from weald.charts import NARROW, WIDE, Bond, ChartError, Kin, LineageChart


def chart(kin, bonds=()):
    return LineageChart("The line", "Each beneath what it was made from.", kin, bonds, "Nobody yet.")


FAMILY = chart(
    [
        Kin(1, "Fluency", "Alder Vale, Oct 2026", "/1"),
        Kin(2, "Talk", "Larkrise", "/2"),
        Kin(3, "Fluency for mixed ages", "Fenwick", role="own"),
        Kin(4, "Talk, then fluency", "St Aldhelm’s", "/4"),
        Kin(5, "A practice not shared with you", role="hidden"),
    ],
    [
        Bond(1, 3),
        Bond(3, 1, "returned"),
        Bond(3, 4, "alloyed"),
        Bond(2, 4, "alloyed"),
        Bond(1, 5),
    ],
)


def test_each_stands_beneath_the_first_it_was_made_from():
    names = [row[0] for row in FAMILY.as_table().rows]

    assert names == [
        "Fluency",
        "Fluency for mixed ages",
        "Talk, then fluency",
        "A practice not shared with you",
        "Talk",
    ]


def test_the_table_says_how_each_came_about():
    assert FAMILY.as_table().rows[2] == (
        "Talk, then fluency",
        "St Aldhelm’s",
        "alloyed from Fluency for mixed ages; alloyed from Talk",
    )


@pytest.mark.parametrize("canvas", [WIDE, NARROW])
def test_generations_stand_further_in_and_names_lead_on(canvas):
    drawing = FAMILY.lay_out(canvas)

    first, second, third, beside, other = (dot.x for dot in drawing.dots)
    assert first == other < second == beside < third
    assert {text.url for text in drawing.texts if text.url} == {"/1", "/2", "/4"}
    assert drawing.is_walked
    assert [curve.role for curve in drawing.curves].count("bond returned") == 1
    assert all(0 <= text.x <= canvas.width and text.y <= drawing.height for text in drawing.texts)


@pytest.mark.parametrize("canvas", [WIDE, NARROW])
def test_a_second_parent_leads_past_those_that_stand_between(canvas):
    between = chart([Kin(1, "Talk"), Kin(2, "Fluency"), Kin(3, "Alloy")], [Bond(2, 3), Bond(1, 3, "alloyed")])

    drawing = between.lay_out(canvas)

    talk, fluency, _ = drawing.dots
    beneath, aside = (curve.d for curve in drawing.curves)
    assert beneath.startswith(f"M{fluency.x:g} {fluency.y:g} C{fluency.x:g} ")
    assert aside.endswith(f" 0 {talk.y:g} {talk.x:g} {talk.y:g}")


def test_one_alone_has_no_line():
    assert chart([Kin(1, "Fluency")]).is_empty
    assert not FAMILY.is_empty


def test_a_line_without_links_is_a_picture():
    assert not chart([Kin(1, "a"), Kin(2, "b")], [Bond(1, 2)]).lay_out(WIDE).is_walked


@pytest.mark.parametrize(("kin", "bonds"), [([Kin(1, "a"), Kin(1, "b")], []), ([Kin(1, "a")], [Bond(1, 2)])])
def test_a_family_names_each_once_and_nobody_else(kin, bonds):
    with pytest.raises(ChartError):
        chart(kin, bonds)
