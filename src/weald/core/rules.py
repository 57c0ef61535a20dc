"""Rules of core: what anyone may do, and the counters for whoever runs the server."""

from django.conf import settings

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
