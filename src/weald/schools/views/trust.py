"""One trust: its schools now, where they are, who came when and who left."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from weald.core.exports import export, wanted_format
from weald.core.permissions import actor_of, ruled, visible, visible_or_404
from weald.core.registry import slots_for
from weald.schools.domain.words import spoken_trust
from weald.schools.enums import Kind, Scheme
from weald.schools.models import Organisation
from weald.schools.queries.organisations import by_identifier, ever_within, listed, within
from weald.schools.views.drawing import joining_figure, map_figure
from weald.schools.views.history import in_words, told_on
from weald.schools.views.index import SCHOOL_COLUMNS


def load(request: HttpRequest, uid: str) -> Organisation:
    return visible_or_404(by_identifier(Scheme.UID, uid).filter(kind=Kind.TRUST), actor_of(request))


@ruled("schools.read", load=load)
def show(request: HttpRequest, trust: Organisation) -> HttpResponse:
    today = timezone.localdate()
    members = visible(
        within(Organisation.objects.filter(kind=Kind.SCHOOL), trust.pk, today), actor_of(request)
    )
    now = listed(members, today).order_by("name", "pk")
    if wanted_format(request):
        return export(request, SCHOOL_COLUMNS, now, f"trust-{request.path.rpartition('/')[2]}")
    spells = [s for s in visible(ever_within(trust), actor_of(request)) if s.child.kind == Kind.SCHOOL]
    schools = with_joining(list(now), spells)
    told = told_on(trust)
    left = [spell for spell in spells if spell.ends_on and spell.ends_on <= today]
    context = {
        "trust": trust,
        "identifiers": list(trust.identifiers.order_by("scheme", "value")),
        "schools": schools,
        "left": [(spell, in_words(spell)) for spell in left],
        "question": f"Who is in {trust.name}, and since when?",
        "lede": spoken_trust(trust.name, schools, len(left)),
        "map": map_figure(trust, schools, is_told=bool(told)),
        "joining": joining_figure(trust, spells, today, is_told=bool(told)),
        "told": told,
        "slots": slots_for("schools.trust", request, trust),
        "crumbs": crumbs(trust),
    }
    return render(request, "schools/trust.html", context)


def with_joining(schools: list[Any], spells: list[Any]) -> list[Any]:
    """Hang on each school the day on which it joined."""
    joined = {spell.child_id: spell.starts_on for spell in spells if spell.ends_on is None}
    for school in schools:
        school.joined_on = joined.get(school.pk)
    return schools


def crumbs(trust: Organisation) -> list[tuple[str, Any]]:
    return [("Schools", reverse("schools:index")), ("Trusts", reverse("schools:trusts")), (trust.name, "")]
