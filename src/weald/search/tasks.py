"""What search does on the queue."""

from procrastinate.contrib.django import app

from weald.core import jobs
from weald.search.domain.documents import index_named
from weald.search.domain.learning import count_words, learn


@app.task(name="search.learn", retry=jobs.RETRY)
def learn_document(document: int) -> None:
    """Learn what was written or changed. It is nobody's job to watch, so it has no row among the jobs."""
    jobs.renew_connection()
    learn([document])


@app.task(name="search.index", retry=jobs.RETRY)
def index_thing(label: str, target_id: str) -> None:
    jobs.renew_connection()
    index_named(label, target_id)


@app.periodic(cron="53 1 * * *")
@app.task(name="search.count_words", queueing_lock="search.count_words")
def count_every_night(timestamp: int) -> None:
    jobs.renew_connection()
    count_words()
