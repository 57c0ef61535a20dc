"""A second factor: set up, asked for, lost, removed."""

import base64
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from tests.factories.people import PASSWORD, UserFactory

from weald.core.enums import Verb
from weald.core.models import Entry
from weald.people.adapters.second_factor import SecondFactorAdapter

pytestmark = pytest.mark.django_db

APP = "/account/second-factors/app"


def code_of(secret, steps=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


@pytest.fixture
def ruth():
    return UserFactory(name="Ruth Calloway", email="ruth@hartwood.example")


def password_step(client):
    return client.post("/account/sign-in", {"login": "ruth@hartwood.example", "password": PASSWORD})


@pytest.fixture
def secret(ruth, client):
    """Ruth has set up an app, and is signed out again."""
    password_step(client)
    client.post("/account/again", {"password": PASSWORD})
    client.get(APP)
    secret = client.session["mfa.totp.secret"]
    client.post(APP, {"code": code_of(secret)})
    client.post("/account/sign-out")
    return secret


def test_setting_up_shows_a_picture_and_its_text_and_asks_for_a_code(ruth, client):
    password_step(client)
    client.post("/account/again", {"password": PASSWORD})

    page = client.get(APP).content.decode()

    assert "data:image/svg+xml" in page
    assert client.session["mfa.totp.secret"] in page


def test_setting_up_asks_for_the_password_first(ruth, client):
    password_step(client)

    assert client.get(APP)["Location"].startswith("/account/again")


def test_a_wrong_code_sets_nothing_up(ruth, client):
    password_step(client)
    client.post("/account/again", {"password": PASSWORD})
    client.get(APP)

    page = client.post(APP, {"code": "000000"})

    assert "The code is not right, or too old." in page.content.decode()
    assert not Authenticator.objects.exists()


def test_the_secret_is_kept_encrypted_and_the_change_noted(secret):
    kept = Authenticator.objects.get(type=Authenticator.Type.TOTP).data["secret"]

    assert secret not in kept
    assert SecondFactorAdapter().decrypt(kept) == secret
    assert Entry.objects.filter(verb=Verb.CHANGED, payload={"what": "second_factor_added"}).exists()


@pytest.mark.django_db(transaction=True)
def test_each_change_is_noted_where_transactions_really_end(secret, client):
    password_step(client)
    client.post("/account/second-factor", {"code": code_of(secret, 1)})
    client.post("/account/again", {"password": PASSWORD})

    client.post("/account/second-factors/codes/new")
    client.post("/account/second-factors/app/remove")

    noted = [entry.payload["what"] for entry in Entry.objects.filter(verb=Verb.CHANGED).order_by("at")]
    assert noted == [
        "second_factor_added",
        "recovery_codes",
        "recovery_codes",
        "second_factor_removed",
        "second_factor_removed",
    ]


def test_a_secret_outlives_a_change_of_the_sites_own(secret, settings):
    kept = Authenticator.objects.get(type=Authenticator.Type.TOTP).data["secret"]

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another secret altogether"

    assert SecondFactorAdapter().decrypt(kept) == secret


def test_the_password_alone_no_longer_signs_in(secret, client):
    response = password_step(client)

    assert response["Location"] == "/account/second-factor"
    assert client.get("/me").status_code == 302


def test_the_code_signs_in_and_works_once(secret, client):
    password_step(client)
    code = code_of(secret, 1)

    response = client.post("/account/second-factor", {"code": code})
    other = Client()
    password_step(other)
    again = other.post("/account/second-factor", {"code": code})

    assert response["Location"] == "/today"
    assert again.status_code == 200


def test_a_recovery_code_signs_in_once(secret, client):
    code = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()[0]
    password_step(client)

    first = client.post("/account/second-factor", {"code": code})
    other = Client()
    password_step(other)
    second = other.post("/account/second-factor", {"code": code})

    assert first["Location"] == "/today"
    assert second.status_code == 200
    assert str(base64.b64encode(code.encode())) not in str(Authenticator.objects.values())


def test_guessing_codes_is_stopped(secret, client):
    password_step(client)
    for _ in range(5):
        client.post("/account/second-factor", {"code": "000000"})

    page = client.post("/account/second-factor", {"code": code_of(secret, 1)})

    assert page.status_code == 200
    assert "tried too often" in page.content.decode()


def test_every_page_of_second_factors_can_be_read(secret, client):
    password_step(client)
    client.post("/account/second-factor", {"code": code_of(secret, 1)})
    client.post("/account/again", {"password": PASSWORD})

    for page in ("", "/app/remove", "/codes", "/codes/new", "/codes/file", "/keys", "/keys/add"):
        assert client.get(f"/account/second-factors{page}").status_code == 200, page
    assert client.get("/account/again/second-factor").status_code == 200


def test_removing_the_app_is_noted_and_the_password_is_enough_again(secret, client):
    password_step(client)
    client.post("/account/second-factor", {"code": code_of(secret, 1)})
    client.post("/account/again", {"password": PASSWORD})

    client.post("/account/second-factors/app/remove")

    assert not Authenticator.objects.exists()
    assert Entry.objects.filter(verb=Verb.CHANGED, payload={"what": "second_factor_removed"}).exists()
    client.post("/account/sign-out")
    assert password_step(client)["Location"] == "/today"
