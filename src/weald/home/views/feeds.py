"""Feeds: what moved where one belongs, for whoever holds the secret address; public ones for everybody."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date

from weald.core.permissions import ruled
from weald.home.domain.atom import Feed, as_atom
from weald.home.domain.feeds import reader_by
from weald.home.domain.moving import news_for
from weald.home.domain.today import FIRST_LOOK
from weald.people.models import User
from weald.people.queries.actor import actor_for

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


def reader(request: HttpRequest, key: str) -> User:
    found = reader_by(key)
    if found is None:
        msg = "no such feed"
        raise Http404(msg)
    return found


@ruled("core.anyone", load=reader)
def own(request: HttpRequest, person: User) -> HttpResponseBase:
    now = timezone.now()
    news = news_for(actor_for(person), now - FIRST_LOOK, now)
    feed = Feed("What moved where you belong", request.path, "/today", news)
    return answer(request, feed, is_private=True)
