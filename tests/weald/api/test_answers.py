"""How the API answers, whatever is asked: tokens, pages, tags, refusals, limits."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import RequestFactory
from ninja import Router
from ninja.errors import HttpError
from tests.factories.schools import OrganisationFactory

from weald.api import limits
from weald.api.site import make_api
from weald.core.errors import Conflict
from weald.core.permissions import NOBODY
from weald.operations import expect, tag_of
from weald.operations.declared import DECLARED, reads, writes
from weald.operations.tags import PreconditionFailed, PreconditionMissing, spare_what_is_known
from weald.people.models import Token

pytestmark = pytest.mark.django_db


def test_without_a_token_the_public_register_is_there(asked):
    OrganisationFactory()

    answer = asked("nobody")("get", "schools")

    assert answer.status_code == 200
    assert answer["Vary"] == "Authorization"


@pytest.mark.parametrize("header", ["Bearer weald_unknown", "Bearer", "Basic abc", "weald_x"])
def test_a_token_that_opens_nothing_is_refused_even_for_what_is_public(client, cast, header):
    answer = client.get("/api/v1/schools", headers={"Authorization": header})

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Bearer realm="Weald"'
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["finding"] == "This one is unknown, revoked or at its end."


def test_a_session_is_not_looked_at(cast, client):
    cast.sign_in(client, "jo")

    assert client.get("/api/v1/measures").status_code == 401
    assert client.get("/measures/").status_code == 200


def test_what_a_stranger_may_not_read_asks_for_a_token_and_says_why(asked):
    answer = asked("nobody")("get", "measures")

    assert answer.status_code == 401
    assert answer.json()["need"] == "A school's figures are for people with an account."
    assert asked("bo")("get", "measures").status_code == 200


def test_what_is_not_there_and_what_is_badly_asked_are_problems(asked):
    missing = asked("amina")("get", "schools/999999")
    wrong = asked("amina")("get", "schools?limit=1000")

    assert (missing.status_code, wrong.status_code) == (404, 422)
    assert "less than or equal to 200" in wrong.json()["finding"]
    assert asked("amina")("post", "schools", {}).status_code == 405


def test_a_list_comes_page_by_page_each_item_once(asked):
    made = {OrganisationFactory().pk for _ in range(5)}
    seen, path = [], "schools?limit=2&region="

    while path:
        answer = asked("nobody")("get", path).json()
        seen += [item["id"] for item in answer["items"]]
        path = answer["next"]

    assert made <= set(seen)
    assert len(seen) == len(set(seen))


def test_what_has_not_changed_is_not_sent_again(asked):
    school = OrganisationFactory()
    ask = asked("nobody")
    tag = ask("get", "schools")["ETag"]

    assert ask("get", "schools", headers={"If-None-Match": tag}).status_code == 304
    assert ask("get", "schools", headers={"If-None-Match": f"W/{tag}"}).content == b""
    assert ask("get", "schools", headers={"If-None-Match": "*"}).status_code == 304

    school.name = "Renamed Primary"
    school.save()
    assert ask("get", "schools", headers={"If-None-Match": tag}).status_code == 200


def test_a_tag_given_by_the_operation_is_kept_and_errors_have_none():
    request = RequestFactory().get("/", headers={"If-None-Match": '"mine"'})
    tagged = HttpResponse("x", headers={"ETag": '"mine"'})

    assert spare_what_is_known(request, tagged).status_code == 304
    assert not spare_what_is_known(request, HttpResponse(status=404)).has_header("ETag")


def test_who_writes_over_something_says_what_they_had_read():
    tag = tag_of("practice", 1)

    def asking(**headers):
        return RequestFactory().put("/", headers=headers)

    expect(asking(**{"If-Match": tag}), tag)
    expect(asking(**{"If-Match": "*"}), tag)
    with pytest.raises(PreconditionMissing, match="no If-Match"):
        expect(asking(), tag)
    with pytest.raises(PreconditionFailed, match="changed since you read it"):
        expect(asking(**{"If-Match": tag_of("practice", 2)}), tag)


def test_more_than_a_minute_allows_is_refused_until_it_is_over(asked, monkeypatch):
    monkeypatch.setattr(limits, "WITHOUT", 2)
    monkeypatch.setattr(limits, "WITH_TOKEN", 3)
    moment = limits.timezone.now().replace(second=10)
    monkeypatch.setattr(limits.timezone, "now", lambda: moment)
    known, unknown = asked("tom"), asked("nobody")

    answers = [unknown("get", "trusts").status_code for _ in range(3)]
    assert answers == [200, 200, 429]
    assert [known("get", "trusts").status_code for _ in range(4)] == [200, 200, 200, 429]

    refused = unknown("get", "trusts")
    assert refused["Retry-After"] == "50"
    moment += timedelta(minutes=1)
    assert unknown("get", "trusts").status_code == 200


def test_a_count_that_ran_out_meanwhile_stops_nobody(monkeypatch, asked):
    monkeypatch.setattr(cache, "add", lambda *_: False, raising=False)

    assert asked("nobody")("get", "trusts").status_code == 200


def test_a_token_sees_as_far_as_its_roles_and_no_further(cast, asked):
    alone = asked("marian", kinds=["reviewer"])
    none = asked("marian", kinds=[])

    for ask in (alone, none):
        assert ask("get", "measures").status_code == 200
    assert Token.objects.filter(person=cast.marian.user).count() == 2


def test_every_kind_of_refusal_has_its_status():
    api = make_api()
    request = RequestFactory().get("/")
    request.actor = NOBODY

    said = Conflict("Need.", "Found.", "Do.")
    assert api.on_exception(request, said).status_code == 409
    assert api.on_exception(request, PreconditionMissing("n", "f", "r")).status_code == 428
    assert api.on_exception(request, HttpError(415, "x")).status_code == 415


def test_an_operation_is_declared_once_and_under_a_rule_there_is():
    router = Router()

    def thing(request):
        return {}

    with pytest.raises(ValueError, match="is not a rule"):
        reads(router, "/x", rule="no.rule", answer=dict)(thing)
    try:
        writes(router, "/x", rule="core.anyone", answer=dict)(thing)
        with pytest.raises(ValueError, match="declared twice"):
            writes(router, "/x", rule="core.anyone", answer=dict)(thing)
    finally:
        DECLARED.pop(f"{thing.__module__}.thing")
