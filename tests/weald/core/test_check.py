"""An unsafe set-up is refused in words: what is needed, what was found, what to do."""

import pytest
from django.core import checks
from django.db import connections
from tests.weald.core.ledgers import tampering

from weald.core.domain import check
from weald.core.domain.check import check_setup, judge_server
from weald.core.domain.heads import heads_file
from weald.core.domain.keys import key_file, public_key_pem
from weald.settings.database import from_url

pytestmark = pytest.mark.django_db


def point(name):
    [found] = [each for each in check_setup() if each.name == name]
    return found


@pytest.fixture
def production(settings, tmp_path, monkeypatch):
    """A server as it should be."""
    settings.WEALD_MODE = "production"
    settings.WEALD_DATA = tmp_path
    settings.ALLOWED_HOSTS = ["weald.fern-trust.example"]
    settings.SECRET_KEY = "Kq3-" + "long and random " * 4
    settings.SECURE_SSL_REDIRECT = True
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.EMAIL_HOST = "mail.fern-trust.example"
    monkeypatch.setenv("WEALD_SECRET_KEY", settings.SECRET_KEY)
    monkeypatch.delenv("DJANGO_ALLOW_ASYNC_UNSAFE")  # the tests' own, for those in a browser
    return settings


def test_server_as_it_should_be_has_nothing_wrong(production):
    wrong = [each for each in check_setup() if each.is_right is False]

    assert wrong == []
    assert {"mode", "addresses", "https", "role", "ledger's guards"} <= {each.name for each in check_setup()}


def test_development_is_not_asked_for_what_only_a_server_needs(settings):
    names = {each.name for each in check_setup()}

    assert point("mode").severity == "note"
    assert not names & {"addresses", "secret", "https"}


UNSAFE = [
    ("debug", {"DEBUG": True}, "Debugging is on.", "WEALD_DEBUG"),
    ("addresses", {"ALLOWED_HOSTS": []}, "It answers to no name.", "WEALD_HOSTS"),
    ("addresses", {"ALLOWED_HOSTS": ["*"]}, "It answers to *.", "WEALD_HOSTS"),
    ("addresses", {"ALLOWED_HOSTS": ["localhost", "x.example"]}, "localhost, x.example", "WEALD_HOSTS"),
    ("secret", {"SECRET_KEY": "short"}, "The secret has 5 characters.", "WEALD_SECRET_KEY"),
    ("https", {"SECURE_SSL_REDIRECT": False}, "plain HTTP are answered", "WEALD_HTTPS"),
]


@pytest.mark.parametrize(("name", "changed", "finding", "remedy"), UNSAFE)
def test_unsafe_setting_is_refused_in_words(production, name, changed, finding, remedy):
    for setting, value in changed.items():
        setattr(production, setting, value)

    found = point(name)

    assert found.severity == "wrong"
    assert finding in found.finding
    assert remedy in found.remedy
    assert found.need


def test_secret_that_is_kept_nowhere_is_refused(production, monkeypatch):
    monkeypatch.delenv("WEALD_SECRET_KEY")

    assert point("secret").is_right is False
    assert "is not kept" in point("secret").finding


def test_letters_that_are_only_printed_are_refused_on_a_server(production):
    production.EMAIL_HOST = ""

    assert "WEALD_EMAIL_HOST" in point("people.W001").finding


@pytest.mark.django_db(transaction=True)
def test_role_that_owns_the_tables_is_refused(owner_url):
    database = connections["default"]
    database.close()
    as_web = {name: database.settings_dict[name] for name in ("USER", "PASSWORD")}

    database.settings_dict.update({name: from_url(owner_url)[name] for name in as_web})
    role, ledger = point("role"), point("ledger's privileges")
    database.close()
    database.settings_dict.update(as_web)

    assert (role.is_right, ledger.is_right) == (False, False)
    assert "owns 0 tables" not in role.finding
    assert "WEALD_OWNER_DATABASE_URL" in role.remedy
    assert ledger.finding == "Its role may change or remove entries."


@pytest.mark.django_db(transaction=True)
def test_guard_that_was_switched_off_is_found(owner_url):
    before = point("ledger's guards")

    with tampering(owner_url):
        found = point("ledger's guards")

    assert before.is_right
    assert (found.is_right, found.finding) == (False, "0 of 7 guards stand.")


@pytest.mark.django_db(transaction=True)
def test_tables_of_another_version_are_found(owner_url):
    with tampering(owner_url) as owner:
        gone = owner.execute("DELETE FROM django_migrations WHERE app = 'core'").rowcount

    assert gone > 1
    assert point("tables").finding == f"{gone} steps are missing."


GOOD = {"version": 18, "has_vector": True, "role": "weald_web", "owned": 0, "is_superuser": False}


@pytest.mark.parametrize(
    ("facts", "name", "severity", "finding"),
    [
        ({}, "PostgreSQL", "right", "The server is PostgreSQL 18."),
        ({"version": 15}, "PostgreSQL", "right", "The server is PostgreSQL 15."),
        ({"version": 14}, "PostgreSQL", "wrong", "The server is PostgreSQL 14."),
        ({}, "vector", "right", "The extension is there."),
        ({"has_vector": False}, "vector", "note", "The extension is missing."),
        ({}, "role", "right", "weald_web owns 0 tables."),
        ({"is_superuser": True}, "role", "wrong", "weald_web owns 0 tables and is a superuser."),
    ],
)
def test_server_is_judged_by_its_facts(facts, name, severity, finding):
    [found] = [each for each in judge_server(**GOOD | facts) if each.name == name]

    assert (found.severity, found.finding) == (severity, finding)


def test_folders_that_cannot_be_written_are_refused(settings, tmp_path, monkeypatch):
    settings.WEALD_DATA = tmp_path
    monkeypatch.setattr("os.access", lambda path, mode: False)

    assert "NOT writable" in point("signed heads").finding
    assert "NOT writable" in point("data folder").finding
    assert str(heads_file().parent) in point("signed heads").finding


def test_key_that_others_can_read_is_refused(settings, tmp_path):
    settings.WEALD_DATA = tmp_path
    assert point("signing key").is_right
    public_key_pem()

    key_file().chmod(0o644)

    assert (point("signing key").is_right, point("signing key").remedy) == (False, f"chmod 600 {key_file()}")


def test_finding_of_an_app_s_own_check_is_passed_on(monkeypatch):
    said = [checks.Warning("Oak is ill.", hint="Fell it.", id="oak.W001"), checks.Info("Ash is well.")]
    said += [checks.Error("Elm is gone."), checks.Warning("No HSTS.", id="security.W004")]
    monkeypatch.setattr(check, "run_checks", lambda include_deployment_checks: said)

    found = list(check.look_at_framework())

    assert [(each.name, each.finding, each.remedy) for each in found] == [
        ("oak.W001", "Oak is ill.", "Fell it."),
        ("framework", "Elm is gone.", ""),
    ]
