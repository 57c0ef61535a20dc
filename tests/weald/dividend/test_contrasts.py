"""Beside the mean: whether a trust's schools moved alike, and held up in hard years."""

import pytest
from tests.factories.dividend import (
    HARD,
    SECTOR,
    VARIATION,
    OutcomeFactory,
    ResultFactory,
    RunFactory,
    body_of,
)
from tests.factories.schools import TrustFactory

from weald.dividend.domain.contrasts import NOT_STORED, and_words, closer_together, hard_years
from weald.dividend.domain.hard_years import declared
from weald.dividend.domain.pictures import gap_figure, share_words


def a_result(schools=(), *, sector=SECTOR, without=(), **changed):
    body = body_of(list(schools), **changed)
    for name in without:
        del body[name]
    run = RunFactory.build(measure=OutcomeFactory.build(), sector=sector)
    return ResultFactory.build(run=run, organisation=TrustFactory.build(), body=body)


@pytest.mark.parametrize(
    ("changed", "answer", "part"),
    [
        ({}, "No sign", "lies 4.2 points apart between its schools: no more and no less than by chance"),
        ({"p": 0.01, "p_even": 0.005, "p_uneven": 0.996}, "Yes", "Its schools moved alike"),
        ({"p": 0.01, "p_even": 0.996, "p_uneven": 0.005}, "No", "Chance taken off, 1.3 points are left."),
    ],
)
def test_schools_that_moved_alike_or_apart_are_told_from_chance(changed, answer, part):
    found = closer_together(a_result(variation=VARIATION | changed))

    assert found.answer == answer
    assert part in found.words
    assert "In make-believe trusts it is 4.0 points, as a rule between 1.5 and 6.5 points." in found.words


def test_a_single_school_cannot_move_apart():
    assert closer_together(a_result(variation=None)).answer == "Not testable"


def test_the_plain_spread_of_results_is_told_as_no_evidence():
    said = closer_together(a_result([1, 2])).words

    assert "lay 2.8 points apart before joining and 0.7 points since: no evidence by itself" in said


@pytest.mark.parametrize("schools", [[1], []])
def test_the_spread_of_one_school_is_not_told(schools):
    assert "Their results" not in closer_together(a_result(schools)).words


def test_the_spread_is_not_told_where_paths_were_not_stored():
    result = a_result([1, 2])
    del result.body["schools"][1]["observed"]

    assert "Their results" not in closer_together(result).words


@pytest.mark.parametrize(
    ("changed", "answer", "part"),
    [
        ({}, "Yes", "In 2023 the gap was 2.5 points larger than in the other years since joining"),
        ({"value": -2.5}, "No", "2.5 points smaller"),
        (
            {"p": {"two_sided": 0.3}},
            "Cannot tell",
            "The smallest difference it could have shown is 3.1 points.",
        ),
    ],
)
def test_hard_years_are_compared_with_the_others(changed, answer, part):
    found = hard_years(a_result(antifragility=HARD | changed))

    assert found.answer == answer
    assert part in found.words
    assert "(95 % interval +0.3 to +4.7 points; 3 schools)" in found.words
    assert found.words.endswith(" 2023: the first after the pandemic.")


def test_hard_years_of_somebodys_own_need_no_reason():
    found = hard_years(a_result(antifragility=HARD | {"hard_years": [2018, 2024]}))

    assert "In 2018 and 2024" in found.words
    assert found.words.endswith("3 schools).")


@pytest.mark.parametrize(
    "reason",
    [
        "no years were declared hard",
        "2 schools were seen in hard and in other years from joining on; the rule asks for 3",
    ],
)
def test_what_cannot_be_tested_says_why(reason):
    missing = dict.fromkeys(("value", "se", "conf_int", "p", "mde"))

    found = hard_years(a_result(antifragility=HARD | missing | {"reason": reason}))

    assert found.answer == "Not testable"
    assert found.words.startswith(reason[:1].upper() + reason[1:] + ".")
    assert "before anybody looks at their results" in found.words


def test_a_run_of_an_earlier_version_says_so():
    result = a_result(without=("variation", "antifragility"))

    assert closer_together(result) is NOT_STORED
    assert hard_years(result) is NOT_STORED


@pytest.mark.parametrize(
    ("years", "said"), [([2023], "2023"), ([2022, 2023], "2022 and 2023"), ([1, 2, 3], "1, 2 and 3")]
)
def test_years_are_listed_in_words(years, said):
    assert and_words(years) == said


def test_hard_years_are_declared_with_a_reason():
    assert list(declared("ks2_rwm_expected")) == [2023]
    assert "pandemic" in declared("ks2_rwm_expected")[2023]
    assert declared("ks4_attainment8") == {}


def test_the_whole_path_has_a_band_of_its_own():
    figure = gap_figure(a_result())

    assert figure.table.columns[-2:] == ("Chance alone: range", "Chance alone: range of whole paths")
    assert figure.table.rows[0][-2:] == ("−2.0 to +2.0 points", "−3.0 to +3.0 points")
    assert "This path leaves it; of make-believe trusts fewer than one in a hundred" in figure.uncertainty
    assert "doubt the comparison" not in figure.uncertainty


def test_a_path_within_the_outer_band_is_no_surprise():
    event = a_result().body["event"] | {"sup_upper": [9.0] * 6, "p_sup": 0.21}

    figure = gap_figure(a_result(event=event))

    assert "This path stays inside it; of make-believe trusts 21 in a hundred stray" in figure.uncertainty


def test_a_path_that_strays_before_joining_casts_doubt():
    event = a_result().body["event"] | {"gap": [4.0, 0.0, 0.0, 0.0, 0.0, 0.0]}

    assert "before joining already: doubt the comparison" in gap_figure(a_result(event=event)).uncertainty


def test_an_earlier_versions_path_has_the_inner_band_only():
    event = {name: part for name, part in a_result().body["event"].items() if "sup" not in name}

    figure = gap_figure(a_result(event=event))

    assert figure.table.columns[-1] == "Chance alone: range"
    assert "made by an earlier version" in figure.uncertainty


@pytest.mark.parametrize(
    ("share", "said"),
    [(0.0001, "fewer than one in a hundred"), (0.01, "1 in a hundred"), (0.4, "40 in a hundred")],
)
def test_shares_are_said_as_counts(share, said):
    assert share_words(share) == said
