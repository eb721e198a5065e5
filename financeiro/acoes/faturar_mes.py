"""The monthly run (F10): every billable service once, by sets."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.db import transaction
from django.db.models import Count, Sum

from financeiro.acoes.montar_fatura import montar_fatura
from financeiro.acoes.prever_faturamento import Pedido, Previsto, candidatos, esquecidos, prever
from financeiro.models import AlertaFaturamento, Cobranca, Fatura, Faturamento, FormaCobranca
from financeiro.regras.ocorrencias import Ocorrencia
from hubsoft.core.datas import agora, hoje
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.processos import Cancelado, Contexto

LOTE = 200


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
    return f"{faturamento.quantidade_faturas} faturas geradas."


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
    gravar_alertas(faturamento, alertas_do_lote(lote))
    # The formas are locked first and in order: two runs over the same services wait here, and the second sees
    # through the unique key what the first one made.
    ids = sorted({p.dados.forma_id for p in lote if p.fatura})
    formas = {forma.pk: forma for forma in FormaCobranca.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
    ja = set(
        Cobranca.objects.filter(
            tipo=Cobranca.Tipo.MENSALIDADE,
            competencia=faturamento.competencia,
            servico__in=[p.dados.servico_id for p in lote],
        )
        .exclude(status=Cobranca.Status.CANCELADA)
        .values_list("servico_id", flat=True)
    )
    for previsto in lote:
        if previsto.fatura and previsto.dados.servico_id not in ja:
            _faturar_um(faturamento, previsto, formas[previsto.dados.forma_id], contexto)


def _faturar_um(faturamento: Faturamento, previsto: Previsto, forma: FormaCobranca, contexto: Contexto) -> None:
    servico, mes = previsto.dados.servico, previsto.mensalidade
    try:
        with transaction.atomic():
            cobranca = Cobranca.objects.create(
                cliente_id=servico.cliente_id,
                servico=servico,
                faturamento=faturamento,
                tipo=Cobranca.Tipo.MENSALIDADE,
                descricao=f"{servico.plano} {faturamento.competencia:%m/%Y}",
                competencia=faturamento.competencia,
                periodo_inicio=mes.inicio,
                periodo_fim=mes.fim,
                vencimento=mes.vencimento,
                valor=mes.valor,
            )
            fatura = montar_fatura([cobranca], forma, mes.vencimento, hoje(), faturamento.usuario)
            Fatura.objects.filter(pk=fatura.pk).update(faturamento=faturamento)
    except ErroDeNegocio as erro:
        contexto.erro(f"Serviço {servico.pk}", erro.mensagem)


def _concluir(faturamento: Faturamento, status: str) -> None:
    """Write the run's totals from its rows."""
    soma = Fatura.objects.filter(faturamento=faturamento).aggregate(n=Count("pk"), total=Sum("valor"))
    faturamento.quantidade_faturas = soma["n"]
    faturamento.valor_total = soma["total"] or Decimal("0.00")
    faturamento.quantidade_cobrancas = Cobranca.objects.filter(faturamento=faturamento).count()
    faturamento.status = status
    faturamento.concluido_em = agora()
    faturamento.save()
