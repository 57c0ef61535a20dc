"""For which places somebody may take practices up."""

from django.db.models import QuerySet
from django.utils import timezone

from weald.core.permissions import Actor
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
