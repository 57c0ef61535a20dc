"""What a person asked for and how far it is."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from weald.core.exports import export, wanted_format
from weald.core.models import Job
from weald.core.permissions import actor_of, ruled, visible, visible_or_404

JOBS_A_PAGE = 25
COLUMNS = {
    "id": "pk",
    "title": "title",
    "state": "state",
    "done": "done",
    "total": "total",
    "message": "message",
    "asked_at": "created_at",
    "finished_at": "finished_at",
}


@ruled("core.signed_in")
def index(request: HttpRequest) -> HttpResponseBase:
    jobs = visible(Job.objects.order_by("-created_at", "-pk"), actor_of(request))
    if wanted_format(request):
        return export(request, COLUMNS, jobs, "jobs")
    page = Paginator(jobs, JOBS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "core/job_index.html", {"page": page})


@ruled("core.signed_in")
def show(request: HttpRequest, job_id: int) -> HttpResponse:
    """Show one job; its progress alone where the page asks again, or as JSON."""
    job = visible_or_404(Job.objects.filter(pk=job_id), actor_of(request))
    if wanted_format(request) == "json":
        return JsonResponse({name: getattr(job, field) for name, field in COLUMNS.items()})
    is_asking_again = request.headers.get("HX-Request") == "true"
    template = "core/_job_progress.html" if is_asking_again else "core/job_show.html"
    return render(request, template, {"job": job})
