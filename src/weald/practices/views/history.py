"""A practice's versions, what differs between two of them, and its line."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from weald.core.exports import export, wanted_format
from weald.core.permissions import actor_of, ruled, visible
from weald.practices.domain.merging import LABELS
from weald.practices.domain.pictures import lineage_figure
from weald.practices.domain.versions import parts_of
from weald.practices.models import Parentage, Practice, Version
from weald.practices.queries.lineage import comparable, history_of, lineage_of
from weald.practices.queries.taking_up import adoptions_spoken_for
from weald.practices.views.acts import newer_for
from weald.practices.views.practice import crumbs_to, practice_at
from weald.texts.difference import Stretch, difference

VERSIONS_A_PAGE = 30
DIGITS = 19  # of the largest number a version can have
COLUMNS = {
    "number": "number",
    "title": "title",
    "made_at": "made_at",
    "at": "made_at_school.name",
    "note": "note",
}


@ruled("practices.see", load=practice_at)
def history(request: HttpRequest, practice: Practice) -> HttpResponse:
    versions = history_of(practice)
    if wanted_format(request):
        return export(request, COLUMNS, versions, f"practice-{practice.pk}-history")
    shown = Paginator(versions, VERSIONS_A_PAGE).get_page(request.GET.get("page"))
    others = {tie.parent.practice_id for one in shown for tie in one.parentage.all()} - {practice.pk}
    seen = set(
        visible(Practice.objects.filter(pk__in=others), actor_of(request)).values_list("pk", flat=True)
    )
    page = {"practice": practice, "page": shown, "seen": seen, "crumbs": crumbs_to(practice, "History")}
    return render(request, "practices/history.html", page)


@dataclass(frozen=True, slots=True)
class Differing:
    """One part in which two versions differ."""

    label: str
    stretches: list[Stretch]


@ruled("practices.see", load=practice_at)
def differences(request: HttpRequest, practice: Practice) -> HttpResponse:
    """Show what differs between two versions: the last two, or any two of its family."""
    old, new = _chosen(request, practice)
    page = {
        "practice": practice,
        "old": old,
        "new": new,
        "parts": _parts(old, new),
        "versions": history_of(practice)[:200],
        "newer": newer_for(practice, adoptions_spoken_for(practice, actor_of(request)))
        if new.pk == practice.head_id
        else [],
        "crumbs": crumbs_to(practice, "What differs"),
    }
    return render(request, "practices/difference.html", page)


def _chosen(request: HttpRequest, practice: Practice) -> tuple[Version, Version]:
    asked = [request.GET.get("old", ""), request.GET.get("new", "")]
    given = [int(one) if one.isdecimal() and len(one) < DIGITS else None for one in asked]
    new = practice.head_id if given[1] is None else given[1]
    before = Parentage.objects.filter(child=new).order_by("position").first()
    old = given[0] if given[0] is not None else before.parent_id if before else new
    found = comparable(practice, actor_of(request), {old, new})
    if len(found) < len({old, new}):
        msg = "no such versions of this practice's family for this reader"
        raise Http404(msg)
    return found[old], found[new]


def _parts(old: Version, new: Version) -> list[Differing]:
    was, now = _texts(old), _texts(new)
    return [
        Differing(label, difference(was[part], now[part]))
        for part, label in LABELS.items()
        if was[part] != now[part]
    ]


def _texts(version: Version) -> dict[str, str]:
    hours = "" if version.cost_hours is None else f"{version.cost_hours.normalize():f}"
    return {"title": version.title, "cost_hours": hours, **parts_of(version)}


@ruled("practices.see", load=practice_at)
def lineage(request: HttpRequest, practice: Practice) -> HttpResponse:
    family = lineage_of(practice, actor_of(request))
    page = {
        "practice": practice,
        "figure": lineage_figure(practice, family),
        "crumbs": crumbs_to(practice, "Line"),
    }
    return render(request, "practices/lineage.html", page)
