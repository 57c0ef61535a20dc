"""One school through its URNs: chains of one predecessor and one successor, broken by mergers and splits."""

from collections import Counter
from collections.abc import Iterable, Mapping

from weald.imports.staging import copy_rows, execute, fetch
from weald.schools.enums import LinkKind

TABLE = """
    DROP TABLE IF EXISTS pg_temp.identities;
    CREATE TEMP TABLE identities (id bigint, identity_id bigint)
"""
APPLY = """
    UPDATE schools_organisation o SET identity_id = w.identity_id
    FROM (
        SELECT o.id, i.identity_id FROM schools_organisation o LEFT JOIN identities i ON i.id = o.id
        WHERE o.kind = 'school'
    ) AS w
    WHERE w.id = o.id AND o.identity_id IS DISTINCT FROM w.identity_id
"""


def chains(links: Iterable[tuple[int, int, str]]) -> dict[int, int]:
    """Give, for each organisation that lives on under a later URN, the last of its chain.

    `links` are (earlier, later, kind), each pair once. A chain that leads back to itself is a mistake of
    the register and joins nobody.
    """
    links = list(links)
    onward = Counter(earlier for earlier, _, _ in links)
    backward = Counter(later for _, later, _ in links)
    following = {
        earlier: later
        for earlier, later, kind in links
        if kind == LinkKind.SUCCESSOR and onward[earlier] == 1 and backward[later] == 1
    }
    ends = {start: _end(start, following) for start in following}
    return {start: end for start, end in ends.items() if end is not None}


def _end(start: int, following: Mapping[int, int]) -> int | None:
    place = start
    while place in following:
        place = following[place]
        if place == start:
            return None
    return place


def redraw_identities() -> int:
    """Set every school's identity from the links there are; says how many changed."""
    rows = fetch("SELECT earlier_id, later_id, kind FROM schools_link")
    found = chains((int(earlier), int(later), str(kind)) for earlier, later, kind in rows)
    execute(TABLE)
    copy_rows("identities", ("id", "identity_id"), found.items())
    return execute(APPLY)
