"""Stored dividends: a run, and a trust's result with a small but whole body."""

import factory
from factory.django import DjangoModelFactory
from tests.factories.measures import MeasureFactory
from tests.factories.schools import TrustFactory

from weald.dividend.enums import Verdict
from weald.dividend.models import Result, Run

YEARS = [2016, 2017, 2018, 2023, 2024, 2025]


class OutcomeFactory(MeasureFactory):
    """The measure a dividend is told of."""

    name = "Expected standard in reading, writing and maths"
    spoken = "reading, writing and maths at 11"


class RunFactory(DjangoModelFactory):
    class Meta:
        model = Run

    measure = factory.SubFactory(OutcomeFactory)
    group = "all"
    rule = factory.LazyFunction(dict)
    seed = 1
    draws = 1000
    data_hash = "0123456789abcdef" * 4
    version = "0.1.0"
    seconds = 1.5
    sector = factory.LazyFunction(lambda: dict(SECTOR))


class ResultFactory(DjangoModelFactory):
    class Meta:
        model = Result

    run = factory.SubFactory(RunFactory)
    organisation = factory.SubFactory(TrustFactory, uid="80001")
    verdict = Verdict.DIVIDEND
    att, se, lower, upper = 7.0, 1.9, 3.1, 10.6
    p_value, q_value = 0.0004, 0.012
    schools = 3
    body = factory.LazyFunction(lambda: body_of([]))


SECTOR = {
    "trusts": 40,
    "schools": 210,
    "controls": 3_000,
    "fits": 9_000,
    "verdicts": {verdict.value: index for index, verdict in enumerate(Verdict)},
    "survive": 3,
    "survive_up": 2,
    "q": 0.05,
    "raw_rises": 21,
    "raw_falls": 4,
    "raw_against_all_rises": 9,
    "raw_against_all_falls": 8,
    "not_estimated": [
        {"trust": "1", "n_joined": 2, "n_usable": 0, "reason": ""},
        {"trust": "2", "n_joined": 2, "n_usable": 1, "reason": ""},
        {"trust": "3", "n_joined": 5, "n_usable": 2, "reason": ""},
    ],
    "may_be_named": [],
    "shrunken": {
        "mean": 1.6,
        "lower": 0.9,
        "upper": 2.4,
        "tau": 3.5,
        "tau_lower": 2.9,
        "tau_upper": 4.2,
        "level": 0.95,
    },
    "hard_years": {"2023": "the first after the pandemic"},
    "seconds": 1.5,
}
ONSET = {
    "event_time": 1,
    "earliest": 0,
    "latest": 2,
    "sign": 1,
    "years_observed": 4,
    "mean_since": 7.2,
    "conf_int": {"lower": 3.0, "upper": 11.0, "level": 0.95},
    "p": 0.001,
}


GAP = [0.1, -0.1, 2.0, 6.0, 7.0, 8.0]
OBSERVED = [57.0, 55.0, 58.0, 64.0, 66.0, 67.0]
COUNTERFACTUAL = [seen - gap for seen, gap in zip(OBSERVED, GAP, strict=True)]
CALENDAR = {
    "years": YEARS,
    "observed": OBSERVED,
    "counterfactual": COUNTERFACTUAL,
    "lower": [value - 2 for value in COUNTERFACTUAL],
    "upper": [value + 2 for value in COUNTERFACTUAL],
    "gap": GAP,
    "n_schools": [3] * 6,
    "n_joined": [0, 0, 3, 3, 3, 3],
}
EVENT = {
    "event_times": [-2, -1, 0, 5, 6, 7],
    "gap": GAP,
    "lower": [-2.0] * 6,
    "upper": [2.0] * 6,
    "onset_lower": [-1.5] * 6,
    "onset_upper": [1.5] * 6,
    "n_schools": [3] * 6,
    "sup_lower": [-3.0] * 6,
    "sup_upper": [3.0] * 6,
    "p_sup": 0.004,
}
VARIATION = {
    "sd": 4.2,
    "expected": 4.0,
    "lower": 1.5,
    "upper": 6.5,
    "beyond": 1.3,
    "p_uneven": 0.42,
    "p_even": 0.59,
    "p": 0.84,
}
HARD = {
    "hard_years": [2023],
    "value": 2.5,
    "se": 1.1,
    "conf_int": {"lower": 0.3, "upper": 4.7, "level": 0.95},
    "p": {"two_sided": 0.03},
    "mde": 3.1,
    "n_schools": 3,
    "reason": "",
}
SHRUNKEN = {"effect": 4.6, "se": 1.5, "lower": 1.7, "upper": 7.5, "wrong_sign": 0.001}
RAW = {"before": 50.0, "after": 60.0, "change": 10.0, "p": 0.01, "against_all": 4.0, "against_all_p": 0.2}
FUNNEL = [
    {
        "name": "in_panel",
        "reason": "has any result for this measure",
        "median": 900,
        "fewest": 800,
        "most": 1000,
    }
]


def check_of(name, passed, finding, need):
    return {
        "name": name,
        "passed": passed,
        "finding": finding,
        "need": need,
        "meaning": "doubt it otherwise",
        "numbers": {},
    }


CHECKS = [
    check_of("pre_fit", True, "0.8 points off", "a close fit"),
    check_of("intake", False, "FSM fell by 3.2", "the same intake"),
    check_of("anticipation", None, "two earlier years only", "three earlier years"),
]


def body_of(schools, *, donors=(), onset=ONSET, **changed):
    """A body about schools (ids) that were all compared with the same donors (ids)."""
    compared = [
        {
            "unit": str(school),
            "first_year": 2018,
            "att": 7.0,
            "donors": [str(donor) for donor in donors],
            "unit_weights": [1 / len(donors) for _ in donors],
            "n_before": 2,
            "observed": [50.0 + 4 * index, 52.0 + 4 * index, 60.0 + index],
        }
        for index, school in enumerate(schools or [0])
    ]
    return {
        "onset": onset,
        "too_early": False,
        "conf_int": {"lower": 3.1, "upper": 10.6, "level": 0.95},
        "mde": 3.4,
        "att": 7.0,
        "se": 1.9,
        "floor": 2.0,
        "reasons": ["the gap left the band in the second year and stayed out"],
        "calendar": CALENDAR,
        "event": EVENT,
        "schools": compared,
        "left_out": [{"unit": "0", "first_year": 2024, "reason": "no results after joining"}],
        "funnel": FUNNEL,
        "checks": CHECKS,
        "beside": [{"method": "did", "att": 6.1}, {"method": "sc", "att": 7.4}],
        "raw": RAW,
        "placebos": {"n": 1000, "enumerated": False, "atts": [-1.0, 0.0, 1.0], "mean": 0.1, "df": 30.0},
        "variation": VARIATION,
        "antifragility": HARD,
        "shrunken": SHRUNKEN,
    } | changed
