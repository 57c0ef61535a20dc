"""Who belongs in which network by its rule, worked out and written by the database in one statement."""

from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from weald.communities.enums import PHASES_OF_TERM

# Far enough for a team in a school in a trust in a partnership.
DEEPEST = 3

# A rule becomes one line for each role and subject it asks for, so that roles are found by hashing, not by
# comparing everybody with every network.
ENROL = f"""
WITH RECURSIVE network AS (
    SELECT id, rule_roles, rule_subjects, rule_place_id AS place,
        CASE WHEN rule_phases <> '{{}}' THEN ARRAY(
            SELECT known.phase FROM unnest(%(terms)s::text[], %(phases)s::text[]) AS known(term, phase)
            WHERE known.term = ANY(rule_phases)) END AS phases
    FROM communities_community
    WHERE kind = 'hard' AND closed_at IS NULL
        AND (%(communities)s::bigint[] IS NULL OR id = ANY(%(communities)s))
), held AS (
    SELECT role.person_id, role.organisation_id, role.kind, role.subject
    FROM people_role role JOIN people_user person ON person.id = role.person_id
    WHERE role.period @> %(today)s::date AND role.kind <> 'external_reader' AND person.is_active
        AND (%(person)s::bigint IS NULL OR role.person_id = %(person)s)
), line AS (
    SELECT network.*, asked.kind, subject.subject
    FROM network
    CROSS JOIN LATERAL unnest(
        CASE WHEN rule_roles = '{{}}' THEN ARRAY(SELECT DISTINCT kind FROM held) ELSE rule_roles END
    ) AS asked(kind)
    LEFT JOIN LATERAL unnest(rule_subjects) AS subject(subject) ON true
), within AS (
    SELECT DISTINCT place, place AS organisation, 0 AS depth FROM network WHERE place IS NOT NULL
    UNION
    SELECT within.place, spell.child_id, within.depth + 1
    FROM within JOIN schools_spell spell ON spell.parent_id = within.organisation
    WHERE spell.period @> %(today)s::date AND within.depth < {DEEPEST}
), fitting AS (
    SELECT line.id, held.person_id, held.organisation_id, line.phases
    FROM line JOIN held ON held.kind = line.kind AND held.subject = line.subject
    WHERE line.place IS NULL
    UNION ALL
    SELECT line.id, held.person_id, held.organisation_id, line.phases
    FROM line JOIN held ON held.kind = line.kind
    WHERE line.place IS NULL AND line.subject IS NULL
    UNION ALL
    -- By place first: a network of one trust is not compared with the whole country.
    SELECT line.id, held.person_id, held.organisation_id, line.phases
    FROM line JOIN within ON within.place = line.place
    JOIN held ON held.organisation_id = within.organisation AND held.kind = line.kind
    WHERE line.subject IS NULL OR held.subject = line.subject
), wanted AS MATERIALIZED (
    SELECT DISTINCT fitting.id AS community_id, fitting.person_id
    FROM fitting LEFT JOIN schools_schooldetails details ON details.organisation_id = fitting.organisation_id
    WHERE fitting.phases IS NULL OR details.phase = ANY(fitting.phases)
), gone AS (
    UPDATE communities_enrolment enrolment SET left_on = %(today)s, is_lead = false
    WHERE enrolment.left_on IS NULL AND enrolment.how = 'rule'
        AND enrolment.community_id IN (SELECT id FROM network)
        AND (%(person)s::bigint IS NULL OR enrolment.person_id = %(person)s)
        AND NOT EXISTS (SELECT FROM wanted WHERE wanted.community_id = enrolment.community_id
            AND wanted.person_id = enrolment.person_id)
    RETURNING enrolment.community_id
), chosen AS (
    SELECT DISTINCT ON (person_id, community_id) person_id, community_id, muted_at, digest
    FROM communities_enrolment
    WHERE left_on IS NOT NULL AND (muted_at IS NOT NULL OR digest <> '')
        AND (%(person)s::bigint IS NULL OR person_id = %(person)s)
    ORDER BY person_id, community_id, left_on DESC, id DESC
), come AS (
    INSERT INTO communities_enrolment
        (community_id, person_id, how, is_lead, joined_on, muted_at, digest)
    SELECT wanted.community_id, wanted.person_id, 'rule', false, %(today)s, chosen.muted_at,
        coalesce(chosen.digest, '')
    FROM wanted
    LEFT JOIN communities_enrolment standing ON standing.community_id = wanted.community_id
        AND standing.person_id = wanted.person_id AND standing.left_on IS NULL
    LEFT JOIN chosen ON chosen.community_id = wanted.community_id AND chosen.person_id = wanted.person_id
    WHERE standing.id IS NULL
    ON CONFLICT DO NOTHING
    RETURNING community_id
)
SELECT community_id, count(*) FILTER (WHERE has_come), count(*) FILTER (WHERE NOT has_come)
FROM (SELECT community_id, true AS has_come FROM come
      UNION ALL SELECT community_id, false FROM gone) AS moved
GROUP BY community_id ORDER BY community_id
"""  # noqa: S608 -- a constant is put in
# A nation's members are compared by hashing in memory: the planner cannot guess how many fit the rules, and
# guessing few would compare each of them with each other.
FOR_MANY = "SET LOCAL work_mem = '128MB'; SET LOCAL enable_nestloop = off"
AS_USUAL = "SET LOCAL work_mem TO DEFAULT; SET LOCAL enable_nestloop TO DEFAULT"
# Everybody's evaluation waits for those of single people under way, and they for it: whichever comes second
# sees what the first one wrote.
LOCK = 7_450_110


@dataclass(frozen=True, slots=True)
class Moved:
    """How many came to a network and left it."""

    community_id: int
    came: int
    left: int


def write_enrolments(*, person_id: int | None = None, communities: list[int] | None = None) -> list[Moved]:
    """Bring enrolments by rule up to today, of everybody or one person, in all networks or some.

    Must be called inside a transaction.
    """
    pairs = [(term, phase.value) for term, phases in PHASES_OF_TERM.items() for phase in phases]
    given = {
        "today": timezone.localdate(),
        "person": person_id,
        "communities": communities,
        "terms": [term for term, _ in pairs],
        "phases": [phase for _, phase in pairs],
    }
    lock = "pg_advisory_xact_lock" if person_id is None else "pg_advisory_xact_lock_shared"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {lock}(%s)", [LOCK])
        if person_id is None:
            cursor.execute(FOR_MANY)
        cursor.execute(ENROL, given)
        moved = [Moved(*row) for row in cursor.fetchall()]
        if person_id is None:
            cursor.execute(AS_USUAL)
        return moved
