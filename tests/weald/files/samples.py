"""Small files of every kind, made here: no binary lies in the tree."""

import io
import struct
import zipfile
import zlib

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
GIF = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00!\xf9\x04\x01\x00\x00\x00\x00"
    b",\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"


def archive(*parts: tuple[str, bytes], **made) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", made.get("compression", zipfile.ZIP_DEFLATED)) as packed:
        for name, content in parts:
            packed.writestr(name, content)
    return file.getvalue()


def open_xml(main: str = WORD, *parts: tuple[str, bytes]) -> bytes:
    types = f'<Types><Override PartName="/main.xml" ContentType="{main}"/></Types>'.encode()
    return archive(("[Content_Types].xml", types), ("main.xml", b"<main/>"), *parts)


def open_document(kind: str = "text", *parts: tuple[str, bytes]) -> bytes:
    mimetype = f"application/vnd.oasis.opendocument.{kind}".encode()
    return archive(("mimetype", mimetype), ("content.xml", b"<office/>"), *parts)


def png(*, behind: bytes = b"") -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    data = chunk(b"IDAT", zlib.compress(b"\x00\xff"))
    return b"\x89PNG\r\n\x1a\n" + head + data + chunk(b"IEND", b"") + behind


def webp(*, declared: int | None = None, behind: bytes = b"") -> bytes:
    body = b"WEBPVP8L\x0a\x00\x00\x00\x2f" + bytes(9)
    return b"RIFF" + struct.pack("<I", len(body) if declared is None else declared) + body + behind
