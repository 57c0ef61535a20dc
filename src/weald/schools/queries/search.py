"""Finding an organisation by what somebody types: a name, a town, a postcode or a number, misspelt perhaps.

Names are matched word by word. A word nobody's name has is taken for a misspelling of the few that come
nearest; so the search reads some twenty thousand distinct words, not every organisation.
"""

import re
from typing import Any

from django.db import connection
from django.db.models import F, Func, IntegerField, QuerySet, Value

from weald.schools.enums import Kind, Scheme
from weald.schools.models import Identifier, Organisation, Word
from weald.schools.queries.spelling import neighbours
from weald.search.queries.spelling import SHORTEST_MISSPELT, Candidate, nearest

MOST_RESULTS = 500
MOST_CHARACTERS, MOST_WORDS = 100, 8
MOST_ENDINGS = 30
# Shorter beginnings have too many endings.
SHORTEST_BEGINNING = 2
POSTCODE = re.compile(r"\b([A-Z]{1,2}[0-9][0-9A-Z]?) ?([0-9][A-Z]{2})\b", re.IGNORECASE)
DISTRICT = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]?", re.IGNORECASE)
LAESTAB = re.compile(r"(\d{3})[/ -]?(\d{4})")
NUMBER = re.compile(r"\d{3,8}")
NUMBER_SCHEMES = (Scheme.URN, Scheme.UKPRN, Scheme.LAESTAB, Scheme.UID, Scheme.COMPANY)

RANKED = """
    SELECT coalesce(o.identity_id, o.id) AS place, max(
        said.score
        - 0.05 * greatest(cardinality(e.words) - %(n)s, 0)
        + CASE WHEN lower(o.name) = %(said)s THEN 2
            WHEN starts_with(lower(o.name), %(said)s) THEN 0.6 ELSE 0 END
        + CASE WHEN o.status IN ('open', 'proposed_to_close') THEN 0.4 ELSE 0 END
        + CASE WHEN o.identity_id IS NULL THEN 0.1 ELSE 0 END
    ) AS score
    FROM schools_organisation o JOIN schools_searchentry e ON e.organisation_id = o.id
    CROSS JOIN LATERAL ({likeness}) AS said
    WHERE {matches} AND o.kind = ANY(%(kinds)s)
        AND (%(postcode)s = '' OR starts_with(o.postcode, %(postcode)s))
    GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT %(limit)s
"""

LIKENESS = """
    SELECT sum(best) AS score FROM (
        SELECT max(c.score) AS best FROM unnest(%(places)s::int[], %(words)s::text[], %(scores)s::float8[])
            AS c (place, word, score)
        WHERE c.word = ANY(e.words) GROUP BY c.place
    ) AS each
"""
# Where every word has one reading and all must be there, all are equally like.
ALL_ALIKE = "SELECT %(n)s::float8 AS score"


def search(
    organisations: QuerySet[Organisation], said: str, kinds: tuple[Kind, ...] = (Kind.SCHOOL, Kind.TRUST)
) -> QuerySet[Organisation]:
    """Narrow to what was meant, likeliest first (`place`, from 1); an earlier URN finds today's school."""
    ids = [pk for pk, _ in ranked(said, kinds)]
    place = Func(Value(ids), F("pk"), function="array_position", output_field=IntegerField())
    return organisations.filter(pk__in=ids).annotate(place=place).order_by("place")


def ranked(said: str, kinds: tuple[Kind, ...]) -> list[tuple[int, float]]:
    """Give ids with scores, best first."""
    said = " ".join(said.split())[:MOST_CHARACTERS]
    numbered = by_number(said)
    if numbered:
        return numbered
    postcode, rest = split_postcode(said)
    meant = [candidates(word, is_last=n == 0) for n, word in enumerate(reversed(words_of(rest)))]
    meant = [found for found in meant if found]
    if not meant and not postcode:
        return []
    for start in postcodes(postcode):
        for joint in (" AND ", " OR "):
            found = _matching(rest, meant, joint, start, kinds)
            if found:
                return found
    return []


def words_of(said: str) -> list[str]:
    """Spell as the database spells."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT schools_words(%s)", [said])
        known = set(cursor.fetchone()[0])
    # In the order they were typed, as far as they stand there as they are.
    return sorted(known, key=lambda word: said.lower().find(word))[:MOST_WORDS]


def by_number(said: str) -> list[tuple[int, float]]:
    """Find by an official number; if nobody has it, by one that differs in a digit or a swap."""
    laestab = LAESTAB.fullmatch(said)
    digits = "".join(laestab.groups()) if laestab else said.replace(" ", "")
    if not NUMBER.fullmatch(digits):
        return []
    for values, score in (([digits], 1.0), (neighbours(digits), 0.5)):
        holders = Identifier.objects.filter(scheme__in=NUMBER_SCHEMES, value__in=values)
        ends = holders.values_list("organisation__identity_id", "organisation_id").order_by("value")
        found = dict.fromkeys(end or own for end, own in ends[:MOST_RESULTS])
        if found:
            return [(pk, score) for pk in found]
    return []


def split_postcode(said: str) -> tuple[str, str]:
    """Take a postcode (or the district that begins one) out of what was typed."""
    found = POSTCODE.search(said)
    if found:
        return f"{found[1]} {found[2]}".upper(), f"{said[: found.start()]} {said[found.end() :]}".strip()
    if DISTRICT.fullmatch(said):
        return f"{said.upper()} ", ""
    return "", said


def postcodes(postcode: str) -> list[str]:
    """Give beginnings to try, from the whole to the district: a slip at the end still finds the street."""
    district, _, inward = postcode.partition(" ")
    return list(dict.fromkeys([postcode, f"{district} {inward[:1]}", f"{district} "])) if district else [""]


def candidates(word: str, *, is_last: bool) -> list[Candidate]:
    """Give the words that may be meant: this one, longer ones while it is being typed, else the nearest."""
    is_begun = is_last and len(word) >= SHORTEST_BEGINNING
    known = Word.objects.filter(word__startswith=word) if is_begun else Word.objects.filter(word=word)
    # The word itself comes before all that only begin like it.
    found = list(known.order_by("word").values_list("word", flat=True)[:MOST_ENDINGS])
    if word in found:
        return [Candidate(word, 1.0)]
    if not found and len(word) >= SHORTEST_MISSPELT:
        return nearest(word, Word)
    return [Candidate(ending, 0.7) for ending in found]


def _matching(
    said: str, meant: list[list[Candidate]], joint: str, postcode: str, kinds: tuple[Kind, ...]
) -> list[tuple[int, float]]:
    parameters: dict[str, Any] = {
        "n": len(meant),
        "said": said.lower(),
        "places": [place for place, found in enumerate(meant) for _ in found],
        "words": [one.word for found in meant for one in found],
        "scores": [one.score for found in meant for one in found],
        "postcode": postcode,
        "kinds": list(kinds),
        "limit": MOST_RESULTS,
    }
    for place, found in enumerate(meant):
        parameters[f"meant{place}"] = [one.word for one in found]
    matches = joint.join(f"e.words && %(meant{place})s::text[]" for place in range(len(meant))) or "true"
    is_plain = joint == " AND " and all(len(found) == 1 for found in meant)
    likeness = ALL_ALIKE if is_plain else LIKENESS
    with connection.cursor() as cursor:
        cursor.execute(RANKED.format(matches=f"({matches})", likeness=likeness), parameters)
        return [(int(pk), float(score or 0)) for pk, score in cursor.fetchall()]
