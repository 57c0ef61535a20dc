"""Passkeys, as far as the server sees them; tests/journeys/test_passkeys.py has a browser with one."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from tests.factories.people import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

WITH_PASSKEY = "/account/with-passkey"
ADD = "/account/second-factors/keys/add"
NONSENSE = ["", "no json", "{}", "[]", "7", json.dumps({"id": "x", "type": "public-key", "response": {}})]


def test_the_sign_in_page_offers_it_and_says_what_it_needs(client):
    page = client.get("/account/sign-in").content.decode()

    assert "Sign in with a passkey" in page
    assert f'action="{WITH_PASSKEY}"' in page
    assert "Passkeys and security keys need JavaScript." in page


def test_each_visit_is_asked_for_a_fresh_signature_and_no_name(client):
    def challenge(visitor):
        answer = visitor.get(WITH_PASSKEY, headers={"Accept": "application/json"})
        return answer.json()["request_options"]["publicKey"]

    first, second = challenge(client), challenge(Client())

    assert first["challenge"] != second["challenge"]
    assert first["userVerification"] in {"preferred", "required"}
    assert not first.get("allowCredentials")


def test_looking_at_its_address_leads_to_the_sign_in_page(client):
    assert client.get(WITH_PASSKEY)["Location"] == "/account/sign-in"


@pytest.mark.parametrize(
    "credential",
    NONSENSE,
)
def test_what_is_no_signature_signs_nobody_in(client, credential):
    client.get(WITH_PASSKEY, headers={"Accept": "application/json"})

    answer = client.post(WITH_PASSKEY, {"credential": credential})

    assert answer["Location"] == "/account/sign-in"
    assert client.get("/me").status_code == 302


@pytest.fixture
def signed_in(client):
    """Somebody who gave their password just now."""
    person = UserFactory()
    client.post("/account/sign-in", {"login": person.email, "password": PASSWORD})
    client.post("/account/again", {"password": PASSWORD})
    return person


@pytest.mark.parametrize("credential", NONSENSE)
def test_what_is_no_key_is_not_added(client, signed_in, credential):
    client.get(ADD)

    answer = client.post(ADD, {"name": "my laptop", "credential": credential})

    assert answer.status_code == 200
    assert not Authenticator.objects.exists()


def test_adding_one_asks_for_the_password_first_and_offers_to_do_without_it_then(client):
    person = UserFactory()
    client.post("/account/sign-in", {"login": person.email, "password": PASSWORD})
    asked = client.get("/account/second-factors/keys/add")
    client.post("/account/again", {"password": PASSWORD})

    page = client.get("/account/second-factors/keys/add").content.decode()

    assert asked["Location"].startswith("/account/again")
    assert "without a password (a passkey)" in page
    assert 'name="passwordless"' in page
    assert "checked" in page
