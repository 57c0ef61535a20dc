"""All trusts together: how often each verdict is true, and for how many it cannot be told."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from weald.core.exports import export, wanted_format
from weald.core.permissions import actor_of, refusal, ruled, visible, visible_or_404
from weald.dividend.domain.sector import (
    NAMED_COLUMNS,
    VERDICT_COLUMNS,
    named_rows,
    named_table,
    sector_page,
    verdict_rows,
)
from weald.dividend.models import Run
from weald.dividend.queries.results import current_runs, named_results, own_results

A_PAGE = 50


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
    named = visible(named_results(run), actor_of(request))
    if wanted_format(request) and request.GET.get("of") == "named":
        return export(request, NAMED_COLUMNS, named_table(named), f"named-{run.measure.code}")
    if wanted_format(request):
        return export(request, VERDICT_COLUMNS, verdict_rows(run), f"verdicts-{run.measure.code}")
    listed = Paginator(named, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "run": run,
        "listed": listed,
        "named": named_rows(listed),
        "page": sector_page(run),
        "own": own_results(actor_of(request)).filter(run=run),
        "question": f"How many trusts make a difference to {run.measure.spoken}?",
    }
    return render(request, "dividend/sector.html", context)


@ruled("core.anyone")
def method(request: HttpRequest) -> HttpResponse:
    return render(request, "dividend/method.html")
