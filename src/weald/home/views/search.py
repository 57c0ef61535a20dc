"""Search over everything the actor may see; as one types, only what was found is sent."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from weald.core.permissions import actor_of, ruled
from weald.home.domain.search import search as search_everything
from weald.home.forms.search import Search


@ruled("core.anyone")
def search(request: HttpRequest) -> HttpResponse:
    form = Search(request.GET, url=reverse("home:search"))
    words, chosen, page, as_typed = form.understood()
    context = {"form": form, "words": words, "chosen": chosen}
    if words or chosen:
        context["results"] = search_everything(
            words, actor_of(request), chosen=chosen, page=page, as_typed=as_typed
        )
    only_found = getattr(request, "htmx", False)
    return render(request, "home/_found.html" if only_found else "home/search.html", context)
