"""A service suspended for debt works again until a day, on the client's word (F29; *Desbloqueio em Confiança*)."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from clientes.acoes import Mudanca, mudar_status_em_lote
from clientes.acoes.mudar_status import ACAO_DE_SUSPENSAO, habilitar
from clientes.estados import Status
from clientes.models import Associacao, ServicoCliente
from configuracao.variaveis import ler_inteiro
from financeiro.acoes.travar_servicos import travar
from financeiro.models import Cobranca, DesbloqueioConfianca
from hubsoft.core.datas import agora, hoje, primeiro_do_mes
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.processos import Contexto
from hubsoft.core.texto import contar

log = logging.getLogger(__name__)
ORIGEM = "Desbloqueio em confiança"
DESBLOQUEAVEIS = (Status.SUSPENSO_DEBITO, Status.SUSPENSO_PARCIAL)
LOTE = 500
S = DesbloqueioConfianca.Situacao


@transaction.atomic
def desbloquear(servico: ServicoCliente, ate: dt.date, motivo: str, usuario: Any) -> DesbloqueioConfianca:
    """Enable a service suspended for debt until the end of ``ate`` and return the row that says so.

    Raises ``ErroDeNegocio`` when it is not suspended for debt, the date or the reason does not serve, or the month's
    number of them (variable ``DESBLOQUEIOS_POR_MES``) is used up.
    """
    travar(ServicoCliente.objects.filter(pk=servico.pk))
    servico = ServicoCliente.objects.get(pk=servico.pk)
    if servico.status not in DESBLOQUEAVEIS:
        raise ErroDeNegocio(
            "Só um serviço suspenso por débito ou suspenso parcialmente pode ser desbloqueado em confiança. "
            f"Este está {servico.get_status_display().lower()}."
        )
    if not motivo.strip():
        raise ErroDeNegocio("Informe o motivo.", "motivo")
    _conferir_data(ate)
    _conferir_mes(servico)
    # One left from before a person suspended the service by hand.
    _encerrar(DesbloqueioConfianca.objects.filter(servico=servico, situacao=S.ATIVO), S.CANCELADO, usuario)
    volta_para = servico.status
    habilitar(servico, motivo=f"Desbloqueio até {ate:%d/%m/%Y}: {motivo}"[:200], usuario=usuario, origem=ORIGEM)
    return DesbloqueioConfianca.objects.create(
        servico=servico, ate=ate, motivo=motivo, volta_para=volta_para, usuario=usuario, criado_em=agora()
    )


def _conferir_data(ate: dt.date) -> None:
    if ate < hoje():
        raise ErroDeNegocio("Escolha hoje ou um dia à frente.", "ate")
    maximo = ler_inteiro("DESBLOQUEIO_DIAS_MAXIMO")
    ultimo = hoje() + dt.timedelta(days=maximo)
    if maximo and ate > ultimo:
        raise ErroDeNegocio(
            f"O desbloqueio vai no máximo até {ultimo:%d/%m/%Y} ({contar(maximo, 'dia', 'dias')}).", "ate"
        )


def _conferir_mes(servico: ServicoCliente) -> None:
    limite = ler_inteiro("DESBLOQUEIOS_POR_MES")
    deste_mes = DesbloqueioConfianca.objects.filter(
        servico=servico, criado_em__date__gte=primeiro_do_mes(hoje())
    ).exclude(situacao=S.CANCELADO)
    usados = list(deste_mes)
    if limite and len(usados) >= limite:
        raise ErroDeNegocio(
            f"Este serviço já foi desbloqueado em confiança neste mês (em {usados[0].criado_em:%d/%m/%Y}). "
            f"O limite é de {contar(limite, 'vez', 'vezes')} por mês e fica em Configuração › Variáveis."
        )


@transaction.atomic
def cancelar_desbloqueio(desbloqueio: DesbloqueioConfianca, usuario: Any) -> DesbloqueioConfianca:
    """Undo one that holds: the service goes back to its suspension when something is still overdue.

    Raises ``ErroDeNegocio`` when it ended already.
    """
    travar(ServicoCliente.objects.filter(pk=desbloqueio.servico_id))
    desbloqueio = DesbloqueioConfianca.objects.select_for_update().get(pk=desbloqueio.pk)
    if desbloqueio.situacao != S.ATIVO:
        raise ErroDeNegocio(f"Este desbloqueio já terminou: {desbloqueio.get_situacao_display().lower()}.")
    if _devedores([desbloqueio.servico_id]):
        _voltar([desbloqueio], "Desbloqueio em confiança cancelado", usuario)
    _encerrar(DesbloqueioConfianca.objects.filter(pk=desbloqueio.pk), S.CANCELADO, usuario)
    desbloqueio.refresh_from_db()
    return desbloqueio


def vencer_desbloqueios(contexto: Contexto) -> str:
    """Routine: suspend again the services whose day passed unpaid; each once, whoever else runs it or dies in it.

    The state, the history and the end of the desbloqueio commit together; the services are locked first, so a second
    worker waits and then finds nothing left to do.
    """
    vencidos = DesbloqueioConfianca.objects.filter(situacao=S.ATIVO, ate__lt=hoje()).order_by("servico_id")
    pares = list(vencidos.values_list("pk", "servico_id"))
    contexto.total(len(pares))
    voltaram = pagos = falharam = 0
    for inicio in range(0, len(pares), LOTE):
        contexto.verificar_cancelamento()
        de_volta, quitados, falhas = _vencer_todos(contexto, pares[inicio : inicio + LOTE])
        voltaram, pagos, falharam = voltaram + de_volta, pagos + quitados, falharam + falhas
    com_erro = f", {falharam} com erro: corrija e execute a rotina de novo" if falharam else ""
    return f"{contar(voltaram, 'suspenso de novo', 'suspensos de novo')}, {contar(pagos, 'pago', 'pagos')}{com_erro}."


def _vencer_todos(contexto: Contexto, parte: list[tuple[int, int]]) -> tuple[int, int, int]:
    """End a batch; return how many are suspended again, paid, failed. One that fails does not hold the others.

    A batch that fails is done one by one; what fails alone stays in force, its reason kept with the run, and the next
    run tries it again.
    """
    try:
        with transaction.atomic():
            de_volta, quitados = _vencer([pk for pk, _ in parte], [servico for _, servico in parte])
            contexto.avancar(len(parte))
        return de_volta, quitados, 0
    except (OperationalError, InterfaceError):
        # The database, not one of them: the whole run is taken up again.
        raise
    except Exception as erro:
        if contexto.conexao_perdida:
            raise
        if len(parte) > 1:
            somas = zip(*(_vencer_todos(contexto, [um]) for um in parte), strict=True)
            return tuple(map(sum, somas))  # type: ignore[return-value]
        servico = ServicoCliente.objects.select_related("cliente", "plano").get(pk=parte[0][1])
        log.exception("o desbloqueio do serviço %s não venceu", servico.pk)
        mensagem = (
            erro.mensagem
            if isinstance(erro, ErroDeNegocio)
            else f"Erro inesperado: {type(erro).__name__}. O registro do servidor tem os detalhes."
        )
        contexto.erro(f"{servico.cliente} — {servico}", mensagem)
        contexto.avancar()
        return 0, 0, 1


def _vencer(ids: list[int], servicos: list[int]) -> tuple[int, int]:
    travar(ServicoCliente.objects.filter(pk__in=servicos))
    ativos = list(DesbloqueioConfianca.objects.select_for_update().filter(pk__in=ids, situacao=S.ATIVO).order_by("pk"))
    devedores = _devedores([d.servico_id for d in ativos])
    devem = [d for d in ativos if d.servico_id in devedores]
    voltaram = _voltar(devem, "Desbloqueio em confiança venceu sem pagamento", None)
    todos = DesbloqueioConfianca.objects.filter(pk__in=[d.pk for d in ativos])
    _encerrar(todos.filter(pk__in=[d.pk for d in devem]), S.VENCIDO, None)
    return voltaram, _encerrar(todos.filter(situacao=S.ATIVO), S.PAGO, None)


def _devedores(servicos: list[int]) -> set[int]:
    """Return those that owe, with what the ones whose place they took owe, or follow one that does (C10)."""
    pares = dict(Associacao.objects.filter(associado__in=servicos).values_list("associado", "principal"))
    todos = {*servicos, *pares.values()}
    vencidas = Cobranca.objects.vencidas(hoje()).filter(Q(servico__in=todos) | Q(servico__continua_em__in=todos))
    devem = set(vencidas.values_list(Coalesce("servico__continua_em", "servico"), flat=True))
    return {pk for pk in servicos if pk in devem or pares.get(pk) in devem}


def _voltar(desbloqueios: Iterable[DesbloqueioConfianca], motivo: str, usuario: Any) -> int:
    """Suspend again what is enabled; return how many. A service in another state by now stays in it."""
    feitos: list[int] = []
    for para in DESBLOQUEAVEIS:
        mudancas = [Mudanca(d.servico_id, motivo) for d in desbloqueios if d.volta_para == para]
        if mudancas:
            feitos += mudar_status_em_lote(mudancas, ACAO_DE_SUSPENSAO[para], origem=ORIGEM, usuario=usuario)
    return len(feitos)


def _encerrar(desbloqueios: QuerySet[DesbloqueioConfianca], situacao: str, usuario: Any) -> int:
    return desbloqueios.update(situacao=situacao, encerrado_em=agora(), encerrado_por=usuario)


def encerrar_pagos(servicos: QuerySet[ServicoCliente]) -> int:
    """End as paid the desbloqueios of services with nothing overdue, part of a payment; return how many."""
    return _encerrar(DesbloqueioConfianca.objects.filter(servico__in=servicos, situacao=S.ATIVO), S.PAGO, None)
