"""A school's picture: its own page, and its part of the school's page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from weald.core.exports import export, wanted_format
from weald.core.permissions import actor_of, refusal, ruled, visible_or_404
from weald.measures.domain.figures import as_rows, figure_columns, figures_of
from weald.measures.domain.picture import picture_of
from weald.measures.domain.similar import likes_of
from weald.measures.queries.finding import number_of, schools_numbered, urns_and_names
from weald.measures.queries.series import measures_with_notes
from weald.schools.enums import Scheme
from weald.schools.models import Organisation


def school_at(request: HttpRequest, urn: str) -> Organisation:
    """Find a school by any of its URNs; it is shown as the school it is today."""
    found = visible_or_404(schools_numbered(urn), actor_of(request))
    return found.identity or found


@ruled("measures.read", load=school_at)
def show(request: HttpRequest, school: Organisation) -> HttpResponse:
    if wanted_format(request):
        return figures_file(request, school)
    actor = actor_of(request)
    picture = picture_of(school, actor, request.path)
    context = {
        "school": school,
        "urn": number_of(school, Scheme.URN),
        "picture": picture,
        "likes": likes_of(school, actor, on=timezone.localdate()),
        "question": f"How are the pupils of {school.name} doing?",
        "crumbs": crumbs_to(school),
        "may_import": refusal("measures.import", actor) is None,
    }
    return render(request, "measures/school.html", context)


def crumbs_to(school: Organisation) -> list[tuple[str, str]]:
    urn = number_of(school, Scheme.URN)
    own = reverse("schools:school", args=[urn]) if urn else ""
    return [("Schools", reverse("schools:index")), (school.name, own), ("Figures", "")]


def figures_file(request: HttpRequest, school: Organisation) -> HttpResponse:
    code = request.GET.get("measure")
    measures = measures_with_notes(**({"code": code} if code else {}))
    figures = figures_of([school.pk], measures, actor_of(request))
    rows = as_rows(figures, measures, urns_and_names([school.pk]))
    return export(request, figure_columns(), rows, "figures")


def on_school_page(request: HttpRequest, school: Organisation) -> str:
    """Show the gap and the headline measure; the rest is one link away."""
    actor = actor_of(request)
    urn = number_of(school, Scheme.URN)
    if refusal("measures.read", actor) is not None or not urn:
        return ""
    address = reverse("measures:school", args=[urn])
    picture = picture_of(school, actor, address)
    return render_to_string("measures/_on_school.html", {"picture": picture, "address": address}, request)
