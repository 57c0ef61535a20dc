from math import nan

import pytest

from weald.charts import NARROW, PERCENT, WIDE, ChartError, StripChart


def strip(*values, **more):
    return StripChart("Schools like ours, per cent", "Ours is in the middle.", PERCENT, values, **more)


def test_every_value_is_a_dot_and_equal_ones_are_piled():
    drawing = strip(50.0, 50.0, 60.0).lay_out(WIDE)

    assert len(drawing.dots) == 3
    below, above = sorted((dot for dot in drawing.dots if dot.x == drawing.dots[0].x), key=lambda dot: -dot.y)
    assert below.y - above.y == 9


@pytest.mark.parametrize("canvas", [WIDE, NARROW], ids=lambda canvas: canvas.name)
def test_many_values_become_bars_in_proportion(canvas):
    drawing = strip(*[40.0] * 200, *[60.0] * 100).lay_out(canvas)

    tall, short = sorted((box.height for box in drawing.boxes), reverse=True)
    assert tall == pytest.approx(2 * short, abs=0.2)
    assert not drawing.dots


def test_ones_own_stands_below_the_pile_where_its_value_is():
    drawing = strip(40.0, 60.0, own=(("Alder Vale", 50.0),)).lay_out(WIDE)

    (own,) = [dot for dot in drawing.dots if dot.role == "own"]
    others = [dot for dot in drawing.dots if dot.role != "own"]
    assert own.x == pytest.approx(sum(dot.x for dot in others) / 2, abs=9)
    assert own.y > max(dot.y for dot in others)
    assert "Alder Vale 50" in own.words


def test_names_of_neighbours_stand_in_two_rows_and_lines_rise_to_them():
    drawing = strip(40.0, 60.0, own=(("Alder Vale", 50.0),), marks=(("England", 51.0),)).lay_out(NARROW)

    own, england = [text for text in drawing.texts if text.words.startswith(("Alder", "England"))]
    assert own.y != england.y
    assert [line.y1 for line in drawing.lines if line.role in {"own", "mark"}] == [own.y + 5, england.y + 5]


def test_the_table_counts_each_value_once():
    values = [float(n) for n in range(0, 101, 5)]

    table = strip(*values, own=(("Alder Vale", 50.0),)).as_table()

    assert table.rows[0] == ("Alder Vale", "50\u202f%")
    assert sum(int(row[1]) for row in table.rows[1:]) == len(values)


def test_no_values_are_an_empty_chart_with_a_table_of_what_is_known():
    chart = strip(own=(("Alder Vale", 50.0),))

    assert chart.is_empty
    assert len(chart.as_table().rows) == 1


def test_what_is_no_figure_is_refused():
    with pytest.raises(ChartError, match="a missing one is None"):
        strip(nan)
