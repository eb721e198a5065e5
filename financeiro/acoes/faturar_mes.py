"""The monthly run (F10): every billable service once, by sets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Count, Sum

from financeiro.acoes.numerar_faturas import Numerador, sentenca_da_fatura
from financeiro.acoes.prever_faturamento import Pedido, Previsto, candidatos, esquecidos, prever
from financeiro.models import AlertaFaturamento, Cobranca, DadosCobranca, Fatura, Faturamento
from financeiro.regras.ocorrencias import Ocorrencia
from hubsoft.core.datas import agora, hoje
from hubsoft.core.dinheiro import ZERO
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Historico
from hubsoft.core.processos import Cancelado, Contexto
from hubsoft.core.texto import contar

LOTE = 1000
TAXA_DE_BOLETO = "Taxa de boleto"


def pedido_do_faturamento(faturamento: Faturamento) -> Pedido:
    """Return what a run was asked to bill."""
    return Pedido(
        faturamento.competencia,
        list(faturamento.formas.values_list("pk", flat=True)),
        faturamento.prorata,
        faturamento.vencimento_inicio,
        faturamento.vencimento_fim,
    )


def faturar_mes(contexto: Contexto, faturamento_id: int) -> str:
    """Make the charges and the faturas of a run, one transaction a chunk; it goes on where a killed worker stopped.

    The database's unique key (service, competência) keeps a service from being billed twice, whoever runs beside.
    """
    faturamento = Faturamento.objects.get(pk=faturamento_id)
    pedido = pedido_do_faturamento(faturamento)
    if "servico" not in contexto.ponto:
        contexto.total(candidatos(pedido).count())
        recomecar_alertas(faturamento, pedido)
    try:
        for lote in prever(pedido, contexto.ponto.get("servico", 0), LOTE):
            contexto.verificar_cancelamento()
            with transaction.atomic():
                _faturar_lote(faturamento, lote, contexto)
                contexto.gravar_ponto(servico=lote[-1].dados.servico_id)
                contexto.avancar(len(lote))
    except Cancelado:
        _concluir(faturamento, Faturamento.Status.CANCELADO)
        raise
    _concluir(faturamento, Faturamento.Status.CONCLUIDO)
    return f"{contar(faturamento.quantidade_faturas, 'fatura gerada', 'faturas geradas')}."


@transaction.atomic
def recomecar_alertas(faturamento: Faturamento, pedido: Pedido) -> None:
    """Drop what an earlier check found: it may have been corrected since; begin with the services never billed."""
    AlertaFaturamento.objects.filter(faturamento=faturamento).delete()
    gravar_alertas(faturamento, esquecidos(pedido))


def gravar_alertas(faturamento: Faturamento, alertas: Iterable[tuple[int, Ocorrencia]]) -> None:
    """Keep occurrences of services, each once."""
    AlertaFaturamento.objects.bulk_create(
        [
            AlertaFaturamento(
                faturamento=faturamento, servico_id=servico, codigo=o.codigo, mensagem=o.mensagem[:300], impede=o.impede
            )
            for servico, o in alertas
        ],
        ignore_conflicts=True,
        batch_size=1000,
    )


def alertas_do_lote(lote: Iterable[Previsto]) -> list[tuple[int, Ocorrencia]]:
    """Return (service, occurrence) of a chunk."""
    return [(previsto.dados.servico_id, alerta) for previsto in lote for alerta in previsto.alertas]


def _faturar_lote(faturamento: Faturamento, lote: list[Previsto], contexto: Contexto) -> None:
    """Write a chunk with one statement a table, however many services it has."""
    gravar_alertas(faturamento, alertas_do_lote(lote))
    # Locked first and in order: of two runs over the same services, or formas, the second waits here and then sees
    # what the first one made.
    servicos = [previsto.dados.servico_id for previsto in lote]
    list(DadosCobranca.objects.select_for_update().filter(servico__in=servicos).order_by("servico_id").values("pk"))
    a_faturar = [previsto for previsto in lote if previsto.fatura]
    numerador = Numerador(previsto.dados.forma_id for previsto in a_faturar)
    ja = _ja_faturados(faturamento.competencia, servicos)
    faturas: list[tuple[Previsto, Fatura]] = []
    recusados: list[tuple[str, str]] = []
    for previsto in a_faturar:
        if previsto.dados.servico_id not in ja:
            try:
                faturas.append((previsto, _fatura(numerador, faturamento, previsto)))
            except ErroDeNegocio as erro:
                recusados.append((f"Serviço {previsto.dados.servico_id}", erro.mensagem))
    Fatura.objects.bulk_create([fatura for _previsto, fatura in faturas])
    numerador.gravar()
    Cobranca.objects.bulk_create([c for previsto, fatura in faturas for c in _cobrancas(faturamento, previsto, fatura)])
    Historico.objects.bulk_create([sentenca_da_fatura(fatura, faturamento.usuario) for _previsto, fatura in faturas])
    contexto.erros(recusados)


def _ja_faturados(competencia: dt.date, servicos: list[int]) -> set[int | None]:
    """Return which of the services have a living monthly charge of the month."""
    cobrancas = Cobranca.objects.filter(
        tipo=Cobranca.Tipo.MENSALIDADE, competencia=competencia, servico__in=servicos
    ).exclude(status=Cobranca.Status.CANCELADA)
    return set(cobrancas.values_list("servico_id", flat=True))


def _fatura(numerador: Numerador, faturamento: Faturamento, previsto: Previsto) -> Fatura:
    """Return the unsaved fatura of a service; the fee is that of the forma as it is now, under the lock."""
    dados, mes = previsto.dados, previsto.mensalidade
    valor = mes.valor + numerador.formas[dados.forma_id].taxa_boleto
    return numerador.fatura(
        dados.forma_id, dados.servico.cliente_id, valor, hoje(), mes.vencimento, faturamento_id=faturamento.pk
    )


def _cobrancas(faturamento: Faturamento, previsto: Previsto, fatura: Fatura) -> list[Cobranca]:
    """Return the unsaved charges of a saved fatura: the month and, where the forma has one, the fee of the boleto."""
    servico, mes = previsto.dados.servico, previsto.mensalidade
    comuns: dict[str, Any] = {
        "cliente_id": servico.cliente_id,
        "servico": servico,
        "fatura": fatura,
        "faturamento": faturamento,
        "competencia": faturamento.competencia,
        "vencimento": mes.vencimento,
    }
    mensal = Cobranca(
        **comuns,
        tipo=Cobranca.Tipo.MENSALIDADE,
        descricao=f"{servico.plano} {faturamento.competencia:%m/%Y}",
        periodo_inicio=mes.inicio,
        periodo_fim=mes.fim,
        valor=mes.valor,
    )
    taxa = fatura.valor - mes.valor
    if taxa == ZERO:
        return [mensal]
    return [mensal, Cobranca(**comuns, tipo=Cobranca.Tipo.TAXA_BOLETO, descricao=TAXA_DE_BOLETO, valor=taxa)]


def _concluir(faturamento: Faturamento, status: str) -> None:
    """Write the run's totals from its rows."""
    soma = Fatura.objects.filter(faturamento=faturamento).aggregate(n=Count("pk"), total=Sum("valor"))
    faturamento.quantidade_faturas = soma["n"]
    faturamento.valor_total = soma["total"] or ZERO
    faturamento.quantidade_cobrancas = Cobranca.objects.filter(faturamento=faturamento).count()
    faturamento.status = status
    faturamento.concluido_em = agora()
    faturamento.save()
