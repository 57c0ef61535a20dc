"""Which jobs a person may watch: their own, and a steward every one."""

from django.db.models import QuerySet

from weald.core.models import Job
from weald.core.permissions import Actor, visibility


@visibility(Job)
def visible_jobs(jobs: QuerySet[Job], actor: Actor) -> QuerySet[Job]:
    if actor.is_system or actor.holds("steward"):
        return jobs
    return jobs.filter(requested_by_id=actor.person_id) if actor.is_known else jobs.none()
