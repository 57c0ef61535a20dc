"""Tables as columns and records, whatever they come as."""

import io
from datetime import datetime

import openpyxl
import pytest

from weald.core.errors import WealdError
from weald.imports.fields import text
from weald.imports.layout import Field, Layout, RowRejected, recognised
from weald.imports.reading import columns_at, open_table, plain
from weald.imports.records import Record, records
from weald.imports.source import Text


def write(folder, content, name="table.csv"):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def read(path):
    with open_table(path) as table:
        return table.columns, [(one.line, one.cells, one.broken) for one in table.records]


def test_records_carry_the_line_they_begin_on(tmp_path):
    path = write(tmp_path, 'a,b\n1,"two\nlines"\n\n3,4\n')

    columns, rows = read(path)

    assert columns == ("a", "b")
    assert rows == [(2, ["1", "two\nlines"], ""), (5, ["3", "4"], "")]


def test_last_line_needs_no_end(tmp_path):
    assert read(write(tmp_path, "a,b\n1,2"))[1] == [(2, ["1", "2"], "")]


def test_file_of_headings_only_is_a_table_without_records(tmp_path):
    assert read(write(tmp_path, "a,b\n")) == (("a", "b"), [])


def test_unclosed_quotation_mark_costs_one_row_even_at_the_end():
    found = list(records(['a,"b\n', "c,d\n"], ","))

    assert [(one.line, one.cells) for one in found] == [(1, ['a,"b']), (2, ["c", "d"])]
    assert "never closed" in found[0].broken


def test_unclosed_quotation_mark_in_a_long_file_costs_one_row():
    found = list(records(['a,"b\n', *["c,d\n"] * 150], ","))

    assert len(found) == 151
    assert [one.line for one in found if one.broken] == [1]


def test_carriage_return_inside_a_line_is_told_as_unreadable():
    (found,) = records(["a\rb,c\n"], ",")

    assert found.broken.startswith("The row cannot be read as CSV")


def test_workbook_gives_texts_as_they_are_read(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["URN", "Opened", "Share"])
    book.active.append([100000, datetime(2012, 9, 1), 21.5])  # noqa: DTZ001 -- a workbook's day has no zone
    book.active.append([None, None, None])
    book.active.append([100001, None, 3.0])
    out = io.BytesIO()
    book.save(out)

    _, rows = read(write(tmp_path, out.getvalue(), "table.xlsx"))

    assert rows == [(2, ["100000", "2012-09-01", "21.5"], ""), (4, ["100001", "", "3"], "")]


def test_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(WealdError) as caught, open_table(tmp_path / "nowhere.csv"):
        pass

    assert "cannot be opened" in caught.value.refusal.finding


def test_broken_headings_are_no_headings(tmp_path):
    with pytest.raises(WealdError) as caught, open_table(write(tmp_path, '"a,b\n')):
        pass

    assert "without a row of headings" in caught.value.refusal.finding


def test_json_too_large_to_hold_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("weald.imports.reading.MOST_JSON_BYTES", 20)

    with pytest.raises(WealdError) as caught, open_table(write(tmp_path, '[{"a": "' + "x" * 50 + '"}]')):
        pass

    assert "50 MB" in caught.value.refusal.finding


def test_encoding_is_told_once_the_file_is_read(tmp_path):
    with open_table(write(tmp_path, b"a\ncaf\xe9\n" + "café\n".encode())) as table:
        list(table.records)

        assert table.encoding() == "cp1252+utf-8"


def test_wide_text_that_breaks_off_is_refused():
    lines = Text("table.csv", io.BytesIO("a,b\n1,2\n".encode("utf-16")[:-1]))

    with pytest.raises(WealdError) as caught:
        list(lines)

    assert "damaged" in caught.value.refusal.finding


def test_headings_are_compared_without_case_and_spacing(tmp_path):
    with open_table(write(tmp_path, "Urn ,  Group   name\n")) as table:
        assert columns_at(table, {"urn": ("URN",), "group": ("Group Name",), "none": ("Absent",)}) == {
            "urn": 0,
            "group": 1,
        }
    assert plain("  Group\tNAME ") == "group name"


FRUIT = Layout(
    "fruit",
    "Fruit",
    (
        Field("tree", ("Tree",), text(20), "text", is_marking=True, is_needed=True),
        Field("apples", ("Apples", "Apple count"), text(20), "text"),
    ),
)
GRAFTS = Layout(
    "grafts",
    "Grafts",
    (
        Field("tree", ("Tree",), text(20), "text", is_marking=True),
        Field("graft", ("Graft",), text(20), "text", is_marking=True),
    ),
)


def test_kind_with_most_of_its_own_headings_wins(tmp_path):
    with open_table(write(tmp_path, "Tree,Graft\n")) as table:
        assert recognised(table, (FRUIT, GRAFTS), need="Trees.") is GRAFTS


def test_reader_finds_a_column_by_its_other_name(tmp_path):
    with open_table(write(tmp_path, "Apple count,Tree\n3,oak\n")) as table:
        reader = FRUIT.bind(table)

        assert reader.read(next(table.records)) == {"tree": "oak", "apples": "3"}


@pytest.mark.parametrize(
    ("record", "why"),
    [
        (Record(2, ["", "3"]), "Tree is blank."),
        (Record(2, ["oak"]), "The row breaks off after 1 of 2 cells."),
        (Record(2, ["oak", "3", "4"]), "The row has 3 cells under 2 headings."),
        (Record(2, ["raw text"], "It is broken."), "It is broken."),
        (Record(2, ["o\0ak", "3"]), "Tree has a NUL byte in it; the file was damaged."),
    ],
)
def test_reader_rejects_a_row_with_its_reason(tmp_path, record, why):
    with open_table(write(tmp_path, "Tree,Apples\n")) as table:
        reader = FRUIT.bind(table)

        with pytest.raises(RowRejected) as caught:
            reader.read(record)

    assert caught.value.reason == why


def test_cells_beyond_the_headings_are_fine_while_they_are_empty(tmp_path):
    with open_table(write(tmp_path, "Tree,Apples\n")) as table:
        reader = FRUIT.bind(table)

        assert reader.read(Record(2, ["oak", "3", "", ""]))["tree"] == "oak"
