"""What Today says at its head."""

from datetime import datetime

from django.utils import timezone

from weald.core.permissions import Actor

NOON, EVENING = 12, 18


def greeting(actor: Actor, now: datetime) -> str:
    hour = timezone.localtime(now).hour
    time_of_day = "morning" if hour < NOON else "afternoon" if hour < EVENING else "evening"
    name = actor.name.split(" ")[0]
    return f"Good {time_of_day}, {name}."


def lede(actor: Actor, parts: int) -> str:
    if not actor.roles:
        return "You have an account, but no role at a school or trust yet."
    return "What needs you, and what your organisations’ figures say." if parts else ""
