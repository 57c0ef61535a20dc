"""What practices registers with core: a place, parts of pages, what waits, moved and was given."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from weald.communities.domain.network import TIES
from weald.core.permissions import Actor, actor_of
from weald.core.registry import (
    ERASERS,
    EXPORTERS,
    NEWS,
    PLACES,
    SAMPLES,
    SLOTS,
    TALLIES,
    WAITING,
    Place,
    Sample,
    Slot,
)
from weald.practices import rules  # noqa: F401 -- these register who may do what
from weald.practices.domain import (
    own_data,
    own_drafts,
    own_words,
    reporting,  # noqa: F401 -- it registers that practices may be reported
    searching,  # noqa: F401 -- it registers what may be found
)
from weald.practices.domain.evidence import evidence_of
from weald.practices.models import Practice
from weald.practices.queries import (
    asking,
    drafts,  # noqa: F401 -- these three register who may see
    evidence_visibility,  # noqa: F401 -- as above
    focus,
    outputs,  # noqa: F401 -- it registers that practices come of communities
    today,
    visibility,  # noqa: F401 -- as above
    waiting_evidence,
)
from weald.practices.queries.ties import adopted_from
from weald.practices.views.acts import ACTS, Act
from weald.schools.models import Organisation

SHOWN_LIVE = 5
READER = "amina@demo.weald.example"


def sees_practices(actor: Actor) -> bool:
    return True


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


def library() -> str:
    return reverse("practices:library")


def line_of_the_oldest() -> str:
    """Lead to the line of the first practice; to the library where there is none yet."""
    first = Practice.objects.order_by("pk").values_list("pk", flat=True).first()
    return reverse("practices:lineage", args=[first]) if first else library()


PLACES.append(
    Place(
        name="Practices",
        url_name="practices:library",
        order=30,
        prefixes=("/practices/",),
        may_see=sees_practices,
    )
)
SAMPLES.extend([Sample("practices", READER, line_of_the_oldest), Sample("practices", READER, library)])
SLOTS.append(Slot("practices.practice", 50, on_practice_page))
SLOTS.append(Slot("schools.school", 40, on_school_page))
ACTS.append(
    # What is hidden is being looked at already, by those who say whether it stays.
    Act("Contest", "practices.contest", "practices:contest", applies=lambda practice: not practice.hidden_at)
)
WAITING.extend([waiting_evidence.waiting, today.waiting_returns, asking.waiting_questions])
NEWS.extend([waiting_evidence.news, today.news, asking.answered_questions])
TALLIES.extend([waiting_evidence.tallies, today.tallies])
TIES.append(adopted_from)
EXPORTERS["practices"] = own_data.versions_of
EXPORTERS["practice_acts"] = own_data.round_of
EXPORTERS["accounts_of_practices"] = own_words.accounts_of
EXPORTERS["objections"] = own_words.objections_of
EXPORTERS["answers_to_objections"] = own_words.answers_of
EXPORTERS["endorsements"] = own_words.endorsements_of
EXPORTERS["drafts"] = own_drafts.drafts_of
ERASERS["practices"] = own_data.erase_name
ERASERS["drafts"] = own_drafts.erase_drafts
