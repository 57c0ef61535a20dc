"""Rejected rows go out as a file, are mended, and come back as they are."""

import csv
import io

import pytest
from tests.weald.schools.files import ESTABLISHMENT, bring_in, by_urn, table, write

from weald.core.enums import ImportMode
from weald.imports.mending import rejected_csv
from weald.imports.reading import open_table, rejection_headings
from weald.imports.run import silent

pytestmark = pytest.mark.django_db

NAME = "edubasealldata20240901.csv"


def test_rejected_rows_have_the_original_columns_and_four_more(tmp_path):
    run = bring_in(tmp_path, table(ESTABLISHMENT, {"OpenDate": "soon"}), NAME)

    rows = list(csv.DictReader(io.StringIO("".join(rejected_csv(run)).lstrip("\ufeff"))))

    assert list(rows[0]) == [*ESTABLISHMENT, "line", "column", "value", "reason"]
    assert (rows[0]["URN"], rows[0]["line"], rows[0]["column"], rows[0]["value"]) == (
        "100101",
        "2",
        "OpenDate",
        "soon",
    )
    assert rows[0]["reason"] == "OpenDate is not a date (dd-mm-yyyy or yyyy-mm-dd)."


def test_mended_rows_come_in_as_they_are(tmp_path):
    run = bring_in(tmp_path, table(ESTABLISHMENT, {"OpenDate": "soon"}, {"URN": "100102"}), NAME)
    mended = "".join(rejected_csv(run)).replace("soon", "01-09-2012", 1)

    again = bring_in(tmp_path, mended.encode(), f"rejected-{NAME}")

    assert (again.rows_added, again.rows_rejected, again.is_part) == (1, 0, True)
    assert again.columns == list(ESTABLISHMENT)
    assert by_urn("100101").opened_on.year == 2012


def test_rows_that_come_back_unmended_are_rejected_for_the_same_reason(tmp_path):
    run = bring_in(tmp_path, table(ESTABLISHMENT, {"OpenDate": "soon"}), NAME)

    again = bring_in(tmp_path, "".join(rejected_csv(run)).encode(), f"rejected-{NAME}")

    assert again.rejections.get().reason == run.rejections.get().reason


def test_broken_row_goes_out_in_the_first_column(tmp_path):
    content = table(ESTABLISHMENT, {}) + b'"unclosed,\r\n'
    run = bring_in(tmp_path, content, NAME)

    rows = list(csv.reader(io.StringIO("".join(rejected_csv(run)))))

    assert rows[1][0] == '"unclosed,'
    assert len(rows[1]) == len(ESTABLISHMENT) + 4


def test_headings_of_the_file_itself_keep_their_names():
    assert rejection_headings(("urn", "Value")) == ("line", "column", "rejected value", "reason")


def test_only_a_file_with_all_four_columns_at_its_end_is_a_mended_one(tmp_path):
    path = write(tmp_path, "urn,line,column,reason\r\n1,2,3,4\r\n", "table.csv")

    with open_table(path) as found:
        assert found.is_mended is False


def test_reporting_to_nobody_is_allowed(tmp_path):
    steps = []

    bring_in(
        tmp_path,
        table(ESTABLISHMENT, {}),
        NAME,
        mode=ImportMode.DRY_RUN,
        report=lambda *step: steps.append(step),
    )

    assert silent(1, 2, "Reading") is None
    assert [words for _, _, words in steps] == ["Reading", "Comparing with what is there"]
    assert steps[0][0] == steps[0][1]
