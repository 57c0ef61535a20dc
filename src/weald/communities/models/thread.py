from django.db import models
from django.db.models import Q

from weald.communities.enums import ReferenceKind
from weald.communities.models.community import Community
from weald.people.models import User
from weald.schools.models import Organisation


class Thread(models.Model):
    """Something talked about in a community."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="threads")
    title = models.CharField(max_length=160)
    started_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField()
    last_at = models.DateTimeField()
    # While the post that begins it is.
    hidden_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(name="thread_has_title", condition=~Q(title=""))]
        indexes = [models.Index(fields=["community", "-last_at"], name="thread_community")]

    def __str__(self) -> str:
        return self.title


class Post(models.Model):
    """What somebody wrote in a thread (Markdown). Taken back, its place stays and its words go."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="posts")
    text = models.TextField()
    written_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    # Where they worked then: what ties schools.
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)
    # Reported: read by none but its writer and those who must look, until one of them has.
    hidden_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="post_says_something_or_is_taken_back",
                condition=Q(taken_back_at__isnull=True) & ~Q(text="")
                | Q(taken_back_at__isnull=False, text=""),
            ),
        ]
        indexes = [
            models.Index(fields=["thread", "written_at"], name="post_thread"),
            models.Index(fields=["written_by", "written_at"], name="post_writer"),
        ]

    def __str__(self) -> str:
        return f"post {self.pk} in {self.thread_id}"


class Mention(models.Model):
    """Somebody named in a post. It waits for them until they have written in the thread, or set it aside."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="mentions")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="mentions")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "person"], name="mention_once")]
        indexes = [
            models.Index(
                fields=["person"], condition=Q(settled_at__isnull=True), name="mention_person_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.post_id}"


class Reference(models.Model):
    """Where a community points in the wider profession: an association, a journal, research."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="references")
    kind = models.CharField(max_length=12, choices=ReferenceKind)
    title = models.CharField(max_length=200)
    url = models.URLField()
    note = models.CharField(max_length=300, blank=True)
    added_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="reference_kind_known", condition=Q(kind__in=ReferenceKind.values)),
            models.CheckConstraint(name="reference_on_the_web", condition=Q(url__regex=r"^https?://")),
            models.UniqueConstraint(fields=["community", "url"], name="reference_once"),
        ]

    def __str__(self) -> str:
        return self.title


class Output(models.Model):
    """What came of a community, named by its label and id: a practice, an agreed position."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="outputs")
    target_label = models.CharField(max_length=64)
    target_id = models.CharField(max_length=64)
    added_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "target_label", "target_id"], name="output_once")
        ]
        indexes = [models.Index(fields=["target_label", "target_id"], name="output_target")]

    def __str__(self) -> str:
        return f"{self.target_label} {self.target_id} of {self.community_id}"
