"""The database itself keeps what a contest said, how a practice moved, and what a trial fixed beforehand."""

from django.db import migrations

# name of the table: columns that are never changed, and when
KEPT = {
    "objection": "'text', 'would_settle', 'raised_at', 'raised_from_id', 'contest_id'",
    "answer": "'text', 'answered_at', 'objection_id', 'version_id'",
    "move": "'practice_id', 'from_stage', 'to_stage', 'reason', 'findings', 'moved_at'",
    "protectedwindow": "'practice_id', 'from_on', 'until_on', 'because', 'agreed_at'",
    "account": "'adoption_id', 'round', 'text', 'would_go_on', 'hours', 'told_at'",
}

KEEP = """
CREATE FUNCTION practices_keeps_columns() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    kept text;
BEGIN
    FOREACH kept IN ARRAY TG_ARGV LOOP
        IF to_jsonb(OLD) -> kept IS DISTINCT FROM to_jsonb(NEW) -> kept THEN
            RAISE EXCEPTION 'what was written is kept: % of % is never changed', kept, TG_TABLE_NAME
                USING ERRCODE = 'insufficient_privilege';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;

CREATE FUNCTION practices_trial_schools_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM practices_trial
        WHERE id = COALESCE(NEW.trial_id, OLD.trial_id) AND state <> 'draft'
    ) THEN
        RAISE EXCEPTION 'what was fixed is kept: the schools of an agreed trial'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;

CREATE TRIGGER practices_trial_fixed BEFORE UPDATE ON practices_trial
    FOR EACH ROW WHEN (OLD.state <> 'draft')
    EXECUTE FUNCTION practices_keeps_columns(
        'practice_id', 'version_id', 'title', 'outcome', 'unit', 'smallest', 'spread', 'spread_because',
        'hardest', 'first_on', 'later_on', 'agreed_at', 'fingerprint', 'detectable'
    );
CREATE TRIGGER practices_trial_drawn_once BEFORE UPDATE ON practices_trial
    FOR EACH ROW WHEN (OLD.seed IS NOT NULL)
    EXECUTE FUNCTION practices_keeps_columns('seed', 'drawn_at');
CREATE TRIGGER practices_trial_schools_fixed BEFORE INSERT OR DELETE ON practices_participation
    FOR EACH ROW EXECUTE FUNCTION practices_trial_schools_fixed();
CREATE TRIGGER practices_participation_drawn_once BEFORE UPDATE ON practices_participation
    FOR EACH ROW WHEN (OLD.place IS NOT NULL)
    EXECUTE FUNCTION practices_keeps_columns('trial_id', 'organisation_id', 'place', 'wave');
"""
LET_GO = """
DROP TRIGGER practices_participation_drawn_once ON practices_participation;
DROP TRIGGER practices_trial_schools_fixed ON practices_participation;
DROP TRIGGER practices_trial_drawn_once ON practices_trial;
DROP TRIGGER practices_trial_fixed ON practices_trial;
DROP FUNCTION practices_trial_schools_fixed();
DROP FUNCTION practices_keeps_columns();
"""


def keep_words(table: str, columns: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER practices_{table}_keeps BEFORE UPDATE ON practices_{table}
            FOR EACH ROW EXECUTE FUNCTION practices_keeps_columns({columns});
        CREATE TRIGGER practices_{table}_stays BEFORE DELETE ON practices_{table}
            FOR EACH ROW EXECUTE FUNCTION practices_refuses();
        """,
        f"""
        DROP TRIGGER practices_{table}_stays ON practices_{table};
        DROP TRIGGER practices_{table}_keeps ON practices_{table};
        """,
    )


class Migration(migrations.Migration):
    dependencies = [("practices", "0003_evidence")]

    operations = [
        migrations.RunSQL(KEEP, LET_GO),
        *(keep_words(table, columns) for table, columns in KEPT.items()),
    ]
