"""Sign-in with another organisation's accounts, as the environment says.

WEALD_OIDC_<NAME>_CLIENT_ID        what the provider calls this site
WEALD_OIDC_<NAME>_CLIENT_SECRET    the secret it gave
WEALD_OIDC_<NAME>_ISSUER           its address; known for GOOGLE and MICROSOFT
WEALD_OIDC_<NAME>_LABEL            the words on the button
WEALD_OIDC_<NAME>_TRUSTED_DOMAINS  e-mail domains whose addresses the provider itself hands out,
                                   for one that never says whether an address was confirmed
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

VARIABLE = re.compile(r"WEALD_OIDC_([A-Z][A-Z0-9]*)_(CLIENT_ID|CLIENT_SECRET|ISSUER|LABEL|TRUSTED_DOMAINS)")
MICROSOFT = "https://login.microsoftonline.com"
KNOWN = {
    "GOOGLE": ("https://accounts.google.com", "Google"),
    "MICROSOFT": (f"{MICROSOFT}/organizations/v2.0", "Microsoft"),
}
THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class Provider:
    """One button on the sign-in page."""

    name: str
    label: str
    issuer: str
    client_id: str
    secret: str
    trusted_domains: tuple[str, ...] = ()

    @property
    def problems(self) -> list[str]:
        """Say what is wrong, one sentence each, naming the variable to set."""
        found = []
        for part in ("client_id", "client_secret", "issuer"):
            if not (self.secret if part == "client_secret" else getattr(self, part)):
                found.append(f"WEALD_OIDC_{self.name}_{part.upper()} is not set.")
        if self.issuer and not is_safe(self.issuer):
            found.append(
                f"WEALD_OIDC_{self.name}_ISSUER is {self.issuer!r}: it must be an https:// address "
                "without a question mark or fragment."
            )
        if self.trusted_domains and is_shared(self.issuer):
            found.append(
                f"WEALD_OIDC_{self.name}_TRUSTED_DOMAINS needs an issuer of one organisation: "
                f"anybody’s tenant at {self.issuer} may claim any address. "
                f"Set WEALD_OIDC_{self.name}_ISSUER to {MICROSOFT}/<tenant id>/v2.0."
            )
        return found

    def as_app(self) -> dict[str, Any]:
        """Give the form in which the sign-in library wants it."""
        return {
            "provider_id": self.name.lower(),
            "name": self.label,
            "client_id": self.client_id,
            "secret": self.secret,
            "settings": {
                "server_url": self.issuer,
                "oauth_pkce_enabled": True,
                "trusted_domains": self.trusted_domains,
            },
        }


def is_safe(issuer: str) -> bool:
    parts = urlsplit(issuer)
    if parts.query or parts.fragment or not parts.hostname:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in THIS_MACHINE)


def is_shared(issuer: str) -> bool:
    """Tell whether accounts of many organisations come from one address, as with Microsoft's own."""
    parts = urlsplit(issuer)
    return issuer.startswith(f"{MICROSOFT}/") and parts.path.split("/")[1] in {"common", "organizations"}


def providers(environment: Mapping[str, str]) -> list[Provider]:
    """Read every provider the environment names, complete or not, in the order of their names."""
    found: dict[str, dict[str, str]] = {}
    for variable, value in environment.items():
        if (match := VARIABLE.fullmatch(variable)) and value.strip():
            found.setdefault(match[1], {})[match[2]] = value.strip()
    return [_provider(name, found[name]) for name in sorted(found)]


def _provider(name: str, given: Mapping[str, str]) -> Provider:
    issuer, label = KNOWN.get(name, ("", name.capitalize()))
    return Provider(
        name=name,
        label=given.get("LABEL", label),
        issuer=given.get("ISSUER", issuer).rstrip("/"),
        client_id=given.get("CLIENT_ID", ""),
        secret=given.get("CLIENT_SECRET", ""),
        trusted_domains=tuple(given.get("TRUSTED_DOMAINS", "").lower().replace(",", " ").split()),
    )
