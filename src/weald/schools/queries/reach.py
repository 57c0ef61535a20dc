"""How far an organisation reaches: what is inside it, and who is in the same trusts."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from weald.schools.enums import Kind

# What a role at one of these sees from the inside: its schools and its teams.
INWARD_KINDS = (Kind.TRUST, Kind.FEDERATION, Kind.SCHOOL, Kind.TEAM)

# Each step is a list of ids, so that the next looks up its few rows instead of reading all spells.
REACH = """
    WITH spell AS NOT MATERIALIZED (
        SELECT parent_id, child_id, kind FROM schools_spell
        WHERE kind = ANY(%(kinds)s) AND period @> %(on)s::date
    ),
    child (ids) AS (SELECT array(SELECT child_id FROM spell WHERE parent_id = ANY(%(places)s::bigint[]))),
    grandchild (ids) AS (
        SELECT array(SELECT child_id FROM spell WHERE parent_id = ANY((SELECT ids FROM child)::bigint[]))
    ),
    inside (ids) AS (SELECT %(places)s::bigint[] || child.ids || grandchild.ids FROM child, grandchild),
    parent (ids) AS (
        SELECT array(SELECT parent_id FROM spell WHERE child_id = ANY((SELECT ids FROM inside)::bigint[]))
    ),
    above (ids) AS (
        SELECT parent.ids || array(
            SELECT parent_id FROM spell
            WHERE child_id = ANY((SELECT ids FROM parent)::bigint[]) AND kind = %(trust)s
        ) FROM parent
    )
    SELECT inside.ids, above.ids FROM inside, above
"""
INSIDE = """
    WITH spell AS NOT MATERIALIZED (
        SELECT parent_id, child_id FROM schools_spell
        WHERE kind = ANY(%(kinds)s) AND period @> %(on)s::date
    ),
    child (ids) AS (SELECT array(SELECT child_id FROM spell WHERE parent_id = ANY(%(places)s::bigint[])))
    SELECT %(places)s::bigint[] || ids || array(
        SELECT child_id FROM spell WHERE parent_id = ANY(ids)
    ) FROM child
"""


@dataclass(frozen=True, slots=True)
class Reach:
    """What is within some organisations, what holds them from outside, and all that is in the same trusts."""

    inside: frozenset[int] = frozenset()
    # A school's trust and federation, a team's school and its trust.
    above: frozenset[int] = frozenset()
    together: frozenset[int] = frozenset()


def inside(organisations: Collection[int], on: date) -> frozenset[int]:
    """Give the organisations with everything within them on that day (two levels: schools, teams)."""
    return _asked(INSIDE, organisations, on)[0] if organisations else frozenset()


def reach(organisations: Collection[int], on: date) -> Reach:
    """Give how far these reach on that day: every page of somebody signed in asks it, in two questions."""
    if not organisations:
        return Reach()
    within, above = _asked(REACH, organisations, on)
    return Reach(within, above - within, inside(within | above, on))


def _asked(query: str, organisations: Collection[int], on: date) -> list[frozenset[int]]:
    known: dict[str, Any] = {
        "places": list(organisations),
        "kinds": list(INWARD_KINDS),
        "trust": Kind.TRUST,
        "on": on,
    }
    with connection.cursor() as cursor:
        cursor.execute(query, known)
        return [frozenset(ids) for ids in cursor.fetchone()]
