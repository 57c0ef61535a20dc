"""Narrow rows, so that counting reads little; and what documents mean, where the server has `vector`."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# Texts and their words go out of line; what is counted and narrowed by stays beside each other.
NARROW = """
    ALTER TABLE search_searchdocument SET (toast_tuple_target = 512);
    ALTER TABLE search_searchdocument ALTER COLUMN words SET STORAGE EXTERNAL;
    ALTER TABLE search_searchdocument ALTER COLUMN text SET STORAGE EXTERNAL;
"""
WIDE = """
    ALTER TABLE search_searchdocument RESET (toast_tuple_target);
    ALTER TABLE search_searchdocument ALTER COLUMN words SET STORAGE EXTENDED;
    ALTER TABLE search_searchdocument ALTER COLUMN text SET STORAGE EXTENDED;
"""


# A thing's home and audience decide who may find it. Where an app hangs this on its table, with the name it
# goes by, a document follows whatever is done to the thing, by whichever code.
FOLLOW = """
    CREATE FUNCTION search_follow() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE search_searchdocument SET home_id = NEW.home_id, audience = NEW.audience
        WHERE label = TG_ARGV[0] AND target_id = NEW.id::text
            AND (home_id, audience) IS DISTINCT FROM (NEW.home_id, NEW.audience);
        RETURN NULL;
    END $$;
"""
UNFOLLOW = "DROP FUNCTION search_follow();"


def make_room_for_meaning(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    from weald.search.domain.meaning import make_table  # noqa: PLC0415 -- once the app is ready

    make_table(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [
        migrations.RunSQL(NARROW, WIDE),
        migrations.RunSQL(FOLLOW, UNFOLLOW),
        migrations.RunPython(make_room_for_meaning, migrations.RunPython.noop),
    ]
