"""What a dividend says, verdict by verdict."""

import pytest
from tests.factories.dividend import (
    ONSET,
    SECTOR,
    OutcomeFactory,
    ResultFactory,
    RunFactory,
    body_of,
)
from tests.factories.schools import TrustFactory

from weald.dividend.domain.checks import check_rows, checks_said, title_of
from weald.dividend.domain.sector import sector_page
from weald.dividend.domain.words import (
    TOO_EARLY,
    among_all,
    amount,
    beside_words,
    cells,
    effect_unit,
    lede,
    raw_claim,
    years_after,
)
from weald.dividend.enums import Verdict


def a_result(**fields):
    measure = fields.pop("measure", None) or OutcomeFactory.build()
    run = RunFactory.build(measure=measure, sector=fields.pop("sector", SECTOR))
    return ResultFactory.build(run=run, organisation=TrustFactory.build(), **fields)


@pytest.mark.parametrize(
    ("verdict", "beginning", "part"),
    [
        (Verdict.DIVIDEND, "Yes.", "about 7 pupils in every hundred above"),
        (Verdict.LOSS, "No.", "below what we think"),
        (Verdict.NOT_PERSISTENT, "For a time.", "came back"),
        (Verdict.TOO_SMALL, "A little.", "smaller than what matters"),
        (Verdict.NO_SIGN, "No sign of it.", "too small to matter either way"),
        (
            Verdict.CANNOT_TELL,
            "On reading, writing and maths at 11",
            "anything from +3.1 to +10.6 points would fit",
        ),
    ],
)
def test_the_answer_leads_with_what_can_be_said(verdict, beginning, part):
    said = lede(a_result(verdict=verdict))

    assert said.startswith(beginning)
    assert part in said


def test_cannot_tell_is_never_bare():
    said = lede(
        a_result(verdict=Verdict.CANNOT_TELL, att=-2.0, lower=-5.0, upper=1.0, body=body_of([], onset=None))
    )

    assert "about 2 pupils in every hundred below" in said
    assert "−5.0 to +1.0 points" in said


def test_the_four_findings_carry_their_uncertainty():
    verdict, size, onset, smallest = cells(a_result())

    assert (verdict.value, verdict.tone) == ("Dividend", "good")
    assert (size.value, size.note) == ("+7.0 points", "95 % interval +3.1 to +10.6 points")
    assert (onset.value, onset.note) == ("2 years after joining", "between 1 year and 3 years after joining")
    assert (smallest.value, smallest.note) == ("3.4 points", "3 schools, 0 comparison schools")


def test_an_onset_known_to_the_year_is_said_once():
    body = body_of([], onset=ONSET | {"earliest": 1, "latest": 1})

    assert cells(a_result(body=body))[2].note == "known to the year"


def test_no_onset_is_said_in_words():
    onset = cells(a_result(verdict=Verdict.CANNOT_TELL, body=body_of([], onset=None)))[2]

    assert onset.value == "Not seen"


def test_too_early_is_said_as_such():
    result = a_result(verdict=Verdict.CANNOT_TELL, body=body_of([], onset=None, too_early=True))

    assert cells(result)[0].note == TOO_EARLY


@pytest.mark.parametrize(
    ("unit", "value", "said"),
    [
        ("percent", 7.2, "about 7 pupils in every hundred"),
        ("percent", -0.8, "0.8 pupils in every hundred"),
        ("percent", 1.0, "1.0 pupil in every hundred"),
        ("score", -1.25, "1.2 points"),
    ],
)
def test_sizes_are_said_in_the_measures_own_terms(unit, value, said):
    assert amount(OutcomeFactory.build(unit=unit), value) == said


def test_a_difference_of_scores_is_in_points():
    assert effect_unit(OutcomeFactory.build(unit="score", decimals=1)).say(1.0, signed=True) == "+1.0 points"


@pytest.mark.parametrize(
    ("event_time", "said"),
    [
        (-2, "2 years before joining"),
        (-1, "1 year before joining"),
        (0, "in the first results"),
        (2, "3 years after joining"),
    ],
)
def test_event_times_are_said_in_words(event_time, said):
    assert years_after(event_time) == said


def test_one_among_many_allows_for_the_many():
    assert "remains beyond chance" in among_all(a_result(q_value=0.01))
    assert "does not remain beyond chance" in among_all(a_result(q_value=0.4))
    assert among_all(a_result(q_value=None)).endswith("same results.")


def test_one_among_many_shows_the_effect_drawn_towards_the_others():
    said = among_all(a_result(q_value=0.01))

    assert (
        "Drawn towards the others’ as far as it is uncertain, its effect is +4.6 (+1.7 to +7.5) points."
        in said
    )
    assert said.endswith("That is not sure enough to name it among all trusts.")


@pytest.mark.parametrize(
    ("named", "said"),
    [(["7"], "It is the only one sure enough"), (["3", "7"], "It is one of 2 sure enough to be named")],
)
def test_one_that_may_be_named_among_all_says_so(named, said):
    result = a_result(q_value=0.01, sector=SECTOR | {"may_be_named": named})
    result.organisation_id = 7

    assert said in among_all(result)


def test_too_few_trusts_draw_nothing_together():
    said = among_all(a_result(q_value=0.01, body=body_of([], shrunken=None)))

    assert said.endswith("There are too few trusts to draw its effect towards the others’.")


def test_a_result_of_an_earlier_version_is_not_named():
    body = body_of([])
    del body["shrunken"]
    sector = {key: part for key, part in SECTOR.items() if key != "may_be_named"}

    said = among_all(a_result(q_value=0.01, body=body, sector=sector))

    assert said.endswith("made by an earlier version; a new run will say.")


def test_the_raw_comparison_stands_as_a_warning():
    said = raw_claim(a_result())

    assert "+10.0 points. That is no evidence" in said
    assert "+4.0 points" in said


def test_other_methods_stand_beside():
    assert beside_words(a_result()) == (
        "From the same schools and donors: difference-in-differences +6.1 points and synthetic control "
        "+7.4 points."
    )


def test_failed_checks_come_first_and_all_are_counted():
    rows = check_rows(body_of([])["checks"])

    assert [row.passed for row in rows] == [False, None, True]
    assert checks_said(rows) == (
        "1 of 3 safeguards passed, 1 failed, 1 could not be tested on these results."
    )
    assert checks_said(rows[2:]) == "1 of 1 safeguards passed."
    assert title_of("a_new_check") == "A new check"


def test_the_sector_counts_verdicts_and_never_ranks():
    page = sector_page(RunFactory.build(measure=OutcomeFactory.build()))

    assert [row.trusts for row in page.rows] == list(range(6))
    assert "5 of 40 trusts cannot tell yet" in page.lede
    assert "3 remain beyond chance, 2 of them upwards" in page.after_control
    assert "a rise for 21 of them and a fall for 4" in page.raw
    assert "a difference of +1.6 (+0.9 to +2.4) points" in page.shrunken
    assert "trusts differ by 3.5 (2.9 to 4.2) points" in page.shrunken
    assert page.naming.endswith("No trust is.")
    assert page.level == "95 %"
    assert page.not_estimated == [
        ("no school with results before and after", 1),
        ("one such school", 1),
        ("2 such schools", 1),
    ]


@pytest.mark.parametrize(
    ("changed", "part"),
    [
        ({"may_be_named": ["1"]}, "One trust is: whose results you may read stands below"),
        ({"may_be_named": ["1", "2"]}, "2 trusts are: whose results you may read stands below"),
    ],
)
def test_the_sector_says_what_naming_takes_and_of_how_many_it_is_true(changed, part):
    page = sector_page(RunFactory.build(measure=OutcomeFactory.build(), sector=SECTOR | changed))

    assert part in page.naming


def test_a_sector_of_few_trusts_is_not_drawn_together():
    page = sector_page(RunFactory.build(measure=OutcomeFactory.build(), sector=SECTOR | {"shrunken": None}))

    assert page.shrunken == "There are too few trusts to say how far they differ beyond chance."


def test_a_sector_of_an_earlier_version_names_nobody_and_says_why():
    sector = {key: part for key, part in SECTOR.items() if key not in {"may_be_named", "shrunken"}}

    page = sector_page(RunFactory.build(measure=OutcomeFactory.build(), sector=sector))

    assert page.naming.startswith("None is named here. This run was made by an earlier version")
    assert "earlier version" in page.shrunken


def test_a_sector_without_trusts_was_not_asked():
    page = sector_page(RunFactory.build(measure=OutcomeFactory.build(), sector=SECTOR | {"trusts": 0}))

    assert page.after_control == "No trust could be asked."
    assert "no trust can be asked" in page.lede
