from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "radius" / "sql"


class Migration(migrations.Migration):
    """An empty system variable means its default, for the RADIUS server too."""

    dependencies = [("rede", "0003_prazo_do_comando")]
    operations = [
        migrations.RunSQL((SQL / nome).read_text(), migrations.RunSQL.noop) for nome in ("politica.sql", "papel.sql")
    ]
