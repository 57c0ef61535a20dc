"""Work of communities outside a request."""

from procrastinate.contrib.django import app

from weald.communities.domain.activity import close_the_quiet
from weald.communities.domain.enrolling import enrol_everybody
from weald.core import jobs
from weald.core.permissions import SYSTEM


@app.periodic(cron="17 3 * * *")
@app.task(name="communities.nightly", queue="long", queueing_lock="communities.nightly")
def nightly(timestamp: int) -> None:
    """Roles and spells begin and end by their dates; and groups go quiet."""
    jobs.renew_connection()
    enrol_everybody(by=SYSTEM)
    close_the_quiet()
