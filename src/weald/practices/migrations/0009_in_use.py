"""How many places use a practice is kept beside it, so that a nation's practices can be listed by it.

Counts are moved, not counted anew: of two adoptions at once the second one adds to what the first one left.
"""

from django.db import migrations, models

KEEP = """
CREATE FUNCTION practices_move_uses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        UPDATE practices_practice AS kept SET in_use = kept.in_use + moved.n
        FROM (SELECT practice_id, count(*) AS n FROM came WHERE state = 'live' GROUP BY 1) AS moved
        WHERE kept.id = moved.practice_id;
    ELSIF TG_OP = 'DELETE' THEN
        UPDATE practices_practice AS kept SET in_use = kept.in_use - moved.n
        FROM (SELECT practice_id, count(*) AS n FROM went WHERE state = 'live' GROUP BY 1) AS moved
        WHERE kept.id = moved.practice_id;
    ELSE
        UPDATE practices_practice AS kept SET in_use = kept.in_use + moved.n
        FROM (
            SELECT practice_id, sum(n) AS n FROM (
                SELECT practice_id, 1 AS n FROM came WHERE state = 'live'
                UNION ALL SELECT practice_id, -1 FROM went WHERE state = 'live'
            ) AS each GROUP BY 1
        ) AS moved
        WHERE kept.id = moved.practice_id AND moved.n <> 0;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER practices_uses_begun AFTER INSERT ON practices_adoption
    REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION practices_move_uses();
CREATE TRIGGER practices_uses_changed AFTER UPDATE ON practices_adoption
    REFERENCING OLD TABLE AS went NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION practices_move_uses();
CREATE TRIGGER practices_uses_ended AFTER DELETE ON practices_adoption
    REFERENCING OLD TABLE AS went FOR EACH STATEMENT EXECUTE FUNCTION practices_move_uses();

UPDATE practices_practice AS kept SET in_use = used.n
FROM (SELECT practice_id, count(*) AS n FROM practices_adoption WHERE state = 'live' GROUP BY 1) AS used
WHERE kept.id = used.practice_id;
"""
LEAVE = """
DROP TRIGGER practices_uses_begun ON practices_adoption;
DROP TRIGGER practices_uses_changed ON practices_adoption;
DROP TRIGGER practices_uses_ended ON practices_adoption;
DROP FUNCTION practices_move_uses();
"""


class Migration(migrations.Migration):
    dependencies = [("practices", "0008_hidden")]

    operations = [
        migrations.AddField("practice", "in_use", models.PositiveIntegerField(default=0)),
        migrations.RunSQL(KEEP, LEAVE),
        migrations.AddIndex("practice", models.Index(fields=["-in_use", "id"], name="practice_in_use")),
        migrations.AddIndex("practice", models.Index(fields=["title", "id"], name="practice_title")),
    ]
