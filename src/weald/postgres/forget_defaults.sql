-- A dump grants what was granted, on top of what new tables are granted by default here. It brings the
-- defaults too; until then there must be none, or what was taken from a role would be given back to it.
DO $$ DECLARE old record; BEGIN
    FOR old IN
        SELECT CASE defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' ELSE 'ROUTINES' END AS kind,
               grantee::regrole AS role
        FROM pg_default_acl, aclexplode(defaclacl)
        WHERE defaclrole = current_user::regrole AND defaclnamespace = 'public'::regnamespace
          AND defaclobjtype IN ('r', 'S', 'f') AND grantee NOT IN (0, defaclrole)
    LOOP
        EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON %s FROM %s', old.kind, old.role);
    END LOOP;
END $$;
