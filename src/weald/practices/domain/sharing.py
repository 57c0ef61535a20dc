"""Sharing something new, and making one's own from what others shared."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone

from weald.core.domain.recording import record
from weald.core.enums import Audience, Verb
from weald.core.errors import WealdError
from weald.core.permissions import Actor, permit, visible
from weald.people.models import User
from weald.people.queries.places import workplace
from weald.practices.domain.versions import Parents, write_version
from weald.practices.domain.written import Placing, Written
from weald.practices.enums import Descent
from weald.practices.models import Practice, Version, next_version_id
from weald.schools.domain.partners import name_partners
from weald.schools.models import Organisation
from weald.search.domain.documents import index

MOST_PARENTS = 12
LABEL = "practices.practice"


@transaction.atomic
def share_practice(
    written: Written,
    *,
    home: Organisation,
    by: Actor,
    audience: str = Audience.SCHOOL,
    placing: Placing | None = None,
    authors: Iterable[User] = (),
    partners: Iterable[Organisation] = (),
) -> Practice:
    """Share something new: one paragraph is enough."""
    permit("practices.share", by, workplace(home))
    practice = _begin(
        written,
        (),
        home=home,
        audience=audience,
        placing=placing,
        authors=authors,
        partners=partners,
        by=by,
    )
    _tell(Verb.SHARED, practice, by)
    return practice


@transaction.atomic
def adapt(
    version: Version,
    written: Written,
    *,
    home: Organisation,
    by: Actor,
    audience: str = Audience.SCHOOL,
    placing: Placing | None = None,
    authors: Iterable[User] = (),
    partners: Iterable[Organisation] = (),
) -> Practice:
    """Begin a line of one's own from somebody's version, whose ancestors stay credited for ever."""
    permit("practices.share", by, workplace(home))
    (parent,) = _known_to(by, [version])
    practice = _begin(
        written,
        [(parent, Descent.ADAPTED)],
        home=home,
        audience=audience,
        placing=placing or Placing.of(parent.practice),
        authors=authors,
        partners=partners,
        origin=parent.practice,
        by=by,
    )
    _tell(Verb.ADAPTED, practice, by, {"from": parent.pk})
    return practice


@transaction.atomic
def alloy(
    versions: Sequence[Version],
    written: Written,
    *,
    home: Organisation,
    by: Actor,
    audience: str = Audience.SCHOOL,
    placing: Placing | None = None,
    authors: Iterable[User] = (),
    partners: Iterable[Organisation] = (),
) -> Practice:
    """Make one practice from several; each of them is its parent, in the order given."""
    permit("practices.share", by, workplace(home))
    parents = _known_to(by, versions)
    if not 2 <= len(parents) <= MOST_PARENTS or len({one.practice_id for one in parents}) < len(parents):
        raise WealdError(
            f"An alloy is made from two to {MOST_PARENTS} different practices.",
            f"You chose {len({one.practice_id for one in parents})}.",
            "Choose another practice to put in, or adapt the one you have.",
        )
    practice = _begin(
        written,
        [(parent, Descent.ALLOYED) for parent in parents],
        home=home,
        audience=audience,
        placing=placing or Placing.of(parents[0].practice),
        authors=authors,
        partners=partners,
        by=by,
    )
    _tell(Verb.ADAPTED, practice, by, {"from": parents[0].pk, "parents": len(parents)})
    return practice


def _begin(
    written: Written,
    parents: Parents,
    *,
    home: Organisation,
    audience: str,
    placing: Placing | None,
    authors: Iterable[User],
    partners: Iterable[Organisation],
    by: Actor,
    origin: Practice | None = None,
) -> Practice:
    written = written.checked()
    now = timezone.now()
    practice = Practice.objects.create(
        title=written.title,
        home=home,
        audience=checked_audience(audience),
        **(placing or Placing()).fields(),
        head_id=next_version_id(),
        made_by_id=by.person_id,
        shared_at=now,
        changed_at=now,
        origin=origin,
    )
    practice.head = write_version(
        practice,
        written,
        number=1,
        parents=parents,
        school=home,
        at=now,
        by=by,
        version_id=practice.head_id,
    )
    writers = {person.pk for person in authors} | ({by.person_id} if by.person_id is not None else set())
    practice.authors.add(*writers)
    name_partners(LABEL, practice.pk, audience, {one.pk for one in partners}, by=by)
    index(practice)
    return practice


def checked_audience(audience: str) -> str:
    if audience in Audience.values:
        return audience
    raise WealdError(
        "A practice is shared with one of the audiences there are.",
        f"There is none called “{audience}”.",
        f"Choose one of: {', '.join(Audience.labels)}.",
    )


def _known_to(by: Actor, versions: Sequence[Version]) -> list[Version]:
    """Give the versions again, those of practices the actor may know of, in the order they were given."""
    found = visible(Version.objects.select_related("practice"), by).in_bulk([one.pk for one in versions])
    if len(found) < len({one.pk for one in versions}):
        raise WealdError(
            "A practice is made from others that its writer can read.",
            "One of them is not shared with you.",
            "Ask those who wrote it to share it with you.",
        )
    withdrawn = next((one for one in found.values() if one.practice.is_withdrawn), None)
    if withdrawn:
        raise WealdError(
            "A practice that was withdrawn is not built on.",
            f"“{withdrawn.practice.title}” was.",
            "Ask those who wrote it why.",
        )
    return [found[one.pk] for one in versions]


def _tell(verb: Verb, practice: Practice, by: Actor, payload: dict[str, int] | None = None) -> None:
    record(verb, practice, by=by, payload={"version": practice.head_id, **(payload or {})})
