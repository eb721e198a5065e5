"""A signed contract still never changes; it is deleted only with all else of a person who is forgotten (LGPD, C24)."""

from django.db import migrations

TABELAS = (("contrato", "clientes_contratoservico", "UPDATE"), ("assinatura", "clientes_assinaturacontrato", "INSERT OR UPDATE"))
MUDAR = "".join(
    f"""
DROP TRIGGER {nome}_imutavel ON {tabela};
CREATE TRIGGER {nome}_imutavel BEFORE {antes} ON {tabela} FOR EACH ROW EXECUTE FUNCTION clientes_{nome}_imutavel();
CREATE TRIGGER {nome}_nao_se_apaga BEFORE DELETE ON {tabela} FOR EACH ROW
    WHEN (current_setting('hubsoft.esquecer', true) IS DISTINCT FROM 'sim')
    EXECUTE FUNCTION clientes_{nome}_imutavel();
"""
    for nome, tabela, antes in TABELAS
)
VOLTAR = "".join(
    f"""
DROP TRIGGER {nome}_nao_se_apaga ON {tabela};
DROP TRIGGER {nome}_imutavel ON {tabela};
CREATE TRIGGER {nome}_imutavel BEFORE {antes} OR DELETE ON {tabela} FOR EACH ROW
    EXECUTE FUNCTION clientes_{nome}_imutavel();
"""
    for nome, tabela, antes in TABELAS
)


class Migration(migrations.Migration):
    """The triggers of migration 0020, parted in two."""

    dependencies = [("clientes", "0024_privacidade")]
    operations = [migrations.RunSQL(MUDAR, VOLTAR)]
