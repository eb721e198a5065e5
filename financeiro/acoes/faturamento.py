"""From the request of a monthly run to its generation: check, check again, generate, go on, discard (F10)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from financeiro.acoes.faturar_mes import alertas_do_lote, gravar_alertas, pedido_do_faturamento, recomecar_alertas
from financeiro.acoes.prever_faturamento import em_faturas, prever
from financeiro.consultas.a_faturar import candidatos
from financeiro.models import Faturamento, FormaCobranca
from hubsoft.core import processos
from hubsoft.core.datas import agora
from hubsoft.core.dinheiro import ZERO
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Processo
from hubsoft.core.processos import Contexto
from hubsoft.core.texto import contar

LOTE = 1000
S = Faturamento.Status
PARADOS = (Processo.Estado.CANCELADO, Processo.Estado.FALHOU)


@transaction.atomic
def pedir_faturamento(
    competencia: dt.date,
    formas: Sequence[FormaCobranca],
    prorata: bool,
    periodo: tuple[dt.date | None, dt.date | None],
    usuario: Any,
) -> Faturamento:
    """Open a run "em conferência" and start its first check; nothing is billed yet.

    ``formas`` empty: all; ``periodo``: limits of the due date, inclusive. Raises ``ErroDeNegocio`` when it is reversed.
    """
    de, ate = periodo
    if de and ate and de > ate:
        raise ErroDeNegocio("O vencimento inicial é depois do final.", "vencimento_fim")
    faturamento = Faturamento.objects.create(
        competencia=competencia.replace(day=1),
        prorata=prorata,
        vencimento_inicio=de,
        vencimento_fim=ate,
        status=S.CONFERENCIA,
        usuario=usuario,
    )
    faturamento.formas.set(formas)
    return verificar(faturamento, usuario)


@transaction.atomic
def verificar(faturamento: Faturamento, usuario: Any) -> Faturamento:
    """Start a check (or another one, after corrections) of a run that is still em conferência."""
    faturamento = _travar(faturamento)
    _exigir_conferencia(faturamento)
    _exigir_parado(faturamento)
    faturamento.processo = processos.iniciar(
        "financeiro.conferir_faturamento",
        f"Conferência do {faturamento}",
        {"faturamento_id": faturamento.pk},
        usuario,
        chave_exclusiva=f"financeiro.conferir_faturamento:{faturamento.pk}",
    )
    faturamento.save(update_fields=["processo"])
    return faturamento


def conferir_faturamento(contexto: Contexto, faturamento_id: int) -> str:
    """Job: write what the run would make and what is abnormal; a resumed job begins again."""
    faturamento = Faturamento.objects.get(pk=faturamento_id)
    pedido = pedido_do_faturamento(faturamento)
    contexto.total(candidatos(pedido).count())
    contexto.feito(0)
    quantidade, valor = 0, ZERO
    alertas = []
    for lote in prever(pedido, lote=LOTE):
        contexto.verificar_cancelamento()
        grupos = em_faturas(previsto for previsto in lote if previsto.fatura)
        quantidade += len(grupos)
        valor += sum((grupo.valor for grupo in grupos), ZERO)
        alertas += alertas_do_lote(lote)
        contexto.avancar(len(lote))
    with transaction.atomic():
        recomecar_alertas(faturamento, pedido)
        gravar_alertas(faturamento, alertas)
        Faturamento.objects.filter(pk=faturamento.pk, status=S.CONFERENCIA).update(
            quantidade_prevista=quantidade, valor_previsto=valor, verificado_em=agora()
        )
    previstas = contar(quantidade, "fatura prevista", "faturas previstas")
    return f"{previstas}, {contar(faturamento.alertas.count(), 'ocorrência', 'ocorrências')}."


@transaction.atomic
def gerar(faturamento: Faturamento, usuario: Any) -> Faturamento:
    """Start the generation of a checked run.

    Raises ``ErroDeNegocio`` when it was not checked, was generated already, or another run of the month is going on.
    """
    faturamento = _travar(faturamento)
    _exigir_conferencia(faturamento)
    _exigir_parado(faturamento)
    if faturamento.verificado_em is None:
        raise ErroDeNegocio("Espere a conferência terminar (ou clique em Verificar) antes de gerar.")
    return _iniciar(faturamento, usuario)


@transaction.atomic
def continuar(faturamento: Faturamento, usuario: Any) -> Faturamento:
    """Go on with a run that was cancelled or failed: what it billed stays, the rest is billed."""
    faturamento = _travar(faturamento)
    parado = faturamento.status == S.CANCELADO or (
        faturamento.status == S.EXECUTANDO
        and faturamento.processo is not None
        and faturamento.processo.estado in PARADOS
    )
    if not parado:
        raise ErroDeNegocio("Só um faturamento cancelado ou que falhou pode continuar. Recarregue a página.")
    return _iniciar(faturamento, usuario)


@transaction.atomic
def descartar(faturamento: Faturamento) -> None:
    """Remove a run that billed nothing; raises ``ErroDeNegocio`` for any other."""
    faturamento = _travar(faturamento)
    _exigir_conferencia(faturamento)
    _exigir_parado(faturamento)
    faturamento.delete()


def _travar(faturamento: Faturamento) -> Faturamento:
    return Faturamento.objects.select_for_update(of=("self",)).select_related("processo").get(pk=faturamento.pk)


def _exigir_conferencia(faturamento: Faturamento) -> None:
    if faturamento.status != S.CONFERENCIA:
        raise ErroDeNegocio("Este faturamento já foi gerado. Abra um novo para o que faltar.")


def _exigir_parado(faturamento: Faturamento) -> None:
    if faturamento.processo is not None and faturamento.processo.aberto:
        raise ErroDeNegocio("A conferência ainda está rodando. Espere terminar.")


def _iniciar(faturamento: Faturamento, usuario: Any) -> Faturamento:
    faturamento.processo = processos.iniciar(
        "financeiro.faturar_mes",
        str(faturamento),
        {"faturamento_id": faturamento.pk},
        usuario,
        chave_exclusiva=f"financeiro.faturar_mes:{faturamento.competencia:%Y-%m}",
    )
    faturamento.status, faturamento.concluido_em = S.EXECUTANDO, None
    faturamento.save(update_fields=["processo", "status", "concluido_em"])
    return faturamento
