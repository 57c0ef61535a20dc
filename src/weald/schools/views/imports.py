"""Bringing the register in on a page: give a file, see what it would do, apply it, mend what was rejected."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from weald.core.enums import ImportMode
from weald.core.errors import WealdError
from weald.core.models import ImportRun, Job
from weald.core.permissions import actor_of, ruled, visible, visible_or_404
from weald.files.uploads import takes_files_up_to
from weald.imports.mending import rejected_csv
from weald.schools.domain.register.files import title_of
from weald.schools.domain.uploads import apply_upload, receive
from weald.schools.forms.choosing import MOST_BYTES, Apply, Upload
from weald.schools.queries.imports import register_runs

A_PAGE = 20
SHOWN_REJECTIONS = 20


def load(request: HttpRequest, pk: int) -> ImportRun:
    return visible_or_404(register_runs().filter(pk=pk), actor_of(request))


@takes_files_up_to(MOST_BYTES)
@ruled("schools.import")
def index(request: HttpRequest) -> HttpResponse:
    form = Upload(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            run = receive(**form.cleaned_data, by=actor_of(request))
        except WealdError as error:
            form.add_error("file", str(error.refusal))
        else:
            return redirect("schools:import", run.pk)
    runs = visible(register_runs(), actor_of(request)).order_by("-started_at", "-pk")
    page = Paginator(runs, A_PAGE).get_page(request.GET.get("page"))
    crumbs = [("Schools", reverse("schools:index")), ("Imports", "")]
    context = {"form": form, "page": page, "crumbs": crumbs}
    return render(request, "schools/import_index.html", context, status=422 if form.errors else 200)


@ruled("schools.import", load=load)
def show(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Show how far an import is, and when it is over what came of it."""
    context = {
        "run": run,
        "kind_title": title_of(run.kind),
        "job": Job.objects.filter(pk=run.job_id).first(),
        "rejections": list(run.rejections.order_by("line", "pk")[:SHOWN_REJECTIONS]),
        "form": Apply() if run.mode == ImportMode.DRY_RUN and run.stored_as and not run.problem else None,
        "crumbs": [
            ("Schools", reverse("schools:index")),
            ("Imports", reverse("schools:imports")),
            (run.file_name, ""),
        ],
    }
    is_asking_again = request.headers.get("HX-Request") == "true" and not run.finished_at
    template = "schools/_import_progress.html" if is_asking_again else "schools/import_show.html"
    response = render(request, template, context)
    if request.headers.get("HX-Request") == "true" and run.finished_at:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@ruled("schools.import", load=load)
def apply(request: HttpRequest, run: ImportRun) -> HttpResponse:
    form = Apply(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose what happens if some rows are rejected.")
        return redirect("schools:import", run.pk)
    applied = apply_upload(run, mode=ImportMode(form.cleaned_data["mode"]), by=actor_of(request))
    return redirect("schools:import", applied.pk)


@ruled("schools.import", load=load)
def rejected(request: HttpRequest, run: ImportRun) -> HttpResponse:
    stem = run.file_name.rpartition("/")[2].partition(".")[0] or "file"
    response = StreamingHttpResponse(rejected_csv(run), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="rejected-{stem}.csv"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
