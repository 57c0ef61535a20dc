"""How often a token, or an address without one, may ask in a minute; counted for all processes together."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

from weald.core.errors import WealdError

WITH_TOKEN, WITHOUT = 600, 120
WINDOW = 60


class TooMany(WealdError):
    """More was asked than one asker may."""

    wait = WINDOW


def count_one(request: HttpRequest) -> None:
    """Count the request, and refuse it once the minute's number is reached."""
    now = int(timezone.now().timestamp())
    token_id = getattr(request, "token_id", None)
    who, most = (f"token-{token_id}", WITH_TOKEN) if token_id else (f"address-{_address(request)}", WITHOUT)
    key = f"api-{who}-{now // WINDOW}"
    if cache.add(key, 1, 2 * WINDOW):
        return
    try:
        count = cache.incr(key)
    except ValueError:  # it ran out between the two lines
        return
    if count > most:
        problem = TooMany(
            f"{most} requests a minute are answered.", f"This is number {count}.", "Wait a minute."
        )
        problem.wait = WINDOW - now % WINDOW
        raise problem


def _address(request: HttpRequest) -> str:
    return str(get_adapter().get_client_ip(request))
