from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weald.charts.geometry import NARROW, WIDE, Scale, fly_flags, nice_ticks, path, spread
from weald.charts.words import COUNT, PERCENT, width_of

SMALLEST_ROOM = {"wide": 620, "narrow": 272}  # px: where the wide canvas begins, and a page's margin


@pytest.mark.parametrize("canvas", [WIDE, NARROW], ids=lambda canvas: canvas.name)
def test_letters_are_at_least_12_px_in_the_smallest_room_a_canvas_is_shown_in(canvas):
    assert canvas.text * SMALLEST_ROOM[canvas.name] / canvas.width >= 12


def test_a_scale_maps_its_ends_and_its_middle():
    scale = Scale(50, 70, 300, 100)

    assert (scale(50), scale(60), scale(70)) == (300, 200, 100)


def test_a_scale_of_no_extent_puts_everything_at_its_start():
    assert Scale(5, 5, 10, 90)(5) == 10


def test_a_path_is_closed_when_asked():
    assert path([(1, 2), (3.5, 4)]) == "M1 2 L3.5 4"
    assert path([(1, 2), (3, 4)], closed=True).endswith(" Z")


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (54.2, 67.4, (50, 55, 60, 65, 70)),
        (-2.6, 6.4, (-4, -2, 0, 2, 4, 6, 8)),
        (0, 1, (0, 0.2, 0.4, 0.6, 0.8, 1.0)),
        (3, 3, (2, 2.5, 3, 3.5, 4)),
        (0, 13_705, (0, 5000, 10_000, 15_000)),
    ],
)
def test_ticks_are_round_and_hold_the_data(low, high, ticks):
    assert nice_ticks(low, high) == ticks


def test_ticks_stay_within_what_the_unit_can_be():
    assert nice_ticks(99, 100, unit=PERCENT)[-1] == 100
    assert nice_ticks(0, 0, unit=COUNT)[0] == 0


def test_data_beyond_the_units_bounds_are_held_all_the_same():
    assert nice_ticks(96, 103, unit=PERCENT)[-1] >= 103


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.integers(2, 9))
def test_ticks_always_rise_hold_the_data_and_stay_few(low, span, about):
    ticks = nice_ticks(low, low + span, about)

    assert ticks[0] <= low + 1e-6 * span
    assert ticks[-1] >= low + span * (1 - 1e-6)
    assert list(ticks) == sorted(set(ticks))
    assert len(ticks) <= about + 3


def test_labels_with_room_stay_where_they_want_to_be():
    assert spread([20, 80], [10, 10], 0, 100) == [20, 80]


def test_two_labels_that_want_the_same_place_part_evenly():
    assert spread([50, 50], [10, 10], 0, 100) == [45, 55]


def test_labels_keep_the_order_of_what_they_name():
    assert spread([52, 50], [10, 10], 0, 100) == [56, 46]


def test_a_label_pushed_into_a_third_moves_it_too():
    # 40 and 44 part to 37 and 47; 52 would touch, so the three stand about their mean, 45.3.
    assert spread([40, 44, 52], [10, 10, 10], 0, 100) == pytest.approx([35.3, 45.3, 55.3], abs=0.1)


def test_labels_are_kept_on_the_canvas():
    assert spread([-5, 120], [10, 10], 0, 100) == [5, 95]


@given(
    st.lists(st.tuples(st.floats(-50, 350), st.floats(5, 40)), min_size=1, max_size=7),
)
def test_labels_never_overlap(wanted):
    centres, heights = [list(column) for column in zip(*wanted, strict=True)]

    placed = spread(centres, heights, 0, 300)

    edges = sorted((at - height / 2, at + height / 2) for at, height in zip(placed, heights, strict=True))
    assert all(below[0] >= above[1] - 0.2 for above, below in pairwise(edges))
    if sum(heights) <= 300:
        assert edges[0][0] >= -0.1
        assert edges[-1][1] <= 300.1


def test_flags_apart_share_a_row():
    texts, end = fly_flags([(100, "joined", ""), (400, "no exams", "")], WIDE, left=0, top=10)

    assert texts[0].y == texts[1].y
    assert end == 10 + round(WIDE.line, 1)


def test_flags_that_would_touch_stand_in_two_rows_in_the_order_given():
    texts, end = fly_flags([(110, "no exams", ""), (100, "first schools join", "")], WIDE, left=0, top=0)

    assert [text.words for text in texts] == ["no exams", "first schools join"]
    assert texts[0].y != texts[1].y
    assert end == round(2 * WIDE.line, 1)


def test_a_flag_at_the_edge_is_drawn_in():
    (text,), _ = fly_flags([(658, "first schools join", "")], WIDE, left=0, top=0)

    assert text.x + width_of(text.words, WIDE.text) / 2 <= WIDE.width + 0.1  # coordinates have one decimal


def test_no_flags_take_no_room():
    assert fly_flags([], WIDE, left=0, top=7) == ((), 7)
