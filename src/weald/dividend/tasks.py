"""Work for the queue."""

from django.urls import reverse

from weald.core.jobs import Report, task
from weald.core.permissions import SYSTEM
from weald.measures.models import Measure


@task("dividend.estimate", queue="long")
def estimate_dividends(
    report: Report, *, measure: str, group: str, draws: int, seed: int, hard_years: list[int] | None = None
) -> None:
    """Estimate every trust's dividend; whoever asked was permitted to when the job was made."""
    from weald.dividend.domain.estimate import estimate, rule_for  # noqa: PLC0415 -- a second to load; pages need none of it

    outcome = Measure.objects.get(code=measure)
    run = estimate(
        outcome,
        group,
        by=SYSTEM,
        rule=rule_for(outcome, hard_years),
        draws=draws,
        seed=seed,
        progress=lambda done, total: report(done, total, "comparing schools"),
    )
    address = reverse("dividend:sector", args=[run.measure.code, run.group])
    report(1, 1, "done", result_url=address)
