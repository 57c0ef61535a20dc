from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from weald.schools.enums import TermKind


class Term(models.Model):
    """A word everybody uses the same: a phase, key stage, subject, concept, area or pupil group.

    Shipped as data; others name a term by its kind and code. One that is no longer shipped is retired, not
    removed: what was written with it keeps its meaning.
    """

    kind = models.CharField(max_length=12, choices=TermKind)
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    # A concept's subject, a key stage's phase.
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    position = models.SmallIntegerField()
    # What else people call it.
    also = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    is_retired = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "code"], name="term_once"),
            models.CheckConstraint(name="term_kind_known", condition=Q(kind__in=TermKind.values)),
            models.CheckConstraint(name="term_code_is_a_code", condition=Q(code__regex=r"^[a-z0-9_.]+$")),
            models.CheckConstraint(name="term_not_under_itself", condition=~Q(parent=F("id"))),
        ]
        ordering = ["kind", "position"]

    def __str__(self) -> str:
        return self.name
