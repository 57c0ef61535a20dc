"""Who is tied to whom, on a ring: those of one group stand side by side, ties cross the middle."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, sin
from typing import ClassVar, Literal

from weald.charts.figure import Table, require, require_figures
from weald.charts.geometry import Anchor, Canvas, Curve, Dot, Drawing, Point, Text
from weald.charts.words import shorten

NAMED = 40  # nodes, up to which each is named
STEP_OF_GROUPS = 0.6  # of a node's place on the ring, left free between two groups
NAME_ROOM = {"wide": 165.0, "narrow": 88.0}
MOST_RADIUS = {"wide": 170.0, "narrow": 105.0}


@dataclass(frozen=True, slots=True)
class Node:
    """One on the ring, standing beside the others of its group. An `alone` one has no tie."""

    name: str
    group: str = ""
    role: Literal["own", "other", "alone", "plain"] = "plain"


@dataclass(frozen=True, slots=True)
class Tie:
    """Two nodes by their names, and how much ties them."""

    a: str
    b: str
    strength: float = 1.0


@dataclass(frozen=True, slots=True)
class NetworkChart:
    """Nodes on a ring and the ties between them; stronger ones are thicker, those across groups stand out."""

    kind: ClassVar[str] = "network"
    title: str
    description: str
    nodes: Sequence[Node]
    ties: Sequence[Tie]
    why_empty: str = ""

    def __post_init__(self) -> None:
        names = [node.name for node in self.nodes]
        require(len(set(names)) == len(names), f"“{self.title}” has two nodes of one name.")
        for tie in self.ties:
            require(
                {tie.a, tie.b} <= set(names), f"A tie of {tie.a} and {tie.b} names somebody not on the ring."
            )
            require_figures(tie.a, tie.strength)

    @property
    def is_empty(self) -> bool:
        return len(self.nodes) < 2

    def as_table(self) -> Table:
        tied: dict[str, list[str]] = {node.name: [] for node in self.nodes}
        for tie in self.ties:
            tied[tie.a].append(tie.b)
            tied[tie.b].append(tie.a)
        rows = (
            (name, str(len(others)), ", ".join(sorted(others)) or "nobody")
            for name, others in sorted(tied.items(), key=lambda row: (-len(row[1]), row[0]))
        )
        return Table(("Name", "Tied to", "Whom"), tuple(rows), frozenset({1}))

    def lay_out(self, canvas: Canvas) -> Drawing:
        room = NAME_ROOM[canvas.name] if self.is_named else 16.0
        radius = min(MOST_RADIUS[canvas.name], canvas.width / 2 - room)
        middle = canvas.width / 2, radius + canvas.line + 6
        angles = self._angles()
        at = {
            name: (
                round(middle[0] + radius * cos(angle), 1),
                round(middle[1] + radius * sin(angle), 1),
            )
            for name, angle in angles.items()
        }
        return Drawing(
            canvas,
            height=round(middle[1] + radius + canvas.line + 6, 1),
            curves=tuple(self._curve(tie, at, middle) for tie in self.ties),
            dots=tuple(
                Dot(*at[node.name], 6 if node.role == "own" else 4.5, node.role, node.name)
                for node in self.nodes
            ),
            texts=tuple(
                _name(node, at[node.name], angles[node.name], canvas)
                for node in self.nodes
                if self.is_named or node.role == "own"
            ),
        )

    @property
    def is_named(self) -> bool:
        return len(self.nodes) <= NAMED

    def _angles(self) -> dict[str, float]:
        """Give each node its place on the ring, from the top on, groups apart from each other."""
        ordered = sorted(self.nodes, key=lambda node: (node.group, node.name))
        at, places = 0.0, {}
        for index, node in enumerate(ordered):
            at += 0.0 if index == 0 else 1.0
            at += STEP_OF_GROUPS if index and ordered[index - 1].group != node.group else 0.0
            places[node.name] = at
        whole = at + 1.0 + STEP_OF_GROUPS
        return {name: 2 * pi * place / whole - pi / 2 for name, place in places.items()}

    def _curve(self, tie: Tie, at: Mapping[str, Point], middle: Point) -> Curve:
        """Bend a tie towards the middle, the more the nearer its ends: neighbours' ties stay apart too."""
        (x1, y1), (x2, y2) = at[tie.a], at[tie.b]
        pull = 0.25 + 0.5 * min(hypot(x2 - x1, y2 - y1) / 200, 1)
        x = (x1 + x2) / 2 + (middle[0] - (x1 + x2) / 2) * pull
        y = (y1 + y2) / 2 + (middle[1] - (y1 + y2) / 2) * pull
        group = {node.name: node.group for node in self.nodes}
        role = "within" if group[tie.a] and group[tie.a] == group[tie.b] else "across"
        strong = " strong" if tie.strength >= 3 else ""
        return Curve(f"M{x1:g} {y1:g} Q{x:.1f} {y:.1f} {x2:g} {y2:g}", f"tie {role}{strong}")


def _name(node: Node, at: Point, angle: float, canvas: Canvas) -> Text:
    """Write a name outside the ring, beginning or ending at its node, as far as the edge is away."""
    x, y = at[0] + 10 * cos(angle), at[1] + 10 * sin(angle)
    anchor: Anchor = "middle" if abs(cos(angle)) < 0.12 else "start" if cos(angle) > 0 else "end"
    y += 0.0 if anchor != "middle" else canvas.text * 0.5 * sin(angle)
    room = {"start": canvas.width - x, "end": x, "middle": 2 * min(x, canvas.width - x)}[anchor]
    words = shorten(node.name, canvas.text, room)
    return Text(round(x, 1), round(y + canvas.text * 0.35, 1), words, anchor, f"name {node.role}")
