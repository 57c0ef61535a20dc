"""The database itself keeps what was written: versions, where they come from and what they owe are final.

Of a version only the maker's name can go, and all its texts at once, where they should never have been
written. A head, an adoption, a return name versions of their own line and no other.
"""

from django.db import migrations

KEEP = """
CREATE FUNCTION practices_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was written is kept: % of % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION practices_version_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    texts text[] := ARRAY['title', 'summary', 'problem', 'for_whom', 'outcome', 'pupils', 'by_when', 'core',
        'flex', 'steps', 'cost_note', 'saves', 'needs', 'watch', 'note', 'units'];
    before jsonb := to_jsonb(OLD);
    after jsonb := to_jsonb(NEW);
BEGIN
    IF after - 'made_by_id' = before - 'made_by_id' AND NEW.made_by_id IS NULL THEN
        RETURN NEW;
    END IF;
    IF OLD.taken_down_at IS NULL AND NEW.taken_down_at IS NOT NULL
        AND after - texts - 'taken_down_at' = before - texts - 'taken_down_at'
        AND NEW.units = '{}' AND NOT EXISTS (
            SELECT FROM unnest(texts) AS text WHERE text <> 'units' AND after ->> text <> ''
        ) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'what was written is kept: a version is never changed'
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION practices_attachment_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM practices_version WHERE id = OLD.version_id AND taken_down_at IS NOT NULL) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'what was written is kept: a file stays with its version'
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER practices_version_keeps BEFORE UPDATE ON practices_version
    FOR EACH ROW EXECUTE FUNCTION practices_version_keeps();
CREATE TRIGGER practices_version_stays BEFORE DELETE ON practices_version
    FOR EACH ROW EXECUTE FUNCTION practices_refuses();
CREATE TRIGGER practices_parentage_keeps BEFORE UPDATE OR DELETE ON practices_parentage
    FOR EACH ROW EXECUTE FUNCTION practices_refuses();
CREATE TRIGGER practices_credit_keeps BEFORE UPDATE OR DELETE ON practices_credit
    FOR EACH ROW EXECUTE FUNCTION practices_refuses();
CREATE TRIGGER practices_attachment_keeps BEFORE UPDATE ON practices_attachment
    FOR EACH ROW EXECUTE FUNCTION practices_refuses();
CREATE TRIGGER practices_attachment_stays BEFORE DELETE ON practices_attachment
    FOR EACH ROW EXECUTE FUNCTION practices_attachment_keeps();

ALTER TABLE practices_version ADD CONSTRAINT version_of_its_line UNIQUE (id, practice_id);
ALTER TABLE practices_practice ADD CONSTRAINT practice_head_of_its_own
    FOREIGN KEY (head_id, id) REFERENCES practices_version (id, practice_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE practices_adoption ADD CONSTRAINT adoption_version_of_its_practice
    FOREIGN KEY (version_id, practice_id) REFERENCES practices_version (id, practice_id)
    DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE practices_return ADD CONSTRAINT return_base_of_its_practice
    FOREIGN KEY (base_id, to_practice_id) REFERENCES practices_version (id, practice_id)
    DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE practices_return ADD CONSTRAINT return_result_of_its_practice
    FOREIGN KEY (result_id, to_practice_id) REFERENCES practices_version (id, practice_id)
    DEFERRABLE INITIALLY DEFERRED;
"""
LET_GO = """
ALTER TABLE practices_return DROP CONSTRAINT return_result_of_its_practice;
ALTER TABLE practices_return DROP CONSTRAINT return_base_of_its_practice;
ALTER TABLE practices_adoption DROP CONSTRAINT adoption_version_of_its_practice;
ALTER TABLE practices_practice DROP CONSTRAINT practice_head_of_its_own;
ALTER TABLE practices_version DROP CONSTRAINT version_of_its_line;
DROP TRIGGER practices_attachment_stays ON practices_attachment;
DROP TRIGGER practices_attachment_keeps ON practices_attachment;
DROP TRIGGER practices_credit_keeps ON practices_credit;
DROP TRIGGER practices_parentage_keeps ON practices_parentage;
DROP TRIGGER practices_version_stays ON practices_version;
DROP TRIGGER practices_version_keeps ON practices_version;
DROP FUNCTION practices_attachment_keeps();
DROP FUNCTION practices_version_keeps();
DROP FUNCTION practices_refuses();
"""


class Migration(migrations.Migration):
    dependencies = [("practices", "0001_initial")]

    operations = [migrations.RunSQL(KEEP, LET_GO)]
