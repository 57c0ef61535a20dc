"""What the proving of practices registers with core: parts of pages, what waits, moved and was given."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from weald.core.permissions import actor_of
from weald.core.registry import EXPORTERS, NEWS, SLOTS, TALLIES, WAITING, Slot
from weald.practices.domain import own_words
from weald.practices.domain.evidence import evidence_of
from weald.practices.models import Practice
from weald.practices.queries import focus, waiting_evidence
from weald.practices.views.acts import ACTS, Act
from weald.schools.models import Organisation

SHOWN_LIVE = 5


def on_practice_page(request: HttpRequest, practice: Practice) -> str:
    """Show the four kinds of evidence, with the ways to the stage, the contest and the trials."""
    page = {"practice": practice, "evidence": evidence_of(practice), "is_whole": False}
    return render_to_string("practices/_on_practice.html", page, request)


def on_school_page(request: HttpRequest, place: Organisation) -> str:
    """Show what a school carries, to those who may see it."""
    actor = actor_of(request)
    if not actor.is_member:
        return ""
    carried = list(focus.live(focus.seen(focus.carried_at(place, timezone.localdate()), actor)))
    page = {"place": place, "live": carried[:SHOWN_LIVE], "more": max(len(carried) - SHOWN_LIVE, 0)}
    return render_to_string("practices/_on_school.html", page, request)


SLOTS.append(Slot("practices.practice", 50, on_practice_page))
SLOTS.append(Slot("schools.school", 40, on_school_page))
WAITING.append(waiting_evidence.waiting)
NEWS.append(waiting_evidence.news)
TALLIES.append(waiting_evidence.tallies)
ACTS.append(Act("Contest", "practices.contest", "practices:contest"))
EXPORTERS["accounts_of_practices"] = own_words.accounts_of
EXPORTERS["objections"] = own_words.objections_of
EXPORTERS["answers_to_objections"] = own_words.answers_of
EXPORTERS["endorsements"] = own_words.endorsements_of
