"""How much text is read, and which of its characters."""

import re
import unicodedata

MOST_CHARACTERS = 200_000

# Turns the direction of what follows, so that a text reads differently from what it says.
TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]|[\ud800-\udfff]")


class TooLong(ValueError):
    """A text longer than anybody reads; it never reaches a parser."""

    def __init__(self, length: int) -> None:
        self.need = f"A text is {MOST_CHARACTERS:,} characters at most, about eighty printed pages."
        self.finding = f"This one has {length:,}."
        self.remedy = "Keep here what somebody needs to begin, and attach the rest as a file."
        super().__init__(f"{self.need} {self.finding} {self.remedy}")


def checked(text: str) -> str:
    """Give the text back, or refuse it for its length."""
    if len(text) > MOST_CHARACTERS:
        raise TooLong(len(text))
    return text


def cleaned(text: str) -> str:
    """Make line ends alike and leave out characters that only mislead. Words stay as they are."""
    text = unicodedata.normalize("NFC", checked(text).replace("\r\n", "\n").replace("\r", "\n"))
    return CONTROLS.sub("", TURNS.sub("", text))
