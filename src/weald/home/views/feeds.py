"""Feeds: what moved where one belongs, for whoever holds the secret address; public ones for everybody."""

from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date

from weald.communities.models import Community
from weald.core.permissions import Actor, actor_of, ruled, visible_or_404
from weald.home.domain.atom import Feed, as_atom
from weald.home.domain.feeds import reader_by
from weald.home.domain.moving import LONGEST_BACK, news_for
from weald.home.domain.today import FIRST_LOOK
from weald.home.queries.feeds import news_of_community, news_of_practices
from weald.people.queries.actor import actor_for
from weald.schools.models import Organisation

CONTENT_TYPE = "application/atom+xml; charset=utf-8"


def answer(request: HttpRequest, feed: Feed, *, is_private: bool) -> HttpResponseBase:
    """Send the feed, or nothing where the reader has it already."""

    def write() -> HttpResponse:
        response = HttpResponse(as_atom(feed), content_type=CONTENT_TYPE)
        patch_cache_control(response, no_cache=True, **{"private" if is_private else "public": True})
        return response

    found = get_conditional_response(request, etag=feed.etag, last_modified=feed.last_modified)
    response: HttpResponseBase = found or write()
    response["ETag"] = feed.etag
    if feed.last_modified:
        response["Last-Modified"] = http_date(feed.last_modified)
    return response


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose eyes a feed is read with, what it is of, and whether only they may keep it."""

    actor: Actor
    is_private: bool
    of: Any = None


def asked(request: HttpRequest, key: str = "") -> Asked:
    """Read with the eyes of whoever holds the secret key; without one, of whoever asks."""
    if not key:
        actor = actor_of(request)
        return Asked(actor, is_private=actor.is_known)
    person = reader_by(key)
    if person is None:
        msg = "no such feed"
        raise Http404(msg)
    return Asked(actor_for(person), is_private=True)


def asked_of_community(request: HttpRequest, community_id: int, key: str = "") -> Asked:
    found = asked(request, key)
    return replace(found, of=visible_or_404(Community.objects.filter(pk=community_id), found.actor))


def asked_of_place(request: HttpRequest, organisation_id: int, key: str = "") -> Asked:
    found = asked(request, key)
    return replace(found, of=visible_or_404(Organisation.objects.filter(pk=organisation_id), found.actor))


@ruled("core.anyone", load=asked)
def own(request: HttpRequest, reader: Asked) -> HttpResponseBase:
    now = timezone.now()
    news = news_for(reader.actor, now - FIRST_LOOK, now)
    feed = Feed("What moved where you belong", request.path, reverse("home:today"), news)
    return answer(request, feed, is_private=True)


@ruled("core.anyone", load=asked_of_community)
def community(request: HttpRequest, reader: Asked) -> HttpResponseBase:
    news = news_of_community(reader.of, reader.actor, timezone.now() - LONGEST_BACK)
    page = reverse("communities:community", args=[reader.of.pk])
    return answer(request, Feed(reader.of.name, request.path, page, news), is_private=reader.is_private)


@ruled("core.anyone", load=asked)
def practices(request: HttpRequest, reader: Asked) -> HttpResponseBase:
    news = news_of_practices(None, reader.actor)
    feed = Feed("Practices", request.path, reverse("practices:library"), news)
    return answer(request, feed, is_private=reader.is_private)


@ruled("core.anyone", load=asked_of_place)
def practices_of(request: HttpRequest, reader: Asked) -> HttpResponseBase:
    news = news_of_practices(reader.of, reader.actor)
    page = reverse("schools:organisation", args=[reader.of.pk])
    feed = Feed(f"Practices of {reader.of.name}", request.path, page, news)
    return answer(request, feed, is_private=reader.is_private)
