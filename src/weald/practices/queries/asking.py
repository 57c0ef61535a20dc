"""Questions about practices: who is waited for, and who is told."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.urls import reverse

from weald.core.permissions import Actor, visible
from weald.core.registry import News, Waiting
from weald.practices.models import Ask
from weald.texts.markdown import excerpt

MOST_NEWS = 50


def waiting_questions(actor: Actor) -> Iterable[Waiting]:
    """Give an author what is asked of their practices; gone as soon as any of its authors has answered."""
    if not actor.is_known:
        return
    asks = Ask.objects.filter(
        answered_at__isnull=True, practice__authors=actor.person_id, practice__withdrawn_at__isnull=True
    )
    asks = asks.select_related("practice", "asked_for")
    asks = asks.only("about", "asked_at", "practice__title", "asked_for__name")
    for ask in asks.order_by("asked_at", "pk"):
        about = f" ({ask.get_about_display().lower()})" if ask.about else ""
        yield Waiting(
            key=f"practices.ask:{ask.pk}",
            text=f"{ask.asked_for.name} asks about “{ask.practice.title}”{about}",
            url=reverse("practices:answer", args=[ask.pk]),
            since=ask.asked_at,
            place=ask.asked_for.name,
        )


def answered_questions(actor: Actor, since: datetime) -> Iterator[News]:
    """Tell whoever asked that they were answered, while they may still see the practice."""
    if not actor.is_known:
        return
    asks = Ask.objects.filter(asked_by_id=actor.person_id, answered_at__gte=since)
    known = visible(asks, actor).exclude(answered_by_id=actor.person_id).select_related("practice")
    for ask in known.only("answered_at", "answer", "practice__title").order_by("-answered_at", "-pk")[
        :MOST_NEWS
    ]:
        yield News(
            key=f"practices.ask:{ask.pk}:answered",
            at=ask.answered_at or since,
            title=f"Your question about “{ask.practice.title}” is answered",
            url=reverse("practices:practice", args=[ask.practice_id]),
            text=excerpt(ask.answer),
        )
