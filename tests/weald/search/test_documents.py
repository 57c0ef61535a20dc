"""Writing what can be found, learning it, counting its words, and doing all of it anew."""

import threading
from datetime import UTC, datetime

import numpy as np
import psycopg
import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.factories.core import JobFactory
from tests.factories.search import SearchDocumentFactory, SearchWordFactory

from weald.core.models import Job
from weald.search import tasks
from weald.search.domain.documents import (
    index,
    index_later,
    index_named,
    learn_all,
    rebuild,
    shortened,
    unindex,
)
from weald.search.domain.embedding import DIMENSIONS, embed, package
from weald.search.domain.learning import count_words, learn
from weald.search.domain.meaning import indexed_afterwards, make_table
from weald.search.models import Meaning, SearchDocument, SearchWord
from weald.search.queries.meaning import has_meaning
from weald.search.registry import NAMES, SOURCES, Document, register

pytestmark = pytest.mark.django_db
LABEL = "core.job"
GONE = "test.gone"


def documents_of(jobs):
    return [None if job.kind == GONE else document_of(job) for job in jobs]


def document_of(job):
    return Document(
        title=job.title,
        excerpt=job.message,
        kind="job",
        home_id=None,
        audience="public",
        updated_at=datetime(2026, 1, 1, tzinfo=UTC),
        phases=("primary",),
    )


@pytest.fixture
def jobs(monkeypatch):
    """Jobs can be found: one app's things, without any app above this one."""
    monkeypatch.setattr("weald.search.registry.SOURCES", SOURCES)
    before = dict(SOURCES)
    SOURCES.clear()
    register(Job, documents_of, url_name="core:job", names={"kind": {"job": "a job"}})
    yield
    SOURCES.clear()
    SOURCES.update(before)
    NAMES.pop(("kind", "job"))


def waiting(task):
    return ProcrastinateJob.objects.filter(task_name=task, status="todo")


@pytest.mark.django_db(transaction=True)
def test_what_goes_while_a_job_reads_it_is_not_found_again(jobs):
    job = JobFactory(title="Import of rivers")
    index(job)

    def read_it():
        index_named(LABEL, str(job.pk))
        connection.close()

    reader = threading.Thread(target=read_it)
    with transaction.atomic():
        Job.objects.filter(pk=job.pk).update(kind=GONE)
        index(job)
        reader.start()
        reader.join(timeout=0.5)
    reader.join(timeout=20)

    assert not reader.is_alive()
    assert not SearchDocument.objects.filter(label=LABEL).exists()


def test_a_thing_is_found_as_soon_as_it_is_written(jobs):
    job = JobFactory(title="Import of rivers", message="  so \n many  ")

    index(job)

    document = SearchDocument.objects.get()
    assert (document.label, document.target_id, document.title) == (LABEL, str(job.pk), "Import of rivers")
    assert document.excerpt == "so many"
    assert document.phases == ["primary"]
    assert str(document) == "Import of rivers"
    assert waiting("search.learn").count() == 1


def test_writing_it_again_changes_it_and_learns_only_what_is_new(jobs):
    job = JobFactory(title="Rivers")
    index(job)
    learn(SearchDocument.objects.values_list("pk", flat=True))

    index(job)
    assert waiting("search.learn").count() == 1
    Job.objects.filter(pk=job.pk).update(title="Songs")
    index(job)

    assert SearchDocument.objects.get().title == "Songs"
    assert not SearchDocument.objects.get().is_learnt
    assert waiting("search.learn").count() == 2


def test_what_is_not_to_be_found_is_removed(jobs):
    job = JobFactory(title="Rivers")
    index(job)
    Job.objects.filter(pk=job.pk).update(kind=GONE)

    index(job)

    assert not SearchDocument.objects.exists()


def test_what_is_gone_is_removed(jobs):
    job = JobFactory(title="Rivers")
    index(job)
    pk = job.pk
    job.delete()

    index_named(LABEL, str(pk))

    assert not SearchDocument.objects.exists()


def test_it_can_be_written_later_and_taken_away(jobs):
    job = JobFactory(title="Rivers")

    index_later(job)
    given = waiting("search.index").get().args
    tasks.index_thing(**given)

    assert given == {"label": LABEL, "target_id": str(job.pk)}
    assert SearchDocument.objects.count() == 1
    unindex(job)
    assert not SearchDocument.objects.exists()


def test_learning_keeps_words_and_meaning(jobs):
    index(JobFactory(title="Rivers and fluency"))
    document = SearchDocument.objects.get()

    tasks.learn_document(document=document.pk)

    document.refresh_from_db()
    assert document.is_learnt
    assert set(SearchWord.objects.values_list("word", "stem")) == {
        ("rivers", "river"),
        ("fluency", "fluenci"),
    }
    assert str(SearchWord.objects.get(stem="river")) == "rivers"
    assert np.linalg.norm(Meaning.objects.get().embedding) == pytest.approx(1, abs=1e-5)
    assert str(Meaning.objects.get()) == "what “Rivers and fluency” means"


def test_learning_without_the_extension_keeps_words_alone(jobs, monkeypatch):
    monkeypatch.setattr("weald.search.domain.learning.has_meaning", lambda: False)
    index(JobFactory(title="Rivers"))

    learn(SearchDocument.objects.values_list("pk", flat=True))

    assert SearchWord.objects.exists()
    assert not Meaning.objects.exists()


def test_what_went_meanwhile_is_not_learnt(jobs):
    job = JobFactory(title="Rivers")
    index(job)
    Job.objects.filter(pk=job.pk).update(kind=GONE)

    learn(SearchDocument.objects.values_list("pk", flat=True))
    learn([10**9])

    assert not SearchWord.objects.exists()


def test_all_that_waits_is_learnt_a_batch_at_a_time(jobs, monkeypatch):
    monkeypatch.setattr("weald.search.domain.documents.A_BATCH", 2)
    for job in JobFactory.create_batch(3, title="Rivers"):
        index(job)

    told = list(learn_all())

    assert told == [2, 3]
    assert not SearchDocument.objects.filter(is_learnt=False).exists()
    assert list(learn_all()) == []


def test_what_a_document_means_goes_with_it(jobs):
    job = JobFactory(title="Rivers")
    index(job)
    learn(SearchDocument.objects.values_list("pk", flat=True))

    unindex(job)

    assert not Meaning.objects.exists()


def test_counting_tells_common_words_and_forgets_those_that_stand_nowhere():
    SearchDocumentFactory.create_batch(3, title="Rivers")
    SearchWordFactory(word="rivers", stem="river")
    SearchWordFactory(word="erased", stem="eras")

    tasks.count_every_night(timestamp=0)

    assert list(SearchWord.objects.values_list("word", "documents")) == [("rivers", 3)]
    count_words()
    assert SearchWord.objects.get().documents == 3


def test_rebuilding_writes_what_is_there_and_removes_what_is_not(jobs, monkeypatch):
    monkeypatch.setattr("weald.search.domain.documents.HELD_AT_ONCE", 2)
    JobFactory.create_batch(3, title="Rivers")
    hidden = JobFactory(title="Broken", kind=GONE)
    SearchDocumentFactory(label=LABEL, target_id=str(hidden.pk))
    SearchDocumentFactory(label=LABEL, target_id="999999")
    SearchDocumentFactory(label="old.app")

    told = list(rebuild())

    assert told == [(LABEL, 2), (LABEL, 4), ("found", 3)]
    assert set(SearchDocument.objects.values_list("title", "is_learnt")) == {("Rivers", True)}
    assert Meaning.objects.count() == 3
    assert SearchWord.objects.get(word="rivers").documents == 3


def everything_kept():
    documents = SearchDocument.objects.order_by("target_id")
    return (
        [{**row, "id": None} for row in documents.values()],
        list(SearchWord.objects.order_by("word").values()),
        [list(one.embedding) for one in Meaning.objects.order_by("document__target_id")],
    )


def test_rebuilding_keeps_what_writing_and_learning_one_by_one_keeps(jobs):
    titles = ("Rivers of the north", "Songs", "Rivers and fluency", "Ten minutes of fluency")
    for job in [JobFactory(title=title, message=f"{title}, again") for title in titles]:
        index(job)
        learn(SearchDocument.objects.filter(target_id=str(job.pk)).values_list("pk", flat=True))
    count_words()
    one_by_one = everything_kept()
    SearchDocument.objects.all().delete()
    SearchWord.objects.all().delete()

    list(rebuild())

    assert everything_kept() == one_by_one
    assert len(one_by_one[2]) == len(titles)
    list(rebuild())
    assert everything_kept() == one_by_one


@pytest.mark.django_db(transaction=True)
def test_what_goes_while_all_is_written_anew_is_not_found_again(jobs):
    job = JobFactory(title="Import of rivers")

    def write_it_anew():
        list(rebuild())
        connection.close()

    writer = threading.Thread(target=write_it_anew)
    with transaction.atomic():
        Job.objects.filter(pk=job.pk).update(kind=GONE)
        index(job)
        writer.start()
        writer.join(timeout=0.5)
    writer.join(timeout=20)

    assert not writer.is_alive()
    assert not SearchDocument.objects.filter(label=LABEL).exists()


def test_a_long_text_is_cut_at_a_word():
    assert shortened("ab cd ef", 6) == "ab…"
    assert shortened("ab  cd", 6) == "ab cd"


def test_nothing_means_nothing():
    rows = embed(["", "rivers"])

    assert rows.shape == (2, DIMENSIONS)
    assert not rows[0].any()
    assert rows[1].any()


def test_weights_that_are_not_installed_are_said(monkeypatch):
    monkeypatch.setattr("weald.search.domain.embedding.find_spec", lambda name: None)

    with pytest.raises(ModuleNotFoundError, match="wordllama"):
        package()


def test_a_server_without_the_extension_has_no_table_for_meaning(monkeypatch):
    class Cursor:
        def __enter__(self):
            return self

        def __exit__(self, *_):
            return None

        def execute(self, statement):
            assert "CREATE" not in statement

        def fetchone(self):
            return (False,)

    class Server:
        def cursor(self):
            return Cursor()

    assert make_table(Server()) is False
    with indexed_afterwards(Server()):
        assert has_meaning()  # of the server the tests run on: asked of it alone


def test_making_the_table_again_changes_nothing(owner_url):
    with psycopg.connect(owner_url) as owner:
        assert make_table(owner) is True

    assert has_meaning()
    assert connection.introspection.table_names().count("search_meaning") == 1


def indexes_of_meaning(server):
    found = server.execute("SELECT indexname FROM pg_indexes WHERE tablename = 'search_meaning'")
    return {name for (name,) in found.fetchall()}


def fail_without_index(server):
    assert "search_meaning_near" not in indexes_of_meaning(server)
    raise RuntimeError


def test_the_index_of_meanings_is_built_after_many_were_learnt_also_if_that_failed(owner_url):
    with psycopg.connect(owner_url) as owner:
        with pytest.raises(RuntimeError), indexed_afterwards(owner):
            fail_without_index(owner)

        assert "search_meaning_near" in indexes_of_meaning(owner)
