"""Memberships as files tell them, kept as sightings; see `spells` for what is made of them."""

from collections.abc import Iterable
from datetime import date

from weald.imports.staging import execute
from weald.schools.enums import Kind

# told: child, parent, kind, joined_on
TOLD = """
    DROP TABLE IF EXISTS pg_temp.told;
    CREATE TEMP TABLE told (
        child_id bigint NOT NULL, parent_id bigint NOT NULL, kind text NOT NULL, joined_on date, line bigint
    )
"""


def make_told() -> None:
    execute(TOLD)


def record_told(as_of: date, whole: Iterable[Kind]) -> None:
    """Keep what `told` holds as seen on that day; of the `whole` kinds it held everything."""
    execute("ANALYZE told")
    execute(
        """
        INSERT INTO schools_sighting AS s (child_id, parent_id, kind, joined_on, first_seen_on, last_seen_on)
        SELECT DISTINCT child_id, parent_id, kind, joined_on, %(as_of)s::date, %(as_of)s::date FROM told
        ON CONFLICT (child_id, parent_id, joined_on) DO UPDATE SET
            first_seen_on = least(s.first_seen_on, excluded.first_seen_on),
            last_seen_on = greatest(s.last_seen_on, excluded.last_seen_on)
        WHERE NOT excluded.first_seen_on BETWEEN s.first_seen_on AND s.last_seen_on
        """,
        {"as_of": as_of},
    )
    for kind in whole:
        execute(
            "INSERT INTO schools_snapshot (kind, as_of) VALUES (%s, %s) ON CONFLICT DO NOTHING", [kind, as_of]
        )
