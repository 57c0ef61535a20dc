"""A measure of every school over the years, as the dividend needs it, in one query.

Only public releases: an estimate over all schools is shown to all of them. The rows follow the register's
chain of identities: a school's results under earlier URNs are its own.
"""

from collections.abc import Collection

from django.db import connection

# Where two URNs of one school have results of the same year, the later URN's count, then the larger group's.
PANEL = """
    COPY (
        SELECT DISTINCT ON (o.measure_id, school, o.year)
            o.measure_id::bigint, COALESCE(s.identity_id, s.id)::bigint AS school, o.year::bigint,
            o.value::float8, COALESCE(o.cohort::float8, 'NaN')
        FROM measures_observation o
        JOIN measures_release r ON r.id = o.release_id AND r.is_public
        JOIN schools_organisation s ON s.id = o.organisation_id
        WHERE o.measure_id = ANY(%s) AND o."group" = %s AND o.value IS NOT NULL
        ORDER BY o.measure_id, school, o.year, s.identity_id NULLS FIRST, o.cohort DESC NULLS LAST, s.id DESC
    ) TO STDOUT (FORMAT binary)
"""


def panel_bytes(measure_ids: Collection[int], group: str) -> bytes:
    """Give PostgreSQL's binary rows of measure, school's identity, year, value and cohort (NaN: not known).

    Ordered by measure, school and year. `domain.panel` reads them as arrays.
    """
    # Django's logging cursor takes a copy's statement only as one whole text.
    statement = connection.ops.compose_sql(PANEL, [list(measure_ids), str(group)])  # type: ignore[attr-defined]  # PostgreSQL's own
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        return b"".join(bytes(part) for part in copy)
