"""What hangs on organisations of any kind is listed by their names, a page at a time."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("schools", "0003_vocabulary")]

    operations = [
        migrations.AddIndex("organisation", models.Index(fields=["name", "id"], name="organisation_name")),
    ]
