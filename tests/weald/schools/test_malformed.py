"""Register files as they really arrive: a clear report, and exactly the good rows applied or nothing."""

import gzip
import io
import zipfile
from dataclasses import replace

import openpyxl
import pytest
from django.db import DataError
from tests.weald.schools.files import ESTABLISHMENT, MEMBERSHIP, bring_in, by_urn, held, reasons, table

from weald.core.enums import ImportMode
from weald.core.errors import WealdError
from weald.core.models import ImportRun
from weald.schools.domain.register.importers import Establishments
from weald.schools.domain.register.layouts import ESTABLISHMENTS
from weald.schools.models import Organisation

pytestmark = pytest.mark.django_db

A, B = "100101", "100102"
OTHER = {
    "URN": B,
    "EstablishmentNumber": "2002",
    "EstablishmentName": "Rowan Road School",
    "Trusts (code)": "",
}
GOOD = table(ESTABLISHMENT, {}, OTHER)
HEADING = GOOD.splitlines(keepends=True)[0]
FIRST, SECOND = GOOD.splitlines(keepends=True)[1:]
NAME = "edubasealldata20240901.csv"


def zipped(name, content):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, content)
    return out.getvalue()


def workbook(rows):
    out = io.BytesIO()
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def cells(line):
    return line.decode("cp1252").strip().split(",")


# Each is refused as a whole: (name, content, words of what was found).
REFUSED = {
    "empty": (NAME, b"", "is empty"),
    "only_a_byte_order_mark_and_blanks": (NAME, b" \r\n\t\r\n", "is empty"),
    "web_page_saved_as_csv": (NAME, b"\xef\xbb\xbf\r\n<!DOCTYPE html><html>Sign in</html>", "a web page"),
    "page_of_an_error": (NAME, b"<?xml version='1.0'?><Error>Expired</Error>", "a web page"),
    "zip_renamed_to_csv": (NAME, zipped("edubasealldata.csv", GOOD), "a ZIP archive"),
    "old_workbook": (NAME, b"\xd0\xcf\x11\xe0" + b"\0" * 600, "an old kind"),
    "a_sound_renamed_to_csv": (NAME, bytes(range(256)) * 20, "not text"),
    "pdf": (NAME, b"%PDF-1.7 \x00", "a PDF document"),
    "gzip_that_breaks_off": (NAME + ".gz", gzip.compress(GOOD * 400)[:-200], "damaged"),
    "packed_twice": (NAME + ".gz", gzip.compress(gzip.compress(GOOD)), "packed twice"),
    "another_table": ("trees_20240901.csv", b"tree,apples\r\noak,3\r\n", "tree, apples"),
    "headings_missing": (NAME, FIRST + SECOND, "begins with the headings: 100101, 860"),
    "prose": ("letter_20240901.csv", b"Dear colleague,\r\nplease find the register.\r\n", "Dear colleague"),
    "urn_column_missing": (NAME, GOOD.replace(b"URN,", b"Number,", 1), "Number, LA (code)"),
    "name_column_twice": (NAME, GOOD.replace(b"Street", b"EstablishmentName", 1), "2 columns headed"),
    "no_line_ends": (NAME, b"URN," + b"x" * 1_100_000, "not made of lines a table could have"),
    "damaged_workbook": (
        "edubasealldata20240901.xlsx",
        zipped("xl/workbook.xml", b"<?xml"),
        "damaged workbook",
    ),
    "json_of_numbers": ("open_schools_20240901.json", b"[1, 2, 3]", "JSON"),
    "day_nowhere": ("edubasealldata.csv", GOOD, "does not tell it"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_file_that_is_not_the_register_is_refused_in_words_and_changes_nothing(case, tmp_path):
    name, content, words = REFUSED[case]

    with pytest.raises(WealdError) as caught:
        bring_in(tmp_path, content, name)

    refusal = caught.value.refusal
    assert words in refusal.finding
    assert refusal.need.endswith(".")
    assert refusal.remedy.endswith(".")
    assert not Organisation.objects.exists()
    assert not ImportRun.objects.filter(was_applied=True).exists()


def bad(**cell):
    return table(ESTABLISHMENT, {}, OTHER | cell)


# Each brings in the first school and reports the second row: (content, its line, words of the reason).
PARTLY = {
    "urn_of_letters": (bad(URN="ABCDEF"), 3, "URN is not a URN (six digits)"),
    "urn_blank": (bad(URN=""), 3, "URN is blank"),
    "name_blank": (bad(EstablishmentName=" "), 3, "EstablishmentName is blank"),
    "status_unheard_of": (bad(**{"EstablishmentStatus (name)": "Ajar"}), 3, "is not one of"),
    "date_that_never_was": (bad(OpenDate="31-02-2012"), 3, "OpenDate is not a date"),
    "date_of_another_country": (bad(OpenDate="09/31/2012"), 3, "OpenDate is not a date"),
    "pupils_in_words": (bad(NumberOfPupils="many"), 3, "NumberOfPupils is not a whole number"),
    "pupils_negative": (bad(NumberOfPupils="-3"), 3, "NumberOfPupils is not a number from 0 to 100000"),
    "share_above_a_hundred": (bad(PercentageFSM="214"), 3, "PercentageFSM is not a number from 0 to 100"),
    "authority_unheard_of": (bad(**{"LA (code)": "999"}), 3, "no local authority with the code 999"),
    "off_the_grid": (bad(Easting="999999999"), 3, "Easting is not a number from 0 to 700000"),
    "two_flaws_at_once": (
        bad(URN="x", OpenDate="soon"),
        3,
        "URN is not a URN (six digits); OpenDate is not a date (dd-mm-yyyy or yyyy-mm-dd).",
    ),
    "same_urn_with_another_name": (
        table(ESTABLISHMENT, {}, {"EstablishmentName": "Rowan Road School"}),
        3,
        "Line 2 already says something else under the same number.",
    ),
    "row_breaks_off": (HEADING + FIRST + SECOND[:60], 3, "breaks off after"),
    "separator_not_quoted": (HEADING + FIRST + SECOND.strip() + b",more\r\n", 3, "cells under"),
    "quotation_mark_never_closed": (HEADING + FIRST + b'"' + SECOND, 3, "never closed"),
    "quotation_mark_inside": (
        HEADING + FIRST + SECOND.replace(b"Rowan Road School", b'"Rowan "Road" School"'),
        3,
        "inside a quoted cell",
    ),
    "nul_byte": (HEADING + FIRST + SECOND.replace(b"Rowan", b"Ro\0wan"), 3, "NUL byte"),
    "character_lost": (HEADING + FIRST + SECOND.replace(b"Rowan", b"Ro\x81wan"), 3, "lost on the way"),
    "name_too_long": (bad(EstablishmentName="x" * 201), 3, "is longer than 200 characters"),
}


@pytest.mark.parametrize("case", PARTLY)
def test_good_rows_are_applied_and_the_bad_one_is_reported_with_its_line(case, tmp_path):
    content, line, words = PARTLY[case]

    run = bring_in(tmp_path, content, NAME)

    assert (run.rows_added, run.rows_rejected) == (1, 1)
    assert words in reasons(run)[line]
    assert list(Organisation.objects.filter(kind="school").values_list("name", flat=True)) == [
        "Hazel Lane Primary School"
    ]


@pytest.mark.parametrize("case", PARTLY)
def test_all_or_nothing_applies_nothing_of_a_file_with_a_bad_row(case, tmp_path):
    content, line, words = PARTLY[case]

    run = bring_in(tmp_path, content, NAME, mode=ImportMode.ALL_OR_NOTHING)

    assert run.was_applied is False
    assert words in reasons(run)[line]
    assert not Organisation.objects.exists()


def in_encoding(encoding):
    return table(ESTABLISHMENT, {}, OTHER | {"EstablishmentName": "École Châtaigne"}, encoding=encoding)


# Odd, and read all the same: (name, content).
READ = {
    "windows_encoding": (NAME, in_encoding("cp1252")),
    "utf_8": (NAME, in_encoding("utf-8")),
    "utf_8_with_mark": (NAME, in_encoding("utf-8-sig")),
    "utf_16_with_mark": (NAME, in_encoding("utf-16")),
    "utf_16_without_mark": (NAME, in_encoding("utf-16-le")),
    "utf_16_the_other_way_round": (NAME, in_encoding("utf-16-be")),
    "two_encodings_pasted_together": (
        NAME,
        HEADING + FIRST.replace(b"Stafford,", "Châtaigne,".encode()) + in_encoding("cp1252").splitlines()[2],
    ),
    "semicolons": (
        NAME,
        table(ESTABLISHMENT, {}, OTHER | {"EstablishmentName": "École Châtaigne"}, delimiter=";"),
    ),
    "tabs": (
        NAME,
        table(ESTABLISHMENT, {}, OTHER | {"EstablishmentName": "École Châtaigne"}, delimiter="\t"),
    ),
    "pipes": (
        NAME,
        table(ESTABLISHMENT, {}, OTHER | {"EstablishmentName": "École Châtaigne"}, delimiter="|"),
    ),
    "gzip_without_saying_so": (NAME, gzip.compress(in_encoding("cp1252"))),
    "workbook_renamed_to_csv": (
        NAME,
        workbook([cells(HEADING), *map(cells, in_encoding("cp1252").splitlines()[1:])]),
    ),
    "old_mac_line_ends": (NAME, in_encoding("cp1252").replace(b"\r\n", b"\r")),
    "blank_lines_between": (NAME, b"\r\n" + in_encoding("cp1252").replace(b"\r\n", b"\r\n\r\n")),
    "headings_in_other_case": (
        NAME,
        in_encoding("cp1252").replace(b"EstablishmentName", b" establishmentname "),
    ),
    "column_that_is_not_read_twice": (NAME, in_encoding("cp1252").replace(b"LA (name)", b"Remark", 1)),
}


@pytest.mark.parametrize("case", READ)
def test_odd_file_is_read_all_the_same(case, tmp_path):
    name, content = READ[case]

    run = bring_in(tmp_path, content, name)

    assert (run.rows_added, run.rows_rejected) == (2, 0)
    assert by_urn(B).name == "École Châtaigne"


def test_line_numbers_stay_true_after_a_quoted_newline(tmp_path):
    street = SECOND.replace(b"Hazel Lane", b'"The Annexe\r\nHazel Lane"')
    content = HEADING + street + FIRST.replace(b"100101", b"x")

    run = bring_in(tmp_path, content, NAME)

    assert by_urn(B).street == "The Annexe Hazel Lane"
    assert list(reasons(run)) == [4]


def test_row_after_an_unclosed_quotation_mark_is_still_read(tmp_path):
    content = HEADING + b'"' + SECOND + FIRST

    run = bring_in(tmp_path, content, NAME)

    assert list(reasons(run)) == [2]
    assert by_urn(A)


def test_same_row_twice_is_ignored(tmp_path):
    run = bring_in(tmp_path, HEADING + FIRST + FIRST, NAME)

    assert run.ignored == {"the same row stands in the file twice": 1}


def test_membership_with_cells_missing_at_the_end_that_nobody_reads_is_fine(tmp_path):
    heading, row = table(MEMBERSHIP, {}).splitlines()

    run = bring_in(tmp_path, heading + b",HasSharedHT\r\n" + row + b"\r\n", "alllinks20240901.csv")

    assert run.rows_added == 1


def test_database_that_refuses_the_merge_leaves_everything_as_it_was(tmp_path, monkeypatch):
    bring_in(tmp_path, HEADING + FIRST, NAME)
    before = held()
    # As if the length of names had been forgotten when rows were checked.
    unmeasured = replace(ESTABLISHMENTS, fields=without_length(ESTABLISHMENTS.fields))
    monkeypatch.setattr(Establishments, "layout", unmeasured)

    with pytest.raises(DataError):
        bring_in(tmp_path, bad(EstablishmentName="x" * 201), "edubasealldata20250901.csv")

    assert held() == before
    run = ImportRun.objects.latest("pk")
    assert (run.was_applied, run.finished_at is not None) == (False, True)
    assert "nothing was changed" in run.problem


def without_length(fields):
    return tuple(replace(field, parse=str) if field.name == "name" else field for field in fields)
