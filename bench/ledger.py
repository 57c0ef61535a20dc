"""How long a verification takes: plant entries in a throw-away PostgreSQL, then walk them all.

Run `./weald python bench/ledger.py 1000000`.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

import django
from django.core.management import call_command
from rich.progress import track

from weald.postgres import Cluster, ensure_database

ENTRIES_AT_A_TIME = 5_000
PEOPLE = 5_000
PLACES = 2_500


def plant(entries: int) -> float:
    """Write entries as imports and people do: thousands to a transaction, actor and payload to each."""
    from django.db import transaction  # noqa: PLC0415 -- after django.setup()

    from weald.core.domain.ledger import Act, append_many  # noqa: PLC0415 -- as above
    from weald.core.enums import Verb  # noqa: PLC0415 -- as above

    began = time.perf_counter()
    for start in track(range(0, entries, ENTRIES_AT_A_TIME), description="planting"):
        numbers = range(start, min(start + ENTRIES_AT_A_TIME, entries))
        acts = [
            Act(
                verb=Verb.VOTED if number % 20 == 0 else Verb.CHANGED,
                target_label="bench.thing",
                target_id=str(number),
                person_id=number % PEOPLE,
                role="teacher",
                organisation_id=number % PLACES,
                place_id=number % PLACES,
                payload={"rows": number, "kind": "bench"} if number % 2 else {},
            )
            for number in numbers
        ]
        with transaction.atomic():
            append_many(acts)
    return time.perf_counter() - began


def measure(entries: int) -> None:
    from weald.core.domain.heads import export_heads  # noqa: PLC0415 -- as above
    from weald.core.domain.verify import verify_ledger  # noqa: PLC0415 -- as above

    written = plant(entries)
    export_heads()
    began = time.perf_counter()
    verification = verify_ledger()
    walked = time.perf_counter() - began
    print(f"entries   {verification.entries:>10,}")
    print(f"written   {written:>10.1f} s   {entries / written:>9,.0f} a second")
    print(f"verified  {walked:>10.1f} s   {entries / walked:>9,.0f} a second")
    print("sound" if verification.is_sound else f"NOT SOUND: {verification.findings[:3]}")


def main() -> None:
    entries = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory(prefix="weald-bench-") as folder:
        Path(folder).chmod(0o711)
        with Cluster(Path(folder), durable=False).running() as server:
            ensure_database(server, "weald")
            os.environ |= {
                "DATABASE_URL": server.owner_url("weald"),
                "WEALD_DATA": folder,
                "WEALD_MODE": "test",
                "DJANGO_SETTINGS_MODULE": "weald.settings",
            }
            django.setup()
            call_command("migrate", verbosity=0)
            measure(entries)
            from django.db import connections  # noqa: PLC0415 -- as above

            connections.close_all()


if __name__ == "__main__":
    main()
