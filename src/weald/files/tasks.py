"""What has to happen to files now and then."""

from procrastinate.contrib.django import app

from weald.core import jobs
from weald.files.domain.sweeping import forget_unused


@app.periodic(cron="29 3 * * *")
@app.task(name="files.forget_unused", queueing_lock="files.forget_unused")
def forget_unused_files(timestamp: int) -> None:
    """Every night let go of files that nothing uses."""
    jobs.renew_connection()
    forget_unused()
