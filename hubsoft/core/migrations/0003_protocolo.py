"""The sequence and the function that give each protocolo."""

from django.db import migrations

PROTOCOLO = """
-- The day before it keeps a number that comes round again apart.
CREATE SEQUENCE core_protocolo_numero MAXVALUE 99999999 CYCLE;
CREATE FUNCTION core_protocolo(quando timestamptz) RETURNS text
LANGUAGE sql VOLATILE AS $$
    SELECT to_char(quando AT TIME ZONE 'America/Sao_Paulo', 'YYYYMMDD')
        || lpad(nextval('core_protocolo_numero')::text, 8, '0')
$$;
"""


class Migration(migrations.Migration):
    """Sequence and function."""

    dependencies = [("core", "0002_funcoes")]
    operations = [
        migrations.RunSQL(
            PROTOCOLO, "DROP FUNCTION core_protocolo(timestamptz); DROP SEQUENCE core_protocolo_numero;"
        ),
    ]
