"""What has to happen now and then whoever is there."""

from asgiref.sync import sync_to_async
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from weald.core import jobs
from weald.core.domain.heads import export_heads
from weald.core.enums import JobState


@app.periodic(cron="7 * * * *")
@app.task(name="core.sign_heads", queueing_lock="core.sign_heads")
def sign_heads(timestamp: int) -> None:
    """Sign the ends of the ledger's chains every hour."""
    jobs.renew_connection()
    export_heads()


@app.periodic(cron="* * * * * */20")
@app.task(name="core.rescue_jobs", queueing_lock="core.rescue_jobs")
async def rescue_jobs(timestamp: int) -> None:
    """Hand on the jobs of workers that were killed; give up on one that kills its workers."""
    stalled = await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=jobs.SECONDS_OF_SILENCE)
    for job in stalled:
        # What comes round by itself is not tried again: its next time is near, its place perhaps taken.
        comes_round = job.queueing_lock is not None
        if not comes_round and job.attempts + 1 < jobs.MOST_ATTEMPTS:
            await app.job_manager.retry_job(job)
            continue
        await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=False)
        job_id = job.task_kwargs.get("job_id")
        if isinstance(job_id, int):
            await sync_to_async(jobs.end)(job_id, JobState.FAILED, jobs.WORKER_ENDED)
