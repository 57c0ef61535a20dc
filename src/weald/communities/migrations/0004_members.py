"""A page of a network's members is read from the index: who leads it first, then as they came."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("communities", "0003_hidden")]

    operations = [
        migrations.RemoveIndex("enrolment", "enrolment_community_now"),
        migrations.AddIndex(
            "enrolment",
            models.Index(
                fields=["community", "-is_lead", "id"],
                condition=models.Q(left_on__isnull=True),
                name="enrolment_members",
            ),
        ),
    ]
