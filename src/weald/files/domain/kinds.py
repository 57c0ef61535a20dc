"""What a file is, by its content alone. What it is called only tells texts apart."""

from typing import BinaryIO

from weald.files.domain import office, pictures, plain
from weald.files.enums import ENDINGS, MediaType
from weald.files.errors import SAVE_AS, Unfit

HEAD_BYTES = 4096
# What content begins with → what that is, and what to do instead.
NOT_KEPT: tuple[tuple[bytes, str, str], ...] = (
    (b"MZ", "This is a program.", SAVE_AS),
    (b"\x7fELF", "This is a program.", SAVE_AS),
    (b"\xca\xfe\xba\xbe", "This is a program.", SAVE_AS),
    (b"\xcf\xfa\xed\xfe", "This is a program.", SAVE_AS),
    (b"#!", "This is a program’s text.", SAVE_AS),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "This is an older Office document, or one with a password; programs can hide in it.",
        "Open it and save it as .docx, .xlsx or .pptx, without a password.",
    ),
    (b"{\\rtf", "This is a Rich Text document; programs can hide in it.", "Save it as .docx or PDF."),
    (b"\x1f\x8b", "This is an archive.", "Attach the files in it one by one."),
    (b"7z\xbc\xaf\x27\x1c", "This is an archive.", "Attach the files in it one by one."),
    (b"Rar!", "This is an archive.", "Attach the files in it one by one."),
    (b"BZh", "This is an archive.", "Attach the files in it one by one."),
    (b"\xfd7zXZ", "This is an archive.", "Attach the files in it one by one."),
    (b"PK\x05\x06", "This is an empty archive.", "Attach the files themselves."),
)
BRANDS_AT = slice(4, 12)
PICTURES = {
    b"\x89PNG\r\n\x1a\n": (MediaType.PNG, pictures.check_png),
    b"\xff\xd8\xff": (MediaType.JPEG, pictures.check_jpeg),
    b"GIF87a": (MediaType.GIF, pictures.check_gif),
    b"GIF89a": (MediaType.GIF, pictures.check_gif),
}
# Content of one kind that a browser, once misled, would read as a page with a program in it.
ACTIVE = (b"<script", b"<!doctype html", b"<iframe", b"<?php", b"javascript:")
PDF_ACTIVE = (b"/javascript", b"/launch", b"/embeddedfile")
PIECE = 256 * 1024


def recognise(file: BinaryIO, size: int, name: str) -> MediaType:
    """Give the kind of a file, or say why it is not kept. Reads in pieces; unpacks nothing to memory."""
    file.seek(0)
    head = file.read(HEAD_BYTES)
    refuse_by_beginning(head)
    if head.startswith(b"PK\x03\x04"):
        return office.kind_of(file, size)
    if head.startswith(b"%PDF-"):
        refuse_what_runs(file, (*ACTIVE, *PDF_ACTIVE), MediaType.PDF)
        return MediaType.PDF
    for magic, (kind, check) in PICTURES.items():
        if head.startswith(magic):
            check(file, size)
            refuse_what_runs(file, ACTIVE, kind)
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        pictures.check_webp(head, size)
        refuse_what_runs(file, ACTIVE, MediaType.WEBP)
        return MediaType.WEBP
    return text_kind(file, name)


def refuse_by_beginning(head: bytes) -> None:
    for magic, finding, remedy in NOT_KEPT:
        if head.startswith(magic):
            raise Unfit(finding, remedy)
    if head[257:262] == b"ustar":
        raise Unfit("This is an archive.", "Attach the files in it one by one.")
    if head[BRANDS_AT].startswith(b"ftyp"):
        if head[8:12] in {b"heic", b"heix", b"mif1", b"msf1", b"avif"}:
            raise Unfit("This is a picture as some phones keep it (HEIC).", "Save it as JPEG.")
        raise Unfit("This is a film or a recording.", "Put a link to it into the text.")


def refuse_what_runs(file: BinaryIO, markers: tuple[bytes, ...], kind: MediaType) -> None:
    """Look through the whole file, also across the borders of pieces."""
    file.seek(0)
    overlap = b""
    while piece := file.read(PIECE):
        window = (overlap + piece).lower()
        for marker in markers:
            if marker in window:
                raise Unfit(
                    f"This is a {kind.label} with something in it that can run: {marker.decode()}.",
                    "Print it to PDF, or save the picture again, and attach that.",
                )
        overlap = piece[-32:]


def text_kind(file: BinaryIO, name: str) -> MediaType:
    ending = name.rpartition(".")[2].casefold() if "." in name else ""
    for kind in (MediaType.TEXT, MediaType.MARKDOWN, MediaType.CSV):
        if ending in ENDINGS[kind]:
            plain.check(file, is_table=kind == MediaType.CSV)
            return kind
    plain.check(file, is_table=False)
    if not ending:
        return MediaType.TEXT
    raise Unfit(f"This is text called .{ending[:12]}, which is none of the kinds that are kept.")
