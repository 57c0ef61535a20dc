"""Having the dividends of all trusts estimated."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from weald.core.jobs import enqueue
from weald.core.permissions import actor_of, ruled
from weald.dividend.forms.estimate import EstimateForm


@ruled("dividend.estimate")
def estimate(request: HttpRequest) -> HttpResponse:
    form = EstimateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        measure = wanted["measure"]
        job = enqueue(
            "dividend.estimate",
            f"Dividends: {measure.name}",
            by=actor_of(request),
            measure=measure.code,
            group=wanted["group"],
            draws=wanted["draws"],
            seed=wanted["seed"],
            hard_years=wanted["hard_years"],
        )
        return redirect("core:job", job_id=job.pk)
    return render(request, "dividend/estimate.html", {"form": form})
