from django.db import models
from django.db.models import Q

from weald.files.models import StoredFile
from weald.people.models import User
from weald.practices.enums import Licence
from weald.practices.models.practice import Practice
from weald.practices.models.version import Version


class Draft(models.Model):
    """What somebody is writing: a new practice, the next version of one, or an adaptation of another's.

    Only its writer knows of it. It is saved as it stands, however unfinished, and is gone once published.
    """

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="drafts")
    # None for a practice that does not exist yet.
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, null=True, related_name="drafts")
    # What it was begun from: the head of its practice then, or the version it adapts.
    base = models.ForeignKey(Version, on_delete=models.CASCADE, null=True, related_name="drafts")
    fields = models.JSONField(default=dict)
    # Grows with each saving, so that a second window knows that it is not the first.
    revision = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "practice"],
                condition=Q(practice__isnull=False),
                name="draft_one_of_a_practice",
            ),
            models.CheckConstraint(
                name="draft_of_a_practice_has_a_base",
                condition=Q(practice__isnull=True) | Q(base__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["person", "-saved_at"], name="draft_person")]

    def __str__(self) -> str:
        return f"draft {self.pk} of {self.person_id}"

    @property
    def title(self) -> str:
        return str(self.fields.get("title") or "Without a title yet")


class DraftFile(models.Model):
    """A file that will be attached once the draft is published."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    licence = models.CharField(max_length=16, choices=Licence)

    class Meta:
        ordering = ["draft", "name"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "name"], name="draft_file_name_once"),
            models.CheckConstraint(name="draft_file_licence_known", condition=Q(licence__in=Licence.values)),
        ]

    def __str__(self) -> str:
        return self.name
