"""What a school carries, what it stopped, and who carried it."""

from datetime import date

from django.db.models import Q, QuerySet

from weald.core.permissions import Actor, visible
from weald.people.models import User
from weald.practices.enums import AdoptionState
from weald.practices.models import Adoption, Practice
from weald.schools.models import Organisation
from weald.schools.queries.reach import inside

# More live practices than this, and a school is asked what it would rather do well.
FEW = 3


def carried_at(place: Organisation, on: date) -> QuerySet[Adoption]:
    """Give all adoptions of a school and its teams, live ones by when they began."""
    return (
        Adoption.objects.filter(organisation__in=inside({place.pk}, on))
        .select_related("practice", "practice__home", "organisation", "version", "room__stopped__practice")
        .order_by("began_on", "pk")
    )


def seen(adoptions: QuerySet[Adoption], actor: Actor) -> QuerySet[Adoption]:
    """Keep those of practices the actor may know of, and those of their own places; what is hidden is not."""
    # Asked of these few by their keys: those somebody may know of are most of a nation's.
    carried = set(adoptions.order_by().values_list("practice_id", flat=True))
    known = visible(Practice.objects.filter(pk__in=carried), actor).values("pk")
    own = Q(organisation__in=actor.own, practice__hidden_at__isnull=True)
    return adoptions.filter(Q(practice__in=known) | own)


def live(adoptions: QuerySet[Adoption]) -> QuerySet[Adoption]:
    return adoptions.filter(state=AdoptionState.LIVE)


def stopped(adoptions: QuerySet[Adoption]) -> QuerySet[Adoption]:
    over = adoptions.filter(state=AdoptionState.STOPPED).select_related("stopping__replaced_by")
    return over.prefetch_related("stopping__thanked").order_by("-ended_on", "-pk")


def carriers_of(adoption: Adoption) -> QuerySet[User]:
    """Give who carried it there: who took it up, who told how it went, and who wrote it there."""
    here = inside({adoption.organisation_id}, adoption.began_on)
    carried = (
        Q(pk=adoption.adopted_by_id)
        | Q(accounts__adoption=adoption)
        | Q(versions_made__practice=adoption.practice_id, versions_made__made_at_school__in=here)
    )
    return User.objects.filter(carried, is_active=True).distinct().order_by("name", "pk")
