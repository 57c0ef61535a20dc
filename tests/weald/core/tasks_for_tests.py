"""Tasks that only tests run; run as a module, a worker process that knows them."""

import os
import time

import django
from procrastinate.contrib.django import app

SECONDS_OF_SILENCE = 1


def register():
    """Make the tasks known once; the site has to be set up by then."""
    from weald.core.errors import WealdError  # noqa: PLC0415 -- the site is set up only now
    from weald.core.jobs import task  # noqa: PLC0415 -- as above

    if "test.count" in app.tasks:
        return

    @task("test.count")
    def count(report, *, to):
        for number in range(1, to + 1):
            report(number, to, f"counting {number}", result_url="/counted")

    @task("test.refuse")
    def refuse(report):
        raise WealdError("A file is needed.", "There is none.", "Give one.")

    @task("test.break")
    def break_down(report):
        report(1, 2)
        raise ZeroDivisionError

    @task("test.hang_once")
    def hang_once(report, *, marker):
        if not os.path.exists(marker):
            open(marker, "w").close()
            report(1, 2, "hanging")
            time.sleep(600)
        report(2, 2, "came back")


def main():
    django.setup()
    from weald.core import jobs  # noqa: PLC0415 -- the site is set up only now

    register()
    jobs.SECONDS_BETWEEN_HEARTBEATS, jobs.SECONDS_OF_SILENCE = 0.2, SECONDS_OF_SILENCE
    jobs.run_worker()


if __name__ == "__main__":
    main()
