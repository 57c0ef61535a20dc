"""Who asks: the person a bearer token acts for, in the roles it was given; or nobody."""

from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer

from weald.core.errors import WealdError
from weald.core.permissions import NOBODY, Actor
from weald.people.domain.tokens import token_behind
from weald.people.queries.actor import actor_for


class NoSuchToken(WealdError):
    """A token came, but it opens nothing (any more)."""


class Bearer(HttpBearer):
    """Take `Authorization: Bearer weald_…`. Cookies are not looked at, so no page elsewhere can use them."""

    openapi_description = "A token made on your own page. Without one, only what is public is there."

    def __call__(self, request: HttpRequest) -> Actor:
        given = request.headers.get("Authorization", "").strip()
        request.actor, request.may_write = NOBODY, False  # type: ignore[attr-defined]  # ours
        if given:
            return self.authenticate(request, given.partition(" ")[2].strip() if _is_bearer(given) else "")
        return NOBODY

    def authenticate(self, request: HttpRequest, token: str) -> Actor:
        found = token_behind(token)
        if found is None:
            raise NoSuchToken(
                "Whoever sends a token sends a living one, as ‘Authorization: Bearer weald_…’.",
                "This one is unknown, revoked or at its end.",
                "Make a new one on your page, or send none to read what is public.",
            )
        roles = {role.pk for role in found.roles.all()}
        known: Any = request
        known.actor, known.may_write = actor_for(found.person, only=roles), found.may_write
        known.token_id = found.pk
        actor: Actor = known.actor
        return actor


def _is_bearer(given: str) -> bool:
    return given.partition(" ")[0].lower() == "bearer"
