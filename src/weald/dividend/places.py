"""What dividend registers with core: its link on a trust's page, its page for the trial walk."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from weald.core.permissions import Actor, actor_of, refusal, visible
from weald.core.registry import NEWS, PLACES, SAMPLES, SLOTS, Place, Sample, Slot
from weald.dividend.queries.earlier import newest, news, released_results
from weald.dividend.queries.results import own_results
from weald.people.demo import HARTWOOD
from weald.schools.models import Identifier, Organisation


def on_trust_page(request: HttpRequest, trust: Organisation) -> str:
    """Show each verdict the reader may know of, with the way to its page."""
    results = list(visible(newest(trust.dividends.all()), actor_of(request)))
    if not results:
        return ""
    return render_to_string("dividend/_on_trust.html", {"results": results}, request)


def on_today(request: HttpRequest, actor: Actor) -> str:
    """Show the verdicts of one's own trusts; to who reads for others, those that were released to them."""
    is_own = bool(actor.trusts)
    results = list(own_results(actor) if is_own else released_results(actor)) if actor.roles else []
    page = {
        "results": results,
        "is_own": is_own,
        "may_read_sector": not refusal("dividend.read_sector", actor),
    }
    return render_to_string("dividend/_on_today.html", page, request) if results else ""


def on_schools_tabs(request: HttpRequest, actor: Actor) -> str:
    return "" if refusal("dividend.read_sector", actor) else render_to_string("dividend/_tab.html")


def sample_url() -> str:
    uid = Identifier.objects.get(scheme="uid", organisation__name=HARTWOOD).value
    return reverse("dividend:trust", args=[uid])


def may_wait_for_jobs(actor: Actor) -> bool:
    """Whoever may hand over work that takes longer than a page: imports and estimates."""
    return any(refusal(name, actor) is None for name in ("schools.import", "dividend.estimate"))


PLACES.append(
    Place("Jobs", "core:jobs", order=95, prefixes=("/jobs/",), may_see=may_wait_for_jobs, is_behind_role=True)
)
NEWS.append(news)
SLOTS.append(Slot("schools.tabs", 20, on_schools_tabs))
SLOTS.append(Slot("schools.trust", 10, on_trust_page))
SLOTS.append(Slot("home.today", 50, on_today))
SAMPLES.append(Sample("dividend", "graham@demo.weald.example", sample_url))
