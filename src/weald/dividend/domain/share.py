"""Opening a trust's dividend to others, and closing it again."""

from collections.abc import Iterable

from django.db import transaction

from weald.core.domain import ledger
from weald.core.enums import Audience, Verb
from weald.core.models import Share
from weald.core.permissions import Actor, permit
from weald.dividend.models import Result
from weald.dividend.queries.results import LABEL, readers_of
from weald.schools.models import Organisation

# From the narrowest to the widest.
WIDTH = list(Audience)


def held(result: Result, by: Actor) -> Result:
    """Give the result as it is now: of two who say at once who reads it, the second waits for the first.

    Otherwise each would take back only what it saw named, and both names would stay.
    """
    stored = Result.objects.select_for_update(of=("self",), no_key=True).select_related("organisation")
    result = stored.defer("body").get(pk=result.pk)
    permit("dividend.share", by, result.organisation)
    return result


@transaction.atomic
def share(result: Result, *, audience: Audience, by: Actor) -> Result:
    """Let an audience read a result; narrowing is written down as withdrawing."""
    result = held(result, by)
    before = Audience(result.audience)
    if audience == before:
        return result
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


@transaction.atomic
def release(result: Result, *, to: Iterable[Organisation], by: Actor) -> Result:
    """Name exactly these as its readers beside its audience: an inspectorate, a partner."""
    result = held(result, by)
    named = {one.pk for one in to}
    before = {one.pk for one in readers_of(result)}
    if named == before:
        return result
    shares = Share.objects.filter(target_label=LABEL, target_id=str(result.pk))
    shares.exclude(organisation_id__in=named).delete()
    Share.objects.bulk_create(
        Share(
            target_label=LABEL,
            target_id=str(result.pk),
            organisation_id=organisation_id,
            shared_by_id=by.person_id or 0,
        )
        for organisation_id in sorted(named - before)
    )
    ledger.append(
        Verb.SHARED if named - before else Verb.WITHDREW,
        result,
        by=by,
        place_id=result.organisation_id,
        audience=Audience.TRUST,
        payload={"named": len(named)},
    )
    return result
