from datetime import date
from itertools import pairwise

import pytest

from weald.charts import (
    NARROW,
    POINTS,
    WIDE,
    ChartError,
    DotChart,
    Estimate,
    FunnelChart,
    Stay,
    Step,
    TimelineChart,
)
from weald.charts.timeline import year_of
from weald.charts.words import width_of

CANVASES = pytest.mark.parametrize("canvas", [WIDE, NARROW], ids=lambda canvas: canvas.name)
LONG = "Our Lady of the Immaculate Conception and St Æthelthryth’s Voluntary Aided Infant School"


def dots(*estimates, **more):
    return DotChart("By measure, points", "One lies above.", POINTS, estimates, **more)


def funnel(*counts):
    steps = [Step(f"Step {n}", count, "they differ" if n else "") for n, count in enumerate(counts)]
    return FunnelChart("From all to few", "Few are left.", steps)


def timeline(*stays, until=date(2026, 11, 21)):
    return TimelineChart("Joining", "Two schools.", stays, until)


def of_role(shapes, role):
    return [shape for shape in shapes if shape.role == role]


# Dots with intervals


def test_a_dot_lies_within_its_interval_where_its_value_is():
    drawing = dots(Estimate("Reading", 5.0, 0.0, 10.0)).lay_out(WIDE)

    (dot,) = drawing.dots
    (bar,) = of_role(drawing.lines, "interval plain")
    assert dot.x == pytest.approx((bar.x1 + bar.x2) / 2, abs=0.1)
    assert dot.y == bar.y1 == bar.y2


def test_the_reference_line_is_where_the_reference_is():
    drawing = dots(Estimate("Reading", 5.0, 0.0, 10.0), reference=5.0, reference_label="England").lay_out(
        WIDE
    )

    (line,) = of_role(drawing.lines, "zero")
    assert line.x1 == drawing.dots[0].x
    assert "England" in [text.words for text in drawing.texts]


def test_what_cannot_be_told_has_words_and_no_dot():
    drawing = dots(
        Estimate("Reading", None, why_missing="two schools only"), Estimate("Writing", 1.0)
    ).lay_out(WIDE)

    assert len(drawing.dots) == 1
    assert not of_role(drawing.lines, "interval plain")
    assert "two schools only" in [text.words for text in drawing.texts]


def test_an_interval_beyond_the_limits_is_cut_off_with_an_arrow_at_each_end():
    wide, inside = Estimate("Exclusions", 4.0, -38.0, 46.0, "open"), Estimate("Reading", 1.0, 0.0, 2.0)

    drawing = dots(wide, inside, limits=(-12.0, 14.0)).lay_out(WIDE)

    assert len(of_role(drawing.curves, "arrow open")) == 2
    assert not of_role(drawing.curves, "arrow plain")
    (bar,) = of_role(drawing.lines, "interval open")
    assert 0 < bar.x1 < bar.x2 < WIDE.width
    assert any("−38.0 to +46.0" in text.words for text in drawing.texts)


def test_a_dot_beyond_the_limits_is_not_drawn_where_it_is_not():
    drawing = dots(Estimate("Exclusions", 40.0, -2.0, 82.0), limits=(-5.0, 5.0)).lay_out(WIDE)

    assert not drawing.dots


def test_a_long_list_has_its_axis_above_too():
    few = dots(*(Estimate(f"Trust {n}", n / 10, -1.0, 5.0) for n in range(15))).lay_out(WIDE)
    many = dots(*(Estimate(f"Trust {n}", n / 10, -1.0, 5.0) for n in range(16))).lay_out(WIDE)

    assert [text.words for text in few.texts].count("0") == 1
    assert [text.words for text in many.texts].count("0") == 2


@CANVASES
def test_rows_follow_each_other_without_touching(canvas):
    drawing = dots(*(Estimate(LONG, float(n), n - 1.0, n + 1.0) for n in range(20))).lay_out(canvas)

    centres = [dot.y for dot in drawing.dots]
    assert all(below - above >= 16 for above, below in pairwise(centres))
    assert centres[-1] < drawing.height


@CANVASES
def test_long_names_and_figures_stay_on_the_canvas(canvas):
    drawing = dots(Estimate(LONG, -138.25, -1038.0, 1046.0), Estimate("Short", 1.0)).lay_out(canvas)

    for text in drawing.texts:
        width = width_of(text.words, canvas.text)
        left = text.x - {"start": 0, "middle": width / 2, "end": width}[text.anchor]
        assert left > -12
        assert left + width < canvas.width + 12


def test_on_a_phone_a_name_with_no_room_beside_its_figure_stands_over_it():
    name = "Attendance of disadvantaged pupils"
    drawing = dots(Estimate(name, 1.0, -10.0, 12.0), Estimate("Reading", 1.0, -10.0, 12.0)).lay_out(NARROW)

    named = {text.words: text.y for text in drawing.texts if text.anchor == "start"}
    figures = [text.y for text in drawing.texts if text.role == "figure"]
    assert figures[0] > named[name]
    assert figures[1] == pytest.approx(named["Reading"], abs=1.5)


def test_the_table_of_estimates_says_which_cannot_be_told():
    table = dots(Estimate("Reading", 7.0, 3.1, 10.6), Estimate("Writing", None)).as_table()

    assert table.rows == (
        ("Reading", "+7.0 points", "+3.1 to +10.6 points"),
        ("Writing", "cannot tell", "no figure"),
    )


def test_an_estimate_without_interval_is_said_alone():
    assert dots(Estimate("Reading", 7.0)).say(Estimate("Reading", 7.0)) == "+7.0"


def test_estimates_that_all_cannot_be_told_are_an_empty_chart():
    assert dots(Estimate("Reading", None)).is_empty


@pytest.mark.parametrize(
    ("value", "low", "high", "complaint"),
    [
        (1.0, 2.0, 3.0, "outside its interval"),
        (1.0, 0.0, None, "two ends"),
        (None, 3.0, 2.0, "outside its interval"),
        (float("nan"), None, None, "a missing one is None"),
    ],
)
def test_an_impossible_estimate_is_refused(value, low, high, complaint):
    with pytest.raises(ChartError, match=complaint):
        Estimate("Reading", value, low, high)


def test_limits_that_hide_the_reference_are_refused():
    with pytest.raises(ChartError, match="outside its limits"):
        dots(Estimate("Reading", 5.0), limits=(1.0, 9.0))


# Funnel


@CANVASES
def test_bars_are_as_long_as_their_counts(canvas):
    drawing = funnel(1000, 500, 250).lay_out(canvas)

    widths = [box.width for box in drawing.boxes]
    assert widths[0] == pytest.approx(2 * widths[1], abs=0.3)
    assert widths[0] == pytest.approx(4 * widths[2], abs=0.3)
    assert len({box.x for box in drawing.boxes}) == 1


def test_few_are_still_seen_and_none_is_none():
    drawing = funnel(1_000_000, 1, 0).lay_out(WIDE)

    assert [box.width for box in drawing.boxes][1:] == [2, 0]


def test_each_step_says_how_many_were_left_out_and_why():
    table = funnel(13_705, 212, 212).as_table()

    assert [row[1:] for row in table.rows] == [
        ("13,705", ""),
        ("212", "13,493 left out: they differ"),
        ("212", ""),
    ]


def test_a_funnel_that_widens_is_refused():
    with pytest.raises(ChartError, match="cannot be more"):
        funnel(10, 11)


def test_a_step_that_does_not_say_why_is_refused():
    with pytest.raises(ChartError, match="say why"):
        FunnelChart("From all to few", "Few.", (Step("All", 10), Step("Some", 5)))


def test_a_funnel_of_nobody_is_empty():
    assert funnel().is_empty
    assert funnel(0).is_empty


# Timeline


def test_a_day_is_placed_within_its_year():
    assert year_of(date(2016, 1, 1)) == 2016
    assert year_of(date(2017, 7, 2)) == pytest.approx(2017.5, abs=0.002)
    assert 2016.99 < year_of(date(2016, 12, 31)) < 2017


def test_a_school_still_there_is_drawn_until_today_and_one_that_left_until_it_did():
    stayed = Stay("Alder Vale", ((date(2016, 9, 1), None),))
    left = Stay("Millbrook", ((date(2016, 9, 1), date(2020, 8, 31)),))

    drawing = timeline(stayed, left).lay_out(WIDE)

    (there,), (ended,) = of_role(drawing.boxes, "stay"), of_role(drawing.boxes, "stay ended")
    assert there.x == ended.x
    # Four years of some ten and a quarter.
    assert ended.width / there.width == pytest.approx(4.0 / 10.22, abs=0.01)


def test_a_school_that_came_back_has_two_bars_in_one_row():
    back = Stay("Millbrook", ((date(2017, 9, 1), date(2020, 8, 31)), (date(2023, 2, 1), None)))

    drawing = timeline(back).lay_out(WIDE)

    assert len(drawing.boxes) == 2
    assert len({box.y for box in drawing.boxes}) == 1
    assert back.words == "Sep 2017 to Aug 2020, since Feb 2023"


def test_a_spell_of_a_day_is_still_seen():
    drawing = timeline(Stay("A day", ((date(2020, 1, 1), date(2020, 1, 1)),))).lay_out(NARROW)

    assert drawing.boxes[0].width == 2


@CANVASES
def test_years_are_named_without_touching_even_over_a_century(canvas):
    drawing = timeline(Stay("Old", ((date(1920, 9, 1), None),))).lay_out(canvas)

    years = sorted((text for text in drawing.texts if text.words.isdigit()), key=lambda text: text.x)
    assert len(years) >= 2
    assert all(b.x - a.x > width_of(a.words, canvas.text) for a, b in pairwise(years))


def test_a_trust_that_joined_this_year_has_an_axis():
    drawing = timeline(Stay("New", ((date(2026, 9, 1), None),))).lay_out(WIDE)

    assert "2026" in [text.words for text in drawing.texts]


def test_the_table_of_spells_has_the_days():
    table = timeline(
        Stay("Millbrook", ((date(2017, 9, 1), date(2020, 8, 31)), (date(2023, 2, 1), None)))
    ).as_table()

    assert table.rows == (
        ("Millbrook", "1 September 2017", "31 August 2020"),
        ("Millbrook", "1 February 2023", "still there"),
    )


@CANVASES
def test_a_school_without_spells_has_its_name_and_no_bar(canvas):
    stays = Stay("Never joined", ()), Stay("Alder Vale", ((date(2020, 9, 1), None),))

    drawing = timeline(*stays).lay_out(canvas)

    assert len(drawing.boxes) == 1
    assert {"Never joined", "Alder Vale"} <= {text.words for text in drawing.texts}


def test_a_trust_without_spells_is_empty():
    assert timeline(Stay("Nobody", ())).is_empty


def test_a_spell_that_ends_before_it_begins_is_refused():
    with pytest.raises(ChartError, match="ends before it begins"):
        Stay("Backwards", ((date(2020, 1, 2), date(2020, 1, 1)),))


def test_a_spell_from_beyond_the_end_is_refused():
    with pytest.raises(ChartError, match="begins after its end"):
        timeline(Stay("Next year", ((date(2027, 1, 1), None),)))
