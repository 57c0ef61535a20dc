from django.db import models
from django.db.models import Q

from weald.people.enums import InterestKind
from weald.people.models.user import User
from weald.schools.models import Organisation


class Interest(models.Model):
    """One declaration for one academic year; 'nothing to declare' is itself declared."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="interests")
    academic_year = models.SmallIntegerField(help_text="the year in which it begins: 2026 for 2026/27")
    kind = models.CharField(max_length=12, choices=InterestKind)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    detail = models.CharField(max_length=300, blank=True)
    declared_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="interest_kind_known", condition=Q(kind__in=InterestKind.values)),
            models.CheckConstraint(
                name="interest_nothing_names_nobody",
                condition=~Q(kind=InterestKind.NOTHING) | Q(organisation__isnull=True, detail=""),
            ),
            models.UniqueConstraint(
                fields=["person", "academic_year"],
                condition=Q(kind=InterestKind.NOTHING, withdrawn_at__isnull=True),
                name="interest_nothing_once_a_year",
            ),
        ]
        indexes = [models.Index(fields=["person", "academic_year"], name="interest_person_year")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.academic_year}: {self.kind}"
