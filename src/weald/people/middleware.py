"""Who is asking: today's roles of the signed-in person and how far they reach."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from weald.people.queries.actor import actor_for

Respond = Callable[[HttpRequest], HttpResponse]


def actor(get_response: Respond) -> Respond:
    """Hang the actor on the request; computed when first asked for, in a constant number of queries."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_for(request.user))  # type: ignore[attr-defined]  # ours
        return get_response(request)

    return middleware
