from itertools import combinations
from math import hypot
from random import Random

import pytest

from weald.charts import NARROW, WIDE, ChartError, MapChart, Place
from weald.charts.map import MILE, land
from weald.charts.words import width_of

CANVASES = pytest.mark.parametrize("canvas", [WIDE, NARROW], ids=lambda canvas: canvas.name)


def chart(*places):
    return MapChart("Schools", "Around Alder Vale.", places)


def crowd(count, reach, seed=1):
    draw = Random(seed)
    return [
        Place(f"School {n}", 450_000 + draw.uniform(-reach, reach), 300_000 + draw.uniform(-reach, reach))
        for n in range(count)
    ]


def names(drawing):
    return [text for text in drawing.texts if text.role.startswith("name")]


def box_of(text, canvas):
    width = width_of(text.words, canvas.text)
    left = text.x - {"start": 0, "middle": width / 2, "end": width}[text.anchor]
    middle = text.y - canvas.text * 0.35
    return left, middle - canvas.text / 2, left + width, middle + canvas.text / 2


def is_inside(x, y, ring):
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def test_north_is_up_and_a_mile_is_as_long_eastward_as_northward():
    home = Place("Home", 450_000, 300_000)
    east, north = Place("East", 460_000, 300_000), Place("North", 450_000, 310_000)

    drawing = chart(home, east, north).lay_out(WIDE)

    at = {dot.words: dot for dot in drawing.dots}
    assert at["East"].x - at["Home"].x == pytest.approx(at["Home"].y - at["North"].y, abs=0.2)
    assert at["North"].y < at["Home"].y


def test_the_scale_bar_is_as_long_as_it_says():
    drawing = chart(Place("A", 450_000, 300_000), Place("B", 450_000 + 10 * MILE, 300_000)).lay_out(WIDE)

    a, b = sorted(drawing.dots, key=lambda dot: dot.x)
    bar = next(line for line in drawing.lines if line.role == "scale")
    (words,) = [text.words for text in drawing.texts if "north is up" in text.words]
    miles = int(words.split()[0])
    assert bar.x2 == pytest.approx((b.x - a.x) / 10 * miles, abs=0.3)


@CANVASES
def test_names_cover_neither_each_other_nor_a_dot(canvas):
    drawing = chart(*crowd(25, 9_000)).lay_out(canvas)

    boxes = [box_of(text, canvas) for text in names(drawing)]
    assert len(boxes) >= 6
    for a, b in combinations(boxes, 2):
        assert a[2] <= b[0] + 0.2 or b[2] <= a[0] + 0.2 or a[3] <= b[1] + 0.2 or b[3] <= a[1] + 0.2
    for left, top, right, bottom in boxes:
        assert not any(left < dot.x < right and top < dot.y < bottom for dot in drawing.dots)


@CANVASES
def test_names_and_dots_stay_on_the_sheet(canvas):
    drawing = chart(*crowd(25, 9_000)).lay_out(canvas)

    (ground,) = drawing.boxes
    for left, top, right, bottom in (box_of(text, canvas) for text in names(drawing)):
        spare = (right - left) * 0.1 + 0.1
        assert left > -spare
        assert top > 0
        assert right < ground.width + spare
        assert bottom < ground.height + 1
    assert all(0 < dot.x < ground.width and 0 < dot.y < ground.height for dot in drawing.dots)


def test_places_left_unnamed_are_pointed_out():
    drawing = chart(
        *(Place(f"A school of a long name {n}", 450_000 + 60 * n, 300_000) for n in range(24))
    ).lay_out(NARROW)

    assert len(names(drawing)) < 24
    assert "The table names every school." in [text.words for text in drawing.texts]


def test_two_schools_on_one_site_share_a_dot_and_are_counted():
    drawing = chart(
        Place("Juniors", 450_000, 300_000), Place("Infants", 450_010, 300_000), Place("Far", 470_000, 300_000)
    ).lay_out(WIDE)

    assert len(drawing.dots) == 2
    words = [text.words for text in drawing.texts]
    assert "Infants and 1 more" in words
    assert "2" in words


@CANVASES
def test_many_schools_are_counted_together_without_a_dot_touching_another(canvas):
    places = crowd(3_000, 100_000)

    drawing = chart(*places).lay_out(canvas)

    counted = sum(int(text.words) for text in drawing.texts if text.role.startswith("count"))
    alone = len(drawing.dots) - len([text for text in drawing.texts if text.role.startswith("count")])
    assert counted + alone == len(places)
    assert all(
        hypot(a.x - b.x, a.y - b.y) >= a.radius + b.radius - 0.2 for a, b in combinations(drawing.dots, 2)
    )


def test_ones_own_is_named_even_among_many():
    drawing = chart(*crowd(200, 90_000), Place("Alder Vale", 450_000, 300_000, "own")).lay_out(WIDE)

    assert [text.words.split(" and ")[0] for text in names(drawing)] == ["Alder Vale"]


def test_one_school_alone_has_a_country_around_it():
    drawing = chart(Place("Alone", 450_000, 300_000)).lay_out(NARROW)

    assert len(drawing.dots) == 1
    assert [curve.role for curve in drawing.curves] == ["land", "land", "here"]


def test_schools_across_the_country_are_drawn_on_it_without_an_inset():
    drawing = chart(Place("Penzance", 147_000, 30_000), Place("Berwick", 399_000, 652_000)).lay_out(WIDE)

    assert {curve.role for curve in drawing.curves} == {"land"}
    assert drawing.boxes[0].width < WIDE.width


@pytest.mark.parametrize(
    ("town", "x", "y"),
    [
        ("London", 530, 180),
        ("Birmingham", 407, 287),
        ("Truro", 183, 45),
        ("Norwich", 623, 308),
        ("Carlisle", 340, 556),
    ],
)
def test_the_outline_holds_what_it_should(town, x, y):
    assert any(is_inside(x, y, ring) for ring in land())


@pytest.mark.parametrize(
    ("where", "x", "y"), [("Cardiff", 318, 176), ("Edinburgh", 325, 673), ("Dublin", 20, 400)]
)
def test_the_outline_leaves_out_what_it_should(where, x, y):
    assert not any(is_inside(x, y, ring) for ring in land())


def test_the_table_has_the_grid_references():
    assert chart(Place("Alder Vale", 450_000.4, 300_000)).as_table().rows == (
        ("Alder Vale", "450000", "300000"),
    )


def test_no_places_are_an_empty_chart():
    assert chart().is_empty


def test_a_place_without_figures_is_refused():
    with pytest.raises(ChartError, match="a missing one is None"):
        chart(Place("Nowhere", float("nan"), 300_000))
