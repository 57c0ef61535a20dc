"""The front page, and search over everything the actor may see."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from weald.core.permissions import actor_of, ruled
from weald.home.domain.search import find

LONGEST_QUERY = 200


@ruled("core.anyone")
def front(request: HttpRequest) -> HttpResponse:
    if actor_of(request).is_known:
        return redirect("home:today")
    return render(request, "home/front.html")


@ruled("core.anyone")
def search(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    hits = find(words, actor_of(request))
    count = f"{len(hits)} things like" if len(hits) != 1 else "One thing like"
    heading = f"{count} “{words}”" if hits else f"Nothing like “{words}”"
    return render(request, "home/search.html", {"words": words, "hits": hits, "heading": heading})
