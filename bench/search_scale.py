"""How long a search takes among 100,000 practices: what teachers type, what they may see, with every count.

    PYTHONPATH=src:. python -m bench.search_scale [practices] [folder to keep the database in] [times each]

It fills a PostgreSQL of its own with documents made of the demo's sentences, put together anew and with
other words in them, at 25,000 schools and for every audience; then it searches as 40 teachers do, each time
with the counts of all facets, and says how long each kind of search took. docs/explanation/search.md keeps
a run.
"""

import os
import random
import re
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from bench.search_place import place

PRACTICES, SCHOOLS, TRUST_SIZE, TEACHERS = 100_000, 25_000, 10, 40
SHARES = 20_000
A_BATCH = 1_000
AUDIENCES = {"public": 15, "sector": 55, "trust": 12, "school": 10, "team": 5, "partners": 3}
KINDS = {"practice": 70, "sequence": 10, "assessment": 8, "programme": 7, "policy": 5}
STAGES = {"idea": 50, "nurtured": 25, "tested": 12, "contested": 3, "formed": 6, "retired": 4}
WORDS_INDEX = "CREATE INDEX document_words ON search_searchdocument USING gin (words) WITH (fastupdate = off)"
SYLLABLES = (
    "ba be bo da de di fa fe ga gri ha ka ke la le li lo ma me mo na ne no pa pe ra re ri ro sa so ta te ti"
)
CHOSEN = (
    {},
    {},
    {"phases": "primary"},
    {"subject": "mathematics"},
    {"kind": "practice", "key_stages": "ks3"},
)
SENTENCE = re.compile(r"[^.!?]{25,240}[.!?]")
WORD = re.compile(r"[a-z]{4,}")


def sentences() -> list[str]:
    from tests.weald.search.story import practices  # noqa: PLC0415 -- after django.setup()

    texts = (f"{document.excerpt}\n{document.body}" for _, document in practices())
    return [each.strip() for text in texts for each in SENTENCE.findall(text)]


def invented(chance: random.Random) -> Iterator[tuple[int, object]]:
    """Give documents that differ: sentences in new company, one word in six another, some words rare."""
    from tests.weald.search.story import names, practices  # noqa: PLC0415 -- after django.setup()

    from weald.search.registry import Document  # noqa: PLC0415 -- as above

    told, said, named = [one for _, one in practices()], sentences(), names()
    pool = [word for one in said for word in WORD.findall(one.lower())]
    own = [invented_word(chance) for _ in range(30_000)]
    pks = iter(range(1, 2**31))

    def other(text: str) -> str:
        return WORD.sub(lambda found: chance.choice(pool) if chance.random() < 1 / 6 else found[0], text)

    while True:
        like, second = chance.choice(told), chance.choice(told)
        codes = [like.subject, like.concept, *like.phases, *like.key_stages]
        text = [other(one) for one in chance.choices(said, k=chance.randint(6, 30))]
        title = " ".join(
            [*chance.sample(like.title.split(), k=min(3, len(like.title.split()))), chance.choice(pool)]
        )
        yield (
            next(pks),
            Document(
                title=f"{title} {chance.choice(own)}" if chance.random() < 0.3 else title,
                excerpt=" ".join(
                    [other(chance.choice(SENTENCE.findall(second.excerpt) or [second.excerpt])), text[0]]
                ),
                body=" ".join([*text, *chance.choices(own, k=5)]),
                kind=drawn(KINDS, chance),
                home_id=chance.randint(1, SCHOOLS),
                audience=drawn(AUDIENCES, chance),
                updated_at=datetime(2026, 7, 1, tzinfo=UTC) - timedelta(minutes=chance.randint(0, 10**6)),
                keywords=", ".join(named[code] for code in codes if code in named),
                stage=drawn(STAGES, chance),
                subject=like.subject,
                concept=like.concept,
                area=second.area,
                phases=like.phases,
                key_stages=like.key_stages if chance.random() < 0.6 else second.key_stages,
                weight=min(1.0, chance.expovariate(8)),
            ),
        )


def drawn(shares: dict[str, int], chance: random.Random) -> str:
    return chance.choices(list(shares), list(shares.values()))[0]


def invented_word(chance: random.Random) -> str:
    return "".join(chance.choices(SYLLABLES.split(), k=chance.randint(3, 4)))


def fill(many: int) -> None:
    from django.db import connection, transaction  # noqa: PLC0415 -- as above

    from weald.core.models import Share  # noqa: PLC0415 -- as above
    from weald.search.domain.documents import write  # noqa: PLC0415 -- as above
    from weald.search.domain.learning import count_words, keep_words, meanings  # noqa: PLC0415 -- as above
    from weald.search.domain.meaning import indexed_afterwards, keep_meaning  # noqa: PLC0415 -- as above
    from weald.search.models import SearchDocument  # noqa: PLC0415 -- as above

    chance, began = random.Random(7), time.perf_counter()  # noqa: S311 -- the same each time
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '512MB'")
        # Made anew at the end, as the index of meanings: much faster than keeping them meanwhile.
        cursor.execute("DROP INDEX document_words")
    with indexed_afterwards(connection):
        documents = islice(invented(chance), many)
        while batch := list(islice(documents, A_BATCH)):
            with transaction.atomic():
                write("practices.practice", batch)
                pks = dict(SearchDocument.objects.filter(is_learnt=False).values_list("target_id", "pk"))
                keep_words(document.text for _, document in batch)
                keep_meaning([pks[str(pk)] for pk, _ in batch], meanings([document for _, document in batch]))
                SearchDocument.objects.filter(is_learnt=False).update(is_learnt=True)
        print(f"{many:,} documents written and learnt in {time.perf_counter() - began:.0f} s", flush=True)
    Share.objects.bulk_create(
        [
            Share(target_label="practices.practice", target_id=str(pk), organisation_id=place, shared_by_id=1)
            for pk, place in {(chance.randint(1, many), chance.randint(1, SCHOOLS)) for _ in range(SHARES)}
        ]
    )
    with connection.cursor() as cursor:
        cursor.execute(WORDS_INDEX)
        count_words()
        cursor.execute("VACUUM ANALYZE")
    print(f"… indexed by meaning and counted, {time.perf_counter() - began:.0f} s in all")


def teachers() -> list[object]:
    from weald.core.permissions import Actor, HeldRole  # noqa: PLC0415 -- as above

    found = []
    for n in range(TEACHERS):
        school = n * (SCHOOLS // TEACHERS) + 1
        trust = frozenset(range(school, school + TRUST_SIZE))
        own = frozenset({school})
        role = HeldRole("teacher", school)
        found.append(Actor(person_id=n + 1, roles=(role,), own=own, schools=own, trusts=trust))
    return found


def typed() -> list[tuple[str, str]]:
    """Give what is typed, with its kind: the judged queries, what is browsed, and words as they are begun."""
    from tests.weald.search.quality import judged  # noqa: PLC0415 -- after django.setup()

    begun = ["flu", "flue", "atten", "behav", "phon", "times ta", "worked ex", "reading fo"]
    common = ["maths", "reading", "children", "behaviour", "year 7", "teachers", "every day in the lesson"]
    return (
        [(one.kind, one.query) for one in judged()]
        + [("begun", each) for each in begun]
        + [("common", each) for each in common]
        + [("browsing", "")]
    )


@dataclass(frozen=True, slots=True)
class Took:
    """One search: by the clock, and of the processor in our process and the database's, in milliseconds."""

    clock: float
    processor: float


class Meter:
    """Reads both processes' time; without parallel workers the server's is all in one process."""

    def __init__(self) -> None:
        from django.db import connection  # noqa: PLC0415 -- as above

        with connection.cursor() as cursor:
            cursor.execute("SET max_parallel_workers_per_gather = 0")
            cursor.execute("SELECT pg_backend_pid()")
            self.stat = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")

    def now(self) -> Took:
        served = int(self.stat.read_text().split()[0]) / 1e6
        return Took(1000 * time.perf_counter(), 1000 * time.process_time() + served)


def measure(times: int) -> dict[str, list[Took]]:
    from weald.search.domain.finding import find  # noqa: PLC0415 -- as above

    people, took, meter = teachers(), defaultdict(list), Meter()
    for turn, (kind, query) in enumerate(typed()):
        for visit in range(-1, times):
            by = people[(turn + visit * 7) % TEACHERS]
            chosen, alike = CHOSEN[visit % len(CHOSEN)], range(by.person_id * 50, by.person_id * 50 + 25)
            began = meter.now()
            find(query, by=by, chosen=chosen, alike=alike, page=1 + (visit == 3))
            ended = meter.now()
            # The first time fetches from the disk what stays in memory then.
            if visit < 0:
                continue
            took[kind].append(Took(ended.clock - began.clock, ended.processor - began.processor))
    return took


def at(share: float, values: list[float]) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def report(took: dict[str, list[Took]]) -> None:
    head = ["typed", "searches", "p50 ms", "p95 ms", "worst ms", "clock p50", "clock p95"]
    print(f"| {' | '.join(head)} |\n|{'---|' * len(head)}")
    every = [each for values in took.values() for each in values]
    for kind, values in [*took.items(), ("**all**", every)]:
        work, clock = [each.processor for each in values], [each.clock for each in values]
        figures = [at(0.5, work), at(0.95, work), max(work), at(0.5, clock), at(0.95, clock)]
        print(f"| {kind} | {len(values)} | {' | '.join(f'{each:.0f}' for each in figures)} |")
    print(f"The machine's load meanwhile: {', '.join(f'{each:.1f}' for each in os.getloadavg())}.")


def main() -> None:
    many = int(sys.argv[1]) if len(sys.argv) > 1 else PRACTICES
    with place(sys.argv[2] if len(sys.argv) > 2 else ""):
        from weald.search.models import SearchDocument  # noqa: PLC0415 -- after django.setup()

        if not SearchDocument.objects.exists():
            fill(many)
        report(measure(int(sys.argv[3]) if len(sys.argv) > 3 else 10))


if __name__ == "__main__":
    main()
