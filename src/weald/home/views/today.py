"""Today: what needs me, what moved where I belong, and whether there is more since I looked."""

import hashlib
from datetime import datetime

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.cache import cache_control
from django.views.decorators.http import etag

from weald.core.permissions import Actor, actor_of, ruled
from weald.core.registry import slots_for
from weald.home.domain.moving import grouped, news_for, waiting_for
from weald.home.domain.today import FIRST_LOOK, greeting, lede, look

NEWS_A_PAGE = 20
# What stands open at once; the rest is one press away.
WAITING_SHOWN = 12


@ruled("core.signed_in")
def today(request: HttpRequest) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    waiting = waiting_for(actor)
    new_since = look(_person(actor), now)
    news = news_for(actor, min(new_since, now - FIRST_LOOK), now)
    moved = grouped((one for one in news if one.kind == "moved"), new_since)
    context = {
        "greeting": greeting(actor, now, len(waiting)),
        "lede": lede(actor),
        "waiting": waiting[:WAITING_SHOWN],
        "waiting_more": waiting[WAITING_SHOWN:],
        "thanks": [one for one in news if one.kind == "thanks"],
        "moved": Paginator(moved, NEWS_A_PAGE).get_page(request.GET.get("page")),
        "now": now.isoformat(),
        "parts": slots_for("home.today", request, actor),
        "margin": slots_for("home.today.margin", request, actor),
    }
    return render(request, "home/today.html", context)


def _person(actor: Actor) -> int:
    """Give the person's id: the rule has seen that there is one."""
    return actor.person_id or 0


def newer_than(request: HttpRequest) -> list[str]:
    """List what came up since the page was made, by its keys; computed once a request."""
    after = _moment(request.GET.get("after", ""))
    if after is None:
        return []
    if not hasattr(request, "newer"):
        actor = actor_of(request)
        news = (one.key for one in news_for(actor, after, timezone.now()) if one.at > after)
        waiting = (one.key for one in waiting_for(actor) if one.since > after)
        request.newer = sorted({*news, *waiting})  # type: ignore[attr-defined]  # ours, for this request
    found: list[str] = request.newer  # type: ignore[attr-defined]  # as above
    return found


def _moment(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment and timezone.is_aware(moment) else None


def version_of(request: HttpRequest) -> str | None:
    keys = newer_than(request)
    return f'"{hashlib.sha256("|".join(keys).encode()).hexdigest()[:20]}"' if keys else None


@ruled("core.signed_in")
@cache_control(private=True, no_cache=True)
@etag(version_of)
def newer(request: HttpRequest) -> HttpResponse:
    """Say how much is new, without moving what is being read; nothing at all where nothing is."""
    count = len(newer_than(request))
    if not count:
        return HttpResponse(status=204)
    return render(request, "home/_newer.html", {"count": count})
