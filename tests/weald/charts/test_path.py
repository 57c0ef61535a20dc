from itertools import pairwise

import pytest

from weald.charts import NARROW, PERCENT, POINTS, WIDE, ChartError, Mark, PathChart, Series, Shade
from weald.charts.words import width_of

CANVASES = pytest.mark.parametrize("canvas", [WIDE, NARROW], ids=lambda canvas: canvas.name)


def chart(*series, **more):
    return PathChart("Expected standard, per cent", "It rises.", more.pop("unit", PERCENT), series, **more)


def observed(*points, **more):
    return Series("These schools", "observed", points, **more)


def of_role(shapes, role):
    return [shape for shape in shapes if shape.role == role]


def points_of(curve):
    return [tuple(map(float, pair.split())) for pair in curve.d.strip("MZ ").split("L")]


@CANVASES
def test_years_and_values_are_mapped_linearly(canvas):
    drawing = chart(observed((2022, 50.0), (2023, 60.0), (2024, 70.0))).lay_out(canvas)

    (curve,) = of_role(drawing.curves, "path observed")
    (x1, y1), (x2, y2), (x3, y3) = points_of(curve)
    assert x2 - x1 == pytest.approx(x3 - x2, abs=0.2)
    assert y1 - y2 == pytest.approx(y2 - y3, abs=0.2)
    assert x1 < x3
    assert y1 > y3


@CANVASES
def test_every_shape_stays_on_its_canvas(canvas):
    drawing = chart(
        observed((2019, 0.0), (2022, 100.0)),
        Series(
            "Had they not joined",
            "counterfactual",
            ((2019, 3.0), (2022, 40.0)),
            ((2019, 0, 9), (2022, 20, 60)),
        ),
        marks=(Mark(2019, "first schools join"), Mark(2022, "last")),
        shades=(Shade(2019.4, 2021.6, "no exams"),),
    ).lay_out(canvas)

    assert all(0 <= dot.x <= canvas.width and 0 <= dot.y <= drawing.height for dot in drawing.dots)
    assert all(
        0 <= x <= canvas.width and 0 <= y <= drawing.height for c in drawing.curves for x, y in points_of(c)
    )
    for text in drawing.texts:
        width = width_of(text.words, canvas.text, bold=bool(text.role))
        left = text.x - {"start": 0, "middle": width / 2, "end": width}[text.anchor]
        assert left >= -0.5
        assert left + width <= canvas.width + 12
        assert 0 < text.y <= drawing.height


def test_missing_years_are_a_gap_bridged_by_dots():
    drawing = chart(observed((2018, 50.0), (2019, 52.0), (2022, 55.0), (2023, 57.0))).lay_out(WIDE)

    assert len(of_role(drawing.curves, "path observed")) == 2
    (bridge,) = of_role(drawing.curves, "path observed missing")
    assert len(points_of(bridge)) == 2
    assert len(of_role(drawing.dots, "observed")) == 4


def test_a_missing_value_is_a_gap_and_never_a_nought():
    drawing = chart(observed((2022, 50.0), (2023, None), (2024, 55.0))).lay_out(WIDE)

    assert not of_role(drawing.curves, "path observed")
    assert len(of_role(drawing.curves, "path observed missing")) == 1
    assert "0" not in [text.words for text in drawing.texts]


def test_a_break_in_the_series_is_not_bridged():
    drawing = chart(observed((2016, 50.0), (2017, 52.0), (2018, 40.0), (2019, 42.0), breaks=(2018,))).lay_out(
        WIDE
    )

    assert len(of_role(drawing.curves, "path observed")) == 2
    assert not of_role(drawing.curves, "path observed missing")


def test_a_break_within_a_gap_is_not_bridged_either():
    drawing = chart(observed((2016, 50.0), (2017, 51.0), (2020, 40.0), breaks=(2019,))).lay_out(WIDE)

    assert not of_role(drawing.curves, "path observed missing")


def test_a_path_without_dots_shows_a_lonely_year_as_one():
    lonely = Series("England", "comparator", ((2022, 60.0),))

    drawing = chart(lonely, observed((2021, 50.0), (2022, 51.0))).lay_out(WIDE)

    assert len(of_role(drawing.dots, "comparator")) == 1


def test_the_band_is_drawn_upward_from_its_years_and_thinner_over_the_gap():
    band = ((2018, 48.0, 52.0), (2019, 48.0, 54.0), (2022, 50.0, 58.0))
    series = Series("Apart", "counterfactual", ((2018, 50.0), (2019, 51.0), (2022, 54.0)), band)

    drawing = chart(series).lay_out(WIDE)

    whole = of_role(drawing.curves, "band counterfactual")
    (gap,) = of_role(drawing.curves, "band counterfactual missing")
    assert len(whole) == 2
    (x1, upper), (x2, _), (_, _), (x4, lower) = points_of(gap)
    assert x1 == x4 < x2
    assert upper < lower


@CANVASES
def test_the_band_of_whole_paths_lies_around_and_beneath_the_other(canvas):
    points, band = ((0, 0.0), (1, 0.0)), ((0, -1.0, 1.0), (1, -2.0, 2.0))
    outer = ((0, -2.0, 2.0), (1, -9.0, 9.0))
    series = Series("Chance alone", "counterfactual", points, band, outer=outer)

    made = chart(series, unit=POINTS)
    drawing = made.lay_out(canvas)

    bands = [curve for curve in drawing.curves if curve.role.startswith("band")]
    assert [curve.role for curve in bands] == ["band counterfactual outer", "band counterfactual"]
    heights = [[y for _, y in points_of(curve)] for curve in bands]
    assert min(heights[0]) < min(heights[1])
    assert max(heights[0]) > max(heights[1])
    assert made.as_table().columns[-1] == "Chance alone: range of whole paths"
    assert made.as_table().rows[1][-1] == "−9.0 to 9.0 points"


def test_a_break_parts_the_band_too():
    band = ((2018, 48.0, 52.0), (2019, 30.0, 34.0))
    series = Series("Apart", "counterfactual", ((2018, 50.0), (2019, 32.0)), band, breaks=(2019,))

    drawing = chart(series).lay_out(WIDE)

    assert not of_role(drawing.curves, "band counterfactual missing")


def test_names_stand_at_the_ends_and_never_collide():
    ends = {
        "Reading": 71.0,
        "Writing": 70.6,
        "Mathematics": 70.8,
        "A very long name for a measure indeed": 70.7,
    }
    series = [Series(name, "comparator", ((2024, 60.0), (2025, end))) for name, end in ends.items()]

    drawing = chart(*series).lay_out(WIDE)

    named = sorted(text.y for text in drawing.texts if text.role == "comparator")
    assert len(named) > len(ends)
    assert all(below - above >= WIDE.text for above, below in pairwise(named))


def test_a_name_moved_away_from_its_end_is_led_back_to_it():
    series = [
        Series(name, "comparator", ((2024, 60.0), (2025, 70.0))) for name in ("Reading", "Writing", "Maths")
    ]

    drawing = chart(*series).lay_out(WIDE)

    leaders = of_role(drawing.lines, "comparator leader")
    assert len(leaders) == 2
    assert len({line.y1 for line in leaders}) == 1


def test_a_path_that_ends_early_is_led_to_its_name():
    stopped = Series("Closed in 2023", "comparator", ((2022, 40.0), (2023, 41.0)))

    drawing = chart(observed((2022, 60.0), (2023, 61.0), (2024, 62.0)), stopped).lay_out(WIDE)

    (leader,) = of_role(drawing.lines, "comparator leader")
    assert leader.x1 < leader.x2


def test_the_narrow_canvas_names_paths_in_a_key_and_their_figures_at_the_ends():
    drawing = chart(observed((2024, 60.0), (2025, 67.2))).lay_out(NARROW)

    named = [text.words for text in drawing.texts if text.role == "observed"]
    assert named == ["These schools", "67"]
    assert of_role(drawing.lines, "observed key")


def test_a_mark_rises_to_its_own_name():
    drawing = chart(
        observed((2016, 50.0), (2020, 60.0)),
        marks=(Mark(2018, "first schools join"), Mark(2018.2, "new test")),
    ).lay_out(WIDE)

    names = [text for text in drawing.texts if text.words in {"first schools join", "new test"}]
    marks = of_role(drawing.lines, "mark")
    assert [line.y1 for line in marks] == [text.y + 5 for text in names]
    assert names[0].y != names[1].y


def test_shades_are_cut_to_the_years_drawn_and_dropped_outside_them():
    drawing = chart(
        observed((2018, 50.0), (2019, 51.0)),
        shades=(Shade(2018.5, 2021.5, "no exams"), Shade(2025, 2026, "later")),
    ).lay_out(WIDE)

    (box,) = drawing.boxes
    (curve,) = of_role(drawing.curves, "path observed")
    assert box.x + box.width == pytest.approx(points_of(curve)[-1][0], abs=0.2)
    assert "later" not in [text.words for text in drawing.texts]


def test_the_newest_year_is_always_named():
    series = observed(*((year, 50.0 + year % 3) for year in range(2001, 2026)))

    for canvas in (WIDE, NARROW):
        years = [
            int(text.words) for text in chart(series).lay_out(canvas).texts if text.words.startswith("20")
        ]
        assert max(years) == 2025
        assert len(years) < 25


def test_more_years_than_any_step_foresees_leave_one_name():
    series = observed((1000, 50.0), (2999, 60.0))

    years = [text.words for text in chart(series).lay_out(NARROW).texts if len(text.words) == 4]

    assert "2999" in years


def test_event_time_is_signed_and_nought_stands_out():
    drawing = chart(
        Series("Gap", "observed", ((-1, -0.2), (0, 0.1), (1, 2.4))),
        unit=POINTS,
        x_axis="event",
        has_zero=True,
    ).lay_out(WIDE)

    words = [text.words for text in drawing.texts]
    assert {"−1", "0", "+1"} <= set(words)
    assert len(of_role(drawing.lines, "zero")) == 1


def test_a_name_in_another_direction_cannot_turn_its_figure_round():
    drawing = chart(Series("مدرسة", "observed", ((2024, 60.0), (2025, 61.0)))).lay_out(WIDE)

    assert any(text.words.startswith("\u2068مدرسة\u2069, 61") for text in drawing.texts)


def test_one_year_alone_can_be_drawn():
    drawing = chart(observed((2025, 61.0))).lay_out(WIDE)

    assert len(drawing.dots) == 1
    assert not drawing.curves


def test_the_table_has_every_year_and_says_why_one_is_missing():
    table = chart(
        observed((2019, 60.0), (2020, None), (2022, None), (2023, 0.0)),
        Series("Apart", "counterfactual", ((2019, 58.0), (2023, 55.0)), ((2019, 56.0, 60.0),)),
        shades=(Shade(2019.5, 2021.5, "no exams"),),
    ).as_table()

    assert table.columns == ("Year", "These schools", "Apart", "Apart: range")
    assert [row[0] for row in table.rows] == ["2019", "2020", "2022", "2023"]
    assert [row[1].replace("\u202f", "") for row in table.rows] == ["60%", "no exams", "no figure", "0%"]
    assert table.rows[0][3].replace("\u202f", "") == "56 to 60%"
    assert table.rows[3][3] == "no figure"


def test_a_chart_of_missing_values_only_is_empty():
    assert chart(observed((2024, None))).is_empty


@pytest.mark.parametrize("points", [((2024, 1.0), (2023, 2.0)), ((2024, 1.0), (2024, 2.0))])
def test_years_out_of_order_or_twice_are_refused(points):
    with pytest.raises(ChartError, match="years must rise"):
        observed(*points)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_figure_is_refused(value):
    with pytest.raises(ChartError, match="a missing one is None"):
        observed((2024, value))
    with pytest.raises(ChartError, match="a missing one is None"):
        observed((2024, 1.0), band=((2024, 0.0, value),))


def test_a_band_upside_down_is_refused():
    with pytest.raises(ChartError, match="upside down"):
        observed((2024, 1.0), band=((2024, 3.0, 2.0),))
    with pytest.raises(ChartError, match="upside down"):
        observed((2024, 1.0), outer=((2024, 3.0, 2.0),))
