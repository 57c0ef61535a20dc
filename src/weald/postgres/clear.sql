-- Empties the schema of everything Weald made; what extensions brought stays.
SET client_min_messages = warning;
DO $$ DECLARE thing record; BEGIN
    FOR thing IN
        SELECT oid::regclass::text AS name, relkind FROM pg_class AS thing
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S')
          AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.objid = thing.oid AND d.deptype IN ('e', 'i'))
    LOOP
        EXECUTE format('DROP %s IF EXISTS %s CASCADE', CASE thing.relkind
            WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END,
            thing.name);
    END LOOP;
    FOR thing IN
        SELECT oid::regprocedure::text AS name FROM pg_proc AS thing
        WHERE pronamespace = 'public'::regnamespace
          AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.objid = thing.oid AND d.deptype = 'e')
    LOOP
        EXECUTE format('DROP ROUTINE IF EXISTS %s CASCADE', thing.name);
    END LOOP;
    FOR thing IN
        SELECT oid::regtype::text AS name FROM pg_type AS thing
        WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd', 'c')
          AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.objid = thing.oid AND d.deptype IN ('e', 'i'))
    LOOP
        EXECUTE format('DROP TYPE IF EXISTS %s CASCADE', thing.name);
    END LOOP;
END $$;
