"""The monthly run (F10): every billable service once, by sets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import Count, Sum

from financeiro.acoes.gravar_faturamento import AFaturar, gravar_cobertos, gravar_faturas
from financeiro.acoes.numerar_faturas import Numerador
from financeiro.acoes.prever_faturamento import Grupo, Previsto, acertar_de_novo, em_faturas, esquecidos, prever
from financeiro.consultas.a_faturar import Pedido, candidatos, ja_faturados
from financeiro.models import AlertaFaturamento, Cobranca, DadosCobranca, Fatura, Faturamento
from financeiro.regras.ocorrencias import Ocorrencia
from hubsoft.core.datas import agora, hoje
from hubsoft.core.dinheiro import ZERO
from hubsoft.core.em_lote import na_lista
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.eventos import publicar
from hubsoft.core.processos import Cancelado, Contexto
from hubsoft.core.texto import contar

LOTE = 1000


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
                contexto.gravar_ponto(servico=max(p.contratado.ancora for p in lote))
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
    linhas = list(alertas)
    if not linhas:
        return
    tabela = AlertaFaturamento._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {tabela} (faturamento_id, servico_id, codigo, mensagem, impede) "  # noqa: S608
            "SELECT %s, * FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::boolean[]) ON CONFLICT DO NOTHING",
            [
                faturamento.pk,
                [servico for servico, _o in linhas],
                [o.codigo for _s, o in linhas],
                [o.mensagem[:300] for _s, o in linhas],
                [o.impede for _s, o in linhas],
            ],
        )


def alertas_do_lote(lote: Iterable[Previsto]) -> list[tuple[int, Ocorrencia]]:
    """Return (service, occurrence) of a chunk."""
    return [(previsto.contratado.servico_id, alerta) for previsto in lote for alerta in previsto.alertas]


def _faturar_lote(faturamento: Faturamento, lote: list[Previsto], contexto: Contexto) -> None:
    """Write a chunk with one statement a table, however many services it has."""
    gravar_alertas(faturamento, alertas_do_lote(lote))
    # Locked first and in order: of two runs over the same services, or formas, the second waits here and then sees
    # what the first one made.
    servicos = [previsto.contratado.servico_id for previsto in lote]
    dados = DadosCobranca.objects.select_for_update().filter(na_lista("servico_id", servicos))
    list(dados.order_by("servico_id").values_list("pk"))
    lote = acertar_de_novo(lote, faturamento.competencia)
    ja, emissao = ja_faturados(servicos, faturamento.competencia), hoje()
    faltam = [p for p in lote if p.contratado.servico_id not in ja]
    a_faturar = [p for p in faltam if p.fatura]
    numerador = Numerador(previsto.contratado.forma_id for previsto in a_faturar)
    faturas: list[AFaturar] = []
    recusados: list[tuple[str, str]] = []
    for grupo in em_faturas(a_faturar):
        try:
            faturas.append(_emitir(numerador, grupo, emissao))
        except ErroDeNegocio as erro:
            recusados += [(f"Serviço {p.contratado.servico_id}", erro.mensagem) for p in grupo.previstos]
    gravar_faturas(faturamento, numerador.formas, faturas, emissao)
    gravar_cobertos(faturamento, [p for p in faltam if p.coberto])
    numerador.gravar()
    contexto.erros(recusados)


def _emitir(numerador: Numerador, grupo: Grupo, emissao: dt.date) -> AFaturar:
    """Return the fatura of a group; the fee is that of the forma as it is now, under the lock."""
    primeiro = grupo.previstos[0]
    forma_id, vencimento = primeiro.contratado.forma_id, primeiro.mensalidade.vencimento
    valor = sum((p.mensalidade.liquido for p in grupo.previstos), numerador.formas[forma_id].taxa_boleto)
    return AFaturar(grupo, valor, numerador.emitir(forma_id, valor, emissao, vencimento))


def _concluir(faturamento: Faturamento, status: str) -> None:
    """Write the run's totals from its rows."""
    soma = Fatura.objects.filter(faturamento=faturamento).aggregate(n=Count("pk"), total=Sum("valor"))
    faturamento.quantidade_faturas = soma["n"]
    faturamento.valor_total = soma["total"] or ZERO
    faturamento.quantidade_cobrancas = Cobranca.objects.filter(faturamento=faturamento).count()
    faturamento.status = status
    faturamento.concluido_em = agora()
    with transaction.atomic():
        faturamento.save()
        if status == Faturamento.Status.CONCLUIDO:
            publicar("faturamento.concluido", {"faturamento_id": faturamento.pk})
