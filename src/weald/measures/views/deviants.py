"""Schools that do better than their intake predicts, by name, each with those it resembles."""

from collections.abc import Iterable

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst

from weald.core.exports import export, wanted_format
from weald.core.permissions import actor_of, ruled, visible
from weald.measures.domain.beyond import DEVIANT_COLUMNS, deviants, lede_of, predicted_from, source_words
from weald.measures.enums import Group
from weald.measures.models import Measure, Residual, VariationRun
from weald.measures.queries.comparison import deviants_of, runs_of
from weald.measures.views.measure import measure_at

A_PAGE = 25


@ruled("measures.read_sector", load=measure_at)
def show(request: HttpRequest, measure: Measure) -> HttpResponse:
    runs = list(runs_of(measure, actor_of(request)))
    run = chosen(runs, request.GET.get("group", Group.ALL))
    context = {
        "measure": measure,
        "question": f"Who does better in {measure.spoken} than their intake predicts?",
        "crumbs": crumbs_to(measure),
    }
    if run is None:
        return render(request, "measures/deviants_none.html", context)
    run.measure = measure
    found = visible(deviants_of(run), actor_of(request))
    if wanted_format(request):
        return deviants_file(request, run, found)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context |= {
        "run": run,
        "page": page,
        "deviants": list(deviants(page.object_list, run, actor_of(request))),
        "lede": lede_of(run),
        "predicted_from": predicted_from(run),
        "source": source_words(run),
        "groups": [(capfirst(Group(one.group).label), f"?group={one.group}", one is run) for one in runs],
    }
    return render(request, "measures/deviants.html", context)


def chosen(runs: Iterable[VariationRun], group: str) -> VariationRun | None:
    """Pick the run of the pupils the address names, or else the first."""
    known = {run.group: run for run in runs}
    return known.get(group) or next(iter(known.values()), None)


def deviants_file(request: HttpRequest, run: VariationRun, found: QuerySet[Residual]) -> HttpResponse:
    rows = deviants(found, run, actor_of(request))
    return export(request, DEVIANT_COLUMNS, rows, f"beyond-intake-{run.measure.code}")


def crumbs_to(measure: Measure) -> list[tuple[str, str]]:
    own = reverse("measures:measure", args=[measure.code])
    return [("Measures", reverse("measures:index")), (measure.name, own), ("Beyond intake", "")]
