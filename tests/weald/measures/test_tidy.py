"""Tidy tables: one figure a row, the measure and the pupils named in words."""

import pytest
from tests.factories.measures import school_with_urn
from tests.weald.measures.files import TIDY, bring_in, held, table

from weald.measures.domain.mapping import mapping_from
from weald.measures.enums import Group

pytestmark = pytest.mark.django_db

HAZEL = "100101"


@pytest.fixture
def hazel():
    return school_with_urn(HAZEL, "Hazel Lane School")


def test_tidy_table_comes_in_by_code_or_name_of_measure_and_words_for_groups(tmp_path, hazel):
    rows = (
        f"{HAZEL},2018/19,ks2_rwm_expected,,63,30",
        f"{HAZEL},2019,Expected standard in reading, writing and maths,disadvantaged,42,12".replace(
            "Expected standard in reading, writing and maths",
            '"Expected standard in reading, writing and maths"',
        ),
        f"{HAZEL},201819,ks2_rwm_expected,Not disadvantaged,78,18",
    )

    run = bring_in(tmp_path, table(TIDY, *rows), is_public=True)

    assert run.rows_added == 3
    assert {group: value for (_, _, _, group), (value, _, _) in held().items()} == {
        Group.ALL: 63,
        Group.DISADVANTAGED: 42,
        Group.OTHER: 78,
    }


def test_tidy_rows_with_unknown_measure_group_or_year_are_rejected_with_the_place(tmp_path, hazel):
    rows = (
        f"{HAZEL},2019,apples,all,63,30",
        f"{HAZEL},2019,ks2_rwm_expected,pears,63,30",
        f"{HAZEL},soon,ks2_rwm_expected,all,63,30",
        f"{HAZEL},2019,ks2_rwm_expected,all,many,30",
        f"{HAZEL},2024,ks2_read_progress,all,,30",
    )

    run = bring_in(tmp_path, table(TIDY, *rows))

    assert {r.line: (r.column, r.value) for r in run.rejections.all()} == {
        2: ("measure", "apples"),
        3: ("group", "pears"),
        4: ("year", "soon"),
        5: ("value", "many"),
    }
    assert held() == {}


def test_an_unknown_word_in_a_tidy_table_is_told_with_the_one_that_was_meant(tmp_path, hazel):
    rows = (f"{HAZEL},2019,ks2_rwm_expcted,all,63,30", f"{HAZEL},2019,ks2_rwm_expected,gils,63,30")

    run = bring_in(tmp_path, table(TIDY, *rows))

    assert [rejected.reason for rejected in run.rejections.order_by("line")] == [
        "There is no such measure. Did you mean “ks2_rwm_expected”?",
        "There is no such group. Did you mean “girls”?",
    ]


def test_a_tidy_mapping_may_be_of_one_measure_in_fractions_without_groups(tmp_path, hazel):
    mapping = mapping_from(
        {
            "code": "own",
            "name": "Our own",
            "school": {"column": "School"},
            "year": {"value": 2019},
            "tidy": {"value_column": "Share", "measure": "ks2_rwm_expected", "scale": 100},
        }
    )

    bring_in(tmp_path, table("School,Share", f"{HAZEL},0.63"), mapping=mapping)

    assert held() == {(HAZEL, "ks2_rwm_expected", 2019, "all"): (63.0, None, "")}
