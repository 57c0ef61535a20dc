"""Facts of organisations, merged by the day they are of: the newest word stands, whichever file came first.

Importers fill the temporary table `facts`, a row for each organisation; NULL says nothing and erases nothing.
When two words are of one day, that of a file about the organisation itself goes before hearsay in another.
"""

from datetime import date

from weald.imports.staging import execute, fetch
from weald.schools.enums import Scheme

ORGANISATION = {
    "name": "text",
    "status": "text",
    "trust_type": "text",
    "street": "text",
    "town": "text",
    "county": "text",
    "postcode": "text",
    "region": "text",
    "easting": "integer",
    "northing": "integer",
    "opened_on": "date",
    "closed_on": "date",
    "website": "text",
}
DETAILS = {
    "phase": "text",
    "establishment_type": "text",
    "type_group": "text",
    "gender": "text",
    "religious_character": "text",
    "admissions_policy": "text",
    "urban_rural": "text",
    "low_age": "smallint",
    "high_age": "smallint",
    "pupils": "integer",
    "capacity": "integer",
    "fsm_percent": "numeric(5,2)",
    "census_on": "date",
}
IDENTIFIERS = {
    scheme.value: "text" for scheme in (Scheme.UKPRN, Scheme.LAESTAB, Scheme.COMPANY, Scheme.GROUP_ID)
}
EVERY = ORGANISATION | DETAILS | IDENTIFIERS


def first_hand(as_of: date) -> str:
    """Date what a file says of its own subject; in the order of texts it comes after mere `as_of`."""
    return f"{as_of} itself"


def long_ago(as_of: date) -> str:
    """Date a hint: it is used until any file says something outright."""
    return f"{as_of.year - 1000:04}{as_of:-%m-%d}"


def make_facts() -> None:
    columns = ", ".join(f"{name} {sql}" for name, sql in EVERY.items())
    execute(
        f"""
        DROP TABLE IF EXISTS pg_temp.facts;
        CREATE TEMP TABLE facts (
            key text PRIMARY KEY, kind text NOT NULL, as_of text NOT NULL, {columns},
            organisation_id bigint, is_new boolean NOT NULL DEFAULT false,
            is_changed boolean NOT NULL DEFAULT false
        )
        """
    )


def merge_facts(scheme: Scheme) -> list[tuple[str, str, str, str]]:
    """Merge the facts of organisations known by `scheme`; gives some changes: who, what, before, after."""
    execute("ANALYZE facts")
    _find_or_add(scheme)
    _find_changes()
    examples = _examples(scheme)
    _apply("schools_organisation", "id", ORGANISATION, also=", updated_at = now()")
    _apply("schools_schooldetails", "organisation_id", DETAILS)
    _apply_identifiers()
    _remember_days()
    return examples


def _find_or_add(scheme: Scheme) -> None:
    execute(
        """
        UPDATE facts SET organisation_id = i.organisation_id
        FROM schools_identifier i WHERE i.scheme = %s AND i.value = facts.key
        """,
        [scheme],
    )
    # A number that stands for a sponsor or federation here stays one, whatever another file takes it for.
    execute(
        "UPDATE facts SET trust_type = NULL FROM schools_organisation o"
        " WHERE o.id = facts.organisation_id AND o.kind <> 'trust'"
    )
    execute(
        """
        UPDATE facts SET is_new = true,
            organisation_id = nextval(pg_get_serial_sequence('schools_organisation', 'id'))
        WHERE organisation_id IS NULL
        """
    )
    texts = [name for name, sql in ORGANISATION.items() if sql == "text" and name not in {"name", "status"}]
    others = [name for name, sql in ORGANISATION.items() if sql != "text"]
    execute(
        f"""
        INSERT INTO schools_organisation
            (id, kind, name, status, purpose, updated_at, {", ".join(texts + others)})
        SELECT organisation_id, kind, coalesce(name, %s || ' ' || key), coalesce(status, 'open'), '', now(),
            {", ".join(f"coalesce({name}, '')" for name in texts)}, {", ".join(others)}
        FROM facts WHERE is_new
        """,  # noqa: S608 -- names of our own columns
        [scheme.label],
    )
    execute(
        "INSERT INTO schools_identifier (organisation_id, scheme, value)"
        " SELECT organisation_id, %s, key FROM facts WHERE is_new",
        [scheme],
    )
    blanks = [name for name, sql in DETAILS.items() if sql == "text"]
    execute(
        f"""
        INSERT INTO schools_schooldetails (organisation_id, {", ".join(blanks)})
        SELECT organisation_id, {", ".join(["''"] * len(blanks))}
        FROM facts WHERE kind = 'school' ON CONFLICT DO NOTHING
        """  # noqa: S608 -- as above
    )


def _find_changes() -> None:
    """List, in `changes`, what these facts say newly of organisations there already are."""
    values = ", ".join(
        f"('{name}', {_before(name)}, facts.{name}::text)" for name in (*ORGANISATION, *DETAILS, *IDENTIFIERS)
    )
    execute(
        f"""
        DROP TABLE IF EXISTS pg_temp.changes;
        CREATE TEMP TABLE changes AS
        SELECT facts.organisation_id, said.field, nullif(said.before, '') AS before, said.after
        FROM facts
        JOIN schools_organisation o ON o.id = facts.organisation_id
        LEFT JOIN schools_schooldetails d ON d.organisation_id = o.id
        LEFT JOIN schools_provenance p ON p.organisation_id = o.id
        CROSS JOIN LATERAL (VALUES {values}) AS said (field, before, after)
        WHERE said.after IS NOT NULL AND said.after IS DISTINCT FROM said.before
            AND facts.as_of >= coalesce(p.known_on ->> said.field, '')
            AND (NOT facts.is_new OR said.field = ANY(%s))
        """,  # noqa: S608 -- as above
        [[*DETAILS, *IDENTIFIERS]],
    )
    execute("CREATE INDEX ON changes (organisation_id, field)")
    execute("ANALYZE changes")
    execute(
        "UPDATE facts SET is_changed = true FROM (SELECT DISTINCT organisation_id FROM changes) AS c"
        " WHERE c.organisation_id = facts.organisation_id AND NOT is_new"
    )


def _before(name: str) -> str:
    if name in IDENTIFIERS:
        numbers = f"SELECT min(i.value) FROM schools_identifier i WHERE i.scheme = '{name}'"  # noqa: S608 -- ours
        return f"({numbers} AND i.organisation_id = o.id)"
    return f"{'o' if name in ORGANISATION else 'd'}.{name}::text"


def _examples(scheme: Scheme) -> list[tuple[str, str, str, str]]:
    """Give one change of each of a few fields, then more: a reader wants to see the kinds of change."""
    rows = fetch(
        """
        SELECT o.name || ' (' || %s || ' ' || facts.key || ')', field, coalesce(before, ''), after FROM (
            SELECT *, row_number() OVER (PARTITION BY field ORDER BY organisation_id) AS nth FROM changes
        ) AS c
        JOIN facts USING (organisation_id) JOIN schools_organisation o ON o.id = organisation_id
        WHERE NOT is_new AND nth <= 5 ORDER BY nth, field LIMIT 20
        """,
        [scheme.label],
    )
    return [(str(who), str(what), str(before), str(after)) for who, what, before, after in rows]


def _apply(table: str, key: str, fields: dict[str, str], also: str = "") -> None:
    """Write the changes of one table's fields."""
    chosen = ", ".join(f"max(after) FILTER (WHERE field = '{name}') AS {name}" for name in fields)
    written = ", ".join(f"{name} = coalesce(c.{name}::{sql}, t.{name})" for name, sql in fields.items())
    execute(
        f"""
        UPDATE {table} t SET {written}{also}
        FROM (SELECT organisation_id, {chosen} FROM changes WHERE field = ANY(%s) GROUP BY 1) AS c
        WHERE t.{key} = c.organisation_id
        """,  # noqa: S608 -- as above
        [list(fields)],
    )


def _apply_identifiers() -> None:
    execute(
        """
        DELETE FROM schools_identifier i USING changes c
        WHERE c.organisation_id = i.organisation_id AND c.field = i.scheme AND c.field = ANY(%s)
        """,
        [list(IDENTIFIERS)],
    )
    execute(
        """
        INSERT INTO schools_identifier (organisation_id, scheme, value)
        SELECT organisation_id, field, after FROM changes WHERE field = ANY(%s) ON CONFLICT DO NOTHING
        """,
        [list(IDENTIFIERS)],
    )


def _remember_days() -> None:
    said = ", ".join(f"'{name}', CASE WHEN {name} IS NOT NULL THEN as_of END" for name in EVERY)
    execute(
        f"""
        INSERT INTO schools_provenance AS p (organisation_id, known_on)
        SELECT organisation_id, jsonb_strip_nulls(jsonb_build_object({said})) FROM facts
        ON CONFLICT (organisation_id) DO UPDATE SET known_on = (
            SELECT jsonb_object_agg(field, greatest(p.known_on ->> field, excluded.known_on ->> field))
            FROM jsonb_object_keys(p.known_on || excluded.known_on) AS field
        )
        WHERE EXISTS (
            SELECT FROM jsonb_each_text(excluded.known_on) AS new
            WHERE new.value > coalesce(p.known_on ->> new.key, '')
        )
        """  # noqa: S608 -- as above
    )
