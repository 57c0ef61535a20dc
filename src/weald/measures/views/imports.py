"""Bringing results in on a page: give a file, say how it is read, see what it would do, apply it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from weald.core.enums import ImportMode
from weald.core.errors import WealdError
from weald.core.models import ImportRun, Job
from weald.core.permissions import actor_of, refusal, ruled, visible, visible_or_404
from weald.files.uploads import takes_files_up_to
from weald.imports.mending import rejected_csv
from weald.measures.domain.uploads import (
    NOT_MAPPED,
    apply_results,
    beginning_of,
    explain_columns,
    preview,
    receive,
)
from weald.measures.forms.importing import MOST_BYTES, Columns, ResultsUpload
from weald.measures.queries.imports import results_runs, uploaded_runs
from weald.schools.forms.choosing import Apply

A_PAGE = 20
SHOWN_REJECTIONS = 20
Crumbs = list[tuple[str, str]]


def run_at(request: HttpRequest, pk: int) -> ImportRun:
    return visible_or_404(uploaded_runs().filter(pk=pk), actor_of(request))


def any_run_at(request: HttpRequest, pk: int) -> ImportRun:
    return visible_or_404(results_runs().filter(pk=pk), actor_of(request))


def crumbs_to(*here: tuple[str, str]) -> Crumbs:
    return [("Measures", reverse("measures:index")), *here]


def imports_crumb() -> tuple[str, str]:
    return ("Imports", reverse("measures:import"))


@takes_files_up_to(MOST_BYTES)
@ruled("measures.import")
def index(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    may_publish = refusal("measures.import_published", actor) is None
    initial = {"is_public": may_publish}
    form = ResultsUpload(
        request.POST or None, request.FILES or None, may_publish=may_publish, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        try:
            run = receive(**form.cleaned_data, by=actor)
        except WealdError as error:
            form.add_error("file", str(error.refusal))
        else:
            return redirect(
                "measures:import_columns" if run.kind == NOT_MAPPED else "measures:import_run", run.pk
            )
    runs = visible(results_runs(), actor)
    context = {
        "form": form,
        "page": Paginator(runs, A_PAGE).get_page(request.GET.get("page")),
        "crumbs": crumbs_to(("Imports", "")),
    }
    return render(request, "measures/import_index.html", context, status=422 if form.errors else 200)


@ruled("measures.import", load=run_at)
def columns(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Ask what each column is, with the first rows to look at."""
    if run.kind != NOT_MAPPED or not run.stored_as:
        return redirect("measures:import_run", run.pk)
    beginning = beginning_of(run)
    form = Columns(request.POST or None, columns=beginning.columns)
    if request.method == "POST" and form.is_valid():
        try:
            explain_columns(
                run.results_file, form.as_mapping(), year=form.cleaned_data["year"], by=actor_of(request)
            )
        except WealdError as error:
            form.add_error(None, str(error.refusal))
        else:
            return redirect("measures:import_run", run.pk)
    context = {
        "run": run,
        "form": form,
        "beginning": beginning,
        "crumbs": crumbs_to(imports_crumb(), (run.file_name, "")),
    }
    return render(request, "measures/import_columns.html", context, status=422 if form.errors else 200)


@ruled("measures.import", load=any_run_at)
def show(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Show how the file is read, how far an import is, and when it is over what came of it."""
    is_asking_again = request.headers.get("HX-Request") == "true"
    job = Job.objects.filter(pk=run.job_id or 0).first()
    if is_asking_again and not run.finished_at:
        return render(request, "measures/_import_progress.html", {"run": run, "job": job})
    is_looked_at = bool(run.mode == ImportMode.DRY_RUN and run.stored_as)
    context = {
        "run": run,
        "job": job,
        "preview": preview(run.results_file, actor_of(request)) if is_looked_at and job else [],
        "rejections": list(run.rejections.order_by("line", "pk")[:SHOWN_REJECTIONS]),
        "form": Apply() if is_looked_at and run.finished_at and not run.problem else None,
        "crumbs": crumbs_to(imports_crumb(), (run.file_name, "")),
    }
    response = render(request, "measures/import_run.html", context)
    if is_asking_again:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@ruled("measures.import", load=run_at)
def apply(request: HttpRequest, run: ImportRun) -> HttpResponse:
    form = Apply(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose what happens if some rows are rejected.")
        return redirect("measures:import_run", run.pk)
    mode = ImportMode(form.cleaned_data["mode"])
    applied = apply_results(run.results_file, mode=mode, by=actor_of(request))
    return redirect("measures:import_run", applied.pk)


@ruled("measures.import", load=any_run_at)
def rejected(request: HttpRequest, run: ImportRun) -> HttpResponse:
    stem = run.file_name.rpartition("/")[2].partition(".")[0] or "file"
    response = StreamingHttpResponse(rejected_csv(run), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="rejected-{stem}.csv"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
