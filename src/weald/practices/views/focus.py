"""What a school carries: few things; adding asks what stops; stopping says why and thanks."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from weald.core.exports import export, wanted_format
from weald.core.permissions import actor_of, refusal, ruled, visible_or_404
from weald.people.queries.places import workplace
from weald.people.views.posted import posted
from weald.practices.domain import focus as carrying
from weald.practices.forms.proving import RoomForm, StopForm
from weald.practices.models import Adoption
from weald.practices.queries import focus as carried
from weald.practices.views.attempting import form_page
from weald.practices.views.evidence import adoption_at
from weald.schools.models import Organisation

# What stopped longer ago than this no longer makes room.
STILL_MAKES_ROOM = timedelta(days=200)
COLUMNS = {
    "practice": "practice.title",
    "where": "organisation.name",
    "pupils": "pupils",
    "began_on": "began_on",
    "state": "state",
    "ended_on": "ended_on",
    "ended_because": "ended_because",
}


def place_at(request: HttpRequest, organisation: int) -> Organisation:
    return visible_or_404(Organisation.objects.filter(pk=organisation), actor_of(request))


def focus_url(place: Organisation) -> str:
    return reverse("practices:focus", args=[place.pk])


def crumbs_at(place: Organisation, here: str = "") -> list[tuple[str, str]]:
    crumbs = [("Practices", reverse("practices:library")), (place.name, focus_url(place) if here else "")]
    return [*crumbs, (here, "")] if here else crumbs


@ruled("practices.see_focus", load=place_at)
def focus(request: HttpRequest, place: Organisation) -> HttpResponse:
    actor = actor_of(request)
    adoptions = carried.seen(carried.carried_at(place, timezone.localdate()), actor)
    if wanted_format(request):
        return export(request, COLUMNS, adoptions, f"focus-{place.pk}")
    live, stopped = list(carried.live(adoptions)), list(carried.stopped(adoptions))
    page = {
        "place": place,
        "live": live,
        "stopped": stopped,
        # What made room for another, or took its place, is named to whoever may know of it.
        "known": {one.practice_id for one in (*live, *stopped)},
        "few": carried.FEW,
        "is_many": len(live) > carried.FEW,
        "may_keep": refusal("practices.adopt", actor, workplace(place)) is None,
        "crumbs": crumbs_at(place),
    }
    return render(request, "practices/focus.html", page)


@ruled("practices.see", load=adoption_at)
def stop(request: HttpRequest, adoption: Adoption) -> HttpResponse:
    place = adoption.organisation
    here = carried.seen(carried.carried_at(place, timezone.localdate()), actor_of(request))
    others = [one for one in carried.live(here) if one.practice_id != adoption.practice_id]
    form = StopForm(posted(request), others=others, carriers=carried.carriers_of(adoption))
    return form_page(
        request,
        form,
        lambda given: carrying.stop(adoption, by=actor_of(request), **given),
        done="Stopped. Others will read why, and those who carried it are thanked.",
        to=focus_url(place),
        allowed=("practices.adopt", workplace(place)),
        question="What is it time to stop?",
        lede=f"“{adoption.practice.title}” at {place}, since {adoption.began_on:%-d %B %Y}. Stopping well is "
        "work, and deserves thanks.",
        button="Stop it",
        crumbs=crumbs_at(place, "Stop"),
    )


@ruled("practices.see", load=adoption_at)
def room(request: HttpRequest, adoption: Adoption) -> HttpResponse:
    place = adoption.organisation
    lately = timezone.localdate() - STILL_MAKES_ROOM
    over = Adoption.objects.filter(
        organisation=place, state="stopped", ended_on__gte=lately, practice__hidden_at__isnull=True
    )
    return form_page(
        request,
        RoomForm(posted(request), over=over.select_related("practice")),
        lambda given: carrying.make_room(adoption, by=actor_of(request), **given),
        done="Said.",
        to=focus_url(place),
        allowed=("practices.adopt", workplace(place)),
        question="What stops, so that there is room?",
        lede=f"“{adoption.practice.title}” takes somebody’s time. Say whose, or what it takes the place of.",
        button="Say so",
        crumbs=crumbs_at(place, "Make room"),
    )
