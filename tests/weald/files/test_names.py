"""Names of files: what a person reads stays, what misleads goes and is said."""

import pytest

from weald.files.domain.names import MOST_CHARACTERS, harmless_name
from weald.files.enums import MediaType


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Fluency grid.pdf", "Fluency grid.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\amina\\grid.PDF", "grid.PDF"),
        ("lesson\u202efdp.exe", "lessonfdp.exe.pdf"),
        ("grid.pdf.exe", "grid.pdf.exe.pdf"),
        ("line\r\nbreak\x00.pdf", "linebreak.pdf"),
        ('a<b>"c"|d?.pdf', "a-b--c--d-.pdf"),
        ("con.pdf", "file-con.pdf"),
        ("...", "file.pdf"),
        ("", "file.pdf"),
        ("   .pdf", "pdf.pdf"),
        ("كتاب 🌱👩‍🏫.pdf", "كتاب 🌱👩‍🏫.pdf"),
        ("سلام\u200cعلیکم.pdf", "سلام\u200cعلیکم.pdf"),
    ],
)
def test_a_name_is_made_harmless(given, kept):
    made = harmless_name(given, MediaType.PDF)

    assert made.text == kept
    assert bool(made.changes) == (given != kept)


def test_a_long_name_keeps_its_ending():
    made = harmless_name("a" * 300 + ".pdf", MediaType.PDF)

    assert len(made.text) == MOST_CHARACTERS
    assert made.text.endswith("a.pdf")
    assert made.changes == ("its name was shortened",)
