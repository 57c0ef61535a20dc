"""What a file is called: as given, without anything that could mislead a person or a machine."""

import unicodedata
from dataclasses import dataclass

from weald.files.enums import ENDINGS, MediaType

MOST_CHARACTERS = 120
# Devices to one system, whatever ending follows.
RESERVED = frozenset(
    ["con", "prn", "aux", "nul", *(f"com{n}" for n in range(1, 10)), *(f"lpt{n}" for n in range(1, 10))]
)
# Invisible marks that scripts and emoji need: joiners, non-joiners, the emoji selector.
NEEDED_MARKS = frozenset("\u200c\u200d\ufe0f")
HIDDEN = frozenset(["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"])
TOLD_APART = str.maketrans(dict.fromkeys('<>:"|?*', "-"))


@dataclass(frozen=True, slots=True)
class Name:
    """A name that is safe to show and to save under, and what was changed in it."""

    text: str
    changes: tuple[str, ...] = ()


def harmless_name(given: str, kind: MediaType) -> Name:
    """Keep what a person reads in the name; take out what only a machine would obey, and say so."""
    changes = []
    text = unicodedata.normalize("NFC", given)
    if "/" in text or "\\" in text:
        text = text.replace("\\", "/").rpartition("/")[2]
        changes.append("the folder was left out of its name")
    if any(is_hidden(mark) for mark in text):
        text = "".join(mark for mark in text if not is_hidden(mark))
        changes.append("marks that nobody sees were taken out of its name")
    safe = text.translate(TOLD_APART).strip(" .")
    if safe.partition(".")[0].casefold() in RESERVED:
        safe = f"file-{safe}"
    if safe != text:
        changes.append("signs that some computers do not allow were exchanged in its name")
    ending = safe.rpartition(".")[2].casefold() if "." in safe else ""
    if ending not in ENDINGS[kind]:
        safe = f"{safe or 'file'}.{ENDINGS[kind][0]}"
        changes.append(f"its content is {kind.label}, so its name now ends in .{ENDINGS[kind][0]}")
    if len(safe) > MOST_CHARACTERS:
        stem, _, ending = safe.rpartition(".")
        safe = f"{stem[: MOST_CHARACTERS - len(ending) - 1].rstrip(' .')}.{ending}"
        changes.append("its name was shortened")
    return Name(safe, tuple(changes))


def is_hidden(mark: str) -> bool:
    """Tell control characters and those that turn the direction of writing, or are not seen at all."""
    return mark not in NEEDED_MARKS and unicodedata.category(mark) in HIDDEN
