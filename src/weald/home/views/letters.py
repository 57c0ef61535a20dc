"""A person's choices about letters and feeds; what a digest would say; stopping them from a letter."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from weald.core.permissions import actor_of, ruled
from weald.home.domain import feeds
from weald.home.domain.choosing import choose, choose_for_communities
from weald.home.domain.contents import contents_for, rounds_of
from weald.home.domain.stopping import person_by, stop
from weald.home.forms.letters import CommunityForm, LettersForm
from weald.home.queries.rounds import community_choices, enrolled_in, quiet_times
from weald.people.enums import Digest
from weald.people.models import User
from weald.people.views.me import myself
from weald.people.views.posted import posted


@ruled("people.own", load=myself)
def letters(request: HttpRequest, person: User) -> HttpResponse:
    form = LettersForm(posted(request), instance=quiet_times(person.pk), initial={"digest": person.digest})
    enrolments = enrolled_in(person.pk)
    each = CommunityForm(posted(request), enrolments=enrolments)
    if form.is_valid() and each.is_valid():
        actor, given = actor_of(request), form.cleaned_data
        choose(person, given.pop("digest"), by=actor, **given)
        choose_for_communities(enrolments, each.chosen, by=actor)
        messages.success(request, "Kept.")
        return redirect("home:letters")
    communities = [(one.community_id, one.community.name) for one in enrolments]
    page = {"form": form, "each": each, "feeds": feeds.addresses_of(person.pk, communities)}
    return render(
        request, "home/letters/choices.html", page, status=422 if form.errors or each.errors else 200
    )


@ruled("people.own", load=myself)
def preview(request: HttpRequest, person: User) -> HttpResponse:
    """Show what the next digest would tell if it were sent now; nothing is sent or noted."""
    now, choices = timezone.now(), community_choices(person.pk)
    contents = contents_for(person, rounds_of(person, choices.values(), now), choices, now)
    page = {
        "contents": contents,
        "is_never": person.digest == Digest.NEVER,
        "lede": f"You chose: {person.get_digest_display()}.",
    }
    return render(request, "home/letters/preview.html", page)


@require_POST
@ruled("people.own", load=myself)
def renew_feed(request: HttpRequest, person: User) -> HttpResponse:
    feeds.renew(person)
    messages.success(request, "A new address. Any earlier one opens nothing now.")
    return redirect("home:letters")


@require_POST
@ruled("people.own", load=myself)
def end_feed(request: HttpRequest, person: User) -> HttpResponse:
    feeds.revoke(person)
    messages.success(request, "Your feed is closed. Its address opens nothing.")
    return redirect("home:letters")


# A mail program posts here by itself when somebody presses its own button: it carries no cookie and no
# token of ours but the one in the address, which is good for this alone.
@csrf_exempt
@ruled("core.anyone")
def stop_letters(request: HttpRequest, token: str) -> HttpResponse:
    person = person_by(token)
    if person and request.method == "POST":
        person = stop(person)
    is_stopped = person is not None and person.digest == Digest.NEVER
    page = {"person": person, "is_stopped": is_stopped}
    return render(request, "home/letters/stop.html", page, status=200 if person else 404)
