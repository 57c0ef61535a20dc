from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from weald.core.permissions import actor_of
from weald.core.registry import places_for


def shell(request: HttpRequest) -> dict[str, Any]:
    """Everything the page shell shows around a page."""
    actor = actor_of(request)
    places = [
        {
            "name": place.name,
            "url": reverse(place.url_name),
            "count": place.count(actor) if place.count else 0,
            "is_current": request.path.startswith(place.prefix),
            "is_behind_role": place.is_behind_role,
        }
        for place in places_for(actor)
    ]
    return {"places": places, "actor": actor}
