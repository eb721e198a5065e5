-- The role of FreeRADIUS: it may call the functions below and nothing else. Roles belong to the whole cluster, so it
-- may be there already (another database, another test worker).
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'radius') THEN
        CREATE ROLE radius LOGIN;
        -- At most the last half second of the log is lost if PostgreSQL itself crashes.
        ALTER ROLE radius SET synchronous_commit = off;
    END IF;
EXCEPTION
    WHEN duplicate_object OR unique_violation THEN NULL;
    WHEN insufficient_privilege THEN
        RAISE EXCEPTION 'Crie antes o papel do RADIUS: CREATE ROLE radius LOGIN; ALTER ROLE radius SET synchronous_commit = off;';
END $$;

DO $$
DECLARE
    funcao regprocedure;
BEGIN
    FOR funcao IN
        SELECT oid::regprocedure FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace AND (proname LIKE 'radius\_%' OR proname LIKE 'rede\_%')
    LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', funcao);
    END LOOP;
    FOR funcao IN
        SELECT oid::regprocedure FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'radius\_%'
    LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO radius', funcao);
    END LOOP;
END $$;
GRANT USAGE ON SCHEMA public TO radius;
