"""Work for the queue."""

from django.urls import reverse

from weald.core.jobs import Report, task
from weald.core.permissions import SYSTEM
from weald.measures.models import Measure
from weald.practices.models import Practice


@task("practices.estimate_effect", queue="long")
def estimate_practice_effect(report: Report, *, practice: int, measure: str, group: str) -> None:
    """Estimate a practice's effect; whoever asked was permitted to when the job was made."""
    from weald.practices.domain.effect import estimate_effect  # noqa: PLC0415 -- a second to load; pages need none of it

    report(0, 1, "comparing schools")
    found = estimate_effect(
        Practice.objects.get(pk=practice), Measure.objects.get(code=measure), group, by=SYSTEM
    )
    report(1, 1, "done", result_url=reverse("practices:effect", args=[found.pk]))
