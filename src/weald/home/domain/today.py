"""What Today says at its head, and up to when a person has looked at it."""

from datetime import datetime, timedelta

from django.utils import timezone

from weald.core.permissions import Actor
from weald.home.domain.words import count_words
from weald.home.models import Seen

NOON, EVENING = 12, 18
# Looking again within it is the same visit: what was new stays marked as new.
VISIT = timedelta(minutes=30)
# A reload within it writes nothing.
WRITTEN_EVERY = timedelta(minutes=1)
# What somebody finds new who looks for the first time.
FIRST_LOOK = timedelta(days=14)


def greeting(actor: Actor, now: datetime, waiting: int = 0) -> str:
    hour = timezone.localtime(now).hour
    time_of_day = "morning" if hour < NOON else "afternoon" if hour < EVENING else "evening"
    name = actor.name.split(" ")[0]
    hello = f"Good {time_of_day}, {name}."
    if not waiting:
        return hello
    need = count_words(waiting, "thing needs", "things need").capitalize()
    return f"{hello} {need} you."


def lede(actor: Actor) -> str:
    return "" if actor.roles else "You have an account, but no role at a school or trust yet."


def look(person_id: int, now: datetime) -> datetime:
    """Note that the person looks at Today, and give the moment since when things are new to them."""
    seen = Seen.objects.filter(pk=person_id).first()
    if seen is None:
        first = Seen(person_id=person_id, at=now, before=now - FIRST_LOOK)
        Seen.objects.bulk_create([first], ignore_conflicts=True)
        return first.before
    changes = {"at": now}
    if now - seen.at > VISIT:
        changes["before"] = seen.before = seen.at
    if now - seen.at > WRITTEN_EVERY:
        # Of two tabs at once the later look stands.
        Seen.objects.filter(pk=person_id, at__lt=now).update(**changes)
    return seen.before
