"""Signing in by address and password: who gets in, how often one may try, and what it gives away."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import hashers
from django.core.cache import caches
from django.core.checks import run_checks
from django.db import connections
from django.test import Client
from tests.factories.people import PASSWORD, InvitationFactory, UserFactory
from tests.mail import queued

from weald.core.enums import Verb
from weald.core.models import Entry
from weald.people.models import User
from weald.people.queries.invitations import token_digest
from weald.settings.openid import Provider

pytestmark = pytest.mark.django_db

SIGN_IN, FORGOTTEN, JOIN = "/account/sign-in", "/account/password/forgotten", "/join"


@pytest.fixture
def ruth():
    return UserFactory(name="Ruth Calloway", email="ruth@hartwood.example")


def sign_in(client, email="ruth@hartwood.example", password=PASSWORD, **more):
    return client.post(SIGN_IN, {"login": email, "password": password, **more})


def is_signed_in(client):
    return "_auth_user_id" in client.session


def without_secrets(response, *addresses):
    """The page without what differs on every page: tokens, request ids, the address that was typed."""
    text = re.sub(r'value="[A-Za-z0-9]{64}"', "", response.content.decode())
    for address in addresses:
        text = text.replace(address, "")
    return text


@pytest.mark.parametrize(
    "typed", ["ruth@hartwood.example", "Ruth@Hartwood.EXAMPLE", " ruth@hartwood.example "]
)
def test_the_right_password_signs_in_whatever_the_case_of_the_address(ruth, client, typed):
    response = sign_in(client, typed)

    assert (response.status_code, response["Location"]) == (302, "/today")
    assert is_signed_in(client)


def test_signing_in_changes_the_session_and_keeps_the_cookie_from_scripts(ruth, client):
    client.get(SIGN_IN)
    client.session["before"] = True
    client.session.save()
    before = client.session.session_key

    response = sign_in(client)

    cookie = response.cookies["weald"]
    assert client.session.session_key != before
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["max-age"], "kept only where the tick was set"


def test_the_tick_keeps_one_signed_in(ruth, client):
    response = sign_in(client, remember="on")

    assert response.cookies["weald"]["max-age"] == 14 * 24 * 3600


@pytest.mark.parametrize(
    ("asked", "lands"),
    [
        ("/me", "/me"),
        ("https://evil.example/", "/today"),
        ("//evil.example/", "/today"),
        ("javascript:alert(1)", "/today"),
    ],
)
def test_the_way_on_stays_on_this_site(ruth, client, asked, lands):
    assert sign_in(client, next=asked)["Location"] == lands


def test_a_form_without_its_token_is_refused(ruth):
    client = Client(enforce_csrf_checks=True)

    response = sign_in(client)

    assert response.status_code == 403
    assert not is_signed_in(client)


@pytest.mark.parametrize("state", ["unknown", "wrong password", "closed", "without a password"])
def test_failing_reads_the_same_whoever_it_is(client, state, ruth):
    UserFactory(email="closed@hartwood.example", is_active=False)
    linked = UserFactory(email="linked@hartwood.example")
    User.objects.filter(pk=linked.pk).update(password=hashers.make_password(None))
    email = {"unknown": "who@hartwood.example", "closed": "closed@hartwood.example"}.get(
        state, "linked@hartwood.example" if state == "without a password" else "ruth@hartwood.example"
    )

    response = sign_in(client, email, "not the password")
    usual = sign_in(Client(), "somebody@else.example", "not the password")

    assert response.status_code == usual.status_code == 200
    assert without_secrets(response, email) == without_secrets(usual, "somebody@else.example")
    assert "The e-mail address or the password is not right." in response.content.decode()


class Counting(hashers.MD5PasswordHasher):
    """A hasher that counts how often it works."""

    algorithm = "counting"
    work = 0

    def encode(self, password, salt):
        type(self).work += 1
        return super().encode(password, salt)


@pytest.fixture
def hashing(settings):
    settings.PASSWORD_HASHERS = [f"{__name__}.Counting"]
    hashers.get_hashers.cache_clear()
    hashers.get_hashers_by_algorithm.cache_clear()
    hashers.get_hashers.cache_clear()
    return Counting


def work_of(hashing, act):
    hashing.work = 0
    act()
    return hashing.work


def test_failing_costs_the_same_work_for_known_and_unknown_addresses(hashing, client):
    UserFactory(email="ruth@hartwood.example")

    known = work_of(hashing, lambda: sign_in(client, password="not the password"))
    unknown = work_of(hashing, lambda: sign_in(Client(), "who@hartwood.example", "not the password"))

    assert known == unknown > 0


def test_a_forgotten_password_reads_the_same_and_writes_one_letter_either_way(ruth, client, mailoutbox):
    known = client.post(FORGOTTEN, {"email": "Ruth@hartwood.example"}, follow=True)
    unknown = client.post(FORGOTTEN, {"email": "who@hartwood.example"}, follow=True)

    assert known.status_code == unknown.status_code == 200
    assert known.redirect_chain == unknown.redirect_chain
    assert without_secrets(known) == without_secrets(unknown)
    assert [letter.subject for letter in mailoutbox] == ["Your new password for Weald"] * 2
    assert "There is no account with this address" in mailoutbox[1].body


def test_a_mail_server_that_is_down_gives_nothing_away(ruth, client, settings):
    settings.EMAIL_BACKEND = "weald.people.adapters.mail.QueueBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9

    known = client.post(FORGOTTEN, {"email": "ruth@hartwood.example"})
    unknown = client.post(FORGOTTEN, {"email": "who@hartwood.example"})

    assert known.status_code == unknown.status_code == 302
    assert len(queued("people.deliver")) == 2


def test_asking_to_join_reads_the_same_for_known_and_unknown_addresses(ruth, client):
    def answer(email):
        return client.post(JOIN, {"name": "Robin", "email": email})

    known, unknown = answer("ruth@hartwood.example"), answer("who@hartwood.example")

    assert known.status_code == unknown.status_code == 200
    assert without_secrets(known) == without_secrets(unknown)


def test_a_link_that_opens_nothing_always_reads_the_same(client):
    InvitationFactory(token_hash=token_digest("old"), expires_at="2020-01-01T00:00:00Z")
    InvitationFactory(token_hash=token_digest("gone"), withdrawn_at="2026-01-01T00:00:00Z")

    pages = [client.get(f"/invitation/{token}") for token in ("old", "gone", "never-was")]

    assert {page.status_code for page in pages} == {404}
    assert len({without_secrets(page, "old", "gone", "never-was") for page in pages}) == 1


def test_a_password_is_set_anew_by_the_link_once_and_noted(ruth, client, mailoutbox):
    client.post(FORGOTTEN, {"email": "ruth@hartwood.example"})
    link = re.search(r"http://testserver(\S+)", mailoutbox[0].body)[1]
    page = client.get(link, follow=True)

    client.post(
        page.redirect_chain[-1][0], {"password1": "rowan birch elder", "password2": "rowan birch elder"}
    )

    assert sign_in(Client(), password="rowan birch elder").status_code == 302
    assert "This link no longer works" in Client().get(link, follow=True).content.decode()
    assert Entry.objects.filter(verb=Verb.CHANGED, payload={"what": "password_forgotten"}).count() == 1
    assert "this was changed about your account" in mailoutbox[1].body


def test_accounts_are_not_made_by_oneself(client):
    page = client.get("/account/sign-up")
    sent = client.post("/account/sign-up", {"email": "a@b.example", "password1": PASSWORD})

    assert "By invitation" in page.content.decode()
    assert sent.status_code == 200
    assert client.get("/account/with-unknown").status_code == 302
    assert not User.objects.exists()


def test_guessing_at_one_account_is_stopped_in_every_process(ruth):
    for _ in range(5):
        # A new browser and a new cache: nothing but the database remembers.
        del caches["default"]
        sign_in(Client(), password="not the password")
    del caches["default"]

    right = sign_in(Client())

    assert "That was tried too often" in right.content.decode()
    assert "_auth_user_id" not in right.wsgi_request.session
    assert caches.settings["default"]["BACKEND"].endswith("db.DatabaseCache")


def test_an_address_without_an_account_is_stopped_the_same(client):
    for _ in range(6):
        response = sign_in(Client(), "who@hartwood.example", "not the password")

    assert "That was tried too often" in response.content.decode()


@pytest.mark.parametrize(
    ("path", "fields", "tries"),
    [
        (FORGOTTEN, {"email": "ruth@hartwood.example"}, 3),
        (JOIN, {"name": "R", "email": "ruth@hartwood.example"}, 3),
    ],
)
def test_asking_too_often_is_answered_with_wait(ruth, path, fields, tries):
    answers = []
    for _ in range(tries + 1):
        del caches["default"]
        answers.append(Client().post(path, fields).status_code)

    assert 429 not in answers[:-1]
    assert answers[-1] == 429


@pytest.mark.django_db(transaction=True)
def test_processes_count_failed_sign_ins_together(ruth):
    """Each try comes over a connection of its own, as from web processes side by side."""

    def try_once(_: int) -> bool:
        try:
            return "That was tried too often" in sign_in(Client(), password="wrong").content.decode()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as processes:
        stopped = list(processes.map(try_once, range(12)))

    assert stopped.count(False) == 5
    assert sign_in(Client()).wsgi_request.user.is_anonymous


def test_looking_is_never_limited(client):
    assert {client.get(JOIN).status_code for _ in range(40)} == {200}


def test_an_address_is_changed_once_the_new_one_is_confirmed(ruth, client, mailoutbox):
    sign_in(client)
    client.post("/account/again", {"password": PASSWORD})
    client.post("/account/e-mail", {"email": "Ruth.C@Hartwood.example", "action_add": ""})
    assert User.objects.get().email == "ruth@hartwood.example"
    link = re.search(r"http://testserver(\S+)", mailoutbox[-1].body)[1]

    client.get(link)
    client.post(link)

    assert User.objects.get().email == "ruth.c@hartwood.example"
    assert EmailAddress.objects.get().email == "ruth.c@hartwood.example"
    assert Entry.objects.filter(verb=Verb.CHANGED, payload={"what": "email"}).count() == 1
    assert any(letter.to == ["ruth@hartwood.example"] for letter in mailoutbox), "the old address is told"


def test_changing_the_address_to_one_that_is_taken_gives_nothing_away(ruth, client, mailoutbox):
    UserFactory(email="taken@hartwood.example")
    sign_in(client)
    client.post("/account/again", {"password": PASSWORD})

    taken = client.post("/account/e-mail", {"email": "taken@hartwood.example", "action_add": ""})
    free = client.post("/account/e-mail", {"email": "free@hartwood.example", "action_add": ""})

    assert taken.status_code == free.status_code == 302
    assert User.objects.get(pk=ruth.pk).email == "ruth@hartwood.example"


def test_a_changed_password_ends_every_other_session(ruth, client):
    other = Client()
    sign_in(other)
    sign_in(client)

    client.post(
        "/account/password",
        {"oldpassword": PASSWORD, "password1": "rowan birch elder", "password2": "rowan birch elder"},
    )

    assert client.get("/me").status_code == 200
    assert other.get("/me").status_code == 302


def test_sessions_are_listed_and_the_others_ended(ruth, client):
    other = Client()
    sign_in(other)
    sign_in(client)
    assert client.get("/account/sessions").content.decode().count("<tr") == 3

    client.post("/account/sessions")

    assert other.get("/me").status_code == 302
    assert client.get("/me").status_code == 200


def test_signing_out_takes_a_form_not_a_link(ruth, client):
    sign_in(client)

    client.get("/account/sign-out")
    assert is_signed_in(client)
    client.post("/account/sign-out")

    assert not is_signed_in(client)


@pytest.mark.parametrize("password", ["short", "password1234", "ruth@hartwood.example"])
def test_a_weak_password_is_refused_when_joining(client, password):
    InvitationFactory(email="ruth@hartwood.example", token_hash=token_digest("t"))

    response = client.post("/invitation/t", {"name": "Ruth", "password": password})

    assert response.status_code == 422
    assert not User.objects.exists()


def test_the_check_names_every_setting_that_is_missing_or_unsafe(settings):
    settings.WEALD_OIDC = [Provider("MIS", "MIS", "http://mis.example", "", "s")]
    settings.WEALD_MODE, settings.EMAIL_HOST = "production", ""

    found = {message.id: message.msg for message in run_checks(include_deployment_checks=True)}
    every = " ".join(m.msg for m in run_checks(tags=["security"]) if m.id == "people.E001")

    assert "WEALD_OIDC_MIS_CLIENT_ID is not set." in every
    assert "WEALD_OIDC_MIS_ISSUER is 'http://mis.example'" in every
    assert "WEALD_EMAIL_HOST is not set" in found["people.W001"]
    settings.EMAIL_HOST = "mail.example"
    assert "people.W001" not in {m.id for m in run_checks(include_deployment_checks=True)}
