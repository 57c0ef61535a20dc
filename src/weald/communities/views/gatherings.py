"""Gatherings: calling one, answering, being there, and what it takes."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from weald.communities.domain import gatherings as gathering_up
from weald.communities.domain.words import hours
from weald.communities.enums import Answer
from weald.communities.forms.doing import GatheringForm
from weald.communities.models import Attendance, Gathering
from weald.communities.queries.communities import members_of
from weald.communities.queries.gatherings import counted, register_of
from weald.communities.rules import Seat, Writing
from weald.communities.views import loading
from weald.communities.views.loading import community_of, posted
from weald.core.exports import export, wanted_format
from weald.core.permissions import actor_of, refusal, ruled, visible

COLUMNS = {
    "name": "person.name",
    "organisation": lambda one: one.organisation.name if one.organisation else None,
    "answer": lambda one: one.get_answer_display(),
    "came": lambda one: one.came_at is not None,
    "cover_minutes": "cover_minutes",
    "travel_minutes": "travel_minutes",
}


@ruled("communities.call_gathering", load=loading.seat)
def call(request: HttpRequest, seat: Seat) -> HttpResponse:
    community = community_of(seat)
    form = GatheringForm(posted(request))
    if form.is_valid():
        made = gathering_up.call_gathering(community, form.when(), by=actor_of(request))
        messages.success(request, "Called. Members are asked on Today.")
        return redirect("communities:gathering", gathering_id=made.pk)
    page = {"form": form, "act": "Call it", "question": "When and where do we meet?", "community": community}
    return render(request, "communities/form.html", page, status=422 if form.errors else 200)


def counted_gathering(writing: Writing) -> Gathering:
    found = counted(Gathering.objects.filter(pk=writing.about_id))
    return get_object_or_404(found.select_related("community", "host", "called_by"))


@ruled("communities.read", load=loading.gathering)
def gathering(request: HttpRequest, writing: Writing) -> HttpResponse:
    actor, gathering, now = actor_of(request), counted_gathering(writing), timezone.now()
    register = visible(register_of(gathering), actor)
    if wanted_format(request):
        return export(request, COLUMNS, register, "gathering")
    has_begun = now >= gathering.begins_at - gathering_up.EARLY
    page = {
        "gathering": gathering,
        "register": register,
        "mine": Attendance.objects.filter(gathering=gathering, person_id=actor.person_id or 0).first(),
        "may_change": refusal("communities.change_gathering", actor, writing) is None,
        "may_answer": refusal("communities.read_inside", actor, writing.seat) is None,
        "is_over": now > gathering.ends_at,
        "may_be_here": has_begun and now <= gathering.ends_at + gathering_up.LATE,
        "has_begun": has_begun,
        "cover": hours(gathering.cover),
        "travel": hours(gathering.travel),
        "crumbs": [
            ("Communities", reverse("communities:index")),
            (gathering.community.name, reverse("communities:community", args=[gathering.community_id])),
        ],
    }
    return render(request, "communities/gathering.html", page)


@ruled("communities.change_gathering", load=loading.gathering)
def change(request: HttpRequest, writing: Writing) -> HttpResponse:
    gathering = counted_gathering(writing)
    form = GatheringForm(posted(request), gathering=gathering)
    revision = loading.revision_read(request, gathering.revision)
    if form.is_valid():
        gathering_up.change_gathering(
            gathering, form.when(), by=actor_of(request), expected_revision=revision
        )
        messages.success(request, "Changed.")
        return redirect("communities:gathering", gathering_id=gathering.pk)
    page = {
        "form": form,
        "act": "Keep",
        "question": f"When and where is {gathering.title} now?",
        "community": gathering.community,
        "hidden": {"revision": revision},
    }
    return render(request, "communities/form.html", page, status=422 if form.errors else 200)


@require_POST
@ruled("communities.change_gathering", load=loading.gathering)
def call_off(request: HttpRequest, writing: Writing) -> HttpResponse:
    gathering_up.call_off(get_object_or_404(Gathering, pk=writing.about_id), by=actor_of(request))
    messages.success(request, "Called off. Calendars that follow it show so.")
    return redirect("communities:gathering", gathering_id=writing.about_id)


@require_POST
@ruled("communities.read", load=loading.gathering)
def answer(request: HttpRequest, writing: Writing) -> HttpResponse:
    said = request.POST.get("answer", "")
    gathering = counted_gathering(writing)
    gathering_up.answer(gathering, said if said in Answer.values else Answer.COMING, by=actor_of(request))
    messages.success(request, "Thank you: that is noted.")
    return redirect("communities:gathering", gathering_id=gathering.pk)


@require_POST
@ruled("communities.read", load=loading.gathering)
def here(request: HttpRequest, writing: Writing) -> HttpResponse:
    gathering_up.say_here(counted_gathering(writing), by=actor_of(request))
    messages.success(request, "Noted that you are here.")
    return redirect("communities:gathering", gathering_id=writing.about_id)


@ruled("communities.change_gathering", load=loading.gathering)
def register(request: HttpRequest, writing: Writing) -> HttpResponse:
    """Mark who was there: those who said they come stand first."""
    gathering = counted_gathering(writing)
    if request.method == "POST":
        came = [int(one) for one in request.POST.getlist("came") if one.isdecimal()]
        n = gathering_up.keep_register(gathering, came, by=actor_of(request))
        messages.success(request, f"{n} marked as having been there.")
        return redirect("communities:gathering", gathering_id=gathering.pk)
    said = {one.person_id: one for one in Attendance.objects.filter(gathering=gathering)}
    coming = [pk for pk, one in said.items() if one.answer == Answer.COMING or one.came_at]
    members = list(members_of(gathering.community).order_by("person__name", "pk")[:500])
    members.sort(key=lambda enrolment: enrolment.person_id not in coming)
    here = {pk for pk, one in said.items() if one.came_at} or set(coming)
    return render(
        request, "communities/register.html", {"gathering": gathering, "members": members, "here": here}
    )
