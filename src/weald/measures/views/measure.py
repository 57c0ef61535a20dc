"""What is measured, and what each measure means."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from weald.core.exports import export, wanted_format
from weald.core.permissions import actor_of, refusal, ruled, visible, visible_or_404
from weald.measures.domain.definition import national_figure, special_years
from weald.measures.enums import Topic
from weald.measures.models import Measure
from weald.measures.queries.catalogue import all_measures, national_of_measure
from weald.measures.queries.comparison import runs_of

MEASURE_COLUMNS = {
    "code": "code",
    "name": "name",
    "unit": lambda measure: measure.get_unit_display(),
    "topic": "topic",
    "phase": "phase",
    "floor": "floor",
    "source": "source",
}
NATIONAL_COLUMNS = {
    "year": "year",
    "group": "group",
    "value": "value",
    "basis": "basis",
    "schools": "schools",
}


@ruled("measures.read")
def index(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    measures = all_measures(actor)
    if wanted_format(request):
        return export(request, MEASURE_COLUMNS, measures, "measures")
    found = list(measures)
    topics = [(topic, [measure for measure in found if measure.topic == topic]) for topic in Topic]
    context = {
        "topics": [(topic, listed) for topic, listed in topics if listed],
        "may_import": refusal("measures.import", actor) is None,
    }
    return render(request, "measures/index.html", context)


def measure_at(request: HttpRequest, code: str) -> Measure:
    return visible_or_404(all_measures(actor_of(request)).filter(code=code), actor_of(request))


@ruled("measures.read", load=measure_at)
def show(request: HttpRequest, measure: Measure) -> HttpResponse:
    national = visible(national_of_measure(measure), actor_of(request))
    if wanted_format(request):
        return export(request, NATIONAL_COLUMNS, national, f"{measure.code}-england")
    context = {
        "measure": measure,
        "crumbs": [("Measures", reverse("measures:index")), (measure.name, "")],
        "special_years": special_years(measure),
        "run": runs_of(measure, actor_of(request)).first(),
        "figure": national_figure(measure, list(national), f"{request.path}?format=csv"),
    }
    return render(request, "measures/measure.html", context)
