"""Who reads a trust's newest estimate, and what becomes of those who read the one before."""

from collections.abc import Collection, Iterable

from django.db import transaction

from weald.core.enums import Audience
from weald.core.errors import Conflict
from weald.core.permissions import Actor
from weald.dividend.domain.share import WIDTH, held, release, share
from weald.dividend.models import Result
from weald.dividend.queries.earlier import earlier_releases
from weald.dividend.queries.results import readers_of
from weald.schools.models import Organisation


@transaction.atomic
def let_read(result: Result, *, audience: Audience, to: Iterable[Organisation], by: Actor) -> Result:
    """Let an audience and exactly those named read a result.

    They read it instead of earlier ones: else taking it back would leave them with those.
    """
    named = list(to)
    shared = share(result, audience=audience, by=by)
    release(result, to=named, by=by)
    for earlier in earlier_releases(result):
        if WIDTH.index(audience) >= WIDTH.index(Audience(earlier.result.audience)):
            share(earlier.result, audience=Audience.TRUST, by=by)
        still = [one.organisation for one in earlier.readers if one.organisation not in named]
        release(earlier.result, to=still, by=by)
    return shared


@transaction.atomic
def release_too(
    result: Result, *, audience: Audience, confirmed: Collection[Organisation], by: Actor
) -> Result:
    """Let those who read an earlier estimate read this one: as many of them as `by` saw and meant.

    Whoever was added since they looked, or taken off, is not let in.
    """
    result = held(result, by)
    earlier = earlier_releases(result)
    if not earlier:
        raise _nothing_left()
    widest = max((Audience(one.result.audience) for one in earlier), key=WIDTH.index)
    meant = min(widest, audience, key=WIDTH.index)
    now = Audience(result.audience)
    read_before = {reader.organisation for one in earlier for reader in one.readers}
    return let_read(
        result,
        audience=max(now, meant, key=WIDTH.index),
        to={*readers_of(result), *(read_before & set(confirmed))},
        by=by,
    )


@transaction.atomic
def take_back_earlier(result: Result, *, by: Actor) -> None:
    """Let nobody beyond the trust read the estimates before this one any more."""
    result = held(result, by)
    earlier = earlier_releases(result)
    if not earlier:
        raise _nothing_left()
    for one in earlier:
        share(one.result, audience=Audience.TRUST, by=by)
        release(one.result, to=[], by=by)


def _nothing_left() -> Conflict:
    return Conflict(
        "This is about earlier estimates that others read.",
        "Nobody beyond the trust reads one any more.",
        "Open the page again to see who reads what.",
    )
