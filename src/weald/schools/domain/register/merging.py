"""The set-based statements by which staged rows become facts, sightings and links."""

from collections.abc import Iterable
from datetime import date

from weald.core.errors import WealdError
from weald.imports.staging import execute, fetch
from weald.schools.domain.register.facts import EVERY, first_hand, long_ago, make_facts, merge_facts
from weald.schools.domain.register.sightings import make_told, record_told
from weald.schools.enums import EXCLUSIVE_KINDS, Kind, Scheme, Status
from weald.schools.models import Identifier, Organisation
from weald.schools.regions import AUTHORITIES

Examples = list[tuple[str, str, str, str]]
# Under this many memberships a file cannot be told to be a fragment.
FEW = 100

OUTCOMES = """
    UPDATE staged SET outcome =
        CASE WHEN is_new THEN 'added' WHEN is_changed THEN 'changed' ELSE 'unchanged' END
    FROM facts WHERE facts.key = staged.key AND outcome IS NULL
"""


def merge_schools(as_of: date) -> Examples:
    """Merge staged facts of schools and say of each row what came of it."""
    names = ", ".join(EVERY)
    make_facts()
    execute(
        f"INSERT INTO facts (key, kind, as_of, {names})"  # noqa: S608 -- names of our own columns
        f" SELECT key, 'school', %s, {names} FROM staged WHERE outcome IS NULL",
        [first_hand(as_of)],
    )
    examples = merge_facts(Scheme.URN)
    execute(OUTCOMES)
    make_facts()
    execute(
        "INSERT INTO facts (key, kind, as_of, phase) SELECT key, 'school', %s, hint"
        " FROM staged WHERE hint IS NOT NULL AND outcome IN ('added', 'changed', 'unchanged')",
        [long_ago(as_of)],
    )
    merge_facts(Scheme.URN)
    return examples


def merge_groups(as_of: date) -> Examples:
    names = ", ".join(EVERY)
    make_facts()
    execute(
        f"INSERT INTO facts (key, kind, as_of, {names})"  # noqa: S608 -- names of our own columns
        f" SELECT key, kind, %s, {names} FROM staged WHERE outcome IS NULL",
        [first_hand(as_of)],
    )
    examples = merge_facts(Scheme.UID)
    execute(OUTCOMES)
    return examples


def merge_groups_of_establishments(as_of: date) -> None:
    make_facts()
    execute(
        """
        INSERT INTO facts (key, kind, as_of, name, trust_type)
        SELECT DISTINCT ON (uid) uid, kind, %s, name, trust_type FROM (
            SELECT line, outcome, trust_uid, trust_kind, trust_name, nullif(of_trust_type, '') FROM staged
            UNION ALL
            SELECT line, outcome, federation_uid, 'federation', federation_name, NULL FROM staged
        ) AS told (line, outcome, uid, kind, name, trust_type)
        WHERE uid IS NOT NULL AND outcome IS NULL ORDER BY uid, line
        """,
        [str(as_of)],
    )
    merge_facts(Scheme.UID)


def merge_groups_of_memberships(as_of: date) -> None:
    make_facts()
    execute(
        """
        INSERT INTO facts (key, kind, as_of, name, trust_type, status, closed_on, company, group_id)
        SELECT DISTINCT ON (uid) uid, group_kind, %s, group_name, of_trust_type, group_status,
            group_closed_on, company, group_id
        FROM staged WHERE outcome IS NULL ORDER BY uid, line
        """,
        [str(as_of)],
    )
    merge_facts(Scheme.UID)


def merge_schools_of_memberships(as_of: date) -> Examples:
    make_facts()
    execute(
        """
        INSERT INTO facts (key, kind, as_of, name, establishment_type, phase, region)
        SELECT DISTINCT ON (key) key, 'school', %s, name, establishment_type, phase, region
        FROM staged WHERE outcome IS NULL ORDER BY key, line
        """,
        [str(as_of)],
    )
    return merge_facts(Scheme.URN)


def reject_two_at_once() -> None:
    """A school is in one trust and one federation at a time; of two, the one it joined last is taken."""
    execute(
        """
        WITH ranked AS (
            SELECT line, first_value(uid) OVER latest AS taken, row_number() OVER latest AS place
            FROM staged WHERE outcome IS NULL AND group_kind = ANY(%s)
            WINDOW latest AS (PARTITION BY key, group_kind ORDER BY joined_on DESC NULLS LAST, line)
        )
        UPDATE staged SET outcome = 'rejected',
            reason = 'The file has this school in two at once; the one with UID ' || taken || ' was taken.'
        FROM ranked WHERE ranked.line = staged.line AND place > 1
        """,
        [list(EXCLUSIVE_KINDS)],
    )


def tell_authorities() -> None:
    """Tell of each staged school which authority it is in, making authorities we do not have yet."""
    make_told()
    told = {str(code) for (code,) in fetch("SELECT DISTINCT la_code FROM staged WHERE la_code IS NOT NULL")}
    known = Identifier.objects.filter(scheme=Scheme.LA_CODE, value__in=told).values_list("value", flat=True)
    missing = [AUTHORITIES[code] for code in sorted(told - set(known))]
    made = Organisation.objects.bulk_create(
        Organisation(
            kind=Kind.LOCAL_AUTHORITY,
            name=authority.name,
            region=authority.region,
            status=Status.CLOSED if authority.abolished_on else Status.OPEN,
            closed_on=authority.abolished_on,
        )
        for authority in missing
    )
    Identifier.objects.bulk_create(
        Identifier(organisation=organisation, scheme=Scheme.LA_CODE, value=authority.code)
        for organisation, authority in zip(made, missing, strict=True)
    )
    _tell("la_code", Scheme.LA_CODE, "NULL")


def tell_groups_of_establishments() -> None:
    _tell("trust_uid", Scheme.UID, "NULL")
    _tell("federation_uid", Scheme.UID, "NULL")


def tell_memberships() -> None:
    """Tell the staged memberships, and say of each row whether it is new."""
    _tell("uid", Scheme.UID, "joined_on")
    execute(
        """
        UPDATE staged SET outcome = CASE
            WHEN NOT EXISTS (SELECT FROM schools_sighting s
                WHERE s.child_id = t.child_id AND s.parent_id = t.parent_id) THEN 'added'
            WHEN NOT EXISTS (SELECT FROM schools_sighting s WHERE s.child_id = t.child_id
                AND s.parent_id = t.parent_id AND s.joined_on IS NOT DISTINCT FROM t.joined_on) THEN 'changed'
            ELSE 'unchanged' END
        FROM told t WHERE t.line = staged.line AND t.kind <> %s AND outcome IS NULL
        """,
        [Kind.LOCAL_AUTHORITY],
    )


def _tell(column: str, scheme: Scheme, joined_on: str) -> None:
    """Tell who is in the body that a column numbers; of which kind it is we know from the body itself."""
    execute(
        f"""
        INSERT INTO told (child_id, parent_id, kind, joined_on, line)
        SELECT c.organisation_id, o.id, o.kind, {joined_on}, line FROM staged
        JOIN schools_identifier c ON c.scheme = 'urn' AND c.value = staged.key
        JOIN schools_identifier p ON p.scheme = %s AND p.value = staged.{column}
        JOIN schools_organisation o ON o.id = p.organisation_id
        WHERE staged.outcome IS NULL OR staged.outcome IN ('added', 'changed', 'unchanged')
        """,  # noqa: S608 -- names of our own columns
        [scheme],
    )


def kinds_told() -> list[Kind]:
    """Give the kinds of body the file speaks of; of others its silence means nothing."""
    found = {str(kind) for (kind,) in fetch("SELECT DISTINCT kind FROM told")}
    return [Kind(kind) for kind in sorted(found - {Kind.LOCAL_AUTHORITY})]


def refuse_a_fragment(as_of: date, whole: Iterable[Kind]) -> None:
    """Stop before a cut-off file makes thousands of schools leave their trusts."""
    for kind in whole:
        (then, before), *_ = fetch(
            """
            SELECT as_of, (SELECT count(DISTINCT child_id) FROM schools_sighting
                WHERE kind = %(kind)s AND as_of BETWEEN first_seen_on AND last_seen_on)
            FROM schools_snapshot WHERE kind = %(kind)s AND as_of < %(as_of)s
            UNION ALL SELECT NULL, 0 ORDER BY 1 DESC NULLS LAST LIMIT 1
            """,
            {"kind": kind, "as_of": as_of},
        )
        ((now,),) = fetch("SELECT count(DISTINCT child_id) FROM told WHERE kind = %s", [kind])
        if before >= FEW and now * 2 < before:
            raise WealdError(
                "A file of group links should hold every membership of its day.",
                f"This one has {now:,} in a {kind.label}; the file of {then:%-d %B %Y} had {before:,}.",
                "Download it again; or say that it is only a part: nobody is then taken to have left.",
            )


def record(as_of: date, whole: Iterable[Kind]) -> None:
    record_told(as_of, whole)


def merge_link_rows() -> None:
    """Keep one row for each pair: the register tells most links from both ends, sometimes in other words."""
    execute(
        """
        WITH ranked AS (
            SELECT line, row_number() OVER strongest AS place FROM staged
            WINDOW strongest AS (PARTITION BY earlier, later ORDER BY kind = 'successor', line)
        )
        UPDATE staged SET outcome = 'ignored', reason = 'told already, from the link’s other end'
        FROM ranked WHERE ranked.line = staged.line AND place > 1
        """
    )


def merge_schools_of_links(as_of: date) -> None:
    """Make the schools that only links know; one followed by another is closed unless a file says not."""
    make_facts()
    execute(
        """
        INSERT INTO facts (key, kind, as_of, name)
        SELECT DISTINCT ON (urn) urn, 'school', %s, name FROM (
            SELECT link_urn, link_name, line FROM staged
            UNION ALL SELECT earlier, NULL, line FROM staged UNION ALL SELECT later, NULL, line FROM staged
        ) AS told (urn, name, line) ORDER BY urn, name IS NULL, line
        """,
        [str(as_of)],
    )
    merge_facts(Scheme.URN)
    make_facts()
    execute(
        "INSERT INTO facts (key, kind, as_of, status)"
        " SELECT DISTINCT earlier, 'school', %s, 'closed' FROM staged"
        " WHERE kind <> 'split'",
        [long_ago(as_of)],
    )
    merge_facts(Scheme.URN)


def merge_links(as_of: date) -> None:
    execute(
        """
        DROP TABLE IF EXISTS pg_temp.pairs;
        CREATE TEMP TABLE pairs AS
        SELECT s.line, e.organisation_id AS earlier_id, l.organisation_id AS later_id, s.kind,
            d.established_on
        FROM staged s
        JOIN (SELECT earlier, later, max(established_on) AS established_on FROM staged GROUP BY 1, 2) AS d
            USING (earlier, later)
        JOIN schools_identifier e ON e.scheme = 'urn' AND e.value = s.earlier
        JOIN schools_identifier l ON l.scheme = 'urn' AND l.value = s.later
        WHERE s.outcome IS NULL
        """
    )
    execute(
        """
        UPDATE staged SET outcome = CASE WHEN k.id IS NULL THEN 'added'
            WHEN %(as_of)s >= coalesce(k.told_on, '-infinity') AND (k.kind, k.established_on)
                IS DISTINCT FROM (p.kind, coalesce(p.established_on, k.established_on)) THEN 'changed'
            ELSE 'unchanged' END
        FROM pairs p LEFT JOIN schools_link k USING (earlier_id, later_id) WHERE p.line = staged.line
        """,
        {"as_of": as_of},
    )
    execute(
        """
        INSERT INTO schools_link AS k (earlier_id, later_id, kind, established_on, told_on)
        SELECT earlier_id, later_id, kind, established_on, %(as_of)s::date FROM pairs
        ON CONFLICT (earlier_id, later_id) DO UPDATE SET kind = excluded.kind, told_on = excluded.told_on,
            established_on = coalesce(excluded.established_on, k.established_on)
        WHERE excluded.told_on >= coalesce(k.told_on, '-infinity')
        """,
        {"as_of": as_of},
    )
