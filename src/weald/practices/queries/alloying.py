"""What a practice could be alloyed with."""

from django.db.models import Q, QuerySet

from weald.core.permissions import Actor, visible
from weald.practices.enums import AdoptionState, Stage
from weald.practices.models import Adoption, Practice

MOST_FOUND = 30


def alloyable(practice: Practice, words: str, actor: Actor) -> QuerySet[Practice]:
    """Give practices by words of their titles; without words those the reader wrote or their school uses."""
    found = visible(Practice.objects.exclude(pk=practice.pk), actor).exclude(stage=Stage.RETIRED)
    found = found.filter(withdrawn_at__isnull=True)
    if words.strip():
        for word in words.split()[:8]:
            found = found.filter(title__icontains=word)
    else:
        mine = Practice.authors.through.objects.filter(user_id=actor.person_id or 0).values("practice_id")
        used = Adoption.objects.filter(organisation__in=actor.own, state=AdoptionState.LIVE)
        found = found.filter(Q(pk__in=mine) | Q(pk__in=used.values("practice_id")))
    return found.select_related("home", "head").order_by("-changed_at", "pk")[:MOST_FOUND]
