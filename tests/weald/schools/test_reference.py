"""The columns that are read are the columns that are documented."""

from checks.register_reference import PLACE, written


def test_reference_of_columns_is_up_to_date():
    assert PLACE.read_text() == written()


def test_reference_names_every_kind_and_its_marks():
    text = written()

    assert "| `Group UID` or `Linked UID` | uid | marking, needed |" in text
    assert text.count("\n## ") == 6
