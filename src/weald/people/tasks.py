"""What people hands to the queue."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from weald.core import jobs
from weald.people.domain import posting

# After 4, 16, 64 … seconds, then every few hours: a mail server may be away for a day.
PATIENCE = RetryStrategy(max_attempts=9, exponential_wait=4)


@app.task(name="people.deliver", retry=PATIENCE)
def deliver(letter: str) -> None:
    """Hand one sealed letter to the mail server; nothing in it is kept afterwards."""
    jobs.renew_connection()
    posting.deliver(posting.unpack(letter))
