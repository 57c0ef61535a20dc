"""What ties schools: people of both were at one gathering, or wrote in one thread. Never who they were."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

TOGETHER = """
SELECT one.organisation_id, other.organisation_id, gathering.begins_at, 'gathering'
FROM communities_attendance one
JOIN communities_attendance other ON other.gathering_id = one.gathering_id
    AND other.organisation_id > one.organisation_id
JOIN communities_gathering gathering ON gathering.id = one.gathering_id
WHERE one.came_at IS NOT NULL AND other.came_at IS NOT NULL AND gathering.begins_at >= %(since)s
    AND (%(among)s::bigint[] IS NULL OR gathering.id IN (
        SELECT gathering_id FROM communities_attendance WHERE organisation_id = ANY(%(among)s)))
GROUP BY 1, 2, gathering.id, gathering.begins_at
"""
# Once for each thread: a long talk between two is one tie, not twenty.
TALKED = """
SELECT least(one.organisation_id, other.organisation_id),
    greatest(one.organisation_id, other.organisation_id), max(other.written_at), 'reply'
FROM communities_post one
JOIN communities_post other ON other.thread_id = one.thread_id AND other.written_at > one.written_at
    AND other.organisation_id <> one.organisation_id
WHERE other.written_at >= %(since)s
    AND (%(among)s::bigint[] IS NULL OR one.thread_id IN (
        SELECT thread_id FROM communities_post WHERE organisation_id = ANY(%(among)s)))
GROUP BY 1, 2, one.thread_id
"""


@dataclass(frozen=True, slots=True)
class Acted:
    """Two organisations that did something together, once."""

    a: int
    b: int
    at: datetime
    what: str


def acted_together(since: datetime, among: Collection[int] | None) -> list[Acted]:
    """Give what was done where one of these took part, or all that was done."""
    given = {"since": since, "among": None if among is None else list(among)}
    with connection.cursor() as cursor:
        cursor.execute(f"{TOGETHER} UNION ALL {TALKED}", given)
        return [Acted(*row) for row in cursor.fetchall()]
