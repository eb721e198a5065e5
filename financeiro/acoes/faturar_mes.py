"""The monthly run (F10): every billable service once, by sets."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Count, Q, Sum
from django.utils import timezone

from clientes.estados import COBRAVEIS
from clientes.models import PeriodoStatus
from financeiro.acoes.montar_fatura import montar_fatura
from financeiro.models import AlertaFaturamento, Cobranca, DadosCobranca, Fatura, Faturamento, FormaCobranca
from financeiro.regras.mensalidade import Mensalidade, mensalidade, vencimento
from financeiro.regras.prorata import Periodo
from hubsoft.core.datas import UM_DIA, agora, hoje, ultimo_do_mes
from hubsoft.core.dinheiro import ZERO
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.processos import Contexto

LOTE = 200


class Previsto(NamedTuple):
    """A service of the run and what it would owe; ``alertas``: (code, sentence, keeps it out)."""

    dados: DadosCobranca
    mensalidade: Mensalidade
    alertas: tuple[tuple[str, str, bool], ...]

    @property
    def fatura(self) -> bool:
        """Whether it is billed."""
        return self.mensalidade.valor > 0 and not any(impede for _c, _m, impede in self.alertas)


def prever(competencia: dt.date, formas: Sequence[int], prorata: bool, depois_de: int = 0) -> Iterator[list[Previsto]]:
    """Yield, by chunks of services in the order of their ids, what a run would do; nothing is written.

    ``formas``: ids of formas de cobrança, empty for all. A service that has its monthly charge already is not there.
    """
    while True:
        dados = list(_candidatos(competencia, formas).filter(servico_id__gt=depois_de)[:LOTE])
        if not dados:
            return
        periodos = _periodos_cobraveis([d.servico_id for d in dados], competencia)
        yield [_prever_um(d, competencia, periodos[d.servico_id], prorata) for d in dados]
        depois_de = dados[-1].servico_id


def _candidatos(competencia: dt.date, formas: Sequence[int]) -> Any:
    faturados = Cobranca.objects.filter(tipo=Cobranca.Tipo.MENSALIDADE, competencia=competencia)
    consulta = (
        DadosCobranca.objects.select_related("servico__cliente", "servico__plano", "forma")
        .filter(usa_carne=False, forma__ativa=True, servico__data_habilitacao__lte=ultimo_do_mes(competencia))
        .exclude(servico__in=faturados.exclude(status=Cobranca.Status.CANCELADA).values("servico"))
        .filter(Q(servico__data_cancelamento__isnull=True) | Q(servico__data_cancelamento__gte=competencia))
        .order_by("servico_id")
    )
    return consulta.filter(forma__in=formas) if formas else consulta


def _periodos_cobraveis(servicos: list[int], competencia: dt.date) -> dict[int, list[Periodo]]:
    """Return, by service, the days in billable states; the day of a change belongs to the state it ends in."""
    fim_do_mes = ultimo_do_mes(competencia)
    por_servico: dict[int, list[Periodo]] = defaultdict(list)
    periodos = PeriodoStatus.objects.filter(servico__in=servicos, status__in=COBRAVEIS).values_list(
        "servico_id", "inicio", "fim"
    )
    for servico_id, inicio, fim in periodos:
        ultimo = fim_do_mes if fim is None else timezone.localdate(fim) - UM_DIA
        por_servico[servico_id].append((timezone.localdate(inicio), ultimo))
    return por_servico


def _prever_um(dados: DadosCobranca, competencia: dt.date, periodos: list[Periodo], prorata: bool) -> Previsto:
    servico = dados.servico
    antecipado = dados.modalidade == DadosCobranca.Modalidade.ANTECIPADO
    vence = vencimento(competencia, dados.dia_vencimento, antecipado)
    alertas = []
    if servico.valor == 0:
        alertas.append(("valor_zero", f"{servico} tem valor zero: nada será cobrado.", True))
    if not servico.plano.modelo_nota:
        alertas.append(("sem_nota", f"O plano {servico.plano} não tem dados fiscais.", False))
    return Previsto(dados, mensalidade(servico.valor, competencia, periodos, vence, prorata), tuple(alertas))


def simular_faturamento(competencia: dt.date, formas: Sequence[int] = (), prorata: bool = True) -> dict[str, Any]:
    """Return the totals and the alerts of a run that is not made."""
    total, faturados, alertas = ZERO, 0, []
    for lote in prever(competencia, formas, prorata):
        for previsto in lote:
            alertas += [
                {"servico": previsto.dados.servico_id, "codigo": c, "mensagem": m} for c, m, _i in previsto.alertas
            ]
            if previsto.fatura:
                faturados += 1
                total += previsto.mensalidade.valor
    return {
        "competencia": competencia.strftime("%Y-%m"),
        "servicos": faturados,
        "valor_total": f"{total:.2f}",
        "alertas": alertas,
    }


def faturar_mes(contexto: Contexto, faturamento_id: int) -> str:
    """Make the charges and the faturas of a run, one transaction a chunk; it goes on where a killed worker stopped.

    The database's unique key (service, competência) keeps a service from being billed twice, whoever runs beside.
    """
    faturamento = Faturamento.objects.get(pk=faturamento_id)
    formas = list(faturamento.formas.values_list("pk", flat=True))
    contexto.total(_candidatos(faturamento.competencia, formas).count())
    for lote in prever(faturamento.competencia, formas, faturamento.prorata, contexto.ponto.get("servico", 0)):
        contexto.verificar_cancelamento()
        with transaction.atomic():
            _faturar_lote(faturamento, lote, contexto)
            contexto.gravar_ponto(servico=lote[-1].dados.servico_id)
            contexto.avancar(len(lote))
    _concluir(faturamento)
    return f"{faturamento.quantidade_faturas} faturas geradas."


def _faturar_lote(faturamento: Faturamento, lote: list[Previsto], contexto: Contexto) -> None:
    AlertaFaturamento.objects.bulk_create(
        [
            AlertaFaturamento(
                faturamento=faturamento, servico_id=p.dados.servico_id, codigo=c, mensagem=m[:300], impede=i
            )
            for p in lote
            for c, m, i in p.alertas
        ],
        ignore_conflicts=True,
    )
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


def _concluir(faturamento: Faturamento) -> None:
    """Write the run's totals from its rows."""
    soma = Fatura.objects.filter(faturamento=faturamento).aggregate(n=Count("pk"), total=Sum("valor"))
    faturamento.quantidade_faturas = soma["n"]
    faturamento.valor_total = soma["total"] or Decimal("0.00")
    faturamento.quantidade_cobrancas = Cobranca.objects.filter(faturamento=faturamento).count()
    faturamento.status = Faturamento.Status.CONCLUIDO
    faturamento.concluido_em = agora()
    faturamento.save()
