"""The front page, Today, and search over everything the actor may see."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from weald.core.permissions import actor_of, ruled
from weald.core.registry import SEARCH_PROVIDERS


@ruled("core.anyone")
def front(request: HttpRequest) -> HttpResponse:
    if actor_of(request).is_known:
        return redirect("home:today")
    return render(request, "home/front.html")


@ruled("core.signed_in")
def today(request: HttpRequest) -> HttpResponse:
    return render(request, "home/today.html")


@ruled("core.signed_in")
def search(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:200]
    actor = actor_of(request)
    hits = [hit for provider in SEARCH_PROVIDERS for hit in provider(words, actor)] if words else []
    hits.sort(key=lambda hit: -hit.score)
    return render(request, "home/search.html", {"words": words, "hits": hits})
