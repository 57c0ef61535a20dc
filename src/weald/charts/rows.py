"""Charts that are a list: a name, something drawn, a figure. On a phone the name stands over its drawing."""

from collections.abc import Sequence
from dataclasses import dataclass

from weald.charts.geometry import Canvas, Line, Scale, Text
from weald.charts.words import width_of, wrap

NAME_SHARE, VALUE_SHARE = 0.34, 0.3
AIR = 11.0  # between one row and the next
MANY = 15  # rows, from which the axis stands above as well as below


@dataclass(frozen=True, slots=True)
class Entry:
    name: str
    value: str
    note: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """Where each row's drawing stands (its centre), the room for drawings, and the words around them."""

    left: float
    right: float
    top: float
    bottom: float
    centres: tuple[float, ...]
    texts: tuple[Text, ...]


def lay_rows(
    entries: Sequence[Entry], canvas: Canvas, *, top: float, thickness: float, inset: float = 8
) -> Rows:
    names = [wrap(e.name, canvas.text, canvas.width * (NAME_SHARE if canvas.is_wide else 1)) for e in entries]
    values = [wrap(e.value, canvas.text, canvas.width * VALUE_SHARE) if e.value else () for e in entries]
    left, right = inset, canvas.width - inset
    if canvas.is_wide:
        left = 14 + max((width_of(line, canvas.text) for lines in names for line in lines), default=0)
        right -= (
            14 - inset + max((width_of(line, canvas.text) for lines in values for line in lines), default=0)
        )
    centres: list[float] = []
    texts: list[Text] = []
    y = top
    for entry, name, value in zip(entries, names, values, strict=True):
        if canvas.is_wide:
            block = max(thickness, max(len(name), len(value)) * canvas.line)
            y += AIR / 2 + block
            centres.append(round(y - block / 2, 1))
            texts += stacked(name, 0, centres[-1], canvas, entry.role)
            texts += stacked(value, canvas.width, centres[-1], canvas, "figure", at_end=True)
        else:
            texts += stacked(name, 0, y + len(name) * canvas.line / 2, canvas, entry.role)
            fits = width_of(name[-1], canvas.text) + width_of(entry.value, canvas.text) + 12 <= canvas.width
            y += len(name) * canvas.line + (0 if fits or not entry.value else canvas.line)
            if entry.value:
                texts.append(
                    Text(canvas.width, round(y - canvas.line * 0.26, 1), entry.value, "end", "figure")
                )
            y += thickness + 2
            centres.append(round(y - thickness / 2, 1))
        notes = wrap(entry.note, canvas.text, right - left) if entry.note else ()
        texts += stacked(notes, left, y + len(notes) * canvas.line / 2, canvas, "note")
        y += len(notes) * canvas.line + AIR / (2 if canvas.is_wide else 1)
    return Rows(round(left, 1), round(right, 1), top, round(y, 1), tuple(centres), tuple(texts))


def stacked(
    lines: Sequence[str], x: float, centre: float, canvas: Canvas, role: str, *, at_end: bool = False
) -> list[Text]:
    first = centre - (len(lines) - 1) * canvas.line / 2 + canvas.text * 0.35
    return [
        Text(round(x, 1), round(first + i * canvas.line, 1), line, "end" if at_end else "start", role)
        for i, line in enumerate(lines)
    ]


def axis(
    ticks: Sequence[tuple[float, str]], scale: Scale, rows: Rows, canvas: Canvas
) -> tuple[tuple[Line, ...], tuple[Text, ...]]:
    """Upright grid lines with their figures below, and above too where the list is long; none overlaps."""
    lines = [Line(scale(at), rows.top, scale(at), rows.bottom, "grid") for at, _ in ticks]
    texts: list[Text] = []
    free = -canvas.width
    for at, words in ticks:
        half = width_of(words, canvas.text) / 2
        x = round(max(half, min(scale(at), canvas.width - half)), 1)
        if x - half < free:
            continue
        free = x + half + 8
        levels = [rows.bottom + canvas.line] + ([rows.top - 6] if len(rows.centres) > MANY else [])
        texts += [Text(x, round(level, 1), words, "middle") for level in levels]
    return tuple(lines), tuple(texts)
