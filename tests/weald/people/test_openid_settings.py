"""Providers as the environment names them, and what a provider's word is worth."""

import time

import jwt
import pytest
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from cryptography.hazmat.primitives.asymmetric import rsa

from weald.people.adapters.openid import OpenID, address_is_shown
from weald.settings.openid import MICROSOFT, is_safe, is_shared, providers

TENANT = "9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d"
WHOLE = {"WEALD_OIDC_GOOGLE_CLIENT_ID": "id", "WEALD_OIDC_GOOGLE_CLIENT_SECRET": "secret"}


def one(**variables):
    return providers({f"WEALD_OIDC_{name}": value for name, value in variables.items()})[0]


def test_no_variable_no_provider():
    assert (
        providers({"WEALD_MODE": "demo", "WEALD_OIDC_GOOGLE_COLOUR": "blue", "WEALD_OIDC_X_LABEL": " "}) == []
    )


def test_google_and_microsoft_are_known():
    google = providers(WHOLE)[0]
    microsoft = one(MICROSOFT_CLIENT_ID="id", MICROSOFT_CLIENT_SECRET="s")

    assert (google.label, google.issuer, google.problems) == ("Google", "https://accounts.google.com", [])
    assert microsoft.issuer == "https://login.microsoftonline.com/organizations/v2.0"
    assert google.as_app()["settings"]["oauth_pkce_enabled"]


def test_any_other_provider_gives_its_issuer_and_label():
    found = one(
        MIS_CLIENT_ID="id",
        MIS_CLIENT_SECRET="s",
        MIS_ISSUER="https://mis.example/",
        MIS_LABEL="School office",
        MIS_TRUSTED_DOMAINS="A.example, b.example",
    )

    assert (found.label, found.issuer, found.problems) == ("School office", "https://mis.example", [])
    assert found.trusted_domains == ("a.example", "b.example")
    assert found.as_app()["provider_id"] == "mis"


def test_what_is_missing_is_named():
    assert one(MIS_LABEL="Office").problems == [
        "WEALD_OIDC_MIS_CLIENT_ID is not set.",
        "WEALD_OIDC_MIS_CLIENT_SECRET is not set.",
        "WEALD_OIDC_MIS_ISSUER is not set.",
    ]


@pytest.mark.parametrize(
    ("issuer", "safe"),
    [
        ("https://mis.example", True),
        ("https://mis.example/realm", True),
        ("http://127.0.0.1:9400", True),
        ("http://mis.example", False),
        ("https://mis.example?x=1", False),
        ("https://mis.example#x", False),
        ("mis.example", False),
        ("file:///etc/passwd", False),
    ],
)
def test_an_issuer_is_secure_and_plain(issuer, safe):
    assert is_safe(issuer) is safe


def test_domains_are_not_trusted_from_an_issuer_of_many_organisations():
    problems = one(
        MICROSOFT_CLIENT_ID="id", MICROSOFT_CLIENT_SECRET="s", MICROSOFT_TRUSTED_DOMAINS="a.example"
    ).problems

    assert "anybody’s tenant" in problems[0]
    assert is_shared(f"{MICROSOFT}/common/v2.0")
    assert not is_shared(f"{MICROSOFT}/{TENANT}/v2.0")


@pytest.mark.parametrize(
    ("issuer", "claims", "shown"),
    [
        ("https://accounts.google.com", {"email_verified": True}, True),
        ("https://accounts.google.com", {"email_verified": "true"}, True),
        ("https://accounts.google.com", {"email_verified": "false"}, False),
        ("https://accounts.google.com", {"xms_edov": True}, False),
        (f"{MICROSOFT}/organizations/v2.0", {"email_verified": True}, False),
        (f"{MICROSOFT}/organizations/v2.0", {"xms_edov": "1"}, True),
        (f"{MICROSOFT}/organizations/v2.0", {"trusted": ("a.example",)}, False),
        (f"{MICROSOFT}/{TENANT}/v2.0", {"trusted": ("a.example",)}, True),
        (f"{MICROSOFT}/{TENANT}/v2.0", {"trusted": ("b.example",)}, False),
    ],
)
def test_whose_word_counts_for_an_address(issuer, claims, shown):
    trusted = claims.pop("trusted", ())
    app = SocialApp(settings={"server_url": issuer, "trusted_domains": trusted})

    assert address_is_shown({"email": "x@A.example", **claims}, app) is shown


@pytest.fixture
def key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def exchange(rf, key, *, issuer, server, keys=1):
    """An exchange with a provider whose answers are given here."""
    jwk = jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True) | {"use": "sig", "alg": "RS256"}
    shown = {"keys": [jwk | {"kid": str(number)} for number in range(keys)]}
    adapter = OpenID(rf.get("/"), "mock")
    adapter._openid_config = {"issuer": issuer, "jwks_uri": "https://keys.example"}
    adapter._session = lambda: _Session(shown)
    return adapter, SocialApp(client_id="us", settings={"server_url": server})


class _Session:
    """What the network would answer."""

    def __init__(self, shown):
        self.shown = shown

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def get(self, _):
        return self

    def raise_for_status(self):
        return None

    def json(self):
        return self.shown


def identity(key, issuer, kid=None, **more):
    claims = {"iss": issuer, "aud": "us", "sub": "1", "exp": time.time() + 60, **more}
    return jwt.encode(claims, key, algorithm="RS256", headers={"kid": kid} if kid else {})


def test_microsofts_shared_issuer_is_filled_in_with_the_accounts_own_tenant(rf, key):
    shared = f"{MICROSOFT}/{{tenantid}}/v2.0"
    adapter, app = exchange(rf, key, issuer=shared, server=f"{MICROSOFT}/organizations/v2.0")
    own = f"{MICROSOFT}/{TENANT}/v2.0"

    assert adapter._decode_id_token(app, identity(key, own, tid=TENANT))["sub"] == "1"
    with pytest.raises(jwt.InvalidIssuerError):
        adapter._decode_id_token(app, identity(key, "https://evil.example", tid=TENANT))
    with pytest.raises(ValueError, match="badly formed"):
        adapter._decode_id_token(app, identity(key, own, tid="evil/../x"))


def test_a_provider_that_speaks_for_another_issuer_is_refused(rf, key):
    adapter, app = exchange(rf, key, issuer="https://evil.example", server="https://mis.example")

    with pytest.raises(OAuth2Error, match="another issuer"):
        adapter._decode_id_token(app, identity(key, "https://evil.example"))


def test_an_identity_signed_by_somebody_else_is_refused(rf, key):
    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    adapter, app = exchange(rf, key, issuer="https://mis.example", server="https://mis.example")

    with pytest.raises(jwt.InvalidSignatureError):
        adapter._decode_id_token(app, identity(stranger, "https://mis.example"))


def test_an_identity_without_a_signature_is_refused(rf, key):
    adapter, app = exchange(rf, key, issuer="https://mis.example", server="https://mis.example")
    claims = {"iss": "https://mis.example", "aud": "us", "sub": "1", "exp": time.time() + 60}

    with pytest.raises(jwt.PyJWTError):
        adapter._decode_id_token(app, jwt.encode(claims, None, algorithm="none"))


def test_of_several_keys_the_identity_names_its_own(rf, key):
    adapter, app = exchange(rf, key, issuer="https://mis.example", server="https://mis.example", keys=2)

    assert adapter._decode_id_token(app, identity(key, "https://mis.example", kid="1"))
    for unknown in (None, "7"):
        with pytest.raises(OAuth2Error, match="does not show"):
            adapter._decode_id_token(app, identity(key, "https://mis.example", kid=unknown))


def test_a_provider_that_speaks_of_two_people_is_refused(rf, key, monkeypatch):
    adapter, _ = exchange(rf, key, issuer="https://mis.example", server="https://mis.example")
    adapter._fetch_user_info = lambda token: {"sub": "2", "email": "a@b.example"}

    with pytest.raises(OAuth2Error, match="two different people"):
        adapter._more_about("1", "token")
    adapter._fetch_user_info = lambda token: {"sub": "1", "email": "a@b.example", "birthdate": "1980"}
    assert adapter._more_about("1", "token") == {"email": "a@b.example"}
