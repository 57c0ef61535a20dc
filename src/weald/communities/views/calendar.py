"""Gatherings in people's own calendars."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from weald.communities.domain.calendar import (
    AddressOf,
    as_calendar,
    feed_of,
    person_of,
    renew_secret,
    secret_for,
)
from weald.communities.models import Gathering
from weald.communities.rules import Writing
from weald.communities.views import loading
from weald.core.permissions import actor_of, ruled
from weald.people.models import User

CALENDAR = "text/calendar; charset=utf-8"


def address_on(request: HttpRequest) -> AddressOf:
    def address(gathering: Gathering) -> str:
        return request.build_absolute_uri(reverse("communities:gathering", args=[gathering.pk]))

    return address


def myself(request: HttpRequest) -> User:
    return get_object_or_404(User, pk=actor_of(request).person_id)


@ruled("core.signed_in")
def mine(request: HttpRequest) -> HttpResponse:
    """Show the reader's own address, with how to follow it."""
    secret = secret_for(myself(request))
    address = request.build_absolute_uri(reverse("communities:feed", args=[secret]))
    response = render(request, "communities/calendar.html", {"address": address})
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@ruled("core.signed_in")
def renew(request: HttpRequest) -> HttpResponse:
    renew_secret(myself(request))
    messages.success(request, "The old address has ended. Follow the new one.")
    return redirect("communities:calendar")


@ruled("core.anyone")
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """Give somebody's gatherings to whoever has their secret address: their calendar cannot sign in."""
    person = person_of(secret)
    if person is None:
        raise Http404
    response = HttpResponse(feed_of(person, address_on(request)), content_type=CALENDAR)
    response["Cache-Control"] = "private, max-age=900"
    response["X-Robots-Tag"] = "noindex"
    return response


@ruled("communities.read", load=loading.gathering)
def one(request: HttpRequest, writing: Writing) -> HttpResponse:
    gathering = get_object_or_404(Gathering.objects.select_related("community", "host"), pk=writing.about_id)
    response = HttpResponse(as_calendar([gathering], address_on(request)), content_type=CALENDAR)
    response["Content-Disposition"] = f'attachment; filename="gathering-{gathering.pk}.ics"'
    return response
