"""Signing in with an account elsewhere: what we check beyond allauth, and whom we let in."""

import hashlib
from typing import Any
from uuid import UUID

import jwt
import structlog
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest
from django.shortcuts import render
from requests import Session

from weald.people.domain.admission import Visitor, admit
from weald.settings.openid import MICROSOFT, is_shared

log = structlog.get_logger("weald.people")

# What Microsoft writes in its shared issuer for the number of the account's own organisation.
TENANT = "{tenantid}"
# Signatures by a key that only the provider has.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
SECONDS_CLOCKS_DIFFER = 60
INVITATION_TOKEN = "weald_invitation"  # noqa: S105 -- the name of a place in the session


def nonce_for(state: str) -> str:
    """Derive the nonce from the state, so that an identity is good for one journey of one browser."""
    return hashlib.sha256(f"nonce|{state}".encode()).hexdigest()


class Client(OAuth2Client):  # type: ignore[misc]  # allauth has no types
    def get_redirect_url(self, authorization_url: str, scope: list[str], extra_params: dict[str, Any]) -> str:
        nonce = {"nonce": nonce_for(self.state)}
        url: str = super().get_redirect_url(authorization_url, scope, {**extra_params, **nonce})
        return url


class OpenID(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth has no types
    """The exchange with one provider: signature, nonce, issuer, audience and subject are always checked."""

    client_class = Client

    def get_provider(self) -> OpenIDConnectProvider:
        provider = super().get_provider()
        provider.oauth2_adapter_class = type(self)
        return provider

    def complete_login(
        self,
        request: HttpRequest,
        app: SocialApp,
        token: SocialToken,
        **given: Any,  # noqa: ANN401 -- allauth's
    ) -> SocialLogin:
        id_token = given["response"].get("id_token")
        if not id_token:
            raise OAuth2Error("the provider sent no identity")
        try:
            claims = self._decode_id_token(app, id_token)
        except (KeyError, TypeError, ValueError, jwt.PyJWTError) as error:
            raise OAuth2Error("the identity cannot be read") from error
        if claims.get("nonce") != nonce_for(request.GET.get("state", "")):
            raise OAuth2Error("the identity was made for another visit")
        if claims.get("azp", app.client_id) != app.client_id:
            raise OAuth2Error("the identity was made for another site")
        if not claims.get("email"):
            claims |= self._more_about(claims["sub"], token.token)
        return self.get_provider().sociallogin_from_response(request, self._kept(claims, app))

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        claims: dict[str, Any] = jwt.decode(
            id_token,
            key=self._signing_key(jwt.get_unverified_header(id_token).get("kid")),
            algorithms=ALGORITHMS,
            issuer=self._issuer(app, id_token),
            audience=app.client_id,
            leeway=SECONDS_CLOCKS_DIFFER,
            options={"require": ["iss", "aud", "exp", "sub"]},
        )
        return claims

    def _signing_key(self, number: str | None) -> jwt.PyJWK:
        """Find the key the identity says it was signed with; it may keep silent only if there is just one."""
        with self._session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        keys = jwt.PyJWKSet.from_dict(answer.json()).keys
        fitting = [key for key in keys if number in {None, key.key_id}]
        if len(fitting) != 1:
            raise OAuth2Error("the identity is signed with a key the provider does not show")
        return fitting[0]

    def _session(self) -> Session:
        session: Session = get_adapter().get_requests_session()
        return session

    def _issuer(self, app: SocialApp, id_token: str) -> str:
        issuer: str = self.openid_config["issuer"]
        if TENANT in issuer:
            unverified = jwt.decode(id_token, options={"verify_signature": False})
            return issuer.replace(TENANT, str(UUID(unverified["tid"])))
        if issuer.rstrip("/") != app.settings["server_url"].rstrip("/"):
            raise OAuth2Error("the provider speaks for another issuer")
        return issuer

    def _more_about(self, subject: str, access_token: str) -> dict[str, Any]:
        told = self._fetch_user_info(access_token)
        if told.get("sub") != subject:
            raise OAuth2Error("the provider spoke of two different people")
        return {key: told[key] for key in ("email", "email_verified", "name") if key in told}

    def _kept(self, claims: dict[str, Any], app: SocialApp) -> dict[str, Any]:
        """Keep only what is needed to know the person again."""
        return {
            "sub": claims["sub"],
            "email": str(claims.get("email", "")).lower(),
            "email_verified": address_is_shown(claims, app),
            "name": str(claims.get("name", "")),
        }


def address_is_shown(claims: dict[str, Any], app: SocialApp) -> bool:
    """Tell whether the provider vouches that the address is the person's.

    Microsoft never does by the usual claim, and lets any tenant write any address: there only its own
    claim that the domain belongs to the tenant counts, or a single tenant's own domains.
    """
    issuer = app.settings["server_url"]
    claim = "xms_edov" if issuer.startswith(MICROSOFT) else "email_verified"
    if str(claims.get(claim, "")).lower() in {"true", "1"}:
        return True
    domain = str(claims.get("email", "")).rpartition("@")[2].lower()
    return not is_shared(issuer) and domain in app.settings.get("trusted_domains", ())


class OpenIDAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Whom an identity elsewhere lets in: somebody known or invited, nobody else."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: OpenIDConnectProvider,
        **given: Any,  # noqa: ANN401 -- allauth's
    ) -> None:
        """Tell whoever runs the site why; the page says only that it did not work."""
        problem = given.get("exception") or given.get("error", "")
        log.warning("sign-in elsewhere failed", provider=provider.app.provider_id, problem=str(problem)[:200])

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        is_linking = sociallogin.state.get("process") == AuthProcess.CONNECT
        if is_linking or sociallogin.is_existing:
            return
        kept = sociallogin.account.extra_data
        visitor = Visitor(kept["email"], is_shown=kept["email_verified"], name=kept["name"])
        admitted = admit(visitor, token=request.session.pop(INVITATION_TOKEN, ""))
        if admitted is None:
            page = {"visitor": visitor, "provider": sociallogin.provider.name}
            raise ImmediateHttpResponse(render(request, "people/not_admitted.html", page, status=403))
        if admitted.may_be_linked:
            sociallogin.connect(request, admitted.person)
        else:
            sociallogin.user = admitted.person
