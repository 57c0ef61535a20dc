"""Where something comes from and what came of it: a row for each, beneath what it was made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from weald.charts.figure import Table, require
from weald.charts.geometry import Canvas, Curve, Dot, Drawing, Text
from weald.charts.words import shorten

STEP = {"wide": 56.0, "narrow": 18.0}
RADIUS, GAP, EDGE = 5.0, 10.0, 12.0


@dataclass(frozen=True, slots=True)
class Kin:
    """One of a family; `own` is whose picture it is, `hidden` what the reader may not know more of."""

    key: int
    name: str
    detail: str = ""
    url: str = ""
    role: Literal["own", "plain", "hidden"] = "plain"


@dataclass(frozen=True, slots=True)
class Bond:
    """One was made from another; or came back to it, and was taken in."""

    parent: int
    child: int
    how: Literal["adapted", "alloyed", "returned"] = "adapted"


@dataclass(frozen=True, slots=True)
class LineageChart:
    """A family in the order of its generations. Each name leads to its own picture."""

    kind: ClassVar[str] = "lineage"
    title: str
    description: str
    kin: Sequence[Kin]
    bonds: Sequence[Bond]
    why_empty: str = ""

    def __post_init__(self) -> None:
        keys = {one.key for one in self.kin}
        require(len(keys) == len(self.kin), f"“{self.title}” has one of its family twice.")
        for bond in self.bonds:
            require({bond.parent, bond.child} <= keys, f"“{self.title}” has a bond to nobody in it.")

    @property
    def is_empty(self) -> bool:
        return len(self.kin) < 2

    def as_table(self) -> Table:
        names = {one.key: one.name for one in self.kin}
        rows = (
            (
                one.name,
                one.detail,
                "; ".join(f"{bond.how} from {names[bond.parent]}" for bond in self._made_from(one.key)),
            )
            for one, _ in self._rows()
        )
        return Table(("Practice", "Where", "How it came about"), tuple(rows))

    def lay_out(self, canvas: Canvas) -> Drawing:
        rows = self._rows()
        height = canvas.line * (2 if canvas.is_wide else 2.6)
        at = {
            one.key: (EDGE + depth * STEP[canvas.name], round(height * (index + 0.6), 1))
            for index, (one, depth) in enumerate(rows)
        }
        return Drawing(
            canvas,
            height=round(height * len(rows) + EDGE, 1),
            curves=tuple(_curve(bond, at, is_aside=not self._stands_beneath(bond)) for bond in self.bonds),
            dots=tuple(
                Dot(*at[one.key], RADIUS + 2 if one.role == "own" else RADIUS, f"kin {one.role}", one.name)
                for one, _ in rows
            ),
            texts=tuple(text for one, _ in rows for text in _words(one, at[one.key], canvas)),
        )

    def _made_from(self, key: int) -> list[Bond]:
        return [bond for bond in self.bonds if bond.child == key and bond.how != "returned"]

    def _stands_beneath(self, bond: Bond) -> bool:
        return bond in self._made_from(bond.child)[:1]

    def _rows(self) -> list[tuple[Kin, int]]:
        """Put each beneath the first it was made from, the older first, with its generation."""
        order = {one.key: index for index, one in enumerate(self.kin)}
        made_from = {key: [bond.parent for bond in self._made_from(key)] for key in order}
        below: dict[int | None, list[int]] = {}
        for key, parents in made_from.items():
            below.setdefault(parents[0] if parents else None, []).append(key)
        rows, waiting = [], [(key, 0) for key in reversed(below.get(None, []))]
        while waiting:
            key, depth = waiting.pop()
            rows.append((self.kin[order[key]], depth))
            waiting += [(child, depth + 1) for child in reversed(below.get(key, []))]
        return rows


def _curve(bond: Bond, at: Mapping[int, tuple[float, float]], *, is_aside: bool) -> Curve:
    """Lead down from what it stands beneath; from anything else aside, past those that stand between."""
    (x1, y1), (x2, y2) = at[bond.parent], at[bond.child]
    if is_aside:
        bend = min(x1, x2) - EDGE
        return Curve(f"M{x2:g} {y2:g} C{bend:g} {y2:g} {bend:g} {y1:g} {x1:g} {y1:g}", f"bond {bond.how}")
    return Curve(f"M{x1:g} {y1:g} C{x1:g} {y2:g} {x1:g} {y2:g} {x2:g} {y2:g}", f"bond {bond.how}")


def _words(one: Kin, at: tuple[float, float], canvas: Canvas) -> tuple[Text, ...]:
    x, y = at[0] + RADIUS + GAP, at[1] + canvas.text * 0.35
    room = canvas.width - x
    below = not canvas.is_wide
    name = shorten(one.name, canvas.text, room if below else room * 0.6)
    texts = (Text(x, round(y, 1), name, "start", f"name {one.role}", one.url),)
    if not one.detail:
        return texts
    if below:
        return (*texts, _detail(one, x, y + canvas.line, room, canvas))
    end = canvas.width
    return (*texts, Text(end, round(y, 1), shorten(one.detail, canvas.text, room * 0.38), "end", "detail"))


def _detail(one: Kin, x: float, y: float, room: float, canvas: Canvas) -> Text:
    return Text(x, round(y, 1), shorten(one.detail, canvas.text, room), "start", "detail")
