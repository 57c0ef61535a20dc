"""What goes wrong is answered with the right status: as a page, into a page, and as data."""

import json
import logging

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.weald.core.urls_that_fail")]

FAILURES = [
    ("/bad", 400, "This could not be done"),
    ("/refused", 403, "Ask your head."),
    ("/denied", 403, "does not let you use it"),
    ("/missing", 404, "nothing here"),
    ("/no-such-address", 404, "nothing here"),
    ("/conflict", 409, "Ben changed it."),
    ("/expected", 400, "Ben gave none."),
    ("/often", 429, "tried too often"),
    ("/broken", 500, "broke on our side"),
    ("/early", 503, "setting itself up"),
]


@pytest.fixture
def visitor(caplog):
    caplog.set_level(logging.CRITICAL, "django.request")
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(("address", "status", "words"), FAILURES)
def test_failure_is_a_page_that_says_what_to_do(visitor, address, status, words):
    response = visitor.get(address)

    assert response.status_code == status
    assert words in response.content.decode()
    assert "What you can do" in response.content.decode()
    assert "HX-Retarget" not in response


@pytest.mark.parametrize(("address", "status", "words"), FAILURES)
def test_failure_answers_htmx_with_the_page_s_own_part(visitor, address, status, words):
    response = visitor.get(address, headers={"hx-request": "true"})

    assert (response.status_code, response["HX-Retarget"], response["HX-Reselect"]) == (
        status,
        "#page",
        "#page",
    )
    assert 'id="page"' in response.content.decode()


@pytest.mark.parametrize(("address", "status", "words"), FAILURES)
@pytest.mark.parametrize(
    "how", [{"query_params": {"format": "json"}}, {"headers": {"accept": "application/json"}}]
)
def test_failure_answers_programs_with_problem_details(visitor, address, status, words, how):
    response = visitor.get(address, **how)
    status = 401 if address == "/refused" else status

    problem = json.loads(response.content)
    assert (response.status_code, problem["status"]) == (status, status)
    assert response["Content-Type"] == "application/problem+json"


def test_refusal_gives_programs_the_same_sentences_as_people(visitor):
    problem = visitor.get("/refused?format=json").json()

    assert problem["title"] == "Unauthorized"
    assert (problem["need"], problem["finding"], problem["remedy"]) == (
        "This is for heads.",
        "You teach.",
        "Ask your head.",
    )


def test_stranger_is_asked_to_sign_in_and_comes_back_afterwards(visitor):
    response = visitor.get("/own?page=2")

    assert response.status_code == 302
    assert response["Location"].endswith("?next=/own%3Fpage%3D2")


def test_strange_program_is_told_that_it_must_sign_in(visitor):
    response = visitor.get("/own", headers={"accept": "application/json"})

    assert response.status_code == 401
    assert response.json()["finding"] == "You are not signed in."


def test_every_answer_carries_the_number_under_which_it_was_logged(visitor):
    first, second = (visitor.get("/missing")["X-Request-Id"] for _ in range(2))

    assert len(first) == 12
    assert first != second
