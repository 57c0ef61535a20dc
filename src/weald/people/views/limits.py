"""Limits on how often something may be asked, kept in the cache that all processes share."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


def limited(action: str, *, key: str = "") -> Callable[[View], View]:
    """Answer 429 to whoever sends more than `ACCOUNT_RATE_LIMITS[action]`; looking is free.

    `key` names the field of the form whose value is limited too, whoever sends it.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *things: Any, **arguments: Any) -> HttpResponse:  # noqa: ANN401 -- a view's
            value = request.POST.get(key, "").strip().lower() if key else None
            if not ratelimit.consume(request, action=action, key=value):
                return ratelimit.respond_429(request)
            return view(request, *things, **arguments)

        return guarded

    return decorate
