"""The gates of the tumbler as truth tables: each requirement, met and not met, with what would help."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from weald.practices.domain.gates import GATES, ORDER, earlier_stages, gate, listed, next_stage
from weald.practices.enums import Stage, Stance, Standing
from weald.practices.queries.facts import SHIPPED, Facts, Voice

NUMBERS = {code: number for code, (number, _) in SHIPPED.items()}


def voices(trust, *stances, phase="primary", is_independent=False):
    return tuple(Voice(trust, phase, is_independent, stance) for stance in stances)


FOR, AGAINST, UNSURE = Stance.FOR, Stance.AGAINST, Stance.UNSURE
AGREED = (
    voices("Ash", FOR, FOR)
    + voices("Beech", FOR, FOR, AGAINST)
    + voices("Cedar", FOR, FOR, phase="secondary", is_independent=True)
)
# Every requirement of every gate is met.
ALL_MET = Facts(
    thresholds=NUMBERS,
    adopters=3,
    told=3,
    contest_days=14,
    objections=Counter({Standing.SETTLED: 2, Standing.STANDS: 1}),
    outside_voices=2,
    voices=AGREED,
    phases=("primary", "secondary"),
    known_effects=1,
)

# stage, requirement, what is different, words of the finding
NOT_MET = [
    (
        Stage.NURTURED,
        "complete",
        {"missing_parts": ("the steps", "what it costs")},
        "the steps and what it costs",
    ),
    (Stage.NURTURED, "subject", {"has_subject": False}, "Neither a subject"),
    (Stage.NURTURED, "home", {"in_use_at_home": False}, "has not adopted"),
    (Stage.TESTED, "adopted", {"adopters": 2}, "2 other schools have"),
    (Stage.TESTED, "adopted", {"adopters": 1}, "1 other school has"),
    (Stage.TESTED, "told", {"told": 2}, "2 of them have told"),
    (Stage.CONTESTED, "unprotected", {"protected_until": date(2027, 3, 26)}, "before 26 March 2027"),
    (Stage.CONTESTED, "contested", {"contest_days": None}, "Nobody has been invited"),
    (Stage.CONTESTED, "contested", {"contest_days": 13}, "since 13 days"),
    (Stage.CONTESTED, "heard", {"outside_voices": 1}, "1 person was heard"),
    (Stage.CONTESTED, "answered", {"objections": Counter({Standing.OPEN: 1})}, "1 objection has no answer"),
    (
        Stage.CONTESTED,
        "decided",
        {"objections": Counter({Standing.ANSWERED: 2})},
        "2 objections are undecided",
    ),
    (Stage.FORMED, "closed", {"contest_is_open": True}, "still open"),
    (Stage.FORMED, "decided", {"objections": Counter({Standing.OPEN: 1})}, "1 objection is undecided"),
    (Stage.FORMED, "trusts", {"voices": AGREED[:5]}, "Heard in 2, agreed in 2"),
    (Stage.FORMED, "trusts", {"voices": AGREED[:6]}, "Heard in 2, agreed in 2"),
    (Stage.FORMED, "divided", {"voices": AGREED + voices("Elm", AGAINST)}, "against it than for it in Elm"),
    (Stage.FORMED, "phases", {"phases": ("primary", "post_16")}, "Still open: post 16"),
    (Stage.FORMED, "independents", {"voices": AGREED[:5]}, "0 of 0 independent voices"),
    (Stage.FORMED, "effect", {"known_effects": 0}, "Nobody has asked"),
]


@pytest.mark.parametrize("stage", GATES)
def test_each_gate_opens_when_everything_is_there(stage):
    asked = gate(stage, ALL_MET)

    assert [one.code for one in asked if not one.met] == []
    assert all(one.finding for one in asked)
    assert not any(one.remedy for one in asked)


@pytest.mark.parametrize(("stage", "code", "different", "words"), NOT_MET)
def test_each_requirement_closes_the_gate_and_says_why(stage, code, different, words):
    asked = {one.code: one for one in gate(stage, replace(ALL_MET, **different))}

    assert not asked[code].met
    assert words in asked[code].finding
    assert asked[code].remedy.endswith(".")


def test_every_requirement_is_tried_both_ways():
    declared = {(stage, one.code) for stage, asked in GATES.items() for one in asked}

    assert {(stage, code) for stage, code, _, _ in NOT_MET} == declared


def test_an_honest_not_yet_known_passes_the_last_gate():
    asked = {
        one.code: one for one in gate(Stage.FORMED, replace(ALL_MET, known_effects=0, unknown_effects=1))
    }

    assert asked["effect"].met
    assert "honestly not yet known" in asked["effect"].finding


def test_agreement_from_one_s_own_corner_lifts_nothing():
    many = voices("Ash", *[FOR] * 40)

    asked = {one.code: one.met for one in gate(Stage.FORMED, replace(ALL_MET, voices=many))}

    assert not asked["trusts"]
    assert not asked["independents"]


def test_who_is_unsure_counts_as_heard_and_not_as_agreeing():
    unsure = voices("Ash", UNSURE, UNSURE) + voices("Beech", FOR, UNSURE) + voices("Cedar", FOR, FOR)

    (trusts,) = (one for one in gate(Stage.FORMED, replace(ALL_MET, voices=unsure)) if one.code == "trusts")

    assert trusts.finding == "Heard in 3, agreed in 1."


def test_objections_are_answered_not_outvoted():
    facts = replace(ALL_MET, objections=Counter({Standing.OPEN: 1}), voices=voices("Ash", *[FOR] * 200))

    assert not {one.code: one.met for one in gate(Stage.CONTESTED, facts)}["answered"]


def test_thresholds_stand_in_the_sentence_and_decide():
    facts = replace(ALL_MET, thresholds={**NUMBERS, "schools": 4})

    (adopted, _) = gate(Stage.TESTED, facts)

    assert adopted.sentence == "At least 4 other schools have adopted it."
    assert not adopted.met


def test_stages_follow_each_other():
    assert [next_stage(stage) for stage in ORDER] == [*ORDER[1:], None]
    assert next_stage(Stage.RETIRED) is None
    assert earlier_stages(Stage.TESTED) == (Stage.IDEA, Stage.NURTURED)
    assert earlier_stages(Stage.RETIRED) == ORDER
    assert gate(Stage.IDEA, ALL_MET) == []
    assert listed(["one"]) == "one"
