"""The front page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from weald.core.permissions import actor_of, ruled


@ruled("core.anyone")
def front(request: HttpRequest) -> HttpResponse:
    if actor_of(request).is_known:
        return redirect("home:today")
    return render(request, "home/front.html")
