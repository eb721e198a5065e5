"""The statement of a client, ready to be printed."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone

from clientes.models import Cliente
from configuracao.models import Empresa
from financeiro.impressao.extrato import ExtratoImpresso, LancamentoImpresso
from financeiro.models import LinhaExtrato
from hubsoft.core.dinheiro import ZERO
from hubsoft.core.documentos import formatar_documento


def extrato_impresso(cliente: Cliente, linhas: QuerySet[LinhaExtrato]) -> ExtratoImpresso:
    """Return what the paper shows of ``linhas`` (of this client, already filtered), oldest first."""
    lidas = list(linhas.order_by("data", "ordem", "referencia"))
    impressas = tuple(
        LancamentoImpresso(
            linha.data,
            f"{linha.descricao} (cancelada)" if linha.cancelada else linha.descricao,
            linha.vencimento,
            linha.debito,
            linha.credito,
            linha.saldo,
        )
        for linha in lidas
    )
    primeira = lidas[0] if lidas else None
    empresa = Empresa.objects.order_by("pk").first()
    return ExtratoImpresso(
        empresa=str(empresa or ""),
        cliente=cliente.nome,
        documento=formatar_documento(cliente.cpf_cnpj),
        emitido_em=f"{timezone.localtime():%d/%m/%Y %H:%M}",
        anterior=primeira.saldo - primeira.debito + primeira.credito if primeira else ZERO,
        linhas=impressas,
    )
