"""Columns of formas de cobrança."""

import django_tables2 as tables

from financeiro.consultas.forma_cobranca import nome_do_banco
from financeiro.models import FormaCobranca
from hubsoft.core.telas import ColunaSimNao, Tabela


class FormaCobrancaTabela(Tabela):
    """The list of formas de cobrança."""

    descricao = tables.Column("Descrição", linkify=("financeiro:forma_cobranca_detalhe", {"pk": tables.A("pk")}))
    banco = tables.Column()
    empresa = tables.Column(order_by="empresa__razao_social")
    carteira = tables.Column(default="—")
    convenio = tables.Column("Convênio", default="—")
    proximo_nosso_numero = tables.Column("Próximo nosso número")
    ativa = ColunaSimNao()

    class Meta:
        model = FormaCobranca
        fields = ("descricao", "banco", "empresa", "carteira", "convenio", "proximo_nosso_numero", "ativa")

    def render_banco(self, value: str) -> str:
        """Return code and name."""
        return nome_do_banco(value)
