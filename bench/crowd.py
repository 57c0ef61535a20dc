"""What a nation of schools leaves behind: practices with their lines, networks, and a long ledger.

WEALD_DATA=FOLDER ./weald simulate --size nation
WEALD_DATA=FOLDER PYTHONPATH=src:. python -m bench.crowd --practices 100000 --trusts 2000 --entries 10000000
"""

from __future__ import annotations

import argparse
import re
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from rich.progress import track

from weald.cli.site import site

if TYPE_CHECKING:
    from weald.practices.models import Practice, Version

ENTRIES_AT_A_TIME = 20_000
PRACTICES_AT_A_TIME = 2_000
STORY = Path(__file__).parents[1] / "src" / "weald" / "simulate" / "story" / "practices"
SENTENCE = re.compile(r"(?<=[.!?])\s+")
# How many sentences a practice's texts take from those of the demo's practices.
PARTS = (
    ("summary", 4),
    ("problem", 4),
    ("for_whom", 2),
    ("core", 5),
    ("flex", 3),
    ("steps", 5),
    ("watch", 2),
)
# Of all practices: how many come from another, and how many schools take one up on average.
ADAPTED, ADOPTIONS = 0.25, 3
STAGES = ("idea", "idea", "nurtured", "nurtured", "tested", "formed")
# How often each act is done, as the ledger of a year would have it.
ACTS = (
    ("changed", 0.30),
    ("replied", 0.25),
    ("adopted", 0.15),
    ("attended", 0.15),
    ("shared", 0.08),
    ("returned", 0.04),
    ("thanked", 0.03),
)
DAYS = 900


def plant_ledger(entries: int, practices: int, rng: np.random.Generator) -> None:
    """Write acts of people at their schools about practices, in the order in which they happened."""
    from django.db import transaction  # noqa: PLC0415 -- after the site is set up, as all below
    from django.utils import timezone  # noqa: PLC0415 -- as above

    from weald.core.domain.ledger import Act, append_many  # noqa: PLC0415 -- as above
    from weald.core.enums import Audience, Verb  # noqa: PLC0415 -- as above
    from weald.people.models import Role  # noqa: PLC0415 -- as above

    held = np.array(Role.objects.values_list("person_id", "organisation_id")[:500_000])
    verbs = [Verb(name) for name, _ in ACTS]
    shares = np.array([share for _, share in ACTS])
    began = timezone.now() - timedelta(days=DAYS)
    for start in track(range(0, entries, ENTRIES_AT_A_TIME), description="ledger"):
        size = min(ENTRIES_AT_A_TIME, entries - start)
        who = held[rng.integers(0, len(held), size)]
        done = rng.choice(len(verbs), size, p=shares / shares.sum())
        what = rng.integers(1, practices + 1, size)
        acts = [
            Act(
                verb=verbs[done[n]],
                target_label="practices.practice",
                target_id=str(what[n]),
                person_id=int(who[n, 0]),
                role="teacher",
                organisation_id=int(who[n, 1]),
                place_id=int(who[n, 1]),
                audience=Audience.SECTOR,
                payload={},
                at=began + timedelta(days=DAYS * (start + n) / entries),
            )
            for n in range(size)
        ]
        with transaction.atomic():
            append_many(acts)


def sentences() -> list[str]:
    """Read what the demo's practices say, sentence by sentence."""
    said = []
    for path in sorted(STORY.glob("*.md")):
        body = path.read_text().partition("\n+++\n")[2]
        lines = (line.strip("- ").strip() for line in body.splitlines() if not line.startswith("#"))
        said += [one for line in lines for one in SENTENCE.split(line) if len(one) > 30]
    return said


def plant_practices(practices: int, rng: np.random.Generator) -> None:
    """Write practices of schools across the nation, a quarter of them adapted from earlier ones."""
    from django.db import connection, transaction  # noqa: PLC0415 -- after the site is set up

    said, homes = np.array(sentences()), _homes()
    terms, began = _terms(), time.perf_counter()
    for start in track(range(0, practices, PRACTICES_AT_A_TIME), description="practices"):
        with transaction.atomic():
            _write(range(start + 1, min(start + PRACTICES_AT_A_TIME, practices) + 1), said, homes, terms, rng)
    with connection.cursor() as cursor:
        for table in ("practice", "version"):
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('practices_{table}', 'id'), %s)", [practices]
            )
    print(f"{practices:,} practices in {time.perf_counter() - began:.0f} s")


def _homes() -> np.ndarray:
    from weald.people.models import Role  # noqa: PLC0415 -- as above

    return np.array(Role.objects.filter(kind="subject_lead").values_list("person_id", "organisation_id"))


def _terms() -> dict[str, list[str]]:
    from weald.schools.models import Term  # noqa: PLC0415 -- as above

    codes: dict[str, list[str]] = {}
    for kind, code in Term.objects.values_list("kind", "code"):
        codes.setdefault(kind, []).append(code)
    return codes


def _write(
    keys: range, said: np.ndarray, homes: np.ndarray, terms: dict[str, list[str]], rng: np.random.Generator
) -> None:
    from weald.core.bulk import copy_in, create_many  # noqa: PLC0415 -- as above
    from weald.practices.models import Adoption, Parentage, Practice  # noqa: PLC0415 -- as above

    lines, versions, parentage, authors = [], [], [], []
    adoptions: dict[tuple[int, int], Adoption] = {}
    for key in keys:
        line, version = _line(key, said, homes, terms, rng)
        lines.append(line)
        versions.append(version)
        authors.append(Practice.authors.through(practice_id=key, user_id=line.made_by_id))
        if line.origin_id:
            parentage.append(Parentage(child_id=key, parent_id=line.origin_id, position=0, how="adapted"))
        for person, school in homes[rng.choice(len(homes), rng.poisson(ADOPTIONS), replace=False)]:
            adoptions[key, int(school)] = Adoption(
                practice_id=key,
                version_id=key,
                organisation_id=int(school),
                began_on=line.shared_at.date(),
                adopted_by_id=int(person),
                adopted_at=line.shared_at,
            )
    copy_in(lines)
    copy_in(versions)
    for rows in (authors, parentage, list(adoptions.values())):
        create_many(rows)


def _line(
    key: int, said: np.ndarray, homes: np.ndarray, terms: dict[str, list[str]], rng: np.random.Generator
) -> tuple[Practice, Version]:
    """Draw a practice, and its first version under the same key."""
    from django.utils import timezone  # noqa: PLC0415 -- as above

    from weald.core.enums import Audience  # noqa: PLC0415 -- as above
    from weald.practices.models import Practice, Version  # noqa: PLC0415 -- as above

    person, school = (int(one) for one in homes[rng.integers(len(homes))])
    at = timezone.now() - timedelta(days=float(rng.uniform(1, DAYS)))
    texts = {part: " ".join(rng.choice(said, count)) for part, count in PARTS}
    title = " ".join(texts["summary"].split()[:7]).rstrip(".,;:")[:150]
    return (
        Practice(
            pk=key,
            title=title,
            stage=str(rng.choice(STAGES)),
            home_id=school,
            audience=Audience.SECTOR if rng.random() < 0.7 else Audience.TRUST,
            subject=str(rng.choice(terms["subject"])),
            area=str(rng.choice(terms["area"])),
            phases=[str(rng.choice(terms["phase"]))],
            key_stages=[str(rng.choice(terms["key_stage"]))],
            generic_because="It is the same in every subject.",
            head_id=key,
            made_by_id=person,
            shared_at=at,
            changed_at=at,
            origin_id=int(rng.integers(1, key)) if key > 1 and rng.random() < ADAPTED else None,
        ),
        Version(
            pk=key,
            practice_id=key,
            number=1,
            title=title,
            cost_hours=round(float(rng.uniform(1, 40)), 1),
            made_by_id=person,
            made_at=at,
            made_at_school_id=school,
            **texts,
        ),
    )


def plant_communities(trusts: int) -> None:
    """Set up a network for every subject people teach, and one for everybody in each of some trusts."""
    from django.db import transaction  # noqa: PLC0415 -- as above

    from weald.communities.domain.enrolling import enrol_everybody  # noqa: PLC0415 -- as above
    from weald.communities.domain.starting import About, store  # noqa: PLC0415 -- as above
    from weald.communities.enums import CommunityKind  # noqa: PLC0415 -- as above
    from weald.core.permissions import SYSTEM  # noqa: PLC0415 -- as above
    from weald.people.models import Role  # noqa: PLC0415 -- as above
    from weald.schools.enums import Kind  # noqa: PLC0415 -- as above
    from weald.schools.models import Organisation  # noqa: PLC0415 -- as above

    began = time.perf_counter()
    with transaction.atomic():
        for subject in Role.objects.exclude(subject="").values_list("subject", flat=True).distinct():
            about = About(f"Everybody who teaches {subject}", "Nobody should have to begin alone.")
            store(CommunityKind.HARD, about, SYSTEM, None, rule_subjects=[subject])
        for trust in Organisation.objects.filter(kind=Kind.TRUST).order_by("pk")[:trusts]:
            about = About(f"All of {trust.name}", "What we do together.", audience="trust")
            store(CommunityKind.HARD, about, SYSTEM, trust, rule_place=trust)
    stored = time.perf_counter()
    moved = enrol_everybody(by=SYSTEM)
    print(f"networks in {stored - began:.0f} s; {moved:,} enrolments in {time.perf_counter() - stored:.0f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--entries", type=int, default=0)
    parser.add_argument("--practices", type=int, default=0)
    parser.add_argument("--trusts", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    rng = np.random.default_rng(chosen.seed)
    with site(as_owner=True):
        if chosen.practices:
            plant_practices(chosen.practices, rng)
        if chosen.trusts:
            plant_communities(chosen.trusts)
        if chosen.entries:
            plant_ledger(chosen.entries, max(chosen.practices, 1), rng)


if __name__ == "__main__":
    main()
