"""What home registers with core."""

from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from weald.core.permissions import Actor, actor_of
from weald.core.registry import (
    ERASERS,
    EXPORTERS,
    NEWS,
    PLACES,
    SAMPLES,
    SLOTS,
    TALLIES,
    WAITING,
    Contributor,
    Place,
    Sample,
    Slot,
)
from weald.home.domain import keeping, report_letters
from weald.home.domain.contribution import Contribution, contribution_of
from weald.home.domain.words import academic_year_began, midnight, this_year
from weald.home.queries import thanks
from weald.people.domain import concerns
from weald.people.models import User
from weald.schools.models import Organisation

# How long a count is told again; shorter where there was nothing, for whoever gives a first time.
SECONDS_TOLD, SECONDS_NOTHING = 600, 15

EXPORTERS["reading"] = keeping.reading_of
ERASERS["reading"] = keeping.forget_reading


def front_url() -> str:
    return reverse("home:front")


def today_url() -> str:
    return reverse("home:today")


def search_url() -> str:
    return f"{reverse('home:search')}?q=fluency"


def on_own_page(request: HttpRequest, person: User) -> str:
    return render_to_string("home/_on_me.html", {"person": person}, request)


def on_margin(request: HttpRequest, actor: Actor) -> str:
    """Say on Today what the person gave and received this year."""
    contributor = Contributor("people.user", actor.person_id or 0)
    page = told(actor, contributor) | {"url": reverse("home:my_contribution")}
    return render_to_string("home/_on_margin.html", page, request)


def on_place(request: HttpRequest, where: Organisation) -> str:
    """Say on a school's or trust's page what it gave and received this year."""
    page = told(actor_of(request), Contributor("schools.organisation", where.pk))
    if page["contribution"].is_empty:
        return ""
    page["url"] = reverse("home:place_contribution", args=[where.pk])
    return render_to_string("home/_on_school.html", page, request)


def told(actor: Actor, contributor: Contributor) -> dict[str, Any]:
    """Give this year's contribution; counted anew every few minutes, not with every page it stands on."""
    key = f"home.told:{contributor.label}:{contributor.pk}:{actor.person_id}"
    contribution: Contribution | None = cache.get(key)
    if contribution is None:
        contribution = contribution_of(actor, contributor, midnight(academic_year_began()))
        cache.set(key, contribution, SECONDS_NOTHING if contribution.is_empty else SECONDS_TOLD)
    return {"contribution": contribution, "year": this_year()}


PLACES.append(Place("Today", "home:today", 10, ("/today",), may_see=lambda actor: actor.is_known))
SAMPLES.append(Sample("front page", None, front_url))
SAMPLES.append(Sample("home", "ruth@demo.weald.example", today_url))
SAMPLES.append(Sample("search", "amina@demo.weald.example", search_url))
SLOTS.append(Slot("people.me", 10, on_own_page))
SLOTS.append(Slot("home.today.margin", 20, on_margin))
SLOTS.extend(Slot(page, 60, on_place) for page in ("schools.school", "schools.trust", "schools.organisation"))
concerns.RAISED.append(report_letters.begin)
WAITING.append(thanks.waiting_for)
NEWS.append(thanks.news_for)
TALLIES.append(thanks.tallies_of)
