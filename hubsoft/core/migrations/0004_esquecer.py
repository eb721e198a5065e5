"""The history still only grows, but the sentences on a person who is forgotten may be overwritten (LGPD, C24)."""

from django.db import migrations

FUNCAO = """
CREATE OR REPLACE FUNCTION core_so_cresce() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {excecao}
    RAISE EXCEPTION 'a tabela % só recebe linhas novas', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
"""
# Nothing but the text may change: when, what about and by whom stays.
EXCECAO = """
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'core_historico' AND current_setting('hubsoft.esquecer', true) = 'sim' THEN
        IF to_jsonb(NEW) - 'frase' = to_jsonb(OLD) - 'frase' THEN
            RETURN NEW;
        END IF;
    END IF;
"""


class Migration(migrations.Migration):
    """The function of the trigger."""

    dependencies = [("core", "0003_protocolo")]
    operations = [migrations.RunSQL(FUNCAO.format(excecao=EXCECAO), FUNCAO.format(excecao=""))]
