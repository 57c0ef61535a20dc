"""Hand tables of small numbers; the site's own tests attack the suppression of pupils at length."""

import numpy as np
import pytest
from scipy.optimize import OptimizeResult

from wealdstats.disclosure import Bounds, Cell, Sum, audit, hidden_cells, margins, pulse_results
from wealdstats.errors import InputError

PERCENT = Bounds(0.0, 100.0)
SPLIT = Sum("all", ("few", "rest"))


def table(few=4, rest=40, **more):
    whole = Cell("all", few + rest, (few * 40.0 + rest * 62.0) / max(few + rest, 1), 6)
    return [whole, Cell("few", few, 40.0, 11, **more), Cell("rest", rest, 62.0, 11)]


def test_a_small_cell_takes_one_with_it_and_the_audit_agrees():
    hidden = hidden_cells(table(), [SPLIT], PERCENT)

    assert hidden == {"few", "rest"}
    assert audit(table(), [SPLIT], hidden, PERCENT).passed


@pytest.mark.parametrize(
    ("hidden", "exposed"), [(set(), {"few"}), ({"few"}, {"few"}), ({"few", "all"}, set())]
)
def test_the_audit_finds_what_was_hidden_too_little(hidden, exposed):
    cells, sums = [*table(), Cell("twice", 88, 60.0, 6)], [SPLIT, Sum("twice", ("all", "double"))]

    found = audit(cells, sums, hidden, PERCENT)

    assert found.tried == ("few",)
    assert (found.exposed, found.passed) == (exposed, not exposed)


def test_groups_years_and_earlier_exports_are_sums_like_any_other():
    cells = [
        Cell("2023", 40, 50.0, 6),
        Cell("2024", 4, 60.0, 6),
        Cell("both", 44, 2240 / 44, 6),
        Cell("both before", 44, 2240 / 44, 6, is_public=True),
    ]
    sums = [Sum("both", ("2023", "2024")), Sum("both before", ("2023", "2024"))]

    assert hidden_cells(cells, sums[:1], PERCENT) == {"2024", "2023"}
    assert hidden_cells(cells, sums, PERCENT) == {"2024", "2023"}


def test_what_came_since_an_earlier_export_is_not_given_away_by_the_next():
    cells = [Cell("now", 12, 52.0, 6), Cell("before", 10, 50.0, 6, is_public=True)]
    grown = [Cell("now", 17, 52.0, 6), Cell("before", 10, 50.0, 6, is_public=True)]
    sums = [Sum("now", ("before", "since"))]

    assert hidden_cells(cells, sums, PERCENT) == {"now"}
    assert hidden_cells(grown, sums, PERCENT) == frozenset()


def test_a_latent_cell_is_never_shown_and_protected_where_it_is_small():
    cells = [Cell("all", 12, 60.0, 5), Cell("one", 1, 20.0, 5, is_latent=True)]
    shown = [Cell("all", 12, 60.0, 5), Cell("half", 6, 60.0, 5, is_latent=True)]

    assert hidden_cells(cells, [Sum("all", ("one", "others"))], PERCENT) == {"one"}
    assert hidden_cells(shown, [], PERCENT) == {"half"}


def test_margins_are_every_sum_of_a_table():
    keys = [("all", "all"), ("a", "all"), ("b", "all"), ("all", "x"), ("a", "x"), ("b", "x")]

    found = {(one.whole, one.parts) for one in margins(keys)}

    assert found == {
        (("all", "all"), (("a", "all"), ("b", "all"))),
        (("all", "all"), (("all", "x"),)),
        (("all", "x"), (("a", "x"), ("b", "x"))),
        (("a", "all"), (("a", "x"),)),
        (("b", "all"), (("b", "x"),)),
    }
    assert margins([("all",)]) == ()


def test_tables_that_are_none_are_refused():
    with pytest.raises(InputError):
        hidden_cells([*table(), Cell("all", 3, 1.0, 5)], [SPLIT], PERCENT)
    with pytest.raises(InputError):
        hidden_cells([Cell("all", 3, np.nan, 5)], [], PERCENT)
    with pytest.raises(InputError):
        margins([("all",), ("a", "b")])


def test_without_ends_and_without_solution_more_is_hidden_never_less(monkeypatch):
    assert hidden_cells(table(8, 22), [SPLIT], Bounds()) == {"few", "rest"}
    monkeypatch.setattr("scipy.optimize.linprog", lambda *args, **kwargs: OptimizeResult(status=4, x=None))
    assert hidden_cells(table(), [SPLIT], PERCENT) == {"all", "few", "rest"}


def test_cells_of_nobody_and_sums_too_little_is_known_of_are_left_aside():
    assert hidden_cells(table(0, 30), [SPLIT], PERCENT) == frozenset()
    assert hidden_cells(table(), [Sum("trust", ("all", "x", "y"))], PERCENT) == {"few"}
    assert hidden_cells(table(8)[:2], [Sum("few", ("all", "x"))], PERCENT) == {"few"}


def test_an_absent_whole_is_added_up():
    assert hidden_cells(table()[1:], [SPLIT], PERCENT) == {"few"}


# --- pulses


def shown(found):
    rows = zip(found.wave.tolist(), found.dimension, found.level, found.is_shown, strict=True)
    return {(wave, dimension, level) for wave, dimension, level, is_shown in rows if is_shown}


MIXED = np.array([4.0, 2.0, 3.0, 5.0, 1.0, 3.0, 2.0, 4.0, 3.0, 3.0, 2.0, 5.0])
ONE_WAVE = np.zeros(12, np.int64)


def test_groups_of_five_or_more_are_shown_and_the_whole_with_them():
    found = pulse_results(MIXED, ONE_WAVE, {"role": ["a"] * 6 + ["b"] * 6})

    assert shown(found) == {(0, "all", ""), (0, "role", "a"), (0, "role", "b")}
    assert found.mean == pytest.approx([37 / 12, 3.0, 19 / 6])
    assert found.count.tolist() == [12.0, 6.0, 6.0]


def test_fewer_than_five_are_hidden_with_what_would_give_them_away_and_look_alike():
    found = pulse_results(MIXED, ONE_WAVE, {"role": ["a"] * 9 + [""] * 3})

    hidden = ~found.is_shown
    assert (0, "role", "not said") not in shown(found)
    assert hidden.sum() >= 2
    assert np.isnan(found.mean[hidden]).all()
    assert np.isnan(found.count[hidden]).all()


def test_an_answer_not_given_is_nobodys():
    answers = np.where(np.arange(12) < 8, np.nan, MIXED)

    assert shown(pulse_results(answers, ONE_WAVE, {})) == set()


def test_when_all_agree_at_the_end_of_the_scale_the_mean_would_tell_everybodys_answer():
    assert shown(pulse_results(np.full(8, 5.0), ONE_WAVE[:8], {})) == set()
    assert shown(pulse_results(np.array([5.0] * 7 + [4.0]), ONE_WAVE[:8], {})) == {(0, "all", "")}


def test_a_group_within_another_is_not_subtracted_from_it():
    team = ["n"] * 7 + ["s"] * 5
    role = ["a"] * 6 + ["b"] * 6

    found = shown(pulse_results(MIXED, ONE_WAVE, {"team": team, "role": role}))

    assert not {(0, "team", "n"), (0, "role", "a")} <= found


def test_who_answered_after_a_showing_is_not_given_away_by_the_next():
    export = np.array([0] * 10 + [1] * 2)
    enough = np.array([0] * 6 + [1] * 6)

    assert shown(pulse_results(MIXED, ONE_WAVE, {}, export=export)) == set()
    assert shown(pulse_results(MIXED, ONE_WAVE, {}, export=enough)) == {(0, "all", "")}


def test_a_group_nobody_joined_since_is_shown_as_before():
    role = ["a"] * 6 + ["b"] * 6
    answers, more = np.concatenate([MIXED, MIXED[:6]]), role + ["b"] * 6
    export = np.array([0] * 12 + [1] * 6)

    found = pulse_results(answers, np.zeros(18, np.int64), {"role": more}, export=export)

    assert shown(found) == {(0, "all", ""), (0, "role", "a"), (0, "role", "b")}


def test_a_change_of_few_people_between_waves_waits_until_enough_changed():
    person = np.concatenate([np.arange(8), np.arange(1, 9), np.arange(5, 13)])
    wave = np.repeat([1, 2, 3], 8)
    answers = np.tile(MIXED[:8], 3)

    linked = pulse_results(answers, wave, {}, person=person)
    unlinked = pulse_results(answers, wave, {"role": [""] * 8 + ["a"] * 16})

    assert shown(linked) == {(1, "all", ""), (3, "all", "")}
    assert (len(shown(unlinked)), linked.checked_over_time, unlinked.checked_over_time) == (6, True, False)


@pytest.mark.parametrize(
    "wrong",
    [
        {"k": 4},
        {"low": 5.0},
        {"doubt": 0.0},
        {"answer": MIXED + 3.0},
        {"answer": MIXED[:5]},
        {"wave": np.zeros(12)},
        {"groups": {"all": ["a"] * 12}},
        {"groups": {"role": ["a"] * 3}},
    ],
)
def test_pulses_refuse_what_they_cannot_use(wrong):
    with pytest.raises(InputError):
        pulse_results(**({"answer": MIXED, "wave": ONE_WAVE, "groups": {}} | wrong))


def test_pulses_refuse_more_kinds_of_people_than_can_be_audited():
    levels = [str(number) for number in range(301)]

    with pytest.raises(InputError, match="kinds of people"):
        pulse_results(np.full(301, 3.0), np.zeros(301, np.int64), {"name": levels})
