"""For which places somebody may take practices up, and where they have."""

from django.db.models import QuerySet
from django.utils import timezone

from weald.core.permissions import Actor
from weald.practices.enums import AdoptionState
from weald.practices.models import Adoption, Practice
from weald.practices.rules.adoption import TAKING_UP
from weald.practices.rules.line import WATCHING
from weald.schools.enums import Kind
from weald.schools.models import Organisation
from weald.schools.queries.reach import inside


def places_to_adopt(actor: Actor) -> QuerySet[Organisation]:
    """Give the places the actor speaks for, and the teams in which they work, as the rule has it."""
    today = timezone.localdate()
    spoken_for = inside({role.organisation_id for role in actor.roles if role.kind in TAKING_UP}, today)
    working = inside({role.organisation_id for role in actor.roles if role.kind not in WATCHING}, today)
    teams = Organisation.objects.filter(pk__in=working, kind=Kind.TEAM)
    return (Organisation.objects.filter(pk__in=spoken_for) | teams).order_by("name", "pk")


def adoptions_spoken_for(practice: Practice, actor: Actor) -> QuerySet[Adoption]:
    """Give where a practice is in use among the places the actor may say so for."""
    if not actor.own:
        return Adoption.objects.none()
    live = Adoption.objects.filter(practice=practice, state=AdoptionState.LIVE)
    found = live.filter(organisation__in=places_to_adopt(actor).order_by().values("pk"))
    return found.select_related("organisation", "version").order_by("organisation__name", "pk")
