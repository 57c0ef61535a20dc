"""The database itself keeps the ledger: no update, no delete, no truncate, by anyone."""

from django.db import migrations

from weald.core.domain.chain import GENESIS
from weald.core.models.ledger import ORDINARY_SHARDS, SECRET_SHARDS

REFUSE = """
CREATE FUNCTION core_ledger_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only: % of core_entry is refused', TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER core_entry_keeps BEFORE UPDATE OR DELETE ON core_entry
    FOR EACH ROW EXECUTE FUNCTION core_ledger_refuses();
CREATE TRIGGER core_entry_keeps_all BEFORE TRUNCATE ON core_entry
    FOR EACH STATEMENT EXECUTE FUNCTION core_ledger_refuses();
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'weald_web') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON core_entry FROM weald_web;
        REVOKE DELETE, TRUNCATE ON core_head FROM weald_web;
    END IF;
END $$;
"""
ALLOW = """
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
