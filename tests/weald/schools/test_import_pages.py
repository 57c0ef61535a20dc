"""Importing on a page: look through, apply, mend; for stewards and analysts only."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.weald.schools.files import ESTABLISHMENT, bring_in, by_urn, table

from weald.core.enums import ImportMode, JobState
from weald.core.errors import Conflict, Refused
from weald.core.jobs import run_worker
from weald.core.models import ImportRun, Job
from weald.core.permissions import NOBODY, SYSTEM, visible
from weald.schools.domain.register.files import carry_out, title_of
from weald.schools.domain.uploads import apply_upload, forget_old_uploads, receive, work_on
from weald.schools.models import Organisation

pytestmark = pytest.mark.django_db

NAME = "edubasealldata20240901.csv"
KEEPERS = {"steward", "analyst"}


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "uploads"


@pytest.fixture
def keeper(cast, client):
    """A signed-in person who may import."""
    one = next(persona for persona in cast if persona.actor.holds(*KEEPERS))
    cast.sign_in(client, one.key)
    return one


def upload(content=None, name=NAME):
    return SimpleUploadedFile(name, table(ESTABLISHMENT, {}) if content is None else content)


def give(client, **fields):
    return client.post("/schools/imports", {"file": upload(), **fields})


def silently(*_):
    return None


def text(response):
    return " ".join(response.content.decode().split())


def test_only_stewards_and_analysts_may_import(cast, client):
    allowed = set()
    for persona in cast:
        cast.sign_in(client, persona.key)
        status = client.get("/schools/imports").status_code
        if status == 200:
            allowed.add(persona.key)
        else:
            assert status == (403 if persona.user else 302), persona.key

    assert allowed == {persona.key for persona in cast if persona.actor.holds(*KEEPERS)}
    assert allowed


def test_refusal_says_whom_to_ask(cast, client):
    cast.sign_in(client, "sian")

    assert "neither a steward nor an analyst" in text(client.get("/schools/imports"))
    with pytest.raises(Refused):
        receive(file=upload(), as_of=None, is_part=False, by=NOBODY)


def test_file_is_looked_through_before_anything_changes(keeper, client):
    response = give(client)

    run = ImportRun.objects.get()
    assert response.url == f"/schools/imports/{run.pk}"
    assert (run.mode, run.kind, run.requested_by_id) == (
        ImportMode.DRY_RUN,
        "register.establishments",
        keeper.user.pk,
    )
    assert Job.objects.get(pk=run.job_id).title == f"Look through {NAME}"
    assert "What is in the file?" in text(client.get(response.url))
    work_on(run.pk, silently)
    page = text(client.get(response.url))
    assert "What would the file change?" in page
    assert "Apply it" in page
    assert not Organisation.objects.filter(identifiers__value="100101").exists()


def test_file_that_was_looked_through_is_applied(keeper, client):
    give(client)
    looked_at = ImportRun.objects.get()
    work_on(looked_at.pk, silently)

    response = client.post(f"/schools/imports/{looked_at.pk}/apply", {"mode": "good_rows"})

    applied = ImportRun.objects.latest("pk")
    assert response.url == f"/schools/imports/{applied.pk}"
    work_on(applied.pk, silently)
    assert by_urn("100101").name == "Hazel Lane Primary School"
    assert "What did the file change?" in text(client.get(response.url))
    assert not default_storage.listdir("imports")[1]
    assert "Applied" in text(client.get("/schools/imports"))


def test_job_that_is_done_again_after_a_crash_comes_to_the_same(keeper, client):
    give(client, file=upload(table(ESTABLISHMENT, {}, {"URN": "x"})))
    run = ImportRun.objects.get()
    work_on(run.pk, silently)
    ImportRun.objects.filter(pk=run.pk).update(finished_at=None)

    work_on(run.pk, silently)
    again = work_on(run.pk, silently)

    assert (again.rows_rejected, again.rejections.count()) == (1, 1)


def test_file_is_applied_once(keeper, client):
    give(client)
    looked_at = ImportRun.objects.get()
    apply_upload(looked_at, mode=ImportMode.GOOD_ROWS, by=keeper.actor)

    with pytest.raises(Conflict):
        apply_upload(looked_at, mode=ImportMode.GOOD_ROWS, by=keeper.actor)

    assert client.post(f"/schools/imports/{looked_at.pk}/apply", {"mode": "good_rows"}).status_code == 409


def test_way_of_applying_must_be_chosen(keeper, client):
    give(client)
    run = ImportRun.objects.get()

    response = client.post(f"/schools/imports/{run.pk}/apply", {"mode": "dry_run"}, follow=True)

    assert "Choose what happens" in text(response)
    assert ImportRun.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"<html>Sign in</html>", NAME, "a web page"),
        (b"tree,apples\r\n", "trees20240901.csv", "tree, apples"),
        (None, "schools.csv", "does not tell it"),
        (b"", NAME, "empty"),
    ],
)
def test_file_that_cannot_be_used_is_refused_beside_its_field(keeper, client, content, name, words):
    response = give(client, file=upload(content, name))

    assert response.status_code == 422
    assert words in text(response)
    assert not ImportRun.objects.exists()
    assert not default_storage.exists("imports") or not default_storage.listdir("imports")[1]


def test_file_larger_than_a_page_should_take_is_sent_to_the_command_line(keeper, client, monkeypatch):
    monkeypatch.setattr("weald.schools.forms.choosing.MOST_BYTES", 100)

    assert "./weald import" in text(give(client))


def test_day_and_part_are_taken_from_the_form(keeper, client):
    give(client, file=upload(name="schools.csv"), as_of="2024-09-01", is_part="on")

    run = ImportRun.objects.get()
    assert (str(run.as_of), run.is_part) == ("2024-09-01", True)


def test_report_shows_what_was_rejected_and_gives_it_as_a_file(keeper, client, tmp_path):
    run = bring_in(
        tmp_path, table(ESTABLISHMENT, {}, {"URN": "x"}, {"URN": "20003", "TypeOfEstablishment (code)": "47"})
    )

    page = text(client.get(f"/schools/imports/{run.pk}"))
    file = client.get(f"/schools/imports/{run.pk}/rejected.csv")

    assert "URN is not a URN (six digits)." in page
    assert "1: children’s centres" in page
    assert 'filename="rejected-edubasealldata20240901.csv"' in file["Content-Disposition"]
    assert b"line,column,value,reason" in b"".join(file.streaming_content)


def test_failure_is_told_with_its_reason(keeper, client, tmp_path):
    run = bring_in(tmp_path, table(ESTABLISHMENT, {"URN": "x"}), mode=ImportMode.ALL_OR_NOTHING)

    page = text(client.get(f"/schools/imports/{run.pk}"))

    assert "Why was the file not applied?" in page
    assert "all or nothing was asked for" in page
    assert "Not applied" in text(client.get("/schools/imports"))


def test_progress_alone_is_given_to_the_page_that_asks_again(keeper, client):
    give(client)
    run = ImportRun.objects.get()
    address = f"/schools/imports/{run.pk}"

    asking = client.get(address, headers={"HX-Request": "true"})
    work_on(run.pk, silently)
    over = client.get(address, headers={"HX-Request": "true"})

    assert "<html" not in text(asking)
    assert "HX-Refresh" not in asking
    assert over["HX-Refresh"] == "true"


def test_files_nobody_applied_are_forgotten_after_a_week(keeper, client):
    give(client)
    ImportRun.objects.update(started_at=timezone.now() - timedelta(days=8))

    forgotten = forget_old_uploads()

    assert forgotten == 1
    assert not default_storage.listdir("imports")[1]


def test_list_of_imports_asks_the_same_of_the_database_for_many(keeper, client, tmp_path):
    bring_in(tmp_path, table(ESTABLISHMENT, {}))
    client.get("/schools/imports")
    with CaptureQueriesContext(connection) as few:
        client.get("/schools/imports")
    bring_in(tmp_path, table(ESTABLISHMENT, {}))
    bring_in(tmp_path, table(ESTABLISHMENT, {}))

    with CaptureQueriesContext(connection) as many:
        client.get("/schools/imports")

    assert len(few) == len(many)


def test_runs_are_known_to_keepers_and_to_whoever_asked_for_them(cast, tmp_path):
    run = bring_in(tmp_path, table(ESTABLISHMENT, {}))
    asker = cast.sian
    ImportRun.objects.filter(pk=run.pk).update(requested_by_id=asker.user.pk)

    knowing = {p.key for p in cast if visible(ImportRun.objects.all(), p.actor).exists()}

    assert knowing == {p.key for p in cast if p.actor.holds(*KEEPERS)} | {"sian"}
    assert visible(ImportRun.objects.all(), SYSTEM).exists()


def test_kinds_have_titles_and_a_run_has_its_day():
    assert title_of("register.groups").startswith("Groups")
    assert title_of("results.ks2") == "results.ks2"
    with pytest.raises(ValueError, match="its day"):
        carry_out(ImportRun(kind="register.groups"), None, by=SYSTEM)


@pytest.mark.django_db(transaction=True)
def test_worker_looks_through_the_file_and_points_to_the_report(keeper, client):
    give(client)
    run = ImportRun.objects.get()

    run_worker(wait=False)

    job = Job.objects.get(pk=run.job_id)
    run.refresh_from_db()
    assert (job.state, job.result_url) == (JobState.DONE, f"/schools/imports/{run.pk}")
    assert (run.rows_added, run.was_applied) == (1, False)
