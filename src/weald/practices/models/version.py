from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import F, Q

from weald.files.models import StoredFile
from weald.people.models import User
from weald.practices.enums import CreditKind, Descent, Licence, Part
from weald.practices.models.practice import Practice
from weald.schools.models import Organisation


def next_version_id() -> int:
    """Draw the number of a version to be, so that its line can name it as head before it is stored."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('practices_version', 'id'))")
        return int(cursor.fetchone()[0])


class Version(models.Model):
    """What a practice said at a time: Markdown texts, of which only the summary is required.

    The database refuses to change or delete it (migration 0002). Two things remain possible: its maker's
    name can go, and its texts can be taken down whole, where they should never have been written.
    """

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    summary = models.TextField()
    problem = models.TextField(blank=True)
    for_whom = models.TextField(blank=True)
    outcome = models.TextField(blank=True)
    pupils = models.TextField(blank=True)
    by_when = models.TextField(blank=True)
    core = models.TextField(blank=True)
    flex = models.TextField(blank=True)
    steps = models.TextField(blank=True)
    cost_hours = models.DecimalField(max_digits=6, decimal_places=1, null=True)
    cost_note = models.TextField(blank=True)
    saves = models.TextField(blank=True)
    needs = models.TextField(blank=True)
    watch = models.TextField(blank=True)
    # Of a sequence, in order: each a Markdown text whose first line is its title.
    units = ArrayField(models.TextField(), default=list, blank=True)
    # What changed, and why.
    note = models.TextField(blank=True)
    licence = models.CharField(max_length=16, choices=Licence, default=Licence.CC_BY)
    made_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="versions_made")
    made_at = models.DateTimeField()
    made_at_school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    parents = models.ManyToManyField(
        "self",
        through="Parentage",
        through_fields=("child", "parent"),
        symmetrical=False,
        related_name="children",
    )
    taken_down_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "number"], name="version_number_once"),
            models.CheckConstraint(name="version_numbers_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(name="version_licence_known", condition=Q(licence__in=Licence.values)),
            models.CheckConstraint(
                name="version_has_title_and_summary",
                condition=~Q(title="") & ~Q(summary="") | Q(taken_down_at__isnull=False),
            ),
            models.CheckConstraint(
                name="version_cost_is_hours", condition=Q(cost_hours__isnull=True) | Q(cost_hours__gte=0)
            ),
        ]
        indexes = [models.Index(fields=["made_by", "-made_at"], name="version_maker")]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    @property
    def texts(self) -> dict[str, str]:
        """The version's Markdown, part by part, in the order people think."""
        return {part.value: getattr(self, part) for part in Part}


class Parentage(models.Model):
    """One version comes from another. Numbers grow with time, so that nothing can descend from itself."""

    child = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="parentage")
    parent = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="offspring")
    position = models.PositiveSmallIntegerField()
    how = models.CharField(max_length=10, choices=Descent)

    class Meta:
        ordering = ["child", "position"]
        constraints = [
            models.UniqueConstraint(fields=["child", "position"], name="parentage_position_once"),
            models.UniqueConstraint(fields=["child", "parent"], name="parentage_once"),
            models.CheckConstraint(name="parentage_older_first", condition=Q(parent__lt=F("child"))),
            models.CheckConstraint(name="parentage_how_known", condition=Q(how__in=Descent.values)),
        ]

    def __str__(self) -> str:
        return f"{self.child_id} from {self.parent_id} ({self.how})"


class Attachment(models.Model):
    """A file that belongs to a version, with its name and its licence."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="attachments")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=200)
    licence = models.CharField(max_length=16, choices=Licence, default=Licence.CC_BY)

    class Meta:
        ordering = ["version", "name"]
        constraints = [
            models.UniqueConstraint(fields=["version", "name"], name="attachment_name_once"),
            models.CheckConstraint(name="attachment_has_name", condition=~Q(name="")),
            models.CheckConstraint(name="attachment_licence_known", condition=Q(licence__in=Licence.values)),
        ]

    def __str__(self) -> str:
        return self.name


class Wording(models.Model):
    """In which version each word of a version was first written: part → paragraphs → [version, words] runs.

    It holds no text. Each version's is worked out from its parents' alone, so that credit costs the same at
    the second remix and at the hundredth.
    """

    version = models.OneToOneField(
        Version, on_delete=models.CASCADE, primary_key=True, related_name="wording"
    )
    runs = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"wording of {self.version_id}"


class Credit(models.Model):
    """What a version owes to an ancestor: words kept, or a debt declared where none are left."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="credits")
    ancestor = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="credited_in")
    kind = models.CharField(max_length=8, choices=CreditKind)
    words = models.PositiveIntegerField(default=0)
    # Of all the version's words.
    share = models.FloatField(default=0.0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "ancestor"], name="credit_once"),
            models.CheckConstraint(name="credit_goes_to_the_older", condition=Q(ancestor__lt=F("version"))),
            models.CheckConstraint(
                name="credit_kept_has_words",
                condition=Q(kind=CreditKind.KEPT, words__gt=0, share__gt=0, share__lte=1)
                | Q(kind=CreditKind.DECLARED, words=0, share=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} owes {self.words} words to {self.ancestor_id}"
