"""Saying what came of a community."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from weald.communities.domain import starting
from weald.communities.models import Output
from weald.communities.queries.communities import seat_of
from weald.communities.queries.outputs import KINDS, offered_to
from weald.communities.rules import Seat, Writing
from weald.communities.views.loading import community_of, seat
from weald.core.permissions import actor_of, ruled, visible_or_404

MOST_CHARACTERS = 100


@ruled("communities.write", load=seat)
def add(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Find a thread or a practice, and say that it came of this community."""
    community, actor = community_of(seat), actor_of(request)
    if request.method == "POST":
        label, _, target_id = request.POST.get("output", "").partition(" ")
        kind = KINDS.get(label)
        if kind is None or not target_id.isdecimal() or not kind.titled([target_id], actor):
            msg = "nothing here that could have come of it"
            raise Http404(msg)
        starting.add_output(community, label, target_id, by=actor)
        messages.success(request, "Added. It stands on the page of the community.")
        return redirect("communities:community", community.pk)
    words = request.GET.get("q", "").replace("\0", "")[:MOST_CHARACTERS]
    found = offered_to(community, words, actor)
    page = {
        "community": community,
        "words": words,
        "found": [
            (KINDS[label].name, f"{label} {pk}", title)
            for label, titles in found.items()
            for pk, title in titles.items()
        ],
    }
    return render(request, "communities/outputs.html", page)


def output_at(request: HttpRequest, output_id: int) -> Writing:
    actor = actor_of(request)
    found = visible_or_404(Output.objects.select_related("community").filter(pk=output_id), actor)
    return Writing(seat_of(found.community, actor), found.added_by_id, found.pk)


@require_POST
@ruled("communities.take_back", load=output_at)
def remove(request: HttpRequest, writing: Writing) -> HttpResponse:
    output = get_object_or_404(Output.objects.select_related("community"), pk=writing.about_id)
    starting.remove_output(output, by=actor_of(request))
    return redirect("communities:community", writing.seat.community_id)
