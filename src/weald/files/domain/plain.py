"""Texts: readable as text, no page and no program, and a table that computes nothing."""

import codecs
import csv
import re
from collections.abc import Iterator
from typing import BinaryIO

from weald.files.errors import Unfit

PIECE = 64 * 1024
LONGEST_LINE = 1_000_000
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")
PAGES = ("<!doctype", "<html", "<head", "<body", "<svg", "<?xml", "<script", "<!--")
# What a spreadsheet takes for a formula; a number with its sign, or a lone dash, is none.
FORMULA = re.compile(r"\s*(?:[=@]|[+\-](?![\d\s.,£$€(]|$))")


def check(file: BinaryIO, *, is_table: bool) -> None:
    encoding = encoding_of(file)
    beginning = next(texts(file, encoding), "").lstrip().casefold()
    for page in PAGES:
        if beginning.startswith(page):
            raise Unfit(
                "This is a web page or a drawing a browser would run (HTML, SVG or XML).",
                "Save the page as PDF, or the drawing as PNG.",
            )
    if is_table:
        check_table(file, encoding)


def encoding_of(file: BinaryIO) -> str:
    """Give the first of the usual encodings in which the whole file reads as text."""
    file.seek(0)
    if file.read(2) in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
        candidates = ["utf-16"]
    else:
        candidates = ["utf-8-sig", "cp1252"]
    for encoding in candidates:
        try:
            if not any(CONTROLS.search(text) for text in texts(file, encoding)):
                return encoding
        except UnicodeDecodeError:
            continue
    raise Unfit("Its content is none of these.")


def texts(file: BinaryIO, encoding: str) -> Iterator[str]:
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    while piece := file.read(PIECE):
        yield decoder.decode(piece)
    yield decoder.decode(b"", final=True)


def lines(file: BinaryIO, encoding: str) -> Iterator[str]:
    rest = ""
    for text in texts(file, encoding):
        *whole, rest = (rest + text).splitlines(keepends=True) or [""]
        yield from whole
        if len(rest) > LONGEST_LINE:
            raise Unfit("A line of this table is over a million characters long.", "Attach a smaller table.")
    yield rest


def check_table(file: BinaryIO, encoding: str) -> None:
    """Refuse cells that a spreadsheet would compute on opening: they can call out or start programs."""
    # Tables use commas, semicolons or tabs; a formula may begin a cell in any of the three readings.
    for number, line in enumerate(lines(file, encoding), start=1):
        for separator in ",;\t":
            try:
                cells = next(csv.reader([line], delimiter=separator), [])
            except csv.Error:
                cells = [line]
            if any(FORMULA.match(cell) for cell in cells):
                raise Unfit(
                    f"Line {number} of this table has a cell that a spreadsheet would run as a formula.",
                    "Save the values instead of formulas, or put an apostrophe before the sign.",
                )
