"""What a file is follows from its content; whatever could run is refused, with a remedy."""

import io
import struct
import tracemalloc
import zipfile

import pytest
from tests.weald.files.samples import (
    GIF,
    JPEG,
    PDF,
    SHEET,
    SLIDES,
    WORD,
    archive,
    open_document,
    open_xml,
    png,
    webp,
)

from weald.files.domain.kinds import recognise
from weald.files.enums import MediaType
from weald.files.errors import Unfit


def kind(content: bytes, name: str = "file") -> MediaType:
    return recognise(io.BytesIO(content), len(content), name)


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (PDF, "a.pdf", MediaType.PDF),
        (open_xml(WORD), "a.docx", MediaType.DOCX),
        (open_xml(SHEET), "a.xlsx", MediaType.XLSX),
        (open_xml(SLIDES), "a.pptx", MediaType.PPTX),
        (open_document("text"), "a.odt", MediaType.ODT),
        (open_document("spreadsheet"), "a.ods", MediaType.ODS),
        (open_document("presentation"), "a.odp", MediaType.ODP),
        (png(), "a.png", MediaType.PNG),
        (JPEG, "a.jpg", MediaType.JPEG),
        (GIF, "a.gif", MediaType.GIF),
        (webp(), "a.webp", MediaType.WEBP),
        (b"Three old things.\n", "a.txt", MediaType.TEXT),
        (b"Three old things.\n", "no ending", MediaType.TEXT),
        ("Zoë’s list".encode("utf-16"), "a.txt", MediaType.TEXT),
        ("Zoë’s list".encode("cp1252"), "a.txt", MediaType.TEXT),
        ("# Über alles — 🌱".encode(), "a.md", MediaType.MARKDOWN),
        (b"school,value\nAlder Vale,-1.5\nFenwick,+2\nLarkrise,-\n", "a.csv", MediaType.CSV),
        (png(), "called.exe", MediaType.PNG),
    ],
)
def test_a_kind_is_recognised_by_content(content, name, expected):
    assert kind(content, name) == expected


@pytest.mark.parametrize(
    ("content", "name", "finding"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "a.svg", "web page"),
        (b"  \n<?xml version='1.0'?><svg/>", "a.txt", "web page"),
        (b"<!DOCTYPE html><p>", "a.txt", "web page"),
        (b"\xef\xbb\xbf<html>", "a.md", "web page"),
        ("<script>alert(1)</script>".encode("utf-16"), "a.txt", "web page"),
        (b"MZ\x90\x00" + bytes(60), "lesson.pdf", "program"),
        (b"\x7fELF" + bytes(60), "lesson.docx", "program"),
        (b"#!/bin/sh\nrm", "a.txt", "program"),
        (b"print(1)\n", "a.py", "called .py"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.doc", "older Office"),
        (b"{\\rtf1", "a.rtf", "Rich Text"),
        (b"\x1f\x8b\x08", "a.gz", "archive"),
        (b"PK\x05\x06" + bytes(18), "a.zip", "empty archive"),
        (bytes(257) + b"ustar" + bytes(250), "a.tar", "archive"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(40), "a.jpg", "phones"),
        (b"\x00\x00\x00\x18ftypisom" + bytes(40), "a.mp4", "film"),
        (bytes(range(256)), "a.txt", "none of these"),
        (b"text with\x01 a control in it", "a.txt", "none of these"),
        (archive(("a.txt", b"hello")), "a.zip", "archive"),
        (archive(("mimetype", b"application/epub+zip")), "a.epub", "archive"),
        (open_xml("something.else+xml"), "a.docx", "archive"),
        (PDF[:-6] + b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>\n%%EOF", "a.pdf", "can run"),
        (PDF + b"<script>alert(1)</script>", "a.pdf", "can run"),
    ],
)
def test_what_could_run_is_refused(content, name, finding):
    with pytest.raises(Unfit) as refused:
        kind(content, name)

    said = refused.value.refusal
    assert finding in said.finding
    assert said.need
    assert said.remedy


@pytest.mark.parametrize(
    "content",
    [
        open_xml("application/vnd.ms-word.document.macroEnabled.main+xml"),
        open_xml(WORD, ("word/vbaProject.bin", b"x")),
        open_xml(WORD, ("word/activeX/activeX1.bin", b"x")),
        open_xml(WORD, ("word/embeddings/tool.exe", b"x")),
        open_xml(WORD, ("word/embeddings/ole.bin", bytes(40) + "Ole10Native".encode("utf-16-le"))),
        open_document("text", ("Basic/Standard/Module1.xml", b"x")),
        open_xml(
            WORD,
            (
                "word/_rels/settings.xml.rels",
                b'<Relationship Type="http://x/attachedTemplate" Target="http://bad" TargetMode="External"/>',
            ),
        ),
    ],
)
def test_office_documents_with_programs_are_refused(content):
    with pytest.raises(Unfit):
        kind(content, "lesson.docx")


def test_an_ordinary_link_out_of_a_document_is_none_of_our_business():
    link = b'<Relationship Type="http://x/hyperlink" Target="http://school.example" TargetMode="External"/>'

    assert kind(open_xml(WORD, ("word/_rels/document.xml.rels", link))) == MediaType.DOCX


@pytest.mark.parametrize(
    ("content", "finding"),
    [
        (png(behind=b"PK\x03\x04"), "behind its end"),
        (png()[:-4] + b"", "behind its end"),
        (png()[:20], "not a whole one"),
        (GIF + b"<script>", "behind its end"),
        (GIF[:-1], "not a whole one"),
        (GIF[:9], "not a whole one"),
        (GIF[:22], "not a whole one"),
        (b"GIF89a/*" + b"\x00" * 60, "not a whole one"),
        (JPEG + archive(("a.class", b"x")), "behind its end"),
        (JPEG[:-2], "not a whole one"),
        (webp(behind=b"0123456789"), "behind its end"),
        (webp(declared=9_999), "not a whole one"),
        (png() + b"", ""),
        (JPEG[:-2] + b"<script>1</script>\xff\xd9", "can run"),
    ],
)
def test_pictures_are_whole_and_only_pictures(content, finding):
    if not finding:
        assert kind(content) == MediaType.PNG
        return
    with pytest.raises(Unfit, match=finding):
        kind(content)


@pytest.mark.parametrize(
    "cell", ["=cmd|' /C calc'!A0", "@SUM(1)", "+cmd", "-cmd|x", '"=1+1"', "a;=HYPERLINK(1)", "a\t@x", " =1"]
)
def test_a_table_with_a_formula_is_refused_with_its_line(cell):
    with pytest.raises(Unfit, match="Line 2"):
        kind(f"school,value\n{cell},1\n".encode(), "results.csv")


def test_a_table_of_one_endless_line_is_refused():
    with pytest.raises(Unfit, match="million characters"):
        kind(b"a," * 600_000, "results.csv")


def test_a_cell_too_long_for_the_reader_of_tables_is_judged_by_its_beginning():
    assert kind(b"a" * 200_000 + b"\n", "results.csv") == MediaType.CSV


def test_a_bomb_by_its_own_declaration_is_refused_unopened():
    bomb = open_xml(WORD, ("word/media/a.bmp", bytes(30_000_000)))

    tracemalloc.start()
    with pytest.raises(Unfit, match="unpack to far more"):
        kind(bomb)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 5_000_000


def test_a_bomb_that_lies_about_its_size_is_refused_after_a_piece():
    bomb = bytearray(open_xml(WORD, ("zeros.bin", bytes(30_000_000))))
    # Both places where the part's size stands say a hundred bytes.
    for at in (bomb.find(b"PK\x03\x04", bomb.find(b"main.xml")) + 22, bomb.rfind(b"PK\x01\x02") + 24):
        bomb[at : at + 4] = struct.pack("<I", 100)

    tracemalloc.start()
    with pytest.raises(Unfit, match="not whole"):
        kind(bytes(bomb))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 5_000_000


def test_a_table_of_contents_too_long_to_read_is_not_read():
    crowd = archive(*((f"{n}.xml", b"") for n in range(5_001)))

    with pytest.raises(Unfit, match="parts"):
        kind(crowd)


def test_overlapping_parts_are_refused():
    bomb = bytearray(open_xml(WORD, ("a.xml", b"x" * 50)))
    at = bomb.rfind(b"PK\x01\x02") + 20
    bomb[at : at + 4] = struct.pack("<I", 10_000)

    with pytest.raises(Unfit, match="overlap"):
        kind(bytes(bomb))


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "a\\..\\b"])
def test_parts_that_would_leave_their_folder_are_refused(name):
    with pytest.raises(Unfit, match="outside its folder"):
        kind(open_xml(WORD, (name, b"x")))


def test_a_password_and_strange_packing_are_refused():
    locked = bytearray(open_xml(WORD))
    locked[locked.rfind(b"PK\x01\x02") + 8] |= 1
    odd = archive(("[Content_Types].xml", b"x"), compression=zipfile.ZIP_BZIP2)

    with pytest.raises(Unfit, match="password"):
        kind(bytes(locked))
    with pytest.raises(Unfit, match="packed in a way"):
        kind(odd)


def test_something_before_or_behind_a_document_is_refused():
    with pytest.raises(Unfit, match="ends otherwise"):
        kind(open_xml(WORD) + b"<script>")
    with pytest.raises(Unfit, match="in front of it"):
        kind(b"PK\x03\x04hello" + open_xml(WORD))


def test_a_damaged_document_is_refused():
    damaged = bytearray(open_xml(WORD))
    damaged[60:90] = bytes(30)

    with pytest.raises(Unfit, match="not whole"):
        kind(bytes(damaged))
