"""Office documents are archives: looked into, never trusted, never unpacked to memory or disk."""

import re
import struct
import zipfile
import zlib
from typing import BinaryIO

from weald.files.enums import MediaType
from weald.files.errors import Unfit

MOST_PARTS = 5_000
MOST_UNPACKED = 400 * 1000 * 1000
MOST_PACKING = 300  # how many times its packed size a part may unpack to, once it is large
LARGE_PART = 10 * 1000 * 1000
PIECE = 256 * 1024
SMALL_PART = 2 * 1000 * 1000

# Part of what [Content_Types].xml says of the main part.
OPEN_XML = (
    (b"wordprocessingml.document.main+xml", MediaType.DOCX),
    (b"spreadsheetml.sheet.main+xml", MediaType.XLSX),
    (b"presentationml.presentation.main+xml", MediaType.PPTX),
)
OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.text": MediaType.ODT,
    b"application/vnd.oasis.opendocument.spreadsheet": MediaType.ODS,
    b"application/vnd.oasis.opendocument.presentation": MediaType.ODP,
}
PROGRAMS = re.compile(
    r"(^|/)(vbaproject\.bin|vbadata\.xml|activex\d*\.(bin|xml))$|^(basic|scripts)/|xl/macrosheets/"
    r"|\.(docm|dotm|xlsm|xltm|xlam|xlsb|pptm|potm|ppam|ppsm|exe|dll|js|vbs|bat|cmd|ps1|jar|hta|scr|lnk|swf"
    r"|zip|7z|rar|gz)$"
)
# An object whose content is a file of any kind, carried along inside the document.
PACKED_FILE = "Ole10Native".encode("utf-16-le")
# A template or an object that the program would fetch from elsewhere on opening.
FETCHED = re.compile(
    rb"<Relationship\b(?=[^>]*(attachedTemplate|oleObject|/frame))(?=[^>]*\"External\")[^>]*>"
)

END = struct.Struct("<4s4H2LH")
ARCHIVE = "Attach the files in it one by one."
SAVE_PLAIN = "Save it without macros and without other files in it, and attach that."
SAVE_AGAIN = "Open it in its program, save it again, and attach that."


def kind_of(file: BinaryIO, size: int) -> MediaType:
    check_end(file, size)
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            check_declared(parts, size)
            kind = declared_kind(archive, {part.filename for part in parts})
            for part in parts:
                check_part(archive, part)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as error:
        raise Unfit(
            "This begins as an Office document or an archive but is not whole.", SAVE_AGAIN
        ) from error
    return kind


def check_end(file: BinaryIO, size: int) -> None:
    """Look at the archive's last 22 bytes before its table of contents is read into memory."""
    file.seek(max(0, size - END.size))
    end = file.read(END.size)
    if len(end) < END.size or not end.startswith(b"PK\x05\x06"):
        raise Unfit("This begins as an Office document or archive, and ends otherwise.", SAVE_AGAIN)
    *_, count, contents, begins_at, _ = END.unpack(end)
    if count > MOST_PARTS or contents > SMALL_PART:
        raise Unfit(f"This is a document or an archive of more than {MOST_PARTS:,} parts.", ARCHIVE)
    if begins_at + contents + END.size != size:
        raise Unfit("This is a document or an archive with something else in front of it.", SAVE_AGAIN)


def check_declared(parts: list[zipfile.ZipInfo], size: int) -> None:
    """Refuse by the table of contents alone, before anything is unpacked."""
    if sum(part.compress_size for part in parts) > size:
        raise Unfit("This claims to be larger inside than it is (its parts overlap).", SAVE_AGAIN)
    if sum(part.file_size for part in parts) > MOST_UNPACKED or any(map(is_bomb, parts)):
        raise Unfit(
            f"This would unpack to far more than it is, or to over {MOST_UNPACKED // 1_000_000} MB.",
            "Split it, or make the pictures in it smaller.",
        )
    for part in parts:
        if part.flag_bits & 1:
            raise Unfit("This has a password.", "Save it without one.")
        if part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise Unfit("This is packed in a way Office documents are not.", SAVE_AGAIN)
        if part.filename.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", part.filename):
            raise Unfit("Parts of this would be unpacked outside its folder.", SAVE_AGAIN)
        if PROGRAMS.search(part.filename.casefold()):
            raise Unfit("This document has macros, a program, or a file of another kind in it.", SAVE_PLAIN)


def is_bomb(part: zipfile.ZipInfo) -> bool:
    return part.file_size > LARGE_PART and part.file_size > MOST_PACKING * part.compress_size


def declared_kind(archive: zipfile.ZipFile, names: set[str]) -> MediaType:
    if "mimetype" in names:
        kind = OPEN_DOCUMENT.get(beginning(archive, "mimetype").strip())
        if kind:
            return kind
    if "[Content_Types].xml" in names:
        types = beginning(archive, "[Content_Types].xml")
        if b"macroEnabled" in types or b"sheet.binary" in types:
            raise Unfit("This document has macros.", SAVE_PLAIN)
        for mark, kind in OPEN_XML:
            if mark in types:
                return kind
    raise Unfit("This is an archive.", ARCHIVE)


def beginning(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        return part.read(SMALL_PART)


def check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Unpack a part piece by piece, forgetting each: it must be as large as it said, and whole."""
    name = part.filename.casefold()
    overlap = b""
    with archive.open(part) as unpacked:
        while piece := unpacked.read(PIECE):
            window = overlap + piece
            if name.endswith(".bin") and PACKED_FILE in window:
                raise Unfit("This document has a file of another kind in it.", SAVE_PLAIN)
            if name.endswith(".rels") and FETCHED.search(window):
                raise Unfit(
                    "This document would fetch a part of itself from elsewhere on opening.", SAVE_AGAIN
                )
            overlap = piece[-2048:]
