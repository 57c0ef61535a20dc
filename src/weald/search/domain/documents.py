"""Writing what can be found, in the transaction that writes the thing itself."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import BigIntegerField, Exists, Model, OuterRef, QuerySet
from django.db.models.functions import Cast
from procrastinate.contrib.django import app

from weald.search.domain.learning import count_words, keep, learn
from weald.search.models import SearchDocument
from weald.search.registry import SOURCES, Document, Source

ThingT = TypeVar("ThingT")

MOST_WORDS_READ = 200_000  # characters; PostgreSQL's vectors of words end at a megabyte
A_BATCH = 500
# Things of which nobody can change one until all of them are written anew: about a second.
HELD_AT_ONCE = 100
KEEP = """
    INSERT INTO search_searchdocument AS kept (
        label, target_id, title, excerpt, kind, stage, subject, concept, area, phases, key_stages,
        home_id, audience, weight, updated_at, is_learnt, text, title_words, words)
    VALUES (
        %(label)s, %(target_id)s, %(title)s, %(excerpt)s, %(kind)s, %(stage)s, %(subject)s,
        %(concept)s, %(area)s, %(phases)s, %(key_stages)s, %(home_id)s, %(audience)s, %(weight)s,
        %(updated_at)s, %(is_learnt)s, %(text)s, to_tsvector('english', %(title)s),
        setweight(to_tsvector('english', %(title)s), 'A')
        || setweight(to_tsvector('english', %(keywords)s), 'B')
        || setweight(to_tsvector('english', %(excerpt)s), 'C')
        || setweight(to_tsvector('english', %(body)s), 'D'))
    ON CONFLICT (label, target_id) DO UPDATE SET
        title = excluded.title, excerpt = excluded.excerpt, kind = excluded.kind,
        stage = excluded.stage, subject = excluded.subject, concept = excluded.concept, area = excluded.area,
        phases = excluded.phases, key_stages = excluded.key_stages, home_id = excluded.home_id,
        audience = excluded.audience, weight = excluded.weight, updated_at = excluded.updated_at,
        text = excluded.text, title_words = excluded.title_words, words = excluded.words,
        is_learnt = excluded.is_learnt OR kept.is_learnt AND kept.words = excluded.words
"""


def index(thing: Model) -> None:
    """Write how the thing reads now, or remove it if it is not to be found. Cheap: meaning comes later."""
    index_named(thing._meta.label_lower, str(thing.pk))


@transaction.atomic
def index_named(label: str, target_id: str) -> None:
    """Read the thing as it is stored: whoever changed it may hold an older one in their hands.

    It is held until its words are written, or what somebody withdraws meanwhile would be found again.
    """
    source = SOURCES[label]
    documents = source.documents_of(list(held(source).filter(pk=target_id)))
    document = documents[0] if documents else None
    if document is None:
        SearchDocument.objects.filter(label=label, target_id=target_id).delete()
        return
    with connection.cursor() as cursor:
        cursor.execute(KEEP + " RETURNING id, is_learnt", row_of(label, target_id, document))
        pk, is_learnt = cursor.fetchone()
        if not is_learnt:
            app.configure_task("search.learn").defer(document=pk)


def held(source: Source) -> QuerySet[Any]:
    return source.things().select_for_update(of=("self",), no_key=True)


def index_later(thing: Model) -> None:
    """Write it anew when there is time: for what changes only how much others make of it."""
    app.configure_task("search.index").defer(label=thing._meta.label_lower, target_id=str(thing.pk))


def unindex(thing: Model) -> None:
    SearchDocument.objects.filter(label=thing._meta.label_lower, target_id=str(thing.pk)).delete()


def rebuild() -> Iterator[tuple[str, int]]:
    """Write and learn everything anew, remove what no longer is; tell what is done and how much.

    The last number told is that of all things that can be found.
    """
    for label, source in SOURCES.items():
        done = 0
        for batch in batches(source.things().values_list("pk", flat=True), HELD_AT_ONCE):
            write_anew(label, batch)
            done += len(batch)
            yield label, done
        there = source.things().filter(pk=Cast(OuterRef("target_id"), BigIntegerField()))
        SearchDocument.objects.filter(~Exists(there), label=label).delete()
    SearchDocument.objects.exclude(label__in=SOURCES).delete()
    count_words()
    yield "found", SearchDocument.objects.count()


@transaction.atomic
def write_anew(label: str, things: Iterable[Any]) -> None:
    """Write and learn things as they are stored, and remove those not to be found; hold them meanwhile."""
    stored = list(held(SOURCES[label]).filter(pk__in=things).order_by("pk"))
    read = zip(stored, SOURCES[label].documents_of(stored), strict=True)
    documents = {str(thing.pk): document for thing, document in read}
    found = {pk: document for pk, document in documents.items() if document is not None}
    write(label, found.items(), is_learnt=True)
    of_label = SearchDocument.objects.filter(label=label)
    of_label.filter(target_id__in=documents.keys() - found).delete()
    written = of_label.filter(target_id__in=found).values_list("pk", "target_id")
    keep({pk: found[target_id] for pk, target_id in written})


def learn_all() -> Iterator[int]:
    """Learn what is not learnt yet, a batch at a time."""
    unlearnt = list(
        SearchDocument.objects.filter(is_learnt=False).order_by("pk").values_list("pk", flat=True)
    )
    done = 0
    for batch in batches(unlearnt, A_BATCH):
        learn(batch)
        done += len(batch)
        yield done


def write(label: str, documents: Iterable[tuple[Any, Document]], *, is_learnt: bool = False) -> None:
    """Write many at once; whoever says that they are learnt learns them in the same transaction."""
    rows = [row_of(label, pk, document, is_learnt=is_learnt) for pk, document in documents]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(KEEP, rows)


def row_of(label: str, pk: object, document: Document, *, is_learnt: bool = False) -> dict[str, Any]:
    return {
        "is_learnt": is_learnt,
        "label": label,
        "target_id": str(pk),
        "title": document.title[:300],
        "excerpt": shortened(document.excerpt),
        "kind": document.kind,
        "stage": document.stage,
        "subject": document.subject,
        "concept": document.concept,
        "area": document.area,
        "phases": list(document.phases),
        "key_stages": list(document.key_stages),
        "home_id": document.home_id,
        "audience": document.audience,
        "weight": document.weight,
        "updated_at": document.updated_at,
        "keywords": document.keywords[:MOST_WORDS_READ],
        "body": document.body[:MOST_WORDS_READ],
        "text": document.text[: 2 * MOST_WORDS_READ],
    }


def shortened(text: str, longest: int = 400) -> str:
    """Cut at a word's end."""
    text = " ".join(text.split())
    return text if len(text) <= longest else f"{text[: longest - 1].rsplit(' ', 1)[0]}…"


def batches(things: Iterable[ThingT], size: int) -> Iterator[list[ThingT]]:
    rest = iter(things)
    while batch := list(islice(rest, size)):
        yield batch
