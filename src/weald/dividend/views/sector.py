"""All trusts together: how often each verdict is true, and for how many it cannot be told."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from weald.core.exports import export, wanted_format
from weald.core.permissions import actor_of, refusal, ruled, visible, visible_or_404
from weald.dividend.domain.sector import VERDICT_COLUMNS, sector_page, verdict_rows
from weald.dividend.models import Run
from weald.dividend.queries.results import current_runs, own_results


@ruled("dividend.read_sector")
def index(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    context = {
        "runs": visible(current_runs(), actor),
        "own": own_results(actor),
        "may_estimate": refusal("dividend.estimate", actor) is None,
    }
    return render(request, "dividend/index.html", context)


def run_at(request: HttpRequest, measure: str, group: str) -> Run:
    return visible_or_404(current_runs().filter(measure__code=measure, group=group), actor_of(request))


@ruled("dividend.read_sector", load=run_at)
def sector(request: HttpRequest, run: Run) -> HttpResponse:
    if wanted_format(request):
        return export(request, VERDICT_COLUMNS, verdict_rows(run), f"verdicts-{run.measure.code}")
    context = {
        "run": run,
        "page": sector_page(run),
        "own": own_results(actor_of(request)).filter(run=run),
        "question": f"How many trusts make a difference to {run.measure.spoken}?",
    }
    return render(request, "dividend/sector.html", context)


@ruled("core.anyone")
def method(request: HttpRequest) -> HttpResponse:
    return render(request, "dividend/method.html")
