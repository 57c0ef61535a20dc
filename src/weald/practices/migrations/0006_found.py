"""Whoever may see a practice finds it, and nobody else: its document follows its home and audience."""

from django.db import migrations

FOLLOW = """
    CREATE TRIGGER practices_practice_found AFTER UPDATE OF home_id, audience ON practices_practice
        FOR EACH ROW EXECUTE FUNCTION search_follow('practices.practice');
"""
UNFOLLOW = "DROP TRIGGER practices_practice_found ON practices_practice;"


class Migration(migrations.Migration):
    dependencies = [("practices", "0005_drafts"), ("search", "0002_meaning")]

    operations = [migrations.RunSQL(FOLLOW, UNFOLLOW)]
