"""A receipt undone (F08; manual: *Recebi manual um boleto errado*)."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Sum

from financeiro.acoes.conciliar_fatura import conciliar_faturas
from financeiro.acoes.pedir_baixa import desistir_da_baixa
from financeiro.consultas.caixa import pode_estornar_em
from financeiro.models import Cobranca, MovimentoCaixa, Recibo
from hubsoft.core import historico
from hubsoft.core.datas import agora, hoje
from hubsoft.core.dinheiro import formatar
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.eventos import publicar


@transaction.atomic
def estornar(recibo: Recibo, *, motivo: str, usuario: Any) -> Recibo:
    """Undo a receipt: its charges reopen and a reversing entry leaves the caixa; nothing vanishes.

    Publishes ``recibo.estornado``. Raises ``ErroDeNegocio`` when it is undone already, there is no reason, its
    entry was found in the bank's statement (undo that first), or the person may not undo in its caixa.
    """
    if not motivo.strip():
        raise ErroDeNegocio("Informe o motivo do estorno.", "motivo")
    recibo = Recibo.objects.select_for_update().get(pk=recibo.pk)
    if recibo.estornado_em is not None:
        raise ErroDeNegocio("Este recibo já foi estornado.")
    if not pode_estornar_em(recibo.caixa, usuario):
        raise ErroDeNegocio(f"Você não pode estornar no caixa {recibo.caixa}. Peça o direito ao administrador.")
    movimentos = list(recibo.movimentos.select_for_update(of=("self",)).filter(estorna__isnull=True).order_by("pk"))
    if any(movimento.conciliado_em for movimento in movimentos):
        raise ErroDeNegocio(
            f"Este recibo está conciliado com o extrato do banco no caixa {recibo.caixa}. "
            "Abra o caixa, desfaça a conciliação do movimento e estorne de novo."
        )
    # With what its credit paid later.
    principais = dict(recibo.itens.order_by().values_list("cobranca_id").annotate(Sum("principal")))
    cobrancas = list(Cobranca.objects.select_for_update().filter(pk__in=principais).order_by("vencimento", "pk"))
    for cobranca in cobrancas:
        cobranca.valor_recebido -= principais[cobranca.pk]
        cobranca.status = Cobranca.Status.PARCIAL if cobranca.valor_recebido else Cobranca.Status.ABERTA
    Cobranca.objects.bulk_update(cobrancas, ["valor_recebido", "status"])
    reabertas = {c.fatura_id for c in cobrancas if c.fatura_id}
    conciliar_faturas(reabertas, None)
    desistir_da_baixa(reabertas)
    for movimento in movimentos:
        MovimentoCaixa.objects.create(
            caixa=movimento.caixa,
            data=hoje(),
            valor=-movimento.valor,
            descricao=f"Estorno: {movimento.descricao}",
            recibo=recibo,
            estorna=movimento,
            usuario=usuario,
        )
    recibo.estornado_em, recibo.estornado_por, recibo.motivo_estorno = agora(), usuario, motivo[:200]
    recibo.save(update_fields=["estornado_em", "estornado_por", "motivo_estorno"])
    frase = f"Recibo {recibo.pk} de {formatar(recibo.valor)} estornado. Motivo: {motivo}"
    historico.escrever(recibo, historico.Area.FINANCEIRO, frase, usuario=usuario)
    publicar("recibo.estornado", {"recibo_id": recibo.pk, "cliente_id": recibo.cliente_id})
    return recibo
