"""The register's words and numbers for things, and what they are here."""

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date

from weald.imports.fields import Parse, Unreadable, code, one_of, text
from weald.schools.enums import Kind, LinkKind, Phase, Status, TrustType

STATUSES: Mapping[str, object] = {
    "Open": Status.OPEN,
    "Open, but proposed to close": Status.PROPOSED_TO_CLOSE,
    "Proposed to open": Status.PROPOSED_TO_OPEN,
    "Closed": Status.CLOSED,
    # The performance tables' numbers.
    "1": Status.OPEN,
    "2": Status.CLOSED,
    "3": Status.PROPOSED_TO_CLOSE,
}
PHASES: Mapping[str, object] = {
    "Nursery": Phase.NURSERY,
    "Primary": Phase.PRIMARY,
    "Middle deemed primary": Phase.MIDDLE_PRIMARY,
    "Middle deemed secondary": Phase.MIDDLE_SECONDARY,
    "Secondary": Phase.SECONDARY,
    "All-through": Phase.ALL_THROUGH,
    "All through": Phase.ALL_THROUGH,
    "16 plus": Phase.POST_16,
    "Sixth form": Phase.POST_16,
    "College": Phase.POST_16,
    "Not applicable": Phase.NOT_APPLICABLE,
}
# The performance tables name the group only.
TYPE_GROUPS: Mapping[str, object] = {
    "Maintained School": "Local authority maintained schools",
    "Academy": "Academies",
    "Independent School": "Independent schools",
    "Special School": "Special schools",
    "College": "Colleges",
}
# Establishments that are no schools in England, by the register's type code.
NOT_SCHOOLS = {
    "25": "offshore schools",
    "29": "universities",
    "30": "Welsh establishments",
    "37": "British schools overseas",
    "47": "children’s centres",
    "48": "children’s centre sites",
}
NOT_KEPT = "children’s centres"
GROUPS: Mapping[str, tuple[Kind, str] | str] = {
    "Multi-academy trust": (Kind.TRUST, TrustType.MULTI),
    "Single-academy trust": (Kind.TRUST, TrustType.SINGLE),
    "Secure single-academy trust": (Kind.TRUST, TrustType.SINGLE),
    "Federation": (Kind.FEDERATION, ""),
    "School sponsor": (Kind.SPONSOR, ""),
    "Trust": (Kind.FOUNDATION, ""),
    "Umbrella trust": (Kind.FOUNDATION, ""),
    "Children's Centres Group": NOT_KEPT,
    "Children's Centres Collaboration": NOT_KEPT,
}
# Which of the two came first, and how: (the linked establishment is the later one, kind).
LINKS: Mapping[str, tuple[bool, LinkKind]] = {
    "Successor": (True, LinkKind.SUCCESSOR),
    "Predecessor": (False, LinkKind.SUCCESSOR),
    "Successor - merged": (True, LinkKind.MERGED),
    "Predecessor - merged": (False, LinkKind.MERGED),
    "Successor - amalgamated": (True, LinkKind.MERGED),
    "Predecessor - amalgamated": (False, LinkKind.MERGED),
    "Successor - Split School": (True, LinkKind.SPLIT),
    "Predecessor - Split School": (False, LinkKind.SPLIT),
}

urn = code(r"[1-9]\d{4,6}", "a URN (six digits)")
uid = code(r"[1-9]\d{0,6}", "a group’s UID (a number)")
ukprn = code(r"1\d{7}", "a UKPRN (eight digits, the first a 1)")
group_id = code(r"[A-Z]{2}\d{5}", "a Group ID (two letters and five digits)")
# Companies House pads with noughts, which spreadsheets take away.
company = code(r"[A-Z0-9]{8}", "a Companies House number", width=8)
la_code = code(r"\d{3}", "a local authority’s code (three digits)")
establishment_number = code(r"\d{4}", "an establishment number (four digits)", width=4)
SMALL_WORDS = frozenset({"of", "and", "the", "in", "for", "at", "on", "with", "by", "to"})
KEPT_IN_CAPITALS = frozenset(
    {"MAT", "UTC", "SEND", "STEM", "II", "III", "IV", "VI", "VII", "CE", "UK", "C", "E"}
)
VOWELS = frozenset("AEIOUYÀÁÂÈÉÊÌÍÎÒÓÔÙÚÛ")
SAYING_NOTHING = frozenset({"not applicable", "does not apply", "unknown", "none"})
FIRST_MIDDLE_AGE = 7
LAST_NURSERY_AGE = 5
# The publisher's code for what does not apply.
URN_OF_NOTHING = "999999"

status = one_of(STATUSES)
phase = one_of(PHASES)
type_group = one_of(TYPE_GROUPS)
group_type = one_of(GROUPS)
read_name = text(200)


def word(longest: int) -> Parse:
    """Read a short description; the register's ways of saying nothing are nothing."""

    def parse(cell: str) -> str | None:
        value = " ".join(cell.split())
        return None if value.lower() in SAYING_NOTHING else value[:longest]

    return parse


def group_name(cell: str) -> str:
    """Read a group's name; one written in capitals throughout is written as names are."""
    name = str(read_name(cell))
    return readable(name) if name.isupper() else name


def readable(name: str) -> str:
    """TOVE LEARNING TRUST → Tove Learning Trust; ST MARY'S C OF E MAT → St Mary's C of E MAT."""
    words = [_readable_word(word, is_first=n == 0) for n, word in enumerate(name.split())]
    return " ".join(words)


def _readable_word(word: str, *, is_first: bool) -> str:
    bare = word.strip("(),.&")
    if bare in KEPT_IN_CAPITALS or not VOWELS.intersection(bare):
        # Of words without a vowel these two are said, not spelt out.
        return word.capitalize() if bare in {"ST", "LTD"} else word
    if bare.lower() in SMALL_WORDS and not is_first:
        return word.lower()
    return re.sub(
        r"(?:^|(?<=[-(/])|(?<=\b[odl]['’]))[a-zà-ÿ]", lambda letter: letter[0].upper(), word.lower()
    )


def trust_flag(cell: str) -> tuple[Kind, str]:
    """Tell from the flag beside `Trusts (code)` which kind of trust it is."""
    said = cell.lower()
    if "multi" in said:
        return Kind.TRUST, TrustType.MULTI
    if "single" in said:
        return Kind.TRUST, TrustType.SINGLE
    return Kind.FOUNDATION, ""


AS_OF = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:[-_]?(0[1-9]|1[0-2])(?:[-_]?(0[1-9]|[12]\d|3[01]))?)?(?!\d)")


def day_named(name: str) -> date | None:
    """Read the day from a file's name; a month or a year alone is taken at its last day."""
    found = AS_OF.search(name)
    if not found:
        return None
    year, month = int(found[1]), int(found[2] or 12)
    last = monthrange(year, month)[1]
    return date(year, month, min(int(found[3] or last), last))


def truth(cell: str) -> bool:
    if cell.strip() not in {"0", "1"}:
        msg = "is neither 0 nor 1"
        raise Unreadable(msg)
    return cell.strip() == "1"


def phase_of(
    *, is_primary: object, is_secondary: object, is_post_16: object, low_age: object, high_age: object
) -> Phase | None:
    """Tell the phase from the performance tables' three flags and ages; a middle school's is left open."""
    if is_primary and is_secondary:
        starts_late = isinstance(low_age, int) and low_age > FIRST_MIDDLE_AGE
        return None if starts_late else Phase.ALL_THROUGH
    if is_primary:
        is_nursery = isinstance(high_age, int) and high_age <= LAST_NURSERY_AGE
        return Phase.NURSERY if is_nursery else Phase.PRIMARY
    if is_secondary:
        return Phase.SECONDARY
    return Phase.POST_16 if is_post_16 else None


def degrees(lowest: float, highest: float) -> Parse:
    def parse(cell: str) -> float:
        try:
            value = float(cell)
        except ValueError:
            value = float("nan")
        if not lowest <= value <= highest:
            msg = f"is not a number of degrees from {lowest:g} to {highest:g}"
            raise Unreadable(msg)
        return value

    return parse
