from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from weald.core.permissions import actor_of
from weald.core.registry import Place, places_for


def place_of(path: str, places: list[Place]) -> Place | None:
    """Find the place an address belongs to: that with the longest beginning of it."""
    matches = [
        (len(prefix), place) for place in places for prefix in place.prefixes if path.startswith(prefix)
    ]
    return max(matches, key=lambda match: match[0])[1] if matches else None


def shell(request: HttpRequest) -> dict[str, Any]:
    """Everything the page shell shows around a page."""
    actor = actor_of(request)
    offered = places_for(actor)
    current = place_of(request.path, offered)
    places = [
        {
            "name": place.name,
            "url": reverse(place.url_name),
            "count": place.count(actor) if place.count else 0,
            "is_current": place is current,
            "is_behind_role": place.is_behind_role,
        }
        for place in offered
    ]
    # A name that no page would give to something of its own: that would stand in the rail instead.
    return {"rail_places": places, "actor": actor}
