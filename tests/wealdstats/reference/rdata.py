"""Just enough of R's serialisation (XDR, versions 2 and 3) to read lists, matrices and names from a file."""

import gzip
import struct
from dataclasses import dataclass, field

import numpy as np

SYMBOL, PAIRS, CHARS, LOGICALS, INTEGERS, REALS, STRINGS, LIST = 1, 2, 9, 10, 13, 14, 16, 19
NOTHING, GLOBAL, REFERENCE = 254, 253, 255
ATTRIBUTES, TAG = 0x200, 0x400
HEADER = b"RDX3\nX\n"


@dataclass
class Thing:
    """A value of R with its attributes."""

    value: object
    attributes: dict = field(default_factory=dict)

    def matrix(self):
        """Rows by columns; R stores columns one after another."""
        return np.asarray(self.value).reshape(self.attributes["dim"].value, order="F")


class Reader:
    def __init__(self, data):
        self.data, self.place, self.references = data, 0, []

    def take(self, count):
        self.place += count
        return self.data[self.place - count : self.place]

    def whole(self):
        return struct.unpack(">i", self.take(4))[0]

    def numbers(self, kind):
        count = self.whole()
        return np.frombuffer(self.take(count * np.dtype(kind).itemsize), kind)

    def read(self):
        flags = self.whole()
        kind = flags & 0xFF
        if kind in (NOTHING, GLOBAL):
            return None
        if kind == REFERENCE:
            return self.references[(flags >> 8) - 1]
        if kind == SYMBOL:
            self.references.append(self.read())
            return self.references[-1]
        if kind == PAIRS:
            return self.pairs(flags)
        if kind == CHARS:
            count = self.whole()
            return None if count < 0 else self.take(count).decode()
        return self.vector(kind, flags)

    def vector(self, kind, flags):
        if kind in (LOGICALS, INTEGERS, REALS):
            value = self.numbers(">f8" if kind == REALS else ">i4")
        elif kind in (STRINGS, LIST):
            value = [self.read() for _ in range(self.whole())]
        else:
            raise ValueError(f"type {kind} of R at byte {self.place}")
        return Thing(value, self.read() if flags & ATTRIBUTES else {})

    def pairs(self, flags):
        """Read a list of pairs as a dictionary; it goes on until there is nothing."""
        found = {}
        while flags & 0xFF == PAIRS:
            if flags & ATTRIBUTES:
                self.read()
            tag = self.read() if flags & TAG else str(len(found))
            found[tag] = self.read()
            flags = self.whole()
        return found


def read_rdata(path):
    """Give what a file of R's `save` holds, by name."""
    data = gzip.decompress(path.read_bytes())
    if not data.startswith(HEADER):
        raise ValueError(f"{path} does not begin as a file of R's version 3 does")
    reader = Reader(data[len(HEADER) :])
    reader.take(12)
    reader.take(reader.whole())  # the encoding's name
    return reader.read()
