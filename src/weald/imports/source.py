"""A file as somebody sends it: which kind it really is, and its text line by line."""

import gzip
import io
import zipfile
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from weald.core.errors import WealdError

LONGEST_LINE = 1_000_000
# A packed file that unfolds to more than this was made to do harm.
MOST_BYTES = 2_000_000_000
ENOUGH_TO_TELL = 4_096
# Bytes no table is written with. A few may come of damage, which is told line by line.
UNWRITTEN = bytes([*range(9), 11, *range(14, 32), 127])
MOSTLY = 0.95
WRONG_KINDS = {
    b"PK": (
        "a ZIP archive, not a table",
        "Unpack it and give the CSV file that is inside.",
    ),
    b"\xd0\xcf\x11\xe0": (
        "a workbook of an old kind (.xls)",
        "Open it in a spreadsheet program and save it as .xlsx or CSV.",
    ),
    b"%PDF": ("a PDF document", "Download the CSV version of it instead."),
    b"\x1f\x8b": ("packed twice", "Unpack it once and give what comes out."),
    b"\x89PNG": ("a picture", "Give the table itself, as CSV or .xlsx."),
}


class Kind(StrEnum):
    """What the first bytes of a file say it is."""

    TEXT = "text"
    JSON = "json"
    WORKBOOK = "workbook"


def unreadable(name: str, finding: str, remedy: str) -> WealdError:
    return WealdError("An import needs a table: CSV, .xlsx, or JSON.", f"{name} is {finding}.", remedy)


def unpacked(file: BinaryIO) -> BinaryIO:
    """See through gzip, whatever the file is called."""
    is_packed = file.read(2) == b"\x1f\x8b"
    file.seek(0)
    return io.BufferedReader(gzip.GzipFile(fileobj=file)) if is_packed else file


def kind_of(name: str, file: BinaryIO) -> Kind:
    """Tell by content, never by the ending: a renamed workbook is still read, a web page is still refused."""
    try:
        start = file.read(ENOUGH_TO_TELL)
    except (EOFError, OSError) as error:
        raise unreadable(name, "a damaged gzip file", "Download or pack it again.") from error
    file.seek(0)
    if not start.strip():
        raise unreadable(name, "empty", "Download it again; it may not have arrived.")
    if start.startswith(b"PK") and _is_workbook(file):
        return Kind.WORKBOOK
    for mark, (finding, remedy) in WRONG_KINDS.items():
        if start.startswith(mark):
            raise unreadable(name, finding, remedy)
    opening = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if opening.lower().startswith((b"<!doctype", b"<html", b"<?xml", b"<head", b"<body")):
        remedy = "It is often a page that asks to sign in or says that a link has expired; download again."
        raise unreadable(name, "a web page, not a table", remedy)
    if not _utf_16(start) and len(start.translate(None, UNWRITTEN)) < MOSTLY * len(start):
        remedy = "It may be damaged, or something else under this name; save the table again as CSV or .xlsx."
        raise unreadable(name, "not text", remedy)
    return Kind.JSON if opening[:1] in (b"[", b"{") else Kind.TEXT


def _is_workbook(file: BinaryIO) -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            size = sum(part.file_size for part in archive.infolist())
    except (zipfile.BadZipFile, io.UnsupportedOperation):
        return False
    finally:
        file.seek(0)
    return "xl/workbook.xml" in names and size <= MOST_BYTES


class Text:
    """Lines of text in whatever encoding each is: UTF-8 (with or without mark), Windows-1252, or UTF-16.

    Every line is decoded by itself, so that a file pasted together from two programs is read
    right too, and nothing is held in memory.
    """

    def __init__(self, name: str, file: BinaryIO) -> None:
        self.name = name
        self.encodings: set[str] = set()
        start = file.read(ENOUGH_TO_TELL)
        file.seek(0)
        self._wide = _utf_16(start)
        if self._wide:
            self.encodings.add("utf-16")
            file = _Recoded(file, self._wide)  # type: ignore[assignment]  # read only by readline
        elif b"\n" not in start and b"\r" in start:
            file = _Recoded(file, "latin-1", "latin-1")  # type: ignore[assignment]  # as above
        self._file = file

    @property
    def encoding(self) -> str:
        return "+".join(sorted(self.encodings)) or "utf-8"

    def __iter__(self) -> Iterator[str]:
        self._file.seek(0)
        size, is_first = 0, True
        for raw in iter(lambda: self._readline(), b""):
            size += len(raw)
            if len(raw) > LONGEST_LINE or size > MOST_BYTES:
                raise unreadable(
                    self.name, "not made of lines a table could have", "Give it as CSV or .xlsx."
                )
            yield self._decoded(raw.removeprefix(b"\xef\xbb\xbf") if is_first else raw)
            is_first = False

    def _readline(self) -> bytes:
        try:
            return self._file.readline(LONGEST_LINE + 1)
        except (EOFError, OSError, UnicodeError) as error:
            raise unreadable(
                self.name, "damaged: it breaks off or cannot be decoded", "Download it again."
            ) from error

    def _decoded(self, raw: bytes) -> str:
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            self.encodings.add("cp1252")
            return raw.decode("cp1252", errors="replace")
        if not (self._wide or raw.isascii()):
            self.encodings.add("utf-8")
        return text


class _Recoded:
    """Bytes in UTF-8 lines out of bytes in another encoding, or with bare carriage returns as line ends."""

    def __init__(self, file: BinaryIO, encoding: str, into: str = "utf-8") -> None:
        self._file, self._into = file, into
        self._lines = io.TextIOWrapper(file, encoding, newline=None)

    def seek(self, offset: int) -> None:
        self._lines.seek(offset)

    def readline(self, limit: int) -> bytes:
        return self._lines.readline(limit).lstrip("\ufeff").encode(self._into)


def _utf_16(start: bytes) -> str:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    nuls_even, nuls_odd = start[0::2].count(0), start[1::2].count(0)
    if max(nuls_even, nuls_odd) * 3 < len(start):
        return ""
    return "utf-16-le" if nuls_odd > nuls_even else "utf-16-be"


def opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        finding = f"{path} cannot be opened ({error.strerror or error})."
        raise WealdError(
            "An import needs a file it can read.", finding, "Check the name and who may read it."
        ) from error
