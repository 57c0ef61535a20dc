from django.db import models
from django.db.models import Q

from weald.people.models import User

EVENING, MORNING = 18, 7
LAST_HOUR = 23


class QuietTime(models.Model):
    """When a person wants no digest; without a row it is evenings, nights, weekends and school holidays."""

    person = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="+")
    # Hours of the clock on the wall; the same one twice is no quiet time at all.
    begins = models.PositiveSmallIntegerField(default=EVENING)
    ends = models.PositiveSmallIntegerField(default=MORNING)
    at_weekends = models.BooleanField(default=True)
    in_holidays = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="quiet_hours_of_a_day",
                condition=Q(begins__lte=LAST_HOUR, ends__lte=LAST_HOUR),
            )
        ]

    def __str__(self) -> str:
        return f"quiet for {self.person_id} from {self.begins} to {self.ends}"
