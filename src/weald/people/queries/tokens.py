"""A person's tokens: nobody else's are known to anyone."""

from datetime import datetime

from django.db.models import QuerySet

from weald.core.permissions import Actor, visibility
from weald.people.models import Token


@visibility(Token)
def visible_tokens(tokens: QuerySet[Token], actor: Actor) -> QuerySet[Token]:
    return tokens.filter(person_id=actor.person_id) if actor.is_known else tokens.none()


def live(tokens: QuerySet[Token], at: datetime) -> QuerySet[Token]:
    return tokens.filter(revoked_at__isnull=True, expires_at__gt=at)


def tokens_of(person_id: int) -> QuerySet[Token]:
    """Give a person's tokens with their roles, the newest first."""
    found = Token.objects.filter(person_id=person_id).prefetch_related("roles__organisation")
    return found.order_by("-made_at", "-pk")
