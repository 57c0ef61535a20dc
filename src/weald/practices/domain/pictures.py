"""A practice's family as a figure: where it comes from, what came of it, what came back."""

from django.urls import reverse

from weald.charts import Bond, Figure, Kin, LineageChart
from weald.practices.enums import Descent
from weald.practices.models import Practice
from weald.practices.queries.lineage import Lineage

HIDDEN = "A practice not shared with you"
MOST_DRAWN = 60
HOW = {Descent.ADAPTED: "adapted", Descent.ALLOYED: "alloyed", Descent.MERGED: "returned"}


def lineage_figure(practice: Practice, lineage: Lineage) -> Figure:
    """Draw the family. Of a very large one the nearest in time are drawn; the table has all."""
    whole = _chart(practice, lineage, lineage.lines)
    drawn = _nearest(practice, lineage.lines)
    chart = whole if len(drawn) == len(lineage.lines) else _chart(practice, lineage, drawn)
    return Figure(
        chart=chart,
        sentence=_sentence(practice, lineage),
        table=whole.as_table(),
        source="the versions themselves, which nobody can change.",
        uncertainty=f"Only the {MOST_DRAWN} nearest are drawn; the table has all {len(lineage.lines)}."
        if len(drawn) < len(lineage.lines)
        else "A dashed line is something that came back and was taken in.",
    )


def _nearest(practice: Practice, lines: tuple[int, ...]) -> tuple[int, ...]:
    at = lines.index(practice.pk)
    first = max(0, min(at - MOST_DRAWN // 2, len(lines) - MOST_DRAWN))
    return lines[first : first + MOST_DRAWN]


def _chart(practice: Practice, lineage: Lineage, lines: tuple[int, ...]) -> LineageChart:
    drawn = set(lines)
    return LineageChart(
        title=f"The line of “{practice.title}”",
        description="Each practice stands beneath what it was made from; names lead on.",
        kin=[_kin(pk, practice, lineage.seen.get(pk)) for pk in lines],
        bonds=[
            Bond(parent, child, HOW[Descent(how)])  # type: ignore[arg-type]  # the literals above
            for child, parent, how in lineage.ties
            if {child, parent} <= drawn
        ],
        why_empty="Nothing was made from it yet, and it was made from nothing.",
    )


def _kin(pk: int, practice: Practice, seen: Practice | None) -> Kin:
    if seen is None:
        return Kin(pk, HIDDEN, role="hidden")
    detail = f"{seen.shared_at:%b %Y}, {seen.home.name}"
    if pk == practice.pk:
        return Kin(pk, seen.title, detail, role="own")
    return Kin(pk, seen.title, detail, reverse("practices:lineage", args=[pk]))


def _sentence(practice: Practice, lineage: Lineage) -> str:
    above = {parent for child, parent, how in lineage.ties if child == practice.pk and how != Descent.MERGED}
    below = {child for child, parent, how in lineage.ties if parent == practice.pk and how != Descent.MERGED}
    back = {parent for child, parent, how in lineage.ties if child == practice.pk and how == Descent.MERGED}
    came = "one other practice" if len(above) == 1 else f"{len(above) or 'no'} other practices"
    went = "One was" if len(below) == 1 else f"{len(below) or 'None'} were"
    home = f"; it took in {'one' if len(back) == 1 else len(back)} that came back" if back else ""
    return f"Made from {came}. {went} made from it{home}."
