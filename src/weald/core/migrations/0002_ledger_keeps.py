"""The database itself keeps the ledger: no update, no delete, no truncate, by anyone.

An identity can only be erased, never exchanged; a chain's end only moves forward.
"""

from django.db import migrations

from weald.core.domain.chain import GENESIS
from weald.core.models.ledger import ORDINARY_SHARDS, SECRET_SHARDS

REFUSE = """
CREATE FUNCTION core_ledger_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only: % of % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER core_entry_keeps BEFORE UPDATE OR DELETE ON core_entry
    FOR EACH ROW EXECUTE FUNCTION core_ledger_refuses();
CREATE TRIGGER core_entry_keeps_all BEFORE TRUNCATE ON core_entry
    FOR EACH STATEMENT EXECUTE FUNCTION core_ledger_refuses();
CREATE TRIGGER core_identity_keeps BEFORE UPDATE ON core_identity
    FOR EACH ROW EXECUTE FUNCTION core_ledger_refuses();
CREATE TRIGGER core_identity_keeps_all BEFORE TRUNCATE ON core_identity
    FOR EACH STATEMENT EXECUTE FUNCTION core_ledger_refuses();
CREATE TRIGGER core_head_keeps BEFORE DELETE ON core_head
    FOR EACH ROW EXECUTE FUNCTION core_ledger_refuses();
CREATE TRIGGER core_head_keeps_all BEFORE TRUNCATE ON core_head
    FOR EACH STATEMENT EXECUTE FUNCTION core_ledger_refuses();
CREATE TRIGGER core_head_moves_forward BEFORE UPDATE ON core_head
    FOR EACH ROW WHEN (NEW.shard <> OLD.shard OR NEW.seq <= OLD.seq)
    EXECUTE FUNCTION core_ledger_refuses();
ALTER TABLE core_entry ADD CONSTRAINT entry_secret_acts_keep_the_day_only
    CHECK (shard < 16 OR at = date_trunc('day', at, 'UTC'));
-- Also where triggers are switched off for a session, as replication does.
ALTER TABLE core_entry ENABLE ALWAYS TRIGGER core_entry_keeps;
ALTER TABLE core_entry ENABLE ALWAYS TRIGGER core_entry_keeps_all;
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'weald_web') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON core_entry FROM weald_web;
        REVOKE UPDATE, TRUNCATE ON core_identity FROM weald_web;
        REVOKE DELETE, TRUNCATE ON core_head FROM weald_web;
    END IF;
END $$;
"""
ALLOW = """
ALTER TABLE core_entry DROP CONSTRAINT entry_secret_acts_keep_the_day_only;
DROP TRIGGER core_head_moves_forward ON core_head;
DROP TRIGGER core_head_keeps_all ON core_head;
DROP TRIGGER core_head_keeps ON core_head;
DROP TRIGGER core_identity_keeps_all ON core_identity;
DROP TRIGGER core_identity_keeps ON core_identity;
DROP TRIGGER core_entry_keeps_all ON core_entry;
DROP TRIGGER core_entry_keeps ON core_entry;
DROP FUNCTION core_ledger_refuses();
"""
# The table behind the cache that all processes share (rate limits); losing it in a crash costs nothing.
CACHE = """
CREATE UNLOGGED TABLE core_cache (
    cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL
);
CREATE INDEX core_cache_expires ON core_cache (expires);
"""


def plant_heads(apps, schema_editor):
    head = apps.get_model("core", "Head")
    shards = [*ORDINARY_SHARDS, *SECRET_SHARDS]
    head.objects.bulk_create(head(shard=shard, seq=0, hash=GENESIS) for shard in shards)


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.RunSQL(REFUSE, ALLOW),
        migrations.RunSQL(CACHE, "DROP TABLE core_cache"),
        migrations.RunPython(plant_heads, migrations.RunPython.noop),
    ]
