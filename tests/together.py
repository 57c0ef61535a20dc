"""Two people at one thing at once: on two connections, the second while the first has not ended."""

import threading
from time import monotonic, sleep

from django.db import connection, transaction

AT_MOST = 20.0
WAITING = """
    SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


def at_once(first, second):
    """Do `first` in a transaction, and `second` beside it before that ends; give what became of `second`.

    That is its value or what it raised. It begins when `first` has written, and the first transaction ends as
    soon as the second waits for it, or is over without having waited.
    """
    came_of = []

    def do_second():
        try:
            came_of.append(second())
        except Exception as error:  # noqa: BLE001 -- whatever it is, it is what became of it
            came_of.append(error)
        finally:
            connection.close()

    beside = threading.Thread(target=do_second)
    with transaction.atomic():
        first()
        beside.start()
        until = monotonic() + AT_MOST
        while beside.is_alive() and not _somebody_waits() and monotonic() < until:
            sleep(0.01)
    beside.join(timeout=AT_MOST)
    (became,) = came_of
    return became


def _somebody_waits():
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return cursor.fetchone()[0] > 0
