"""Signing in with an account elsewhere, against a live provider in another process."""

import pytest
import requests
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from tests.factories.people import PASSWORD, InvitationFactory, UserFactory
from tests.weald.people.oidc import CLIENT, Browser, live_provider

from weald.core.enums import Verb
from weald.core.models import Entry
from weald.people.models import Role, User
from weald.people.queries.invitations import token_digest
from weald.settings.openid import Provider

pytestmark = pytest.mark.django_db
TOKEN = "the-token-of-the-invitation"


@pytest.fixture(scope="module")
def provider():
    with live_provider() as live:
        yield live


def configure(settings, provider, **more):
    made = Provider("MOCK", "Larkmail", provider.issuer, CLIENT, "secret", **more)
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [made.as_app()]}}


@pytest.fixture
def browser(provider, settings, client):
    configure(settings, provider)
    return Browser(client)


def signed_in_as(browser):
    return browser.open("/me").text if browser.open("/me").path == "/me" else ""


def test_a_confirmed_address_signs_in_to_the_account_that_has_it(browser, provider):
    person = UserFactory(name="Amina Rahman", email="amina@aldervale.example")
    provider.knows("amina", email="Amina@AlderVale.example", email_verified=True)

    browser.continue_with("amina")

    assert "Amina Rahman" in signed_in_as(browser)
    linked = SocialAccount.objects.get(user=person)
    assert linked.provider == "mock"
    assert set(linked.extra_data) == {"sub", "email", "email_verified", "name"}
    assert Entry.objects.filter(verb=Verb.CHANGED, payload={"what": "linked"}).count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_whole_way_over_http_between_two_servers_and_back(provider, settings, live_server):
    configure(settings, provider)
    UserFactory(name="Amina Rahman", email="amina@aldervale.example")
    provider.knows("amina", email="amina@aldervale.example", email_verified=True)
    browser = Browser(live_server.url)
    before = browser.open("/account/sign-in").session.cookies.get_dict()

    browser.continue_with("amina")

    assert "Amina Rahman" in signed_in_as(browser)
    assert browser.session.cookies.get_dict()["weald"] != before.get("weald")


def test_a_linked_account_signs_in_even_after_its_address_changed(browser, provider):
    UserFactory(name="Tom Ashby", email="tom@aldervale.example")
    provider.knows("tom", email="tom@aldervale.example", email_verified=True)
    browser.continue_with("tom")
    provider.knows("tom", email="thomas@elsewhere.example", email_verified=False)

    another = Browser(Client()).continue_with("tom")

    assert "Tom Ashby" in signed_in_as(another)


def test_an_unknown_address_is_told_why_and_makes_no_account(browser, provider):
    provider.knows("stranger", email="stranger@elsewhere.example", email_verified=True)

    browser.continue_with("stranger")

    assert browser.page.status_code == 403
    assert "No account and no open invitation goes with this address" in browser.text
    assert not User.objects.exists()
    assert not signed_in_as(browser)


@pytest.mark.parametrize("verified", [False, "false", None, 0, "no"])
def test_an_unconfirmed_address_lets_nobody_in(browser, provider, verified):
    UserFactory(email="ruth@hartwood.example")
    provider.knows("ruth", email="ruth@hartwood.example", email_verified=verified)

    browser.continue_with("ruth")

    assert browser.page.status_code == 403
    assert "does not say that ruth@hartwood.example is confirmed" in browser.text
    assert not SocialAccount.objects.exists()


def test_an_unconfirmed_address_reads_the_same_whether_it_is_known_or_not(browser, provider):
    UserFactory(email="known@hartwood.example")
    provider.knows("a", email="known@hartwood.example", email_verified=False)
    provider.knows("b", email="other@hartwood.example", email_verified=False)

    known = browser.continue_with("a")
    other = Browser(Client()).continue_with("b")

    assert known.page.status_code == other.page.status_code
    assert known.text.replace("known@", "@") == other.text.replace("other@", "@")


def test_an_address_that_its_account_never_confirmed_is_not_matched(browser, provider):
    UserFactory(email="owen@quarrybank.example", verified=False)
    provider.knows("owen", email="owen@quarrybank.example", email_verified=True)

    browser.continue_with("owen")

    assert browser.page.status_code == 403


@pytest.mark.parametrize(
    "planted",
    [
        {"aud": "another-site"},
        {"aud": [CLIENT, "another-site"], "azp": "another-site"},
        {"iss": "https://evil.example"},
        {"nonce": "of-another-visit"},
        {"exp": 1},
    ],
    ids=["audience", "authorised party", "issuer", "nonce", "expired"],
)
def test_an_identity_made_for_somebody_else_is_refused(browser, provider, planted):
    UserFactory(email="leila@hartwood.example")
    provider.knows("leila", email="leila@hartwood.example", email_verified=True, **planted)

    browser.continue_with("leila")

    assert browser.page.status_code == 401
    assert "nobody was signed in" in browser.text
    assert not SocialAccount.objects.exists()


def test_saying_no_over_there_changes_nothing(browser):
    browser.open("/account/sign-in").send("/account/with/mock?process=login")

    browser.send(browser.page.url, action="deny")

    assert browser.path == "/account/with-cancelled"
    assert not signed_in_as(browser)


def test_an_answer_nobody_asked_for_is_refused(browser):
    browser.open("/account/with/mock/back?code=stolen&state=invented")

    assert browser.page.status_code == 401


def test_an_invitation_is_accepted_with_an_account_of_another_address(browser, provider):
    InvitationFactory(email="dev@fenwick.example", name="Dev Malik", token_hash=token_digest(TOKEN))
    provider.knows("dev", email="d.malik@fenwick-mis.example", email_verified=False)

    browser.continue_with("dev", start=f"/invitation/{TOKEN}")

    person = User.objects.get()
    assert (person.email, person.name) == ("dev@fenwick.example", "Dev Malik")
    assert not person.has_usable_password()
    assert Role.objects.get().person == person
    assert "Dev Malik" in signed_in_as(browser)


def test_an_invited_address_is_let_in_without_the_link(browser, provider):
    InvitationFactory(email="sian@larkrise.example")
    provider.knows("sian", email="sian@larkrise.example", email_verified=True, name="Sian Bevan")

    browser.continue_with("sian")

    assert "Sian Bevan" in signed_in_as(browser)


def test_an_invitation_does_not_open_the_account_of_somebody_else(browser, provider):
    UserFactory(email="marian@fenwick.example")
    InvitationFactory(email="marian@fenwick.example", token_hash=token_digest(TOKEN))
    provider.knows("thief", email="thief@elsewhere.example", email_verified=True)

    browser.open(f"/invitation/{TOKEN}")
    browser.continue_with("thief")

    assert browser.page.status_code == 403


def test_a_second_factor_is_asked_before_anything_is_linked(browser, provider):
    person = UserFactory(email="graham@hartwood.example")
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "x"})
    provider.knows("graham", email="graham@hartwood.example", email_verified=True)

    browser.continue_with("graham")

    assert browser.path == "/account/second-factor"
    assert not SocialAccount.objects.exists()
    assert not signed_in_as(browser)


def test_another_account_is_linked_from_ones_own_page(browser, provider):
    UserFactory(name="Jo Merrick", email="jo@hub.example")
    provider.knows("jo", email="jo.private@elsewhere.example", email_verified=False)
    browser.open("/account/sign-in").send("/account/sign-in", login="jo@hub.example", password=PASSWORD)

    browser.continue_with("jo", start="/account/linked", process="connect")
    browser.send(browser.page.url, password=PASSWORD)

    assert "jo.private@elsewhere.example" in browser.open("/account/linked").text
    another = Browser(Client()).continue_with("jo")
    assert "Jo Merrick" in signed_in_as(another)


def test_an_account_linked_to_somebody_else_is_not_linked_twice(browser, provider):
    UserFactory(email="first@hub.example")
    UserFactory(email="second@hub.example")
    provider.knows("one", email="first@hub.example", email_verified=True)
    Browser(Client()).continue_with("one")
    browser.open("/account/sign-in").send("/account/sign-in", login="second@hub.example", password=PASSWORD)

    browser.continue_with("one", start="/account/linked", process="connect")
    browser.send(browser.page.url, password=PASSWORD)

    assert SocialAccount.objects.get().user.email == "first@hub.example"


def test_a_provider_that_hands_out_addresses_of_a_domain_is_believed_for_it(provider, settings):
    configure(settings, provider, trusted_domains=("hartwood.example",))
    UserFactory(name="Ruth Calloway", email="ruth@hartwood.example")
    UserFactory(email="ruth@ridgeway.example")
    provider.knows("own", email="ruth@hartwood.example")
    provider.knows("foreign", email="ruth@ridgeway.example")

    own = Browser(Client()).continue_with("own")
    foreign = Browser(Client()).continue_with("foreign")

    assert "Ruth Calloway" in signed_in_as(own)
    assert foreign.page.status_code == 403


def test_a_provider_that_does_not_answer_is_said_to_be_away(browser, settings):
    gone = Provider("MOCK", "Larkmail", "http://127.0.0.1:9", CLIENT, "secret")
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [gone.as_app()]}}

    browser.open("/account/sign-in").send("/account/with/mock?process=login")

    assert browser.page.status_code == 503
    assert "Larkmail did not answer us" in browser.text


def test_looking_at_the_way_out_leads_back_and_an_unknown_provider_nowhere(browser):
    assert browser.open("/account/with/mock").path == "/account/sign-in"
    assert browser.open("/account/with/nobody").page.status_code == 404


def test_the_way_back_never_leads_to_another_host(browser, provider):
    UserFactory(email="priya@hub.example")
    provider.knows("priya", email="priya@hub.example", email_verified=True)
    browser.open("/account/sign-in?next=https://evil.example/")

    browser.send("/account/with/mock?process=login&next=https%3A%2F%2Fevil.example%2F")
    browser.send(browser.page.url, sub="priya")

    assert browser.page.url.startswith(browser.site)


def test_the_site_asks_with_a_state_a_nonce_and_proof_of_the_code(browser):
    browser.open("/account/sign-in").send("/account/with/mock?process=login")

    asked = requests.utils.urlparse(browser.page.url).query
    assert {part.partition("=")[0] for part in asked.split("&")} >= {"state", "nonce", "code_challenge"}
