"""How schools hang together: their ties, who is alone, and the picture of it with its words."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast

import numpy as np
from django.core.cache import cache
from django.db.models import QuerySet
from django.utils import timezone

from weald.charts import Figure, NetworkChart, Node, Tie
from weald.communities.queries.coverage import schools_within
from weald.communities.queries.ties import Acted, acted_together
from weald.schools.models import Organisation

if TYPE_CHECKING:
    from wealdstats.networks import Connectivity

HALF_TERM = timedelta(weeks=7)
# A tie counts for half after two terms, and has gone when it is worth less than a twentieth of an act.
HALF_LIFE_DAYS = 180.0
# Betweenness is counted from so many starting points: exact for a trust, near enough for a nation.
PIVOTS = 200
MOST_DRAWN = 60
SECONDS_KEPT = 900
MOST_NAMED = 5

# Higher apps add acts of theirs that tie schools, such as adopting from each other: since when, and, where it
# is not about all of them, of which schools.
TIES: list[Callable[[datetime, Collection[int] | None], Iterable[Acted]]] = [acted_together]


@dataclass(frozen=True, slots=True)
class Picture:
    """A network of schools as a page shows it."""

    figure: Figure
    words: tuple[str, ...]
    half_terms: int


def ties_since(since: datetime, reach: frozenset[int] | None) -> list[Acted]:
    return [acted for tell in TIES for acted in tell(since, reach)]


def isolated(reach: frozenset[int] | None, half_terms: int) -> QuerySet[Organisation]:
    """Give the schools within reach that no act tied to another for so many half-terms."""
    return schools_within(reach).filter(pk__in=alone(reach, half_terms))


def alone(reach: frozenset[int] | None, half_terms: int) -> list[int]:
    """Give the ids of the isolated, by name. Those of the sector are kept for a while, as its picture is."""
    if reach is not None:
        return _untied(reach, half_terms)
    key = f"communities.alone:{half_terms}"
    kept = cache.get_or_set(key, lambda: _untied(None, half_terms), SECONDS_KEPT)
    return cast("list[int]", kept)


def _untied(reach: frozenset[int] | None, half_terms: int) -> list[int]:
    acts = ties_since(timezone.now() - half_terms * HALF_TERM, reach)
    tied = {pk for acted in acts for pk in (acted.a, acted.b)}
    return [pk for pk in schools_within(reach).values_list("pk", flat=True) if pk not in tied]


def picture_of(reach: frozenset[int] | None, half_terms: int) -> Picture:
    """Draw how the schools within reach are tied to each other, and say it in words.

    For the whole sector that takes seconds, so it is kept for a while.
    """
    if reach is not None:
        return _picture(reach, half_terms)
    key = f"communities.network:{half_terms}"
    kept = cache.get_or_set(key, lambda: _picture(None, half_terms), SECONDS_KEPT)
    return cast("Picture", kept)


def _picture(reach: frozenset[int] | None, half_terms: int) -> Picture:
    schools = list(schools_within(reach))
    held = {school.pk: school for school in schools}
    now = timezone.now()
    acts = [acted for acted in ties_since(now - half_terms * HALF_TERM, reach) if acted.a != acted.b]
    within = [acted for acted in acts if acted.a in held and acted.b in held]
    tied = {pk for acted in acts for pk in (acted.a, acted.b)}
    elsewhere = _elsewhere(acts, held)
    found = _connectivity(schools, within, now) if len(schools) > 1 else None
    n_alone = sum(school.pk not in tied for school in schools)
    return Picture(
        figure=_figure(schools, elsewhere, acts, half_terms),
        words=_words(found, held, n_alone, half_terms) if found else (),
        half_terms=half_terms,
    )


def _elsewhere(acts: Sequence[Acted], held: Collection[int]) -> list[Organisation]:
    """Give the schools out of reach that did most with those within, as many as can still be drawn."""
    ends = [end for acted in acts for end in ((acted.a, acted.b), (acted.b, acted.a))]
    counts = Counter(there for here, there in ends if here in held and there not in held)
    most = counts.most_common(max(MOST_DRAWN - len(held), 0))
    return list(schools_within(frozenset(pk for pk, _ in most)))


def _connectivity(schools: Sequence[Organisation], acts: Sequence[Acted], now: datetime) -> "Connectivity":
    from wealdstats.networks import connectivity  # noqa: PLC0415 -- slow import

    return connectivity(
        [acted.a for acted in acts],
        [acted.b for acted in acts],
        on=np.array([-(now - acted.at) / timedelta(days=1) for acted in acts], dtype=np.float64),
        until=0.0,
        half_life=HALF_LIFE_DAYS,
        member=[school.pk for school in schools],
        trust=[_trust(school) for school in schools],
        brokers=MOST_NAMED,
        pivots=min(PIVOTS, len(schools)),
    )


def _trust(school: Organisation) -> str:
    return getattr(school, "trust_name", None) or ""


def _words(
    found: "Connectivity", held: dict[int, Organisation], n_alone: int, half_terms: int
) -> tuple[str, ...]:
    n, tied = len(held), int((found.degree > 0).sum())
    since = _since(half_terms)
    said = [
        f"{tied or 'None'} of the {n} schools here did something with another one here {since}; "
        f"{n_alone} did nothing with any other school, here or elsewhere."
    ]
    if found.largest_share > 0.0:
        said.append(
            f"The largest group that hangs together holds {round(found.largest_share * n)} schools; "
            f"there {'is' if found.n_components == 1 else 'are'} {found.n_components} such "
            f"group{'' if found.n_components == 1 else 's'}."
        )
    if found.cross_share is not None and found.cross_expected is not None:
        said.append(
            f"{found.cross_share:.0%} of ties lead across trusts; if ties fell anywhere it would be "
            f"about {found.cross_expected:.0%}."
        )
    if len(found.brokers):
        names = ", ".join(held[int(pk)].name for pk in found.brokers)
        said.append(f"Most ways between others lead through {names}: lose one, and others lose touch.")
    return tuple(said)


def _since(half_terms: int) -> str:
    return "in the last half-term" if half_terms == 1 else f"in the last {half_terms} half-terms"


def _figure(
    schools: Sequence[Organisation], elsewhere: Sequence[Organisation], acts: Sequence[Acted], half_terms: int
) -> Figure:
    nodes, ties = _drawn(schools, elsewhere, acts)
    since, many = _since(half_terms), len(schools) > MOST_DRAWN
    chart = NetworkChart(
        title=f"Which {'trusts' if many else 'schools'} did something with which {since}",
        description="Trusts, and schools in none, stand on a ring; a line is a tie."
        if many
        else "Schools stand on a ring beside those of their trust; a line is a tie, "
        "an open dot a school elsewhere.",
        nodes=nodes,
        ties=ties,
        why_empty="No school here did anything with another.",
    )
    return Figure(
        chart=chart,
        sentence=f"{_pairs(len(ties), 'trusts' if many else 'schools')} did something together {since}.",
        table=chart.as_table(),
        source="Weald: gatherings both were at, threads both wrote in, and what other parts of Weald add.",
        uncertainty="Only what is written down here is a tie: schools may know each other without it.",
    )


def _pairs(n: int, what: str) -> str:
    return f"{'One' if n == 1 else n or 'No'} pair{'s' if n > 1 else ''} of {what}"


def _drawn(
    schools: Sequence[Organisation], elsewhere: Sequence[Organisation], acts: Sequence[Acted]
) -> tuple[list[Node], list[Tie]]:
    """Draw schools while they can be told apart; trusts in their place where there are many."""
    here = {school.pk for school in schools}
    names = _names([*schools, *elsewhere])
    ours = [acted for acted in acts if {acted.a, acted.b} <= names.keys() and {acted.a, acted.b} & here]
    if len(schools) > MOST_DRAWN:
        return _by_trust(schools, ours)
    tied = {pk for acted in acts for pk in (acted.a, acted.b)}
    nodes = [
        Node(names[school.pk], _trust(school), "plain" if school.pk in tied else "alone")
        for school in schools
    ]
    nodes += [Node(names[school.pk], _trust(school), "other") for school in elsewhere]
    return nodes, _counted((names[acted.a], names[acted.b]) for acted in ours)


def _by_trust(schools: Sequence[Organisation], acts: Sequence[Acted]) -> tuple[list[Node], list[Tie]]:
    names = _names(schools)
    body = {school.pk: _trust(school) or names[school.pk] for school in schools}
    ties = _counted((body[acted.a], body[acted.b]) for acted in acts if body[acted.a] != body[acted.b])
    weight: Counter[str] = Counter()
    for tie in ties:
        weight[tie.a] += round(tie.strength)
        weight[tie.b] += round(tie.strength)
    drawn = {name for name, _ in weight.most_common(MOST_DRAWN)}
    nodes = [Node(name, name) for name in sorted(drawn)]
    return nodes, [tie for tie in ties if {tie.a, tie.b} <= drawn]


def _counted(pairs: Iterable[tuple[str, str]]) -> list[Tie]:
    counts = Counter((min(pair), max(pair)) for pair in pairs)
    return [Tie(a, b, float(n)) for (a, b), n in sorted(counts.items())]


def _names(schools: Sequence[Organisation]) -> dict[int, str]:
    """Name each school so that no two share a name: two of one name get their town, or their number."""
    by_name: dict[str, list[Organisation]] = defaultdict(list)
    for school in schools:
        by_name[school.name].append(school)
    return {
        school.pk: name if len(same) == 1 else f"{name} ({school.town or 'no town'}, {school.pk})"
        for name, same in by_name.items()
        for school in same
    }
