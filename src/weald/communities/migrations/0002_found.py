"""Whoever may see a community finds it, and nobody else: its document follows its home and audience."""

from django.db import migrations

FOLLOW = """
    CREATE TRIGGER communities_community_found AFTER UPDATE OF home_id, audience ON communities_community
        FOR EACH ROW EXECUTE FUNCTION search_follow('communities.community');
"""
UNFOLLOW = "DROP TRIGGER communities_community_found ON communities_community;"


class Migration(migrations.Migration):
    dependencies = [("communities", "0001_initial"), ("search", "0002_meaning")]

    operations = [migrations.RunSQL(FOLLOW, UNFOLLOW)]
