from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from weald.schools.enums import EXCLUSIVE_KINDS, Ending, Kind, LinkKind, SpellReason
from weald.schools.models.organisation import Organisation


def same(field: str) -> Func:
    """Equality that a plain GiST index can carry: one-number ranges overlap when the numbers are equal."""
    return Func(F(field), F(field), Value("[]"), function="int8range")


class Spell(models.Model):
    """An organisation's time within another, [from, until). Membership is this history."""

    child = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="spells")
    parent = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="member_spells")
    # The parent's kind, kept here because the database must compare it.
    kind = models.CharField(max_length=16, choices=Kind)
    period = DateRangeField()
    reason = models.CharField(max_length=16, choices=SpellReason, default=SpellReason.UNKNOWN)
    ending = models.CharField(max_length=16, choices=Ending, blank=True)
    # When the day of leaving is not known, `period` ends with the last day the register vouches for,
    # and this is the first of which the register says that it was over.
    over_by = models.DateField(null=True)
    # Kept by domain.register from what its files tell; a spell that a person entered is left alone.
    is_from_register = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(name="spell_ending_known", condition=Q(ending__in=["", *Ending.values])),
            models.CheckConstraint(
                name="spell_open_has_no_ending",
                condition=Q(period__upper_inf=False) | Q(ending="", over_by__isnull=True),
            ),
            models.CheckConstraint(name="spell_kind_known", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(name="spell_not_within_itself", condition=~Q(child=F("parent"))),
            models.CheckConstraint(name="spell_not_empty", condition=Q(period__isempty=False)),
            ExclusionConstraint(
                name="spell_one_at_a_time_with_a_parent",
                expressions=[
                    (same("child_id"), RangeOperators.OVERLAPS),
                    (same("parent_id"), RangeOperators.OVERLAPS),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
            *[
                ExclusionConstraint(
                    name=f"spell_one_{kind.value}_at_a_time",
                    expressions=[
                        (same("child_id"), RangeOperators.OVERLAPS),
                        ("period", RangeOperators.OVERLAPS),
                    ],
                    condition=Q(kind=kind),
                )
                for kind in EXCLUSIVE_KINDS
            ],
        ]

    def __str__(self) -> str:
        return f"{self.child_id} in {self.parent_id} {self.period}"


class Link(models.Model):
    """One establishment followed by another, as the register records it."""

    earlier = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="later_links")
    later = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="earlier_links")
    kind = models.CharField(max_length=12, choices=LinkKind)
    established_on = models.DateField(null=True)
    # The day of the register file that told it.
    told_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["earlier", "later"], name="link_once"),
            models.CheckConstraint(name="link_kind_known", condition=Q(kind__in=LinkKind.values)),
            models.CheckConstraint(name="link_not_to_itself", condition=~Q(earlier=F("later"))),
        ]

    def __str__(self) -> str:
        return f"{self.earlier_id} → {self.later_id} ({self.kind})"
