"""Count the changes of what a community says of itself, so that none is lost to another."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("communities", "0004_members")]

    operations = [
        migrations.AddField("community", "revision", models.PositiveIntegerField(default=0)),
    ]
