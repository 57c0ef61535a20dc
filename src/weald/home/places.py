"""What home registers with core."""

from django.urls import reverse

from weald.core.registry import PLACES, SAMPLES, Place, Sample


def front_url() -> str:
    return reverse("home:front")


def today_url() -> str:
    return reverse("home:today")


PLACES.append(Place("Today", "home:today", 10, ("/today",), may_see=lambda actor: actor.is_known))
SAMPLES.append(Sample("front page", None, front_url))
SAMPLES.append(Sample("home", "ruth@demo.weald.example", today_url))
