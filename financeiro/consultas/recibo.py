"""A receipt ready to be printed."""

from __future__ import annotations

from django.db.models import Case, CharField, QuerySet, Value, When
from django.utils import timezone

from financeiro.consultas.boleto import beneficiario
from financeiro.impressao.boleto import Pessoa
from financeiro.impressao.recibo import ItemImpresso, ReciboImpresso
from financeiro.models import Recibo
from hubsoft.core.dinheiro import ZERO
from hubsoft.core.documentos import formatar_documento

CREDITO = "Crédito do cliente (acima do devido)"


def com_situacao(recibos: QuerySet[Recibo]) -> QuerySet[Recibo]:
    """Return the receipts with ``situacao``: Válido or Estornado."""
    situacao = Case(
        When(estornado_em__isnull=True, then=Value("Válido")), default=Value("Estornado"), output_field=CharField()
    )
    return recibos.select_related("cliente", "caixa", "usuario").annotate(situacao=situacao)


def recibo_impresso(recibo: Recibo) -> ReciboImpresso:
    """Return what both layouts print."""
    linhas = recibo.itens.select_related("cobranca").order_by("cobranca__vencimento", "pk")
    itens = [
        ItemImpresso(i.cobranca.descricao, i.principal, i.multa, i.juros, i.desconto, i.motivo_desconto) for i in linhas
    ]
    credito = recibo.valor - sum((item.total for item in itens), ZERO)
    if credito > 0:
        itens.append(ItemImpresso(CREDITO, credito))
    cliente = recibo.cliente
    return ReciboImpresso(
        numero=str(recibo.pk),
        empresa=beneficiario(recibo.caixa.empresa),
        cliente=Pessoa(cliente.nome, formatar_documento(cliente.cpf_cnpj)),
        data=recibo.data,
        emitido_em=f"{timezone.localtime(recibo.criado_em):%d/%m/%Y %H:%M}",
        meio=recibo.get_meio_display(),
        caixa=recibo.caixa.nome,
        recebedor=str(recibo.usuario or "Sistema"),
        valor=recibo.valor,
        itens=tuple(itens),
        observacao=recibo.observacao,
        estornado=recibo.estornado_em is not None,
    )
