"""A trust's measures taken together, and stored dividends read back for it."""

import numpy as np
import pytest
from tests.factories.dividend import CHECKS, OutcomeFactory, ResultFactory, RunFactory, body_of, check_of
from tests.factories.schools import TrustFactory

from weald.dividend.domain.body import dividend_body, plain
from weald.dividend.domain.page import opening
from weald.dividend.domain.stored import dividend_of
from weald.dividend.domain.together import pooled_body, together
from weald.dividend.enums import Verdict
from wealdstats.dividend.examples import example_dividend
from wealdstats.dividend.pooled import pool_measures

EVENT = {"event_times": [0, 1, 2], "gap": [0.0] * 3, "n_schools": [3] * 3}


def a_result(name, *, att=7.0, se=1.9, group="all", direction="higher", **changed):
    measure = OutcomeFactory.build(name=name, direction=direction)
    body = body_of([1, 2, 3], att=att, se=se, **({"event": EVENT} | changed))
    body["conf_int"] = {"lower": att - 2 * se, "upper": att + 2 * se, "level": 0.95}
    run = RunFactory.build(measure=measure, group=group, pk=1)
    return ResultFactory.build(
        run=run, organisation=TrustFactory.build(), body=body, verdict=Verdict.CANNOT_TELL
    )


def said_of(**fields):
    return together([a_result("Maths", **fields), a_result("Reading", **fields)], "all")


@pytest.mark.parametrize(
    ("fields", "verdict", "part"),
    [
        ({"att": 1.0, "se": 0.3}, Verdict.TOO_SMALL, "stand lastingly above what we think"),
        ({"att": -1.0, "se": 0.3}, Verdict.TOO_SMALL, "stand lastingly below what we think"),
        ({"att": 0.2, "se": 0.4}, Verdict.NO_SIGN, "too small to matter either way"),
        ({"att": 0.2, "se": 3.0}, None, "The smallest it could have shown is"),
        ({"att": 9.0, "se": 1.0}, None, "beyond chance and larger than what matters"),
        ({"att": -9.0, "se": 1.0}, None, "beyond chance and larger than what matters"),
        ({"att": 3.0, "se": 1.0}, None, "beyond chance and may or may not be large enough"),
    ],
)
def test_measures_together_lead_with_what_can_be_said(fields, verdict, part):
    found = said_of(**fields)

    assert found.verdict == verdict
    assert found.sentence.startswith("Over its 2 measures together")
    assert part in found.sentence
    assert found.reasons == ()


def test_the_interval_is_said_in_the_smallest_difference_that_matters():
    found = said_of(att=0.3, se=0.2)

    assert (
        "the mean effect is +0.1 (−0.1 to +0.3) times the smallest difference that matters" in found.sentence
    )


def test_a_claim_is_held_back_with_its_reason():
    failed = check_of("closeness", False, "they stand lower", "the same level")

    narrow = said_of(att=0.3, se=0.2, checks=[*CHECKS, failed])
    wide = said_of(att=0.3, se=9.0, checks=[*CHECKS, failed])

    for found in (narrow, wide):
        assert found.verdict is None
        assert "held back" in found.sentence
        assert found.reasons == (
            "A safeguard failed on Maths: they stand lower.",
            "A safeguard failed on Reading: they stand lower.",
        )


def test_measures_of_one_name_are_told_apart_by_their_codes():
    results = [a_result("Maths"), a_result("Maths")]
    for result, code in zip(results, ("ks2", "ks4"), strict=True):
        result.run.measure.code = code

    assert [row[0] for row in together(results, "all").figure.table.rows[:2]] == [
        "Maths (ks2)",
        "Maths (ks4)",
    ]


def test_each_measure_is_drawn_beside_all_together():
    figure = said_of(att=1.0, se=0.3).figure

    assert [row[0] for row in figure.table.rows] == ["Maths", "Reading", "Together"]
    assert figure.table.rows[0] == ("Maths", "+0.5 times", "+0.2 to +0.8 times")
    assert figure.uncertainty.startswith("95 % intervals.")


def test_only_results_of_the_same_pupils_are_pooled():
    results = [a_result("Maths"), a_result("Reading", group="disadvantaged")]

    found = together(results, "all")

    assert found.sentence == "Measures are taken together from two on; here one can be."
    assert found.figure is None
    assert pooled_body(results, "all") is None


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (a_result("Absence", direction="lower"), "Absence is left out: there more is not better."),
        (a_result("Writing", floor=None), "Writing is left out: its run was made by an earlier version."),
        (a_result("Writing", placebos={"n": 5}), "Writing is left out"),
        (a_result("Writing", floor=0.0), "Writing is left out"),
    ],
)
def test_what_cannot_be_pooled_is_named_with_the_reason(other, why):
    found = together([a_result("Maths"), other, a_result("Reading")], "all")
    alone = together([other], "all")

    assert found.sentence.startswith("Over its 2 measures")
    assert found.reasons[-1].startswith(why)
    assert alone.sentence.endswith("here none can be.")


def test_a_program_reads_the_same():
    body = pooled_body([a_result("Maths", att=1.0, se=0.3), a_result("Reading", att=1.0, se=0.3)], "all")

    assert body["verdict"] == "persistent_too_small"
    assert body["measures"] == ["Maths", "Reading"]
    assert body["effect"] == pytest.approx(0.45)


def test_the_page_opens_with_all_measures_where_one_cannot_tell():
    result = a_result("Maths")
    pooled = said_of(att=1.0, se=0.3)

    assert opening(result, pooled).startswith(
        "Over its 2 measures together its schools stand lastingly above"
    )
    assert "By itself: On reading" in opening(result, pooled)
    assert opening(result, said_of()).startswith("On reading")
    result.verdict = Verdict.DIVIDEND
    assert opening(result, pooled).startswith("Yes.")


def stored(dividend, name):
    run = RunFactory.build(measure=OutcomeFactory.build(name=name), rule=plain(dividend.rule), pk=1)
    return ResultFactory.build(run=run, organisation=TrustFactory.build(), body=dividend_body(dividend))


def test_a_dividend_read_back_pools_as_the_one_that_was_stored():
    dividend = example_dividend()

    back = dividend_of(stored(dividend, "Maths"))
    pooled = pool_measures({"Maths": back, "Reading": back})

    direct = pool_measures({"Maths": dividend, "Reading": dividend})
    assert plain(pooled.each) == pytest.approx(plain(direct.each), abs=1e-5)
    assert pooled.conf_int.lower == pytest.approx(direct.conf_int.lower, abs=1e-5)
    assert pooled.verdict == direct.verdict
    assert back.rule == dividend.rule
    assert [(one.name, one.passed, one.finding) for one in back.checks] == [
        (one.name, one.passed, one.finding) for one in dividend.checks
    ]
    np.testing.assert_allclose(back.schools[0].gap, dividend.schools[0].gap, atol=1e-6)
    np.testing.assert_array_equal(back.event.event_times, dividend.event.event_times)


def test_degrees_of_freedom_without_end_come_back_without_end():
    result = stored(example_dividend(), "Maths")
    result.body["placebos"]["df"] = None

    assert np.isinf(dividend_of(result).placebos.df)


def test_what_an_earlier_version_did_not_store_is_missing():
    result = stored(example_dividend(), "Maths")
    for name in ("variation", "antifragility", "mde"):
        del result.body[name]
    result.run.rule = {}

    back = dividend_of(result)

    assert back.variation is None
    assert back.antifragility.value is None
    assert np.isnan(back.mde)
    assert back.rule.hard_years == ()


def test_no_stored_dividend_keeps_every_pair_of_years():
    assert "covariance" not in dividend_body(example_dividend())["event"]
