"""Schools like ours: by name, with the reasons and their figures; its own page, and its part of others."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from weald.core.exports import export, wanted_format
from weald.core.permissions import actor_of, refusal, ruled
from weald.measures.domain.figures import Shown
from weald.measures.domain.similar import Likes, beside, likes_of
from weald.measures.forms.choosing import TrustForm
from weald.measures.queries.catalogue import measures_held_by
from weald.measures.queries.finding import number_of
from weald.measures.views.school import school_at
from weald.measures.views.trust import asked, query_for
from weald.schools.enums import Scheme
from weald.schools.models import Organisation

COLUMNS = {
    name: name for name in ("urn", "school", "trust", "because", "year", "value", "low", "high", "pupils")
}


@ruled("measures.read", load=school_at)
def show(request: HttpRequest, school: Organisation) -> HttpResponse:
    actor = actor_of(request)
    form = TrustForm(request.GET, measures_held_by([school.pk], actor))
    measure, group, _ = form.chosen()
    likes = likes_of(school, actor, on=timezone.localdate(), measure=measure, group=group)
    figure, figures = None, list[Shown]()
    if likes and measure:
        address = f"{request.path}?{query_for(measure, group, None)}&format=csv"
        figure, figures = beside(school, likes, measure, group, actor, address)
    if wanted_format(request):
        return export(request, COLUMNS, rows_of(likes, figures), "schools-like")
    context = {
        "school": school,
        "likes": likes,
        "figure": figure,
        "measure": measure,
        "form": TrustForm(asked(measure, group), form.fields["measure"].queryset),  # type: ignore[attr-defined]  # a model choice
        "may_phone": refusal("measures.read_sector", actor) is None,
        "crumbs": crumbs_to(school),
    }
    return render(request, "measures/similar.html", context)


def crumbs_to(school: Organisation) -> list[tuple[str, str]]:
    urn = number_of(school, Scheme.URN)
    pages = ("schools:school", "measures:school")
    own, figures = (reverse(page, args=[urn]) if urn else "" for page in pages)
    return [
        ("Schools", reverse("schools:index")),
        (school.name, own),
        ("Figures", figures),
        ("Schools like it", ""),
    ]


def rows_of(likes: Likes | None, figures: list[Shown]) -> Iterator[dict[str, object]]:
    """Write out the schools of the page, each with its figure where there is one."""
    known = {figure.school: figure for figure in figures}
    for one in likes.schools if likes else ():
        figure = known.get(one.school)
        interval = figure.interval if figure else None
        yield {
            "urn": one.urn,
            "school": one.name,
            "trust": one.trust,
            "because": "; ".join(f"{alike.label}: {alike.theirs}" for alike in one.why),
            "year": figure.year if figure else None,
            "value": figure.value if figure else None,
            "low": interval.low if interval else None,
            "high": interval.high if interval else None,
            "pupils": figure.pupils if figure else None,
        }
