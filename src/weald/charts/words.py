"""Numbers and names as a reader meets them: units, minus signs, line breaks by estimated width."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from unicodedata import category, east_asian_width

MINUS = "−"
THIN = "\u202f"  # between a figure and its sign, so that no line breaks there
NO_FIGURE = "no figure"
ISOLATE, UNISOLATE = "\u2068", "\u2069"  # a name between these cannot turn what follows it round
# Widths in em of a common sans serif, a little generous: too wide a guess is air, too narrow a collision.
SLIM, PLAIN, BROAD = 0.33, 0.6, 0.9
SLIM_LETTERS = frozenset("iljtfrI.,:;'’‘|!()[]/- ·" + THIN)
BROAD_LETTERS = frozenset("mwMWQOGD%@…—")
BOLD = 1.08


@dataclass(frozen=True, slots=True)
class Unit:
    """What a figure counts: its words, its sign, how many decimals are honest, and its natural bounds."""

    name: str
    suffix: str = ""
    decimals: int = 0
    low: float | None = None
    high: float | None = None

    def say(self, value: float | None, *, signed: bool = False) -> str:
        """Write a figure with its unit; a missing one is said in words, never as nought."""
        if value is None:
            return NO_FIGURE
        return self.figure(value, signed=signed) + self.suffix

    def say_ticks(self, ticks: Sequence[float], *, signed: bool = False) -> list[str]:
        """Write an axis with no more decimals than its step needs."""
        step = ticks[1] - ticks[0] if len(ticks) > 1 else 1
        decimals = next((d for d in range(6) if abs(round(step, d) - step) < 1e-9), 6)
        return [replace(self, decimals=decimals).figure(tick, signed=signed) for tick in ticks]

    def figure(self, value: float, *, signed: bool = False) -> str:
        # 0.03 is not nought: it is shown finer rather than rounded away.
        decimals = next((d for d in range(self.decimals, 6) if round(value, d)), 6) if value else 0
        shown = round(value, decimals)
        sign = MINUS if shown < 0 else "+" if signed and shown > 0 else ""
        return f"{sign}{abs(shown):,.{decimals}f}"

    def say_range(self, low: float | None, high: float | None, *, signed: bool = False) -> str:
        if low is None or high is None:
            return NO_FIGURE
        return f"{self.figure(low, signed=signed)} to {self.say(high, signed=signed)}"


PERCENT = Unit("per cent", f"{THIN}%", 0, 0, 100)
POINTS = Unit("percentage points", " points", 1)
SCORE = Unit("scaled score", "", 1)
COUNT = Unit("number", "", 0, 0)


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Estimate how wide a text will be, in the canvas's units; no font is loaded on the server."""
    em = sum(
        0.0
        if category(letter) in {"Cf", "Mn"}
        else 1.0
        if east_asian_width(letter) in "WF"
        else SLIM
        if letter in SLIM_LETTERS
        else BROAD
        if letter in BROAD_LETTERS
        else PLAIN + 0.1 * letter.isupper()
        for letter in text
    )
    return em * size * (BOLD if bold else 1)


def shorten(text: str, size: float, limit: float, *, bold: bool = False) -> str:
    if width_of(text, size, bold=bold) <= limit:
        return text
    while text and width_of(text + "…", size, bold=bold) > limit:
        text = text[:-1].rstrip()
    return text + "…"


def wrap(text: str, size: float, limit: float, *, lines: int = 2, bold: bool = False) -> tuple[str, ...]:
    """Break a text into at most `lines` lines of `limit`; what is left over ends in an ellipsis."""
    broken: list[str] = []
    words = text.split(" ")
    while words and len(broken) < lines:
        line = words.pop(0)
        while words and width_of(f"{line} {words[0]}", size, bold=bold) <= limit:
            line += " " + words.pop(0)
        broken.append(line)
    if words:
        broken[-1] += " " + " ".join(words)
    return tuple(shorten(line, size, limit, bold=bold) for line in broken)
