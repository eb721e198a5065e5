"""Database functions of the core: text normalisation for search, tables that only grow."""

from django.db import migrations

NORMALIZAR = r"""
-- Same result as hubsoft.core.busca.normalizar for Portuguese text; immutable, so triggers and indexes may use it.
CREATE FUNCTION core_normalizar(texto text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT lower(regexp_replace(normalize(texto, NFKD), '[\u0300-\u036f]', '', 'g'))
$$;
CREATE FUNCTION core_vetor(texto text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT to_tsvector('simple', regexp_replace(core_normalizar(coalesce(texto, '')), '[^0-9a-z]+', ' ', 'g'))
$$;
"""
SO_CRESCE = """
CREATE FUNCTION core_so_cresce() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a tabela % só recebe linhas novas', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER historico_so_cresce BEFORE UPDATE OR DELETE ON core_historico
    FOR EACH ROW EXECUTE FUNCTION core_so_cresce();
"""


class Migration(migrations.Migration):
    """Functions and triggers."""

    dependencies = [("core", "0001_initial")]
    operations = [
        migrations.RunSQL(NORMALIZAR, "DROP FUNCTION core_vetor(text); DROP FUNCTION core_normalizar(text);"),
        migrations.RunSQL(
            SO_CRESCE, "DROP TRIGGER historico_so_cresce ON core_historico; DROP FUNCTION core_so_cresce();"
        ),
    ]
