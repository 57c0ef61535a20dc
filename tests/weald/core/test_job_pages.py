"""A person watches their own jobs, with JavaScript and without."""

import pytest
from django.test import Client

from weald.core.models import Job
from weald.people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return User.objects.create_user("ada@fern.example", name="Ada Fern")


@pytest.fixture
def visitor(person):
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def make_job(person, **told):
    return Job.objects.create(kind="test", title="Import of schools", requested_by_id=person.pk, **told)


def test_running_job_shows_how_far_it_is_and_asks_again(visitor, person):
    job = make_job(person, state="running", done=30, total=120, message="reading line 30")

    page = visitor.get(f"/jobs/{job.pk}/").content.decode()

    assert "<h1>How far is it?</h1>" in page
    assert "25 %" in page
    assert "reading line 30" in page
    assert f'hx-get="/jobs/{job.pk}/"' in page
    assert f'<a href="/jobs/{job.pk}/">' in page


def test_htmx_gets_the_progress_alone(visitor, person):
    job = make_job(person, state="running")

    fragment = visitor.get(f"/jobs/{job.pk}/", headers={"hx-request": "true"}).content.decode()

    assert fragment.startswith('<div class="progress progress-running"')
    assert "<html" not in fragment


def test_job_that_is_over_stops_asking_and_leads_to_its_result(visitor, person):
    job = make_job(person, state="done", finished_at="2026-11-21T10:00Z", result_url="/schools/")

    page = visitor.get(f"/jobs/{job.pk}/").content.decode()

    assert "hx-get" not in page.split('class="progress')[1].split("</main>")[0]
    assert 'href="/schools/"' in page


def test_program_reads_the_same_as_data(visitor, person):
    job = make_job(person, state="running", done=1, total=2)

    answer = visitor.get(f"/jobs/{job.pk}/?format=json").json()

    assert (answer["id"], answer["state"], answer["done"], answer["total"]) == (job.pk, "running", 1, 2)


def test_another_s_job_is_not_there(visitor):
    job = Job.objects.create(kind="test", title="Secret import", requested_by_id=None)

    assert visitor.get(f"/jobs/{job.pk}/").status_code == 404
    assert "Secret import" not in visitor.get("/jobs/").content.decode()
    assert "Secret import" not in b"".join(visitor.get("/jobs/?format=csv")).decode()


def test_stranger_is_asked_to_sign_in(client):
    assert client.get("/jobs/").status_code == 302
    assert client.get("/jobs/1/").status_code == 302


def test_empty_list_teaches(visitor):
    assert "When you import a file" in visitor.get("/jobs/").content.decode()


@pytest.mark.parametrize("jobs", [1, 3])
def test_list_takes_as_many_queries_for_three_as_for_one(visitor, person, jobs, django_assert_num_queries):
    for _ in range(jobs):
        make_job(person, message="waiting for its turn")

    with django_assert_num_queries(5):
        page = visitor.get("/jobs/").content.decode()

    assert page.count("waiting for its turn") == jobs


def test_list_is_paged_and_can_be_downloaded_whole(visitor, person):
    for _ in range(30):
        make_job(person)

    first = visitor.get("/jobs/").content.decode()
    second = visitor.get("/jobs/?page=2").content.decode()
    download = b"".join(visitor.get("/jobs/?format=csv")).decode()

    assert (first.count("Import of schools"), second.count("Import of schools")) == (25, 5)
    assert download.count("Import of schools") == 30
