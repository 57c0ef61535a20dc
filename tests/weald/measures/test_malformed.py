"""Result files as they really arrive: a clear report, and exactly the good rows applied or nothing."""

import gzip
import json

import pytest
from tests.factories.measures import school_with_urn
from tests.weald.measures.files import KS2_TABLES, TIDY, bring_in, held, reasons, table

from weald.core.enums import ImportMode
from weald.core.errors import WealdError
from weald.core.models import ImportRun

pytestmark = pytest.mark.django_db

A, B = "100101", "100102"


def row(urn, share="63%", year="2018"):
    return f"{urn},30,1.5,104,-0.4,2,103,{share},7%,{year}"


GOOD = table(KS2_TABLES, row(A), row(B))
KS2_FINAL = b"RECTYPE,URN,READPROG\r\n1,100101,1.5\r\n"
KS2_HALF = GOOD[: GOOD.index(B) + 20]

# Each is refused as a whole: (name, content, a word of the finding).
REFUSED = {
    "empty": ("results.csv", b"", "empty"),
    "only_blank_lines": ("results.csv", b"\r\n\r\n   \r\n", "empty"),
    "web_page": ("results.csv", b"<!DOCTYPE html><html><body>Sign in</body></html>", "web page"),
    "pdf": ("results.csv", b"%PDF-1.7 \x00\x01", "PDF"),
    "old_workbook": ("results.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old kind"),
    "damaged_workbook": ("results.xlsx", b"PK\x03\x04" + b"\0" * 600, "ZIP"),
    "damaged_gzip": ("results.csv.gz", gzip.compress(GOOD.encode())[:-30] + b"x" * 22, "damaged"),
    "packed_twice": ("results.csv.gz", gzip.compress(gzip.compress(GOOD.encode())), "packed twice"),
    "list_of_numbers": ("results.json", b"[1, 2, 3]", "JSON"),
    "broken_json": ("results.json", b'{"100101": {"fsm": 21.9', "JSON"),
    "nested_json": ("census_2023.json", json.dumps({A: [21.9, 3]}).encode(), "JSON"),
    "another_table": ("results.csv", b"tree,apples\r\noak,3\r\n", "tree, apples"),
    "no_headings": ("results.csv", row(A).encode(), "begins with the headings: 100101"),
    "urn_column_missing": ("results.csv", GOOD.replace("URN", "School").encode(), "School"),
    "figure_column_twice": (
        "results.csv",
        table(KS2_TABLES + ",Reading Score", row(A) + ",99").encode(),
        "2 columns headed 'Reading Score'",
    ),
    "year_nowhere": ("england_ks2final.csv", KS2_FINAL, "which year"),
    "two_years_in_the_name": ("ks2_2018_2019_and_2023.csv", KS2_FINAL, "which year"),
}  # fmt: skip


@pytest.fixture(autouse=True)
def schools():
    return [school_with_urn(A, "Hazel Lane School"), school_with_urn(B, "Rowan Road School")]


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_is_no_results_table_is_refused_in_words_and_changes_nothing(case, tmp_path):
    name, content, word = REFUSED[case]

    with pytest.raises(WealdError) as caught:
        bring_in(tmp_path, content, name)

    refusal = caught.value.refusal
    assert word in refusal.finding + refusal.need
    assert refusal.need.endswith(".")
    assert refusal.remedy.endswith(".")
    assert held() == {}
    assert not ImportRun.objects.filter(was_applied=True).exists()


# Each brings in the good school and reports the bad row: (content, line of the bad row, words of the reason).
PARTLY = {
    "row_breaks_off": (table(KS2_TABLES, row(A), f"{B},30,1.5,104"), 3, "breaks off after 4 of 10 cells"),
    "separator_not_quoted": (table(KS2_TABLES, row(A), row(B) + ",more"), 3, "11 cells under 10 headings"),
    "quotation_mark_never_closed": (table(KS2_TABLES, row(A), f'"{row(B)}'), 3, "never closed"),
    "nul_byte": (table(KS2_TABLES, row(A), row(B).replace("104", "1\x0004")), 3, "neither a number"),
    "character_lost": (
        table(KS2_TABLES, row(A), row(B).replace("104", "1?4")).encode().replace(b"?", b"\x81"),
        3,
        "neither a number",
    ),
    "percentage_above_100": (table(KS2_TABLES, row(A), row(B, "630%")), 3, "above 100"),
    "share_as_words": (table(KS2_TABLES, row(A), row(B, "two thirds")), 3, "neither a number"),
    "not_a_number": (table(KS2_TABLES, row(A), row(B, "NaN")), 3, "neither a number"),
    "decimal_comma": (table(KS2_TABLES, row(A), row(B).replace("1.5", '"1,5"')), 3, "neither a number"),
    "year_of_the_wrong_century": (table(KS2_TABLES, row(A), row(B, year="1018")), 3, "year cannot be read"),
    "year_without_exams": (table(KS2_TABLES, row(A), row(B, year="2021")), 3, "no exams"),
    "unknown_school": (table(KS2_TABLES, row(A), row("999999")), 3, "No school here has the URN 999999"),
    "school_left_out": (table(KS2_TABLES, row(A), row("")), 3, "names no school"),
    "school_by_name": (table(KS2_TABLES, row(A), row("Rowan Road")), 3, "names no school"),
    "headings_again_in_the_middle": (table(KS2_TABLES, row(A), KS2_TABLES), 3, "cannot be read"),
    "total_row_at_the_end": (table(KS2_TABLES, row(A), "Total,60,,,,,,,,2018"), 3, "names no school"),
    "contradicts_itself": (table(KS2_TABLES, row(A), row(A, "64%")), 3, "something else"),
}  # fmt: skip


@pytest.mark.parametrize("case", PARTLY)
def test_a_bad_row_is_reported_with_its_line_and_the_good_row_comes_in(case, tmp_path):
    content, line, words = PARTLY[case]

    run = bring_in(tmp_path, content)

    assert run.was_applied
    assert run.rows_rejected == 1
    assert words in reasons(run)[line]
    assert {urn for urn, *_ in held()} == {A}
    assert len(held()) == 7


@pytest.mark.parametrize("case", PARTLY)
def test_all_or_nothing_leaves_the_database_as_it_was(case, tmp_path):
    content, _, _ = PARTLY[case]

    run = bring_in(tmp_path, content, mode=ImportMode.ALL_OR_NOTHING)

    assert not run.was_applied
    assert "Nothing was changed" in run.problem
    assert held() == {}


# Odd but whole: every row comes in.
WHOLE = {
    "byte_order_mark": b"\xef\xbb\xbf" + GOOD.encode(),
    "semicolons": GOOD.replace(",", ";").encode(),
    "tabs": GOOD.replace(",", "\t").encode(),
    "utf_16": GOOD.encode("utf-16"),
    "old_mac_line_ends": GOOD.replace("\r\n", "\r").encode(),
    "headings_in_other_letters": GOOD.replace(KS2_TABLES, KS2_TABLES.upper()).encode(),
    "headings_with_spaces": GOOD.replace("KS2 Pupils", "  KS2   Pupils ").encode(),
    "blank_lines_between": GOOD.replace("\r\n", "\r\n\r\n").encode(),
    "numbers_with_spaces": GOOD.replace(",104,", ", 104 ,").encode(),
    "urn_as_decimal": GOOD.replace(A, f"{A}.0").encode(),
    "cp1252_name": table(KS2_TABLES + ",Name", row(A) + ",École", row(B) + ",Nørre").encode("cp1252"),
    "no_line_end_at_the_end": GOOD.rstrip().encode(),
    "packed_under_another_name": gzip.compress(GOOD.encode()),
}


@pytest.mark.parametrize("case", WHOLE)
def test_an_odd_file_comes_in_whole(case, tmp_path):
    run = bring_in(tmp_path, WHOLE[case])

    assert (run.rows_added, run.rows_rejected) == (14, 0)
    assert held()[B, "ks2_rwm_expected", 2018, "all"] == (63.0, 30, "")


def test_a_file_cut_off_in_the_middle_of_a_row_brings_in_the_rows_before(tmp_path):
    run = bring_in(tmp_path, KS2_HALF)

    assert run.rows_rejected == 1
    assert {urn for urn, *_ in held()} == {A}


def test_every_bad_row_of_a_file_is_reported_not_only_the_first(tmp_path):
    run = bring_in(tmp_path, table(KS2_TABLES, row("1"), row(A, "200%"), row(B, year="x"), row(B)))

    assert sorted(reasons(run)) == [2, 3, 4]
    assert {urn for urn, *_ in held()} == {B}


def test_a_file_of_headings_only_is_right_and_empty(tmp_path):
    run = bring_in(tmp_path, table(TIDY))

    assert (run.rows_read, run.rows_added, run.was_applied) == (0, 0, True)
