"""What was found, counted by kind, phase or subject among what the reader may see, in one reading of it.

A facet's own choice does not narrow its own counts, so that one sees what else there is.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Case, Q, QuerySet, Value, When

from weald.search.models import SearchDocument
from weald.search.queries.matching import stemmed

FACETS = ("kind", "phases", "key_stages", "subject", "concept", "area", "stage")
SEVERAL = frozenset({"phases", "key_stages"})

COLUMNS = ("id", "weight", "has_words", "has_title", *FACETS)
# PostgreSQL sets a bit for each column that a row was not grouped by, the last column's the lowest.
EVERY, PICKED = 2 ** len(FACETS) - 1, -1
GROUPED = {EVERY - 2 ** (len(FACETS) - 1 - place): facet for place, facet in enumerate(FACETS)}

YES, NO = Value(value=True), Value(value=False)

Chosen = Mapping[str, str]

# Each document is read once; then every facet is counted, and those worth weighing are picked.
COUNTED = """
    WITH found AS MATERIALIZED ({found})
    SELECT {names}, grouping({names}), count(*) FILTER (WHERE {all}), {others}, NULL::bigint[]
    FROM found GROUP BY GROUPING SETS ({sets}, ())
    UNION ALL
    SELECT {nothing}, -1, 0, {none}, ARRAY(
        SELECT id FROM found WHERE has_words AND {all} ORDER BY has_title DESC, weight DESC, id LIMIT {most}
    )
"""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many there are as chosen, and how many there would be with another choice of one facet."""

    total: int
    facets: dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Picked:
    """What is worth weighing, and the counts of all that was found."""

    ids: list[int]
    counted: Counted


def picked(
    seen: QuerySet[SearchDocument],
    query: str,
    near: Collection[int],
    chosen: Chosen,
    *,
    in_title: str,
    most: int,
) -> Picked:
    """Count what has the words or is near; pick first what has them in its title, then what is used most."""
    has_words, is_near = Q(words=stemmed(query)), Q(pk__in=list(near))
    if not query and not near:
        return Picked([], Counted(0, {facet: {} for facet in FACETS}))
    found = seen.filter(has_words | is_near if query and near else has_words if query else is_near)
    # Whether what is near has the words too is looked up; all else was found by them.
    only_near = [When(is_near & ~has_words if query else is_near, then=NO)] if near else []
    in_title_too = [When(title_words=stemmed(in_title), then=YES)] if in_title else []
    annotated = found.annotate(
        has_words=Case(*only_near, default=YES), has_title=Case(*in_title_too, default=NO)
    )
    return _counted(annotated, chosen, most)


def browsed(seen: QuerySet[SearchDocument], chosen: Chosen, *, most: int) -> Picked:
    """Count everything, and pick what is used most."""
    return _counted(seen.annotate(has_words=YES, has_title=NO), chosen, most)


def _counted(found: QuerySet[SearchDocument], chosen: Chosen, most: int) -> Picked:
    asked = [facet for facet in FACETS if chosen.get(facet)]
    rest = {facet: [other for other in asked if other != facet] for facet in asked}
    sql, parameters = found.order_by().values_list(*COLUMNS).query.sql_with_params()
    statement = COUNTED.format(
        found=f"SELECT * FROM ({sql}) AS counted ({', '.join(COLUMNS)})",  # noqa: S608 -- the ORM's own
        names=", ".join(FACETS),
        sets=", ".join(f"({facet})" for facet in FACETS),
        all=_all(asked),
        others=", ".join(f"count(*) FILTER (WHERE {_all(rest[facet])})" for facet in asked) or "0",
        nothing=", ".join(f"NULL::varchar{'[]' if facet in SEVERAL else ''}" for facet in FACETS),
        none=", ".join("0" for _ in asked) or "0",
        most=int(most),
    )
    values = [chosen[facet] for facet in asked]
    others = [chosen[other] for facet in asked for other in rest[facet]]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*parameters, *values, *others, *values])
        return _read([_Line(row) for row in cursor.fetchall()], asked)


def _all(facets: Collection[str]) -> str:
    held = [f"{one} @> ARRAY[%s]::varchar[]" if one in SEVERAL else f"{one} = %s" for one in facets]
    return " AND ".join(held) or "true"


class _Line:
    """A row of COUNTED: the codes of a facet (or of none), how often they stand, what was picked."""

    def __init__(self, row: tuple[Any, ...]) -> None:
        codes, (self.grouped, self.many, *self.others, self.ids) = row[: len(FACETS)], row[len(FACETS) :]
        self.facet = GROUPED.get(self.grouped, "")
        held = codes[FACETS.index(self.facet)] if self.facet else []
        self.codes = [code for code in ([held] if isinstance(held, str) else held) if code]


def _read(lines: list[_Line], asked: list[str]) -> Picked:
    facets: dict[str, Counter[str]] = {facet: Counter() for facet in FACETS}
    for line in lines:
        many = line.others[asked.index(line.facet)] if line.facet in asked else line.many
        for code in line.codes if many else ():
            facets[line.facet][code] += many
    (total,) = (line.many for line in lines if line.grouped == EVERY)
    (ids,) = (line.ids for line in lines if line.grouped == PICKED)
    return Picked(ids, Counted(total, {facet: dict(found) for facet, found in facets.items()}))


def narrowed(documents: QuerySet[SearchDocument], chosen: Chosen) -> QuerySet[SearchDocument]:
    for facet in FACETS:
        if code := chosen.get(facet):
            lookup = {f"{facet}__contains": [code]} if facet in SEVERAL else {facet: code}
            documents = documents.filter(**lookup)
    return documents
