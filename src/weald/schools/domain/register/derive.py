"""Drawing spells from sightings anew, and changing only the spells that differ."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from typing import Any

from weald.imports.staging import copy_rows, execute, fetch
from weald.schools.domain.register.spells import Life, Seen, Story, Term, terms
from weald.schools.enums import EXCLUSIVE_KINDS, Kind, SpellReason

GROUP_KINDS = (Kind.TRUST, Kind.FEDERATION, Kind.SPONSOR, Kind.FOUNDATION)
COLUMNS = ("child_id", "parent_id", "kind", "starts_on", "ends_on", "reason", "ending", "over_by")
# The beginning of a type's name → why an academy's first spell in a trust began.
ENTRANCES = (
    ("sponsor", SpellReason.SPONSORED),
    ("convert", SpellReason.CONVERTED),
    ("free school", SpellReason.FOUNDED),
    ("university technical", SpellReason.FOUNDED),
    ("studio", SpellReason.FOUNDED),
)
SIGHTINGS = """
    SELECT s.child_id, s.parent_id, s.joined_on, s.first_seen_on, s.last_seen_on,
        c.opened_on, c.closed_on, coalesce(d.establishment_type, '')
    FROM schools_sighting s
    JOIN schools_organisation c ON c.id = s.child_id
    LEFT JOIN schools_schooldetails d ON d.organisation_id = s.child_id
    WHERE s.kind = %s ORDER BY s.child_id
"""
PARENTS = """
    SELECT o.id, o.opened_on, o.closed_on,
        coalesce((SELECT min(i.value) FROM schools_identifier i
            WHERE i.organisation_id = o.id AND i.scheme = 'company'), '')
    FROM schools_organisation o WHERE o.id IN (SELECT parent_id FROM schools_sighting WHERE kind = %s)
"""
# Two spells clash where the database would refuse them: see the constraints of Spell.
WANTED = """
    DROP TABLE IF EXISTS pg_temp.wanted, pg_temp.dropped, pg_temp.drawn;
    CREATE TEMP TABLE wanted (
        child_id bigint, parent_id bigint, kind text, starts_on date, ends_on date,
        reason text, ending text, over_by date
    )
"""
LEAVE_ENTERED_ALONE = """
    DELETE FROM wanted w USING schools_spell s
    WHERE NOT s.is_from_register AND s.child_id = w.child_id AND s.period && daterange(w.starts_on, w.ends_on)
        AND (s.parent_id = w.parent_id OR (s.kind = w.kind AND w.kind = ANY(%s)))
"""
DROP_OTHERS = """
    CREATE TEMP TABLE dropped AS
    SELECT s.* FROM schools_spell s WHERE is_from_register AND kind = ANY(%s) AND NOT EXISTS (
        SELECT FROM wanted w WHERE w.child_id = s.child_id AND w.parent_id = s.parent_id
            AND daterange(w.starts_on, w.ends_on) = s.period AND w.reason = s.reason AND w.ending = s.ending
            AND w.over_by IS NOT DISTINCT FROM s.over_by
    );
    DELETE FROM schools_spell s USING dropped d WHERE d.id = s.id
"""
DRAW_NEW = """
    CREATE TEMP TABLE drawn AS SELECT * FROM wanted w WHERE NOT EXISTS (
        SELECT FROM schools_spell s WHERE s.child_id = w.child_id AND s.parent_id = w.parent_id
            AND s.period = daterange(w.starts_on, w.ends_on)
    );
    INSERT INTO schools_spell (child_id, parent_id, kind, period, reason, ending, over_by, is_from_register)
    SELECT child_id, parent_id, kind, daterange(starts_on, ends_on), reason, ending, over_by, true FROM drawn
"""
EFFECTS = """
    WITH old AS (
        SELECT kind, child_id, parent_id, bool_or(upper(period) IS NULL) AS is_open
        FROM dropped GROUP BY 1, 2, 3
    ), new AS (
        SELECT kind, child_id, parent_id, bool_or(ends_on IS NULL) AS is_open FROM drawn GROUP BY 1, 2, 3
    )
    SELECT kind, CASE WHEN old IS NULL THEN 'added'
        WHEN new IS NULL THEN 'taken back'
        WHEN old.is_open AND NOT new.is_open THEN 'ended'
        ELSE 'corrected' END, count(*)
    FROM old FULL JOIN new USING (kind, child_id, parent_id) GROUP BY 1, 2 ORDER BY 1, 2
"""
EXAMPLES = """
    SELECT c.name, p.name,
        coalesce(to_char(lower(d.period), 'FMDD FMMonth YYYY'), '?') || ' – '
            || coalesce(to_char(upper(d.period), 'FMDD FMMonth YYYY'), 'now'),
        coalesce(to_char(n.starts_on, 'FMDD FMMonth YYYY'), '?') || ' – '
            || coalesce(to_char(n.ends_on, 'FMDD FMMonth YYYY'), 'now')
    FROM dropped d JOIN drawn n USING (child_id, parent_id)
    JOIN schools_organisation c ON c.id = d.child_id JOIN schools_organisation p ON p.id = d.parent_id
    WHERE d.period <> daterange(n.starts_on, n.ends_on) ORDER BY d.kind <> 'trust', d.child_id LIMIT 10
"""


def redraw(kinds: Iterable[Kind]) -> tuple[Counter[str], list[tuple[str, str, str, str]]]:
    """Make the register's spells of these kinds what the sightings say; gives the effects and a few."""
    kinds = list(kinds)
    execute(WANTED)
    for kind in kinds:
        copy_rows("wanted", COLUMNS, _wanted(kind))
    execute("ANALYZE wanted")
    execute(LEAVE_ENTERED_ALONE, [list(EXCLUSIVE_KINDS)])
    execute(DROP_OTHERS, [kinds])
    execute(DRAW_NEW)
    effects = {f"memberships {what}: {Kind(kind).label}": int(n) for kind, what, n in fetch(EFFECTS)}
    return Counter(effects), [tuple(row) for row in fetch(EXAMPLES)]


def _wanted(kind: Kind) -> list[tuple[Any, ...]]:
    parents = {int(pk): Life(opened, closed, number) for pk, opened, closed, number in fetch(PARENTS, [kind])}
    snapshots = sorted(day for (day,) in fetch("SELECT as_of FROM schools_snapshot WHERE kind = %s", [kind]))
    by_child = groupby(fetch(SIGHTINGS, [kind]), key=lambda row: row[0])
    return [
        (child, term.parent, kind.value, term.starts_on, term.ends_on, term.reason, term.ending, term.over_by)
        for child, rows in by_child
        for term in _terms(kind, list(rows), parents, snapshots)
    ]


def _terms(
    kind: Kind, rows: list[tuple[Any, ...]], parents: dict[int, Life], snapshots: list[date]
) -> Iterator[Term]:
    opened_on, closed_on, establishment_type = rows[0][5:8]
    story = Story(Life(opened_on, closed_on), parents, snapshots, entrance(kind, establishment_type))
    seen = [Seen(*row[1:5]) for row in rows]
    if kind in EXCLUSIVE_KINDS:
        yield from terms(seen, story)
        return
    for parent in sorted({one.parent for one in seen}):
        yield from terms((one for one in seen if one.parent == parent), story)


def entrance(kind: Kind, establishment_type: str) -> SpellReason:
    """Say why a first spell began, as far as the kind of school tells."""
    if kind is Kind.FEDERATION:
        return SpellReason.FEDERATED
    if kind is Kind.LOCAL_AUTHORITY:
        return SpellReason.UNKNOWN
    if kind is Kind.TRUST:
        said = establishment_type.lower()
        return next((reason for word, reason in ENTRANCES if word in said), SpellReason.JOINED)
    return SpellReason.JOINED
