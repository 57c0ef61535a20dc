from django.db import models
from django.db.models import Q

from weald.people.models import User
from weald.schools.models import Organisation


class Goal(models.Model):
    """Something the members of a partnership answer for jointly."""

    partnership = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="goals")
    text = models.CharField(max_length=300)
    # How anybody will see whether it was reached.
    sign = models.CharField(max_length=300, blank=True)
    due_on = models.DateField()
    set_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    set_at = models.DateTimeField()
    # What became of it, told by those who answer for it.
    is_reached = models.BooleanField(null=True)
    told = models.TextField(blank=True)
    told_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="goal_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="goal_told_with_words",
                condition=Q(is_reached__isnull=True, told="", told_at__isnull=True)
                | Q(is_reached__isnull=False, told_at__isnull=False) & ~Q(told=""),
            ),
        ]
        indexes = [models.Index(fields=["partnership", "due_on"], name="goal_partnership")]

    def __str__(self) -> str:
        return self.text
