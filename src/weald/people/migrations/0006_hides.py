"""One person's reports hide only so many things at a time: of each it is kept whether it hides."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("people", "0005_found")]

    operations = [
        # Every report there is hides what it names.
        migrations.AddField("concern", "hides", models.BooleanField(default=True)),
        migrations.RemoveConstraint("concern", "concern_open_once"),
        migrations.AddConstraint(
            "concern",
            models.UniqueConstraint(
                fields=["target_label", "target_id"],
                condition=Q(looked_at__isnull=True, hides=True),
                name="concern_hides_once",
            ),
        ),
        migrations.AddConstraint(
            "concern",
            models.UniqueConstraint(
                fields=["target_label", "target_id", "raised_by"],
                condition=Q(looked_at__isnull=True),
                name="concern_open_once_a_person",
            ),
        ),
        migrations.AddIndex(
            "concern",
            models.Index(
                fields=["raised_by"],
                condition=Q(looked_at__isnull=True, hides=True),
                name="concern_hiding",
            ),
        ),
    ]
