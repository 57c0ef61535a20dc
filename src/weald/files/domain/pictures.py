"""Pictures: whole, of one kind, with nothing behind their end."""

import struct
from typing import BinaryIO

from weald.files.errors import Unfit

SAVE_AGAIN = "Open it in a picture program, save it again, and attach that."
ZIP_END = b"PK\x05\x06"
LONGEST_ZIP_END = 22 + 65_535


def broken(kind: str) -> Unfit:
    return Unfit(f"This begins as a {kind} picture but is not a whole one.", SAVE_AGAIN)


def hidden(kind: str) -> Unfit:
    return Unfit(f"This is a {kind} picture with something else behind its end.", SAVE_AGAIN)


def check_png(file: BinaryIO, size: int) -> None:
    """Walk from chunk to chunk; the last must be IEND, at the very end."""
    at = 8
    while True:
        file.seek(at)
        head = file.read(8)
        if len(head) < 8:
            raise broken("PNG")
        length, name = struct.unpack(">I4s", head)
        at += 12 + length
        if name == b"IEND":
            break
    if at != size:
        raise hidden("PNG")


def check_gif(file: BinaryIO, size: int) -> None:
    """Walk from block to block; the trailer must be the last byte."""
    file.seek(10)
    flags = file.read(1)
    if not flags:
        raise broken("GIF")
    at = 13 + colours(flags[0])
    while True:
        file.seek(at)
        block = file.read(10)
        if block[:1] == b";":
            break
        if block[:1] == b"!":
            at = after_blocks(file, at + 2)
        elif block[:1] == b"," and len(block) == 10:
            at = after_blocks(file, at + 11 + colours(block[9]))
        else:
            raise broken("GIF")
    if at + 1 != size:
        raise hidden("GIF")


def colours(flags: int) -> int:
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def after_blocks(file: BinaryIO, at: int) -> int:
    while True:
        file.seek(at)
        length = file.read(1)
        if not length:
            raise broken("GIF")
        at += 1 + length[0]
        if length == b"\0":
            return at


def check_jpeg(file: BinaryIO, size: int) -> None:
    """Phones put second pictures behind the first; an archive there can turn a picture into a program."""
    file.seek(max(0, size - LONGEST_ZIP_END))
    end = file.read(LONGEST_ZIP_END)
    if ZIP_END in end:
        raise hidden("JPEG")
    if b"\xff\xd9" not in end:
        raise broken("JPEG")


def check_webp(head: bytes, size: int) -> None:
    (declared,) = struct.unpack("<I", head[4:8])
    # The length is of what follows, made even.
    if declared + 8 > size:
        raise broken("WebP")
    if declared + 8 + (declared & 1) < size:
        raise hidden("WebP")
