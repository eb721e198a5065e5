from django.db import migrations


class Migration(migrations.Migration):
    """The client search looks open sessions up by MAC (C03)."""

    dependencies = [("rede", "0005_huawei_e_opcoes")]
    operations = [migrations.RunSQL("CREATE INDEX sessao_mac ON sessao (mac)", "DROP INDEX sessao_mac")]
