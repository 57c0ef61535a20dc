"""What home keeps of a person's reading: given to them, erased with them, forgotten in time."""

from datetime import datetime, timedelta
from typing import Any

from weald.home.enums import DigestOutcome
from weald.home.models import Digest, FeedKey, QuietTime, Seen, Thanks, Told

# Long enough that nothing which may still be news is told a second time.
KEPT_FOR = timedelta(days=400)
QUIET_ROUNDS_KEPT_FOR = timedelta(days=90)


def reading_of(person_id: int) -> list[dict[str, Any]]:
    """List the digests sent, when Today was looked at, and the choices about both."""
    sent = Digest.objects.filter(person_id=person_id, outcome=DigestOutcome.SENT).order_by("decided_at")
    found: list[dict[str, Any]] = []
    found += [{"digest_sent_at": one.decided_at.isoformat(), "things_told": one.items} for one in sent]
    for seen in Seen.objects.filter(pk=person_id):
        found.append({"looked_at_today": seen.at.isoformat()})
    for quiet in QuietTime.objects.filter(pk=person_id):
        hours = {"quiet_from": quiet.begins, "quiet_until": quiet.ends}
        found.append(hours | {"at_weekends": quiet.at_weekends, "in_holidays": quiet.in_holidays})
    for feed in FeedKey.objects.filter(pk=person_id):
        found.append({"feed_address_made_at": feed.made_at.isoformat()})
    for thanks in Thanks.objects.filter(said_by_id=person_id).select_related("practice"):
        found.append({"thanked_for": thanks.practice.title, "in_the_words": thanks.words})
    return found


def forget_reading(person_id: int) -> int:
    erased = Thanks.objects.filter(said_by_id=person_id).update(said_by=None)
    for model in (Told, Digest, Seen, QuietTime, FeedKey):
        erased += model.objects.filter(person_id=person_id).delete()[0]
    return erased


def forget_old_rounds(*, now: datetime) -> int:
    """Forget rounds in which nothing was said after a term, and everything told after a year."""
    old = Digest.objects.filter(decided_at__lt=now - KEPT_FOR)
    quiet = Digest.objects.exclude(outcome=DigestOutcome.SENT)
    quiet = quiet.filter(decided_at__lt=now - QUIET_ROUNDS_KEPT_FOR)
    return old.delete()[0] + quiet.delete()[0]
