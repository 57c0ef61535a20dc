"""Saying thanks for a practice that was taken up."""

from django.db import transaction
from django.utils import timezone

from weald.core.domain import ledger
from weald.core.enums import Audience, Verb
from weald.core.errors import Conflict
from weald.core.permissions import Actor, permit
from weald.home.models import Thanks
from weald.people.queries.places import workplace
from weald.practices.models import Adoption


@transaction.atomic
def thank_for(adoption: Adoption, *, by: Actor, words: str = "") -> Thanks:
    """Thank the authors in the name of the school that took the practice up. Once for a practice."""
    permit("practices.adopt", by, workplace(adoption.organisation))
    thanks, is_new = Thanks.objects.get_or_create(
        practice=adoption.practice,
        organisation=adoption.organisation,
        defaults={"words": " ".join(words.split()), "said_by_id": by.person_id, "said_at": timezone.now()},
    )
    if not is_new:
        raise Conflict("One thank-you is one.", "It was said already.", "Nothing is left to do.")
    ledger.append(
        Verb.THANKED,
        adoption.practice,
        by=by,
        place_id=adoption.practice.home_id,
        audience=Audience(adoption.practice.audience),
        payload={"practice": adoption.practice_id, "organisation": adoption.organisation_id},
    )
    return thanks
