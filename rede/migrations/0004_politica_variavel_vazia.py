from django.db import migrations


class Migration(migrations.Migration):
    """An empty system variable means its default, for the RADIUS server too (the functions come in a later one)."""

    dependencies = [("rede", "0003_prazo_do_comando")]
    operations = []
