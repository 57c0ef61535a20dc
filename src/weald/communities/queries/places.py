"""Where people work, as communities need it."""

from datetime import date

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone

from weald.communities.models import Enrolment
from weald.core.errors import Refused
from weald.core.permissions import Actor
from weald.people.enums import RoleKind
from weald.people.models import Role, User
from weald.schools.enums import Kind
from weald.schools.models import Organisation

TEACHING = frozenset({RoleKind.TEACHER, RoleKind.SUBJECT_LEAD})


def held_by(person_id: int | None, on: date | None = None) -> QuerySet[Role]:
    """Give the roles of somebody who works there, those in a school first."""
    at_school = Case(
        When(organisation__kind=Kind.SCHOOL, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    return (
        Role.objects.filter(person_id=person_id or 0, period__contains=on or timezone.localdate())
        .exclude(kind=RoleKind.EXTERNAL_READER)
        .select_related("organisation")
        .order_by(at_school, "pk")
    )


def person_in(actor: Actor) -> int:
    """Give who acts. What is between people, the command line does not do."""
    if actor.person_id is None:
        raise Refused("This is done by a person.", "You are not signed in.", "Sign in.")
    return actor.person_id


def works_at(person_id: int | None) -> Organisation | None:
    role = held_by(person_id).first()
    return role.organisation if role else None


def known_to(actor: Actor) -> QuerySet[User]:
    """Give the people somebody may turn to by name: of their trusts, and of their communities."""
    mine = Enrolment.objects.filter(person_id=actor.person_id or 0, left_on__isnull=True)
    beside = Enrolment.objects.filter(community__in=mine.values("community_id"), left_on__isnull=True)
    colleagues = Role.objects.filter(
        organisation__in=actor.trusts, period__contains=timezone.localdate()
    ).exclude(kind=RoleKind.EXTERNAL_READER)
    return User.objects.filter(
        Q(pk__in=beside.values("person_id")) | Q(pk__in=colleagues.values("person_id")), is_active=True
    ).exclude(pk=actor.person_id or 0)
