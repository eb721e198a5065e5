"""The suspension run and the restoring of those who paid (F28)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models.functions import Coalesce

from clientes.acoes import Mudanca, mudar_status_em_lote
from clientes.acoes.associar_servico import nome
from clientes.models import Associacao, ServicoCliente
from financeiro.acoes.desbloquear_confianca import encerrar_pagos
from financeiro.acoes.suspensao_avisar import avisar_por_email, guardar_dia_do_envio
from financeiro.acoes.travar_servicos import travar
from financeiro.consultas.suspensao import Regras, Situacao, situacoes
from financeiro.models import Cobranca, DecisaoSuspensao, ExecucaoSuspensao
from financeiro.regras.suspensao import (
    ACAO_NO_SERVICO,
    SUSPENSOS_POR_DEBITO,
    Decisao,
    Divida,
    decidir,
    decidir_associado,
)
from hubsoft.core import processos
from hubsoft.core.datas import agora, hoje
from hubsoft.core.models import Processo
from hubsoft.core.processos import Contexto
from hubsoft.core.texto import contar

ORIGEM = "Rotina de suspensão"
RECEBIMENTO, VENCIMENTO_ALTERADO = "Recebimento", "Vencimento alterado"
MOTIVOS_DA_VOLTA = {RECEBIMENTO: "Pagamento recebido", VENCIMENTO_ALTERADO: "Nada mais está vencido"}
PARTE = 3000
"""Services of one transaction of a run: payments of their clients wait for it."""


class Caso(NamedTuple):
    """A service with something overdue, suspended for it or following such a one, and what is decided.

    ``par``: the main service of its pair (C10), or itself.
    """

    servico_id: int
    divida: Divida
    decisao: Decisao
    par: int


def decidir_suspensao(data: dt.date) -> list[Caso]:
    """Return what a run on ``data`` would do, by service, from what is open now; nothing is written.

    A constant number of queries.
    """
    vistas = situacoes(data)
    return _decidir(vistas, _regras(data, vistas))


def _regras(data: dt.date, vistas: Sequence[Situacao]) -> Regras:
    return Regras(data, {situacao.cidade_id for situacao in vistas})


def _decidir(vistas: Sequence[Situacao], regras: Regras) -> list[Caso]:
    """Return the cases, those of a pair one after the other; who only follows and has nothing to do is left out."""
    casos = {situacao.servico_id: _caso(situacao, regras) for situacao in vistas}
    estados = {situacao.servico_id: situacao.status for situacao in vistas}
    for situacao in vistas:
        principal = situacao.principal_id
        if principal is None:
            continue
        if principal in casos:
            casos[situacao.servico_id] = _com_o_principal(situacao, estados[principal], casos)
        caso = casos[situacao.servico_id]
        if caso.decisao.acao == "manter" and not caso.divida.valor and situacao.status not in SUSPENSOS_POR_DEBITO:
            del casos[situacao.servico_id]
    return sorted(casos.values(), key=lambda caso: (caso.par, caso.servico_id))


def _com_o_principal(situacao: Situacao, status_principal: str, casos: dict[int, Caso]) -> Caso:
    caso, principal_id = casos[situacao.servico_id], situacao.principal_id or 0
    decisao = decidir_associado(
        caso.decisao,
        situacao.status,
        bool(situacao.divida.valor),
        situacao.excecao,
        nome(situacao.principal, principal_id),
        status_principal,
        casos[principal_id].decisao,
    )
    return caso._replace(decisao=decisao)


def _caso(situacao: Situacao, regras: Regras) -> Caso:
    regra, impede = regras.de(situacao.forma_id, situacao.cidade_id)
    aviso = situacao.aviso._replace(remetente=regras.tem_remetente)
    decisao = decidir(situacao.status, regra, situacao.divida, impede, situacao.excecao, aviso)
    return Caso(situacao.servico_id, situacao.divida, decisao, situacao.principal_id or situacao.servico_id)


def _decidir_travando(casos: Sequence[Caso], regras: Regras) -> list[Caso]:
    """Lock the services that would change and decide these again; who paid meanwhile is left out.

    A payment writes its charges, then locks the services (:func:`restaurar_quitados_de`): either it committed before
    the lock and is seen here, or it waits for this run and restores what the run suspends.
    """
    pares = {caso.par for caso in casos if caso.decisao.acao in (*ACAO_NO_SERVICO, "avisar")}
    # Both of a pair: what is decided for one depends on the other.
    mudam = pares | {caso.servico_id for caso in casos if caso.par in pares}
    travar(ServicoCliente.objects.filter(pk__in=mudam))
    agora_sao = {caso.servico_id: caso for caso in _decidir(situacoes(regras.data, mudam), regras)}
    return [agora_sao.get(c.servico_id, _pago(c)) if c.servico_id in mudam else c for c in casos]


def _pago(caso: Caso) -> Caso:
    """Return the case of a service that has nothing overdue any more and is not suspended."""
    if not caso.divida.valor:
        return caso._replace(decisao=Decisao("manter", "Já tinha voltado quando a rotina chegou a ele."))
    return caso._replace(decisao=Decisao("fora", "Foi pago enquanto a rotina rodava."))


def executar_suspensao(contexto: Contexto) -> str:
    """Decide for today, act, and keep the reason for each service; repeating it changes nothing twice.

    Each part is one transaction with its decisions: a job resumed after its worker died goes on with the services
    that have none yet.
    """
    execucao, _ = ExecucaoSuspensao.objects.get_or_create(
        processo=contexto.processo, defaults={"data": hoje(), "usuario": contexto.usuario}
    )
    if execucao.concluida_em is None:
        guardar_dia_do_envio()
        _executar(contexto, execucao)
    return _resumo(execucao)


def _executar(contexto: Contexto, execucao: ExecucaoSuspensao) -> None:
    prontos = set(execucao.decisoes.values_list("servico_id", flat=True))
    vistas = [situacao for situacao in situacoes(execucao.data) if situacao.servico_id not in prontos]
    regras = _regras(execucao.data, vistas)
    casos = _decidir(vistas, regras)
    contexto.total(len(prontos) + len(casos))
    contexto.feito(len(prontos))
    for parte in _partes(casos):
        contexto.verificar_cancelamento()
        with transaction.atomic():
            decididos = _decidir_travando(parte, regras)
            for decisao, acao in ACAO_NO_SERVICO.items():
                mudancas = [Mudanca(c.servico_id, c.decisao.motivo) for c in decididos if c.decisao.acao == decisao]
                if mudancas:
                    ficam = [c.servico_id for c in decididos if c.decisao.acao != decisao]
                    mudar_status_em_lote(mudancas, acao, origem=ORIGEM, ficam=ficam)
            avisados = [c.servico_id for c in decididos if c.decisao.acao == "avisar"]
            if avisados:
                avisar_por_email(avisados, contexto.usuario, origem=ORIGEM)
            guardar_decisoes(execucao, decididos)
            contexto.avancar(len(parte))
    concluir(execucao)


def _partes(casos: Sequence[Caso]) -> Iterator[Sequence[Caso]]:
    """Cut the cases into transactions, never between the two of a pair."""
    inicio = 0
    while inicio < len(casos):
        fim = inicio + PARTE
        while fim < len(casos) and casos[fim].par == casos[fim - 1].par:
            fim += 1
        yield casos[inicio:fim]
        inicio = fim


def guardar_decisoes(execucao: ExecucaoSuspensao, casos: Iterable[Caso]) -> None:
    """Keep what was decided for each service, and why."""
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
        ]
    )


def concluir(execucao: ExecucaoSuspensao) -> None:
    """Close a run with its figures."""
    contas = Counter(execucao.decisoes.values_list("decisao", flat=True))
    execucao.suspensos = contas["suspender"] + contas["suspender_parcial"]
    execucao.avisados = contas["avisar"]
    execucao.restaurados = contas["restaurar"]
    execucao.fora = contas["fora"] + contas["avisar_carta"]
    execucao.concluida_em = agora()
    execucao.save(update_fields=["suspensos", "avisados", "restaurados", "fora", "concluida_em"])


def _resumo(execucao: ExecucaoSuspensao) -> str:
    partes = (
        contar(execucao.suspensos, "suspenso", "suspensos"),
        *([contar(execucao.avisados, "avisado", "avisados")] if execucao.avisados else []),
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


def restaurar_quitados_de(clientes: Collection[int], origem: str = RECEBIMENTO) -> list[int]:
    """Do the same for many clients with a constant number of queries; ``origem``: what made the debt go.

    The services are locked before their states and debts are read: a run that suspended one of them and did not
    commit yet is waited for. A desbloqueio em confiança of a service with nothing overdue left ends as paid. A service
    that follows another (C10) stays suspended while that one is and owes.
    """
    with transaction.atomic():
        travar(ServicoCliente.objects.filter(cliente__in=clientes))
        vencidas = Cobranca.objects.vencidas(hoje()).filter(servico__isnull=False, cliente__in=clientes)
        devem = vencidas.values(quem=Coalesce("servico__continua_em", "servico"))
        quitados = ServicoCliente.objects.filter(cliente__in=clientes).exclude(pk__in=devem)
        pares = Associacao.objects.filter(cliente__in=clientes)
        do_devedor = pares.filter(principal__in=devem)
        encerrar_pagos(quitados.exclude(pk__in=do_devedor.values("associado")))
        presos = do_devedor.filter(principal__status__in=SUSPENSOS_POR_DEBITO).values("associado")
        suspensos = quitados.filter(status__in=SUSPENSOS_POR_DEBITO).exclude(pk__in=presos)
        mudancas = [Mudanca(pk, MOTIVOS_DA_VOLTA[origem]) for pk in suspensos.values_list("pk", flat=True)]
        if not mudancas:
            return []
        ficam = list(pares.filter(associado__in=devem).values_list("associado", flat=True))
        return mudar_status_em_lote(mudancas, "habilitar", origem=origem, ficam=ficam)
