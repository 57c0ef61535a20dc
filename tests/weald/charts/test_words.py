import pytest

from weald.charts.words import (
    COUNT,
    PERCENT,
    POINTS,
    SCORE,
    THIN,
    shorten,
    width_of,
    wrap,
)


@pytest.mark.parametrize(
    ("unit", "value", "signed", "said"),
    [
        (PERCENT, 67.04, False, f"67{THIN}%"),
        (PERCENT, 0.0, False, f"0{THIN}%"),
        (PERCENT, 0.3, False, f"0.3{THIN}%"),
        (POINTS, 7.0, True, "+7.0 points"),
        (POINTS, -3.15, False, "−3.1 points"),
        (POINTS, 0.0, True, "0 points"),
        (POINTS, 0.03, True, "+0.03 points"),
        (POINTS, -0.004, True, "−0.004 points"),
        (SCORE, 103.96, False, "104.0"),
        (COUNT, 13_705, False, "13,705"),
        (COUNT, None, False, "no figure"),
    ],
)
def test_a_figure_is_written_with_its_unit_and_never_as_a_false_nought(unit, value, signed, said):
    assert unit.say(value, signed=signed) == said


def test_a_figure_too_small_for_six_decimals_is_not_drawn_out_for_ever():
    assert POINTS.say(1e-12) == "0.000000 points"


def test_a_range_names_its_unit_once():
    assert POINTS.say_range(3.1, 10.6, signed=True) == "+3.1 to +10.6 points"


@pytest.mark.parametrize("ends", [(None, 1.0), (1.0, None), (None, None)])
def test_half_a_range_is_no_figure(ends):
    assert POINTS.say_range(*ends) == "no figure"


@pytest.mark.parametrize(
    ("ticks", "written"),
    [
        ((-10.0, 0.0, 10.0), ["−10", "0", "10"]),
        ((0.0, 0.5, 1.0), ["0", "0.5", "1.0"]),
        ((0.0, 0.25, 0.5), ["0", "0.25", "0.50"]),
        ((5.0,), ["5"]),
    ],
)
def test_an_axis_has_the_decimals_its_step_needs(ticks, written):
    assert POINTS.say_ticks(ticks) == written


def test_wide_letters_and_bold_ones_take_more_room():
    assert width_of("www", 10) > width_of("nnn", 10) > width_of("iii", 10)
    assert width_of("name", 10, bold=True) > width_of("name", 10)


def test_letters_of_double_width_count_double_and_invisible_ones_nothing():
    assert width_of("学校", 10) == 20
    assert width_of("\u2068\u2069", 10) == 0


def test_a_short_name_is_left_alone():
    assert shorten("Alder Vale", 13, 200) == "Alder Vale"


def test_a_long_name_ends_in_an_ellipsis_within_its_room():
    shown = shorten("Our Lady of the Immaculate Conception", 13, 100)

    assert shown.endswith("…")
    assert width_of(shown, 13) <= 100


def test_words_are_wrapped_into_lines_that_fit():
    lines = wrap("Reading, writing and maths at eleven", 13, 120, lines=3)

    assert " ".join(lines) == "Reading, writing and maths at eleven"
    assert all(width_of(line, 13) <= 120 for line in lines)


def test_what_does_not_fit_in_the_last_line_is_shortened_there():
    lines = wrap("one two three four five six seven eight nine ten", 13, 80, lines=2)

    assert len(lines) == 2
    assert lines[-1].endswith("…")


def test_one_word_longer_than_the_line_is_shortened():
    assert wrap("Llanfairpwllgwyngyll", 13, 60) == (shorten("Llanfairpwllgwyngyll", 13, 60),)
