"""What home registers with core."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from weald.core.registry import ERASERS, EXPORTERS, PLACES, SAMPLES, SLOTS, Place, Sample, Slot
from weald.home.domain import keeping
from weald.people.models import User

EXPORTERS["reading"] = keeping.reading_of
ERASERS["reading"] = keeping.forget_reading


def front_url() -> str:
    return reverse("home:front")


def today_url() -> str:
    return reverse("home:today")


def on_own_page(request: HttpRequest, person: User) -> str:
    return render_to_string("home/_on_me.html", {"person": person}, request)


PLACES.append(Place("Today", "home:today", 10, ("/today",), may_see=lambda actor: actor.is_known))
SAMPLES.append(Sample("front page", None, front_url))
SAMPLES.append(Sample("home", "ruth@demo.weald.example", today_url))
SLOTS.append(Slot("people.me", 10, on_own_page))
