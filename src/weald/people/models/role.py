from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils import timezone

from weald.people.enums import RoleKind
from weald.people.models.user import User
from weald.schools.models import Organisation
from weald.schools.models.spell import same


class Role(models.Model):
    """A role held at an organisation for a time, [from, until)."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="roles")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="roles")
    kind = models.CharField(max_length=20, choices=RoleKind)
    # What is taught or led: the vocabulary's code, or nothing in particular.
    subject = models.CharField(max_length=60, blank=True)
    period = DateRangeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="role_kind_known", condition=Q(kind__in=RoleKind.values)),
            models.CheckConstraint(name="role_not_empty", condition=Q(period__isempty=False)),
            *[
                ExclusionConstraint(
                    name=f"role_{kind.value}_once_at_a_time",
                    expressions=[
                        (same("person_id"), RangeOperators.OVERLAPS),
                        (same("organisation_id"), RangeOperators.OVERLAPS),
                        ("period", RangeOperators.OVERLAPS),
                    ],
                    condition=Q(kind=kind),
                )
                for kind in RoleKind
            ],
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind} at {self.organisation_id} {self.period}"

    @property
    def began_on(self) -> date:
        return self.period.lower

    @property
    def ended_on(self) -> date | None:
        """The day from which the role is no longer held."""
        return self.period.upper

    @property
    def is_held(self) -> bool:
        return timezone.localdate() in self.period
