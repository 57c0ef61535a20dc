from dataclasses import replace

import pytest

from wealdstats.diagnostics import Check
from wealdstats.dividend.onset import Excursion
from wealdstats.dividend.parts import Onset
from wealdstats.dividend.result import Verdict
from wealdstats.dividend.rule import Rule
from wealdstats.dividend.verdict import Findings, judge
from wealdstats.inference import Interval

QUIET = Excursion(0, 2, 0.1, 0.9, False)
WIDE = Interval(-6.0, 7.0, 0.95)
FOUND = Findings(WIDE, 4, None, QUIET, 2.0, 9.0, ())
ONSET = Onset(1, 0, 2, 1, 3, 9.0, Interval(4.0, 14.0, 0.95), 0.01)
FAILED = Check("closeness", False, "donors lie apart", "near ones", "doubt")


def onset(**changes):
    given = {name: getattr(ONSET, name) for name in Onset.__slots__}
    return Onset(**given | changes)


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({"onset": ONSET}, Verdict.DIVIDEND),
        ({"onset": onset(sign=-1, mean_since=-9.0, conf_int=Interval(-14.0, -4.0, 0.95))}, Verdict.LOSS),
        ({"onset": onset(conf_int=Interval(1.0, 17.0, 0.95))}, Verdict.CANNOT_TELL),
        ({"onset": onset(p=0.06)}, Verdict.CANNOT_TELL),
        ({"excursion": Excursion(0, 1, 9.0, 0.01, True)}, Verdict.SIGNIFICANT_NOT_PERSISTENT),
        ({"excursion": Excursion(0, 1, 1.5, 0.01, True)}, Verdict.CANNOT_TELL),
        ({"excursion": Excursion(0, 1, 9.0, 0.2, True)}, Verdict.CANNOT_TELL),
        ({"conf_int": Interval(0.5, 1.5, 0.95)}, Verdict.PERSISTENT_TOO_SMALL),
        ({"conf_int": Interval(-1.5, -0.5, 0.95)}, Verdict.PERSISTENT_TOO_SMALL),
        ({"conf_int": Interval(-0.5, 1.5, 0.95)}, Verdict.NO_SIGN),
        ({"conf_int": Interval(0.5, 4.5, 0.95)}, Verdict.CANNOT_TELL),
        ({}, Verdict.CANNOT_TELL),
    ],
)
def test_each_finding_has_its_verdict(changes, verdict):
    judged = judge(replace(FOUND, **changes), Rule())

    assert judged.verdict == verdict
    assert judged.reasons


def test_too_early_is_said_where_only_years_are_missing():
    young = judge(replace(FOUND, onset=onset(years_observed=2)), Rule())
    short = judge(replace(FOUND, years_since=2), Rule())
    old = judge(FOUND, Rule())

    assert (young.verdict, young.too_early) == (Verdict.CANNOT_TELL, True)
    assert any("too early: 2 observed years" in reason for reason in young.reasons)
    assert short.too_early
    assert not old.too_early


@pytest.mark.parametrize(
    "changes",
    [
        {"onset": ONSET},
        {"conf_int": Interval(-0.5, 0.5, 0.95)},
        {"excursion": Excursion(0, 1, 9.0, 0.01, True)},
    ],
)
def test_a_failed_gate_withholds_every_claim(changes):
    judged = judge(replace(FOUND, checks=(FAILED,), **changes), Rule())

    assert judged.verdict == Verdict.CANNOT_TELL
    assert any("donors lie apart" in reason for reason in judged.reasons)


def test_other_failed_checks_are_shown_but_withhold_nothing():
    check = replace(FAILED, name="pre_fit")

    assert judge(replace(FOUND, onset=ONSET, checks=(check,)), Rule()).verdict == Verdict.DIVIDEND


def test_cannot_tell_names_the_smallest_effect_that_would_have_shown():
    reasons = judge(FOUND, Rule()).reasons

    assert "9.00" in reasons[-1]
    assert "-6.00 to 7.00" in reasons[0]


def test_an_effect_that_neither_stayed_nor_went_is_said_to_be_so():
    reasons = judge(replace(FOUND, conf_int=Interval(3.0, 9.0, 0.95)), Rule()).reasons

    assert "not shown to have stayed" in reasons[0]
