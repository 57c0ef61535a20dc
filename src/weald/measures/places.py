"""What measures registers with core: its imports, its part of school and trust pages, a sample."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from weald.core.permissions import Actor, actor_of, refusal
from weald.core.registry import PLACES, SAMPLES, SLOTS, Place, Sample, Slot
from weald.measures.queries import visibility  # noqa: F401 -- declares who may know of what
from weald.measures.queries.finding import number_of
from weald.measures.views.school import on_school_page
from weald.people.demo import HARTWOOD
from weald.schools.enums import Scheme
from weald.schools.models import Identifier, Organisation


def may_import(actor: Actor) -> bool:
    return refusal("measures.import", actor) is None


def on_trust_page(request: HttpRequest, trust: Organisation) -> str:
    uid = number_of(trust, Scheme.UID)
    if refusal("measures.read_trust", actor_of(request), trust) is not None or not uid:
        return ""
    return render_to_string(
        "measures/_on_trust.html", {"address": reverse("measures:trust", args=[uid])}, request
    )


def on_schools_tabs(request: HttpRequest, actor: Actor) -> str:
    return "" if refusal("measures.read", actor) else render_to_string("measures/_tab.html")


def sample_url() -> str:
    uid = Identifier.objects.get(scheme=Scheme.UID, organisation__name=HARTWOOD).value
    return reverse("measures:trust", args=[uid])


PLACES.append(
    Place(
        "Results",
        "measures:import",
        order=91,
        prefixes=("/measures/imports",),
        may_see=may_import,
        is_behind_role=True,
    )
)
SLOTS.append(Slot("schools.school", 10, on_school_page))
SLOTS.append(Slot("schools.tabs", 10, on_schools_tabs))
SLOTS.append(Slot("schools.trust", 20, on_trust_page))
SAMPLES.append(Sample("measures", "graham@demo.weald.example", sample_url))
