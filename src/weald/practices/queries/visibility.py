"""Who may know of a practice, and of what hangs on it."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model, Q, QuerySet

from weald.core.permissions import Actor, audience_query, known_ids, visibility
from weald.people.enums import RoleKind
from weald.people.queries.concerns import in_places_led, reported_ids
from weald.practices.models import (
    Adoption,
    Ask,
    Attachment,
    BroughtIn,
    Credit,
    ForeignCredit,
    Parentage,
    Practice,
    Return,
    Version,
    Wording,
)

# Where each finds the practices one has to know of to know of it.
PRACTICES_OF: dict[type[Model], tuple[str, ...]] = {
    Version: ("practice",),
    Wording: ("version__practice",),
    BroughtIn: ("practice",),
    ForeignCredit: ("version__practice",),
    Attachment: ("version__practice",),
    Adoption: ("practice",),
    Ask: ("practice",),
    Return: ("to_practice", "from_version__practice"),
    Parentage: ("child__practice", "parent__practice"),
    Credit: ("version__practice", "ancestor__practice"),
}


@visibility(Practice)
def practices_seen(practices: QuerySet[Practice], actor: Actor) -> QuerySet[Practice]:
    """Give those whose audience has the actor in it, and those in which the actor has a part already.

    What was reported is hidden from all but its authors and those who look, whatever its audience; these
    see it also where it is not hidden.
    """
    if actor.is_system:
        return practices
    hidden = Q(hidden_at__isnull=False)
    reported = hidden | Q(pk__in=reported_ids("practices.practice"))
    looked_at = reported if actor.holds(RoleKind.STEWARD) else reported & in_places_led(actor, "home")
    unless_hidden = ~hidden | looked_at
    allowed = audience_query(actor, home="home_id", label="practices.practice")
    if actor.person_id is not None:
        mine = Practice.authors.through.objects.filter(user_id=actor.person_id).values("practice_id")
        # Whoever a practice came back to sees what came back, whatever its own audience.
        ours = Practice.objects.filter(home__in=actor.own).values("pk")
        # A union, so that what came back is found by its practice: a nation's returns are not read through.
        back = Return.objects.filter(to_practice__in=mine.union(ours)).values("from_version__practice_id")
        allowed |= Q(pk__in=mine) | Q(pk__in=back)
        unless_hidden |= Q(pk__in=mine)
    if actor.own:
        # A school goes on seeing what it uses, also when the audience has become narrower.
        used = Adoption.objects.filter(organisation__in=actor.own).values("practice_id")
        allowed |= Q(pk__in=used)
    return practices.filter(allowed | looked_at).filter(unless_hidden)


def _through(paths: tuple[str, ...]) -> Callable[[QuerySet[Any], Actor], QuerySet[Any]]:
    def seen_with_its_practices(things: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        if actor.is_system:
            return things
        known = known_ids(Practice, actor)
        return things.filter(**{f"{path}__in": known for path in paths})

    return seen_with_its_practices


for model, paths in PRACTICES_OF.items():
    visibility(model)(_through(paths))
