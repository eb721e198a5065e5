from django.db import migrations


class Migration(migrations.Migration):
    """Who is online and the closed connections open at the last ones: without these all of them are sorted first."""

    dependencies = [("rede", "0006_sessao_por_mac")]
    operations = [
        migrations.RunSQL("CREATE INDEX conexao_fim ON conexao (fim, id)", "DROP INDEX conexao_fim"),
        migrations.RunSQL("CREATE INDEX sessao_inicio ON sessao (inicio, unico)", "DROP INDEX sessao_inicio"),
    ]
