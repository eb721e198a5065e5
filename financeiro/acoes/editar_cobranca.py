"""A charge that is in no fatura corrected: what it says, its value, its due date (F02)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Sum

from financeiro.acoes.suspensao import VENCIMENTO_ALTERADO, restaurar_quitados_de
from financeiro.models import Cobranca
from hubsoft.core import historico
from hubsoft.core.dinheiro import ZERO, formatar
from hubsoft.core.erros import ErroDeNegocio


class EdicaoCobranca(NamedTuple):
    """What the charge says from now on; ``valor`` and ``desconto`` in reais."""

    descricao: str
    valor: Decimal
    desconto: Decimal
    vencimento: dt.date


def porque_nao_edita(cobranca: Cobranca) -> str:
    """Return why a charge stays as it is and what to do instead, "" when it may be corrected."""
    if cobranca.fatura_id is not None:
        return (
            f"A cobrança “{cobranca}” está na fatura {cobranca.fatura_id}. Altere o vencimento da fatura, ou cancele a "
            "fatura antes de editar."
        )
    if cobranca.status != Cobranca.Status.ABERTA:
        return f"A cobrança “{cobranca}” não está em aberto: já foi {cobranca.get_status_display().lower()}."
    return ""


@transaction.atomic
def editar_cobranca(cobranca: Cobranca, edicao: EdicaoCobranca, usuario: Any) -> Cobranca:
    """Correct an open charge that is in no fatura; return it as it is then.

    The value of what a monthly run computed stays: its memory explains it. A service that owes nothing overdue any more
    comes back at once. Raises ``ErroDeNegocio`` for a charge that may not be corrected, or values that do not fit.
    """
    cobranca = Cobranca.objects.select_for_update(of=("self",)).get(pk=cobranca.pk)
    recusa = porque_nao_edita(cobranca)
    if recusa:
        raise ErroDeNegocio(recusa)
    _conferir(cobranca, edicao)
    mudancas = _mudancas(cobranca, edicao)
    if not mudancas:
        return cobranca
    antes = cobranca.vencimento
    for campo, valor in edicao._replace(descricao=edicao.descricao.strip())._asdict().items():
        setattr(cobranca, campo, valor)
    cobranca.save(update_fields=list(edicao._fields))
    frase = f"Cobrança “{cobranca}” alterada: {'; '.join(mudancas)}."
    historico.escrever(cobranca, historico.Area.FINANCEIRO, frase, usuario=usuario)
    if cobranca.vencimento > antes:
        restaurar_quitados_de([cobranca.cliente_id], VENCIMENTO_ALTERADO)
    return cobranca


def _conferir(cobranca: Cobranca, edicao: EdicaoCobranca) -> None:
    if not edicao.descricao.strip():
        raise ErroDeNegocio("Informe a descrição.", "descricao")
    if edicao.valor <= ZERO:
        raise ErroDeNegocio("O valor deve ser maior que zero.", "valor")
    if cobranca.faturamento_id is not None and edicao.valor != cobranca.valor:
        raise ErroDeNegocio("O valor foi calculado pelo faturamento. Dê um desconto, ou cancele a cobrança.", "valor")
    if not ZERO <= edicao.desconto < edicao.valor:
        raise ErroDeNegocio("O desconto deve ser menor que o valor.", "desconto")
    outros = cobranca.descontos.aggregate(soma=Sum("valor"))["soma"] or ZERO
    if edicao.desconto + outros >= edicao.valor:
        raise ErroDeNegocio(
            f"Com os descontos já dados ({formatar(outros)}) não sobraria nada. Retire-os antes.", "desconto"
        )


def _mudancas(cobranca: Cobranca, edicao: EdicaoCobranca) -> list[str]:
    partes = []
    if edicao.descricao.strip() != cobranca.descricao:
        partes.append(f"descrição de “{cobranca.descricao}” para “{edicao.descricao.strip()}”")
    for campo, nome in (("valor", "valor"), ("desconto", "desconto")):
        de, para = getattr(cobranca, campo), getattr(edicao, campo)
        if de != para:
            partes.append(f"{nome} de {formatar(de)} para {formatar(para)}")
    if edicao.vencimento != cobranca.vencimento:
        partes.append(f"vencimento de {cobranca.vencimento:%d/%m/%Y} para {edicao.vencimento:%d/%m/%Y}")
    return partes
