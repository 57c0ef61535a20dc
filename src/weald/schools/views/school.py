"""One school: what it is, whom it has belonged to, and what the apps above say of it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from weald.core.permissions import actor_of, ruled, visible, visible_or_404
from weald.core.registry import slots_for
from weald.schools.domain.words import describe
from weald.schools.enums import Kind, Scheme
from weald.schools.models import Organisation
from weald.schools.queries.organisations import (
    by_identifier,
    chain_of,
    history_of,
    neighbours_in_time,
    number,
)
from weald.schools.views.drawing import belonging_figure
from weald.schools.views.history import stretches, told_on

# Who stood beside a school rather than above it.
BESIDE = (Kind.SPONSOR, Kind.LOCAL_AUTHORITY)


def load(request: HttpRequest, urn: str) -> Organisation:
    """Find the school by any URN it has had."""
    found = (
        by_identifier(Scheme.URN, urn).filter(kind=Kind.SCHOOL).select_related("identity__details", "details")
    )
    return visible_or_404(found, actor_of(request))


@ruled("schools.read", load=load)
def show(request: HttpRequest, asked: Organisation) -> HttpResponse:
    school = asked.identity or asked
    chain = visible(chain_of(school), actor_of(request))
    spells = list(visible(history_of(chain), actor_of(request)))
    details = getattr(school, "details", None)
    told = told_on(school)
    context = {
        "school": school,
        "asked": asked,
        "details": details,
        "chain": list(chain),
        "question": f"What do we know of {school.name}?",
        "lede": describe(school, details, spells),
        "trust": next((s for s in spells if s.kind == Kind.TRUST and s.ends_on is None), None),
        "authority": next((s for s in spells if s.kind == Kind.LOCAL_AUTHORITY and s.ends_on is None), None),
        "stretches": stretches(spell for spell in spells if spell.kind not in BESIDE),
        "beside": stretches(spell for spell in spells if spell.kind in BESIDE),
        "belonging": belonging_figure(school, spells, timezone.localdate(), is_told=bool(told)),
        "links": list(neighbours_in_time(chain)),
        "ukprn": Organisation.objects.filter(pk=school.pk)
        .values_list(number(Scheme.UKPRN), flat=True)
        .first(),
        "told": told,
        "slots": slots_for("schools.school", request, school),
        "crumbs": crumbs(school),
    }
    return render(request, "schools/school.html", context)


def crumbs(school: Organisation) -> list[tuple[str, Any]]:
    return [("Schools", reverse("schools:index")), (school.name, "")]
