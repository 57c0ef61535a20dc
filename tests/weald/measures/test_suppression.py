"""What is hidden stays hidden: tables are made, shown as the site would, and attacked."""

from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import OptimizeResult, linprog

from weald.measures.domain.suppression import Bounds, Cell, Sum, hidden_cells

PERCENT = Bounds(0, 100)
WHOLE, SUBGROUP = 6, 11
GROUPS = Sum("all", ("disadvantaged", "other"))


def school(disadvantaged, other, *, public=(), values=(40.0, 70.0)):
    """The three cells of a school's year group, adding up."""
    pupils = {"disadvantaged": disadvantaged, "other": other, "all": disadvantaged + other}
    total = disadvantaged * values[0] + other * values[1]
    shares = {"disadvantaged": values[0], "other": values[1], "all": total / pupils["all"]}
    return [
        Cell(key, pupils[key], shares[key], WHOLE if key == "all" else SUBGROUP, key in public)
        for key in pupils
    ]


def test_large_groups_are_shown():
    assert hidden_cells(school(20, 40), [GROUPS], PERCENT) == frozenset()


def test_small_group_is_hidden_with_the_one_that_would_give_it_away():
    assert hidden_cells(school(4, 40), [GROUPS], PERCENT) == {"disadvantaged", "other"}


def test_small_group_without_any_sum_is_hidden_alone():
    assert hidden_cells(school(4, 40), [], PERCENT) == {"disadvantaged"}


def test_group_of_nobody_hides_nothing():
    cells = [
        Cell("all", 30, 50.0, WHOLE),
        Cell("other", 30, 50.0, SUBGROUP),
        Cell("disadvantaged", 0, 0.0, SUBGROUP),
    ]

    assert hidden_cells(cells, [GROUPS], PERCENT) == frozenset()


def test_small_school_is_hidden_with_its_groups():
    assert hidden_cells(school(2, 3), [GROUPS], PERCENT) == {"all", "disadvantaged", "other"}


def test_small_group_that_nobody_published_but_anybody_can_subtract_is_protected():
    cells = [cell for cell in school(26, 4) if cell.key != "other"]

    assert hidden_cells(cells, [GROUPS], PERCENT) == {"disadvantaged"}


def test_whole_that_nobody_published_is_worked_out_as_well():
    cells = [cell for cell in school(4, 40) if cell.key != "all"]

    assert hidden_cells(cells, [GROUPS], PERCENT) == {"disadvantaged"}


def test_a_large_group_that_can_be_subtracted_is_nobody_s_secret():
    cells = [cell for cell in school(26, 40) if cell.key != "other"]

    assert hidden_cells(cells, [GROUPS], PERCENT) == frozenset()


def test_sums_of_which_too_little_is_known_are_left_aside():
    cells = [Cell("all", 30, 50.0, WHOLE)]

    assert hidden_cells(cells, [GROUPS], PERCENT) == frozenset()


def test_a_value_at_the_end_of_its_range_hides_the_whole_too():
    """Where nobody of the whole reached the standard, nobody of a part did."""
    cells = school(8, 22, values=(0.0, 0.0))

    assert hidden_cells(cells, [GROUPS], PERCENT) == {"all", "disadvantaged", "other"}


def test_a_measure_without_ends_needs_no_doubt_about_its_range():
    cells = school(8, 22, values=(0.0, 0.0))

    assert hidden_cells(cells, [GROUPS], Bounds()) == {"disadvantaged", "other"}


def test_a_group_of_nobody_that_can_be_subtracted_is_nothing_to_protect():
    cells = [Cell("all", 20, 50.0, WHOLE), Cell("disadvantaged", 20, 50.0, SUBGROUP)]

    assert hidden_cells(cells, [GROUPS], PERCENT) == frozenset()


def test_where_the_programme_cannot_be_solved_more_is_hidden_never_less(monkeypatch):
    unsolved = OptimizeResult(status=4, x=None)
    monkeypatch.setattr("scipy.optimize.linprog", lambda *args, **kwargs: unsolved)

    assert hidden_cells(school(4, 40), [GROUPS], PERCENT) == {"all", "disadvantaged", "other"}


def test_what_is_public_is_shown_and_does_not_hide_what_it_gives_away():
    cells = school(4, 40, public=("disadvantaged", "other", "all"))

    assert hidden_cells(cells, [GROUPS], PERCENT) == frozenset()


def test_a_small_group_is_still_hidden_where_public_figures_give_it_away():
    cells = school(4, 40, public=("other", "all"))

    assert hidden_cells(cells, [GROUPS], PERCENT) == {"disadvantaged"}


def test_the_whole_is_hidden_where_a_part_is_public():
    cells = school(4, 40, public=("other",))

    assert hidden_cells(cells, [GROUPS], PERCENT) == {"disadvantaged", "all"}


def test_two_small_schools_of_a_trust_do_not_give_each_other_away():
    """Two and three pupils less than all others leave 1 to 4 each: narrower than the rule itself tells."""
    cells = [Cell("a", 2, 50.0, 6), Cell("b", 3, 60.0, 6), Cell("c", 40, 55.0, 6), Cell("d", 60, 55.0, 6)]
    cells.append(Cell("trust", 105, sum(cell.total for cell in cells) / 105, 6))

    hidden = hidden_cells(cells, [Sum("trust", ("a", "b", "c", "d"))], PERCENT)

    assert hidden == {"a", "b", "c"}


def test_nothing_given_hides_nothing():
    assert hidden_cells([], [GROUPS], PERCENT) == frozenset()


# A trust of schools with their groups: rows and columns add up, so hidden cells hang together.
pupils = st.integers(min_value=0, max_value=45)
shares = st.floats(min_value=0, max_value=100, allow_nan=False).map(lambda share: round(share, 1))


@st.composite
def trusts(draw):
    count = draw(st.integers(min_value=1, max_value=5))
    rows = [(draw(pupils), draw(shares), draw(pupils), draw(shares)) for _ in range(count)]
    assume(any(row[0] + row[2] for row in rows))
    cells, sums = [], []
    for index, (d, d_share, o, o_share) in enumerate(rows):
        cells += [Cell((index, "d"), d, d_share, SUBGROUP), Cell((index, "o"), o, o_share, SUBGROUP)]
        cells.append(Cell((index, "a"), d + o, (d * d_share + o * o_share) / max(d + o, 1), WHOLE))
        sums.append(Sum((index, "a"), ((index, "d"), (index, "o"))))
    for group in "doa":
        parts = [cell for cell in cells if cell.key[1] == group]
        n = sum(cell.pupils for cell in parts)
        cells.append(
            Cell(
                ("all", group),
                n,
                sum(cell.total for cell in parts) / max(n, 1),
                WHOLE if group == "a" else SUBGROUP,
            )
        )
        sums.append(Sum(("all", group), tuple(cell.key for cell in parts)))
    sums.append(Sum(("all", "a"), (("all", "d"), ("all", "o"))))
    return cells, sums


def equations(cells, sums, hidden, quantity):
    """What an attacker knows of the hidden cells: each sum, less what is shown."""
    order = [cell.key for cell in cells if cell.key in hidden]
    table = {cell.key: cell for cell in cells}
    rows, ends = [], []
    for one in sums:
        row, end = np.zeros(len(order)), 0.0
        for key in one.keys:
            sign = -1.0 if key == one.whole else 1.0
            if key in hidden:
                row[order.index(key)] = sign
            else:
                end -= sign * quantity(table[key])
        rows.append(row)
        ends.append(end)
    return order, np.array(rows), np.array(ends)


@settings(max_examples=40, deadline=None)
@given(trusts())
def test_no_hidden_small_number_of_pupils_follows_from_what_is_shown(trust):
    cells, sums = trust
    hidden = hidden_cells(cells, sums, PERCENT)
    order, rows, ends = equations(cells, sums, hidden, lambda cell: float(cell.pupils))
    small = {cell.key: cell for cell in cells if cell.is_small}

    assert small.keys() <= hidden
    for place, key in enumerate(order):
        if key not in small:
            continue
        found = []
        for sign in (1.0, -1.0):
            goal = np.zeros(len(order))
            goal[place] = sign
            found.append(
                linprog(goal, A_eq=rows, b_eq=ends, bounds=[(1, 10_000)] * len(order), method="highs")
            )
        lowest, highest = found[0].x[place], found[1].x[place]
        assert lowest - 1e-6 <= small[key].pupils <= highest + 1e-6
        assert highest - lowest >= small[key].threshold - 1 - 1e-6


@settings(max_examples=40, deadline=None)
@given(trusts())
def test_no_hidden_small_figure_is_determined_by_linear_algebra(trust):
    """The totals too: a hidden cell whose unit vector lies in the row space is as good as shown."""
    cells, sums = trust
    hidden = hidden_cells(cells, sums, PERCENT)
    order, rows, _ = equations(cells, sums, hidden, lambda cell: cell.total)
    rank = np.linalg.matrix_rank(rows) if order else 0

    for place, cell in product(range(len(order)), cells):
        if cell.key == order[place] and cell.is_small:
            unit = np.eye(len(order))[place]
            assert np.linalg.matrix_rank(np.vstack([rows, unit])) == rank + 1


@settings(max_examples=40, deadline=None)
@given(trusts())
def test_hidden_percentage_stays_in_doubt(trust):
    """With pupils and totals both unknown, a percentage may still be pinned by the ends of its range."""
    cells, sums = trust
    hidden = hidden_cells(cells, sums, PERCENT)
    order, rows, pupil_ends = equations(cells, sums, hidden, lambda cell: float(cell.pupils))
    _, _, total_ends = equations(cells, sums, hidden, lambda cell: cell.total)
    count = len(order)
    nothing, one = np.zeros_like(rows), np.eye(count)
    small = {cell.key: cell for cell in cells if cell.is_small}

    for place, key in enumerate(order):
        if key not in small:
            continue
        reached = []
        for sign in (1.0, -1.0):
            # Is there a table, agreeing with what is shown, in which this share is 5 points away?
            goal = np.zeros(2 * count)
            goal[count + place], goal[place] = -sign, sign * (small[key].value + sign * 4.99)
            answer = linprog(
                goal,
                A_eq=np.block([[rows, nothing], [nothing, rows]]),
                b_eq=np.concatenate([pupil_ends, total_ends]),
                A_ub=np.hstack([-100 * one, one]),
                b_ub=np.full(count, 1e-6),
                bounds=[(1, 10_000)] * count + [(0, None)] * count,
                method="highs",
            )
            reached.append(-answer.fun)
        assert max(reached) >= -1e-4


def test_every_cell_of_a_trust_with_only_large_groups_is_shown():
    cells = [Cell("a", 40, 50.0, 6), Cell("b", 30, 60.0, 6), Cell("trust", 70, 54.0, 6)]

    assert hidden_cells(cells, [Sum("trust", ("a", "b"))], PERCENT) == frozenset()


@pytest.mark.parametrize("threshold", [3, 6, 11])
def test_the_threshold_is_the_first_number_shown(threshold):
    below, at = Cell("below", threshold - 1, 50.0, threshold), Cell("at", threshold, 50.0, threshold)

    assert hidden_cells([below, at], [], PERCENT) == {"below"}
