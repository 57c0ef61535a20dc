"""From spells to joinings."""

from datetime import date

import pytest

from weald.dividend.domain.cohorts import first_results_after, joins_from, kind_of, route_of
from weald.dividend.queries.cohorts import Joining, Stratum


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2017, 9, 1), 2018),
        (date(2018, 1, 1), 2018),
        (date(2018, 4, 30), 2018),
        (date(2018, 5, 1), 2019),
        (date(2018, 8, 31), 2019),
    ],
)
def test_a_trust_can_touch_the_first_examinations_after_joining(day, year):
    assert first_results_after(day) == year


def test_a_schools_first_joining_of_a_trust_counts():
    joins = joins_from(
        [
            Joining(1, 90, date(2016, 9, 1), date(2018, 9, 1), "converted"),
            Joining(1, 90, date(2019, 9, 1), None, "transferred"),
            Joining(1, 91, date(2018, 9, 1), date(2019, 9, 1), "transferred"),
        ]
    )

    assert [(join.trust, join.first_year, join.left_year, join.route) for join in joins.records] == [
        ("90", 2017, 2019, "converter"),
        ("91", 2019, 2020, ""),
    ]


@pytest.mark.parametrize("unknown", [None, date(1900, 1, 1)])
def test_a_school_that_joined_at_an_unknown_date_is_set_aside(unknown):
    joins = joins_from(
        [
            Joining(1, 90, unknown, None, "unknown"),
            Joining(1, 91, date(2018, 9, 1), None, "converted"),
            Joining(2, 90, date(2018, 9, 1), None, "sponsored"),
        ]
    )

    assert joins.undated == frozenset({"1"})
    assert [join.unit for join in joins.records] == ["2"]


@pytest.mark.parametrize(
    ("reason", "route"),
    [("sponsored", "sponsored"), ("converted", "converter"), ("transferred", ""), ("unknown", "")],
)
def test_the_route_is_said_where_it_is_known(reason, route):
    assert route_of(reason) == route


@pytest.mark.parametrize(
    ("establishment_type", "group", "policy", "kind"),
    [
        ("Community school", "Local authority maintained schools", "", ""),
        ("Academy special converter", "Academies", "", "special"),
        ("Pupil referral unit", "Local authority maintained schools", "", "special"),
        ("Academy converter", "Academies", "Selective", "selective"),
        ("Academy converter", "Academies", "Non-selective", ""),
    ],
)
def test_what_sets_a_school_apart(establishment_type, group, policy, kind):
    stratum = Stratum(1, "primary", "london", 2, establishment_type, group, policy, None, None)

    assert kind_of(stratum) == kind
