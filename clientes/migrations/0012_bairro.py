import django.db.models.deletion
from django.db import migrations, models

BAIRRO = """
CREATE VIEW clientes_bairro AS
SELECT min(id) AS id, cidade_id, bairro AS nome, count(*)::integer AS enderecos,
    count(DISTINCT cliente_id)::integer AS clientes
FROM clientes_endereco WHERE bairro <> '' GROUP BY cidade_id, bairro
"""


class Migration(migrations.Migration):
    dependencies = [
        ("clientes", "0011_busca_em_conjunto"),
        ("configuracao", "0004_email"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="endereco",
            index=models.Index(fields=["cidade", "bairro", "cliente"], name="endereco_bairro"),
        ),
        migrations.CreateModel(
            name="Bairro",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("nome", models.CharField(max_length=80)),
                ("enderecos", models.PositiveIntegerField(verbose_name="endereços")),
                ("clientes", models.PositiveIntegerField()),
                (
                    "cidade",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="configuracao.cidade"
                    ),
                ),
            ],
            options={"db_table": "clientes_bairro", "ordering": ["nome", "cidade_id"], "managed": False},
        ),
        migrations.RunSQL(BAIRRO, "DROP VIEW clientes_bairro"),
    ]
