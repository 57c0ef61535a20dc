"""Opening a trust's dividend to others, and closing it again."""

from django.db import transaction

from weald.core.domain import ledger
from weald.core.enums import Audience, Verb
from weald.core.permissions import Actor, permit
from weald.dividend.models import Result

# From the narrowest to the widest.
WIDTH = list(Audience)


@transaction.atomic
def share(result: Result, *, audience: Audience, by: Actor) -> Result:
    """Let an audience read a result; narrowing is written down as withdrawing."""
    permit("dividend.share", by, result.organisation)
    before = Audience(result.audience)
    result.audience = audience
    result.save(update_fields=["audience"])
    is_narrower = WIDTH.index(Audience(audience)) < WIDTH.index(before)
    ledger.append(
        Verb.WITHDREW if is_narrower else Verb.SHARED,
        result,
        by=by,
        place_id=result.organisation_id,
        audience=Audience.TRUST,
        payload={"audience": str(audience)},
    )
    return result
