"""Questions about practices: who is waited for."""

from collections.abc import Iterable

from django.urls import reverse

from weald.core.permissions import Actor
from weald.core.registry import Waiting
from weald.practices.models import Ask


def waiting_questions(actor: Actor) -> Iterable[Waiting]:
    """Give an author what is asked of their practices; gone as soon as any of its authors has answered."""
    if not actor.is_known:
        return
    asks = Ask.objects.filter(
        answered_at__isnull=True, practice__authors=actor.person_id, practice__withdrawn_at__isnull=True
    )
    for ask in asks.select_related("practice", "asked_for").order_by("asked_at", "pk"):
        about = f" ({ask.get_about_display().lower()})" if ask.about else ""
        yield Waiting(
            key=f"practices.ask:{ask.pk}",
            text=f"{ask.asked_for.name} asks about “{ask.practice.title}”{about}",
            url=reverse("practices:answer", args=[ask.pk]),
            since=ask.asked_at,
            place=ask.asked_for.name,
        )
