-- Empties the schema of everything Weald made; what extensions brought stays.
-- All the statements are written before the first is run: dropping one thing takes others along.
SET client_min_messages = warning;
DO $$ DECLARE statements text; BEGIN
    SELECT string_agg(format('DROP %s IF EXISTS %s CASCADE', kind, name), '; ' ORDER BY place) INTO statements FROM (
        SELECT 1 AS place, c.oid, c.oid::regclass::text AS name, CASE c.relkind
            WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind
        FROM pg_class AS c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
        UNION ALL
        SELECT 2, p.oid, p.oid::regprocedure::text, 'ROUTINE' FROM pg_proc AS p
        WHERE p.pronamespace = 'public'::regnamespace
        UNION ALL
        SELECT 3, t.oid, t.oid::regtype::text, 'TYPE' FROM pg_type AS t
        WHERE t.typnamespace = 'public'::regnamespace AND t.typtype IN ('e', 'd', 'c')
    ) AS old
    WHERE NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.objid = old.oid AND d.deptype IN ('e', 'i'));
    IF statements IS NOT NULL THEN
        EXECUTE statements;
    END IF;
END $$;
