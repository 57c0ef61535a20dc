"""Rules of core: what anyone may do, and the counters for whoever runs the server."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from weald.core.errors import Refusal
from weald.core.permissions import Actor, rule


@rule("core.anyone", "Anyone may open the front page, sign in and read the public pages.")
def anyone(actor: Actor, thing: object = None) -> Refusal | None:
    return None


@rule("core.signed_in", "Whoever is signed in may open their own pages.")
def signed_in(actor: Actor, thing: object = None) -> Refusal | None:
    if actor.is_known:
        return None
    return Refusal(
        "This page is for people with an account.",
        "You are not signed in.",
        "Sign in, or ask whoever runs Weald at your school or trust for an invitation.",
    )


@rule("core.developer", "The component page is open where Weald runs as a demo or for development.")
def developer(actor: Actor, thing: object = None) -> Refusal | None:
    if settings.WEALD_MODE in {"demo", "development", "test"}:
        return None
    return Refusal(
        "This page helps people who build Weald.",
        "This is a production site.",
        "Run ./weald demo on your own machine to see it.",
    )


@rule("core.counters", "The counters are read on the server itself, or with the token of whoever runs it.")
def counters(actor: Actor, request: HttpRequest) -> Refusal | None:
    token = settings.WEALD_METRICS_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and constant_time_compare(given, token):
        return None
    # Behind a proxy everybody comes from the proxy's address; then only the token counts.
    is_direct = not {"X-Forwarded-For", "Forwarded"} & request.headers.keys()
    if not token and is_direct and _is_loopback(request.META.get("REMOTE_ADDR", "")):
        return None
    return Refusal(
        "The counters are for whoever runs this server.",
        "You ask from another machine, and not with its token.",
        "Set WEALD_METRICS_TOKEN and send it as a bearer token.",
    )


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
