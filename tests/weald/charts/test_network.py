"""The ring of a network: everyone on it once, ties between them, names beside their nodes."""

from math import hypot

import pytest

from weald.charts import NARROW, WIDE, ChartError, NetworkChart, Node, Tie

CANVASES = pytest.mark.parametrize("canvas", [WIDE, NARROW], ids=lambda canvas: canvas.name)


def chart(names="ABCDE", ties=(("A", "B"), ("A", "D")), groups="xxyyz"):
    nodes = [Node(name, group) for name, group in zip(names, groups, strict=True)]
    return NetworkChart("Ties", "Schools on a ring.", nodes, [Tie(a, b) for a, b in ties])


@CANVASES
def test_nodes_stand_on_one_ring_within_the_canvas_and_groups_apart(canvas):
    drawing = chart().lay_out(canvas)

    at = {dot.words: (dot.x, dot.y) for dot in drawing.dots}
    assert all(0 < x < canvas.width and 0 < y < drawing.height for x, y in at.values())
    same, other = (
        hypot(*(p - q for p, q in zip(at["A"], at["B"], strict=True))),
        hypot(*(p - q for p, q in zip(at["B"], at["C"], strict=True))),
    )
    assert same < other
    assert len(drawing.texts) == 5


def test_ties_across_groups_and_strong_ones_stand_out():
    nodes = [Node("A", "x"), Node("B", "x"), Node("C"), Node("D")]
    ties = [Tie("A", "B"), Tie("A", "C", 4), Tie("C", "D")]

    roles = [curve.role for curve in NetworkChart("T", "D", nodes, ties).lay_out(WIDE).curves]

    assert roles == ["tie within", "tie across strong", "tie across"]


def test_of_many_only_ones_own_are_named():
    nodes = [Node(f"School {n}", role="own" if n == 7 else "plain") for n in range(60)]

    texts = NetworkChart("T", "D", nodes, []).lay_out(WIDE).texts

    assert [text.words for text in texts] == ["School 7"]


def test_the_table_names_whom_each_is_tied_to():
    rows = chart().as_table().rows

    assert rows[0] == ("A", "2", "B, D")
    assert rows[-1] == ("E", "0", "nobody")


@pytest.mark.parametrize(
    "build",
    [
        lambda: chart(names="AABCD"),
        lambda: chart(ties=[("A", "Z")]),
        lambda: NetworkChart("T", "D", [Node("A"), Node("B")], [Tie("A", "B", float("nan"))]),
    ],
)
def test_what_cannot_be_drawn_truly_is_refused(build):
    with pytest.raises(ChartError):
        build()


def test_nobody_at_all_is_empty():
    assert NetworkChart("T", "D", [], [], "None yet.").is_empty
