"""The suspension run and the restoring of those who paid (F28)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F, Min, QuerySet, Sum

from clientes.acoes import Mudanca, mudar_status_em_lote
from clientes.estados import Status
from clientes.models import ServicoCliente
from configuracao.consultas import calendario_da_cidade
from financeiro.models import Cobranca, DadosCobranca, DecisaoSuspensao, ExecucaoSuspensao, FormaCobranca
from financeiro.regras.suspensao import Decisao, Divida, RegraSuspensao, decidir
from hubsoft.core import processos
from hubsoft.core.datas import agora, hoje
from hubsoft.core.dinheiro import ZERO
from hubsoft.core.models import Processo
from hubsoft.core.processos import Contexto
from hubsoft.core.texto import contar

SUSPENSOS_POR_DEBITO = (Status.SUSPENSO_DEBITO, Status.SUSPENSO_PARCIAL)
ACAO_NO_SERVICO = {"suspender": "suspender_debito", "suspender_parcial": "suspender_parcial", "restaurar": "habilitar"}
SEM_DIVIDA = Divida(0, ZERO)
Regras = dict[int, tuple[RegraSuspensao, str | None]]


class Caso(NamedTuple):
    """A service with something overdue, or suspended for it, and what is decided."""

    servico_id: int
    divida: Divida
    decisao: Decisao


def decidir_suspensao(data: dt.date) -> list[Caso]:
    """Return what a run on ``data`` would do, from what is open now; nothing is written (the simulator)."""
    dividas = _dividas(data)
    suspensos = ServicoCliente.objects.filter(status__in=SUSPENSOS_POR_DEBITO).values_list("pk", flat=True)
    return _casos({*dividas, *suspensos}, dividas, _regras(data))


def _regras(data: dt.date) -> Regras:
    formas = FormaCobranca.objects.select_related("empresa__cidade")
    return {forma.pk: (regra_da_forma(forma), impedimento(forma, data)) for forma in formas}


def _casos(ids: Collection[int], dividas: dict[int, Divida], regras: Regras) -> list[Caso]:
    """Decide for services, in the order of their ids; one query."""
    servicos = DadosCobranca.objects.filter(servico__in=ids).order_by("servico_id")
    casos = []
    for servico_id, forma_id, status in servicos.values_list("servico_id", "forma_id", "servico__status"):
        divida = dividas.get(servico_id, SEM_DIVIDA)
        regra, impede = regras[forma_id]
        casos.append(Caso(servico_id, divida, decidir(status, regra, divida, impede)))
    return casos


def _decidir_travando(data: dt.date) -> list[Caso]:
    """Decide, lock the services that would change, and decide these again; who paid meanwhile is left out.

    A payment writes its charges, then locks the services (:func:`restaurar_quitados_de`): either it committed before
    the lock and is seen here, or it waits for this run and restores what the run suspends.
    """
    casos = decidir_suspensao(data)
    mudam = {caso.servico_id for caso in casos if caso.decisao.acao in ACAO_NO_SERVICO}
    travar(ServicoCliente.objects.filter(pk__in=mudam))
    dividas = _dividas(data, servicos=mudam)
    agora_sao = {caso.servico_id: caso for caso in _casos(mudam, dividas, _regras(data))}
    return [_ou_pago(caso, agora_sao.get(caso.servico_id, caso)) for caso in casos]


def _ou_pago(antes: Caso, atual: Caso) -> Caso:
    """Return the case as it is now, saying so where the debt went away since it was first looked at."""
    if antes.divida.valor and not atual.divida.valor and atual.decisao.acao not in ACAO_NO_SERVICO:
        return atual._replace(decisao=Decisao("fora", "Foi pago enquanto a rotina rodava."))
    return atual


def travar(servicos: QuerySet[ServicoCliente]) -> None:
    """Lock services in the order of their ids until the end of the transaction, so that nobody changes their state."""
    # Not the key: rows that only refer to a service (charges, tickets) are written meanwhile.
    list(servicos.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk"))


def _dividas(
    data: dt.date, *, clientes: Collection[int] | None = None, servicos: Collection[int] | None = None
) -> dict[int, Divida]:
    """Return, by service, what is overdue on ``data`` in one query; of some clients or services only."""
    vencidas = Cobranca.objects.vencidas(data).filter(servico__isnull=False)
    if clientes is not None:
        vencidas = vencidas.filter(cliente__in=clientes)
    if servicos is not None:
        vencidas = vencidas.filter(servico__in=servicos)
    somas = vencidas.values("servico").annotate(
        antiga=Min("vencimento"), aberto=Sum(F("valor") - F("desconto") - F("valor_recebido"))
    )
    return {linha["servico"]: Divida((data - linha["antiga"]).days, linha["aberto"]) for linha in somas}


def regra_da_forma(forma: FormaCobranca) -> RegraSuspensao:
    """Return the suspension rule of a forma de cobrança."""
    return RegraSuspensao(
        forma.dias_suspensao_total if forma.permite_suspensao_total else None,
        forma.dias_suspensao_parcial if forma.permite_suspensao_parcial else None,
        Decimal(forma.valor_minimo_suspender),
    )


def impedimento(forma: FormaCobranca, data: dt.date) -> str | None:
    """Return why a forma suspends nobody on ``data``: weekend or holiday at the company's city, unless set."""
    calendario = calendario_da_cidade(forma.empresa.cidade)
    if not forma.suspende_fim_de_semana and calendario.fim_de_semana(data):
        return "é fim de semana"
    feriado = calendario.feriado(data)
    if feriado and not forma.suspende_feriado:
        return f"é feriado ({feriado})"
    return None


def executar_suspensao(contexto: Contexto) -> str:
    """Decide for today, act, and keep the reason for each service; repeating it changes nothing twice.

    All of it is one transaction: a job resumed after its worker died finds the run either whole or not at all.
    """
    pronta = ExecucaoSuspensao.objects.filter(processo=contexto.processo).first()
    if pronta is not None:
        return _resumo(pronta)
    data = hoje()
    with transaction.atomic():
        casos = _decidir_travando(data)
        contexto.total(len(casos))
        execucao = ExecucaoSuspensao.objects.create(data=data, processo=contexto.processo, usuario=contexto.usuario)
        feitos: dict[str, int] = {}
        for decisao, acao in ACAO_NO_SERVICO.items():
            mudancas = [Mudanca(c.servico_id, c.decisao.motivo) for c in casos if c.decisao.acao == decisao]
            feitos[decisao] = len(mudar_status_em_lote(mudancas, acao, origem="Rotina de suspensão"))
        DecisaoSuspensao.objects.bulk_create(
            [
                DecisaoSuspensao(
                    execucao=execucao,
                    servico_id=caso.servico_id,
                    decisao=caso.decisao.acao,
                    motivo=caso.decisao.motivo[:300],
                    dias_atraso=caso.divida.dias,
                    valor_aberto=caso.divida.valor,
                )
                for caso in casos
            ],
            batch_size=1000,
        )
        execucao.suspensos = feitos["suspender"] + feitos["suspender_parcial"]
        execucao.restaurados = feitos["restaurar"]
        execucao.fora = sum(caso.decisao.acao == "fora" for caso in casos)
        execucao.concluida_em = agora()
        execucao.save()
        contexto.feito(len(casos))
    return _resumo(execucao)


def _resumo(execucao: ExecucaoSuspensao) -> str:
    partes = (
        contar(execucao.suspensos, "suspenso", "suspensos"),
        contar(execucao.restaurados, "restaurado", "restaurados"),
        contar(execucao.fora, "deixado de fora", "deixados de fora"),
    )
    return f"{', '.join(partes)}."


def iniciar_suspensao(usuario: Any) -> Processo:
    """Queue a run now; raises ``ErroDeNegocio`` while another one asked for by hand is open."""
    return processos.iniciar(
        "financeiro.suspensao", "Habilitação/suspensão", {}, usuario, chave_exclusiva="financeiro.suspensao"
    )


def restaurar_quitados(cliente_id: int) -> list[int]:
    """Enable the client's services suspended for debt that have nothing overdue left; return their ids.

    Called in the transaction of each payment, so that the connection returns with it.
    """
    return restaurar_quitados_de([cliente_id])


def restaurar_quitados_de(clientes: Collection[int]) -> list[int]:
    """Do the same for many clients with a constant number of queries.

    The services are locked before their states and debts are read: a run that suspended one of them and did not
    commit yet is waited for.
    """
    with transaction.atomic():
        travar(ServicoCliente.objects.filter(cliente__in=clientes))
        dividas = _dividas(hoje(), clientes=clientes)
        suspensos = ServicoCliente.objects.filter(cliente__in=clientes, status__in=SUSPENSOS_POR_DEBITO)
        quitados = suspensos.exclude(pk__in=dividas).values_list("pk", flat=True)
        mudancas = [Mudanca(pk, "Pagamento recebido") for pk in quitados]
        return mudar_status_em_lote(mudancas, "habilitar", origem="Recebimento") if mudancas else []
