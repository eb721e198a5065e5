"""Runs of routines: at their time (once, under any number of schedulers), by hand, and caught up or skipped (G04).

A scheduled run first takes its time slot by the unique constraint of :class:`ExecucaoRotina`; whoever comes second
finds it taken. The work itself is a job (``core.processos``), so it shows progress and survives a killed worker.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from psycopg.errors import UniqueViolation

from configuracao.acoes.registro_rotina import ContextoDeRotina, anotar
from configuracao.acoes.rotinas import CAMPOS_DO_HORARIO, rotulo_da_tarefa
from configuracao.models import ExecucaoRotina, Rotina
from configuracao.regras.horario import Horario, ler_horario
from hubsoft.core import historico, processos
from hubsoft.core.datas import agora
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.eventos import publicar
from hubsoft.core.models import ErroProcesso, Processo
from hubsoft.core.processos import Cancelado, Contexto
from hubsoft.core.registro import TarefaRotina, registro, resolver

log = logging.getLogger(__name__)
TIPO = "configuracao.rotina"
# A run that begins later than this after its time has missed it.
TOLERANCIA = dt.timedelta(minutes=15)
# What the scheduler has not begun after this, the sweep begins.
ESPERA_PELO_AGENDADOR = dt.timedelta(seconds=60)
R = ExecucaoRotina.Resultado


def horario_da_rotina(rotina: Rotina) -> Horario:
    """Return when a routine runs."""
    return ler_horario({campo: getattr(rotina, campo) for campo in CAMPOS_DO_HORARIO})


def proxima_execucao(rotina: Rotina) -> dt.datetime | None:
    """Return when the routine runs next, ``None`` when it is off or never will."""
    return horario_da_rotina(rotina).proximo(timezone.localtime(agora())) if rotina.ativa else None


def executar_no_horario(rotina_id: int, momento: dt.datetime) -> ExecucaoRotina | None:
    """Take the last time slot of the routine not after ``momento`` and queue its run.

    Returns ``None`` when there is nothing to do: the slot is taken, or the routine is off, gone, or did not exist at
    that time. A slot older than :data:`TOLERANCIA` is only run by a routine that catches up; another one gets a row
    that says so.
    """
    rotina = Rotina.objects.filter(pk=rotina_id, ativa=True).first()
    if rotina is None:
        return None
    previsto = horario_da_rotina(rotina).anterior(timezone.localtime(momento), rotina.agendada_desde)
    if previsto is None:
        return None
    perdeu = momento - previsto > TOLERANCIA and not rotina.recuperar_perdida
    with transaction.atomic():
        execucao = _tomar(rotina, previsto, R.PERDIDA if perdeu else R.EXECUTANDO)
        if execucao is None:
            return None
        if perdeu:
            _encerrar(execucao, R.PERDIDA, "O sistema estava parado no horário, e a rotina não recupera o que perdeu.")
            return execucao
        try:
            _iniciar_processo(execucao, None)
        except ErroDeNegocio as erro:
            _encerrar(execucao, R.FALHA, erro.mensagem)
    return execucao


@transaction.atomic
def executar_agora(rotina: Rotina, usuario: Any) -> ExecucaoRotina:
    """Queue a run by hand; raises :class:`ErroDeNegocio` while the same task is already running."""
    execucao = ExecucaoRotina.objects.create(rotina=rotina, prevista_para=agora(), manual=True, usuario=usuario)
    _iniciar_processo(execucao, usuario)
    historico.escrever(rotina, historico.Area.SISTEMA, "Execução pedida na tela.", usuario=usuario)
    return execucao


def vigiar(momento: dt.datetime) -> int:
    """Begin what the scheduler or the broker lost, close what a worker could not; return how many were touched."""
    tocadas = 0
    for rotina in Rotina.objects.filter(ativa=True):
        previsto = horario_da_rotina(rotina).anterior(
            timezone.localtime(momento - ESPERA_PELO_AGENDADOR), rotina.agendada_desde
        )
        if previsto is None:
            continue
        if not ExecucaoRotina.objects.filter(rotina=rotina, prevista_para=previsto, manual=False).exists():
            tocadas += executar_no_horario(rotina.pk, momento) is not None
    orfas = ExecucaoRotina.objects.filter(resultado=R.EXECUTANDO).exclude(processo__estado__in=Processo.ABERTOS)
    for execucao in orfas.select_related("processo"):
        mensagem = execucao.processo.mensagem if execucao.processo else "O processo da execução não existe mais."
        tocadas += _encerrar(execucao, R.FALHA, mensagem)
    return tocadas


def rodar(contexto: Contexto, execucao: int) -> str:
    """Run the task of a routine inside its job and keep how it went (function of the job kind)."""
    linha = ExecucaoRotina.objects.select_related("rotina").filter(pk=execucao).first()
    if linha is None:
        return "A rotina foi excluída antes de executar."
    if linha.resultado != R.EXECUTANDO:
        # The worker died after the result was kept and before the job was closed.
        return linha.mensagem
    anotar(execucao, "Começou" if not contexto.processo.tentativas else "Continuou depois de interrompida")
    try:
        mensagem = _funcao(linha.rotina.tarefa)(ContextoDeRotina(contexto, execucao)) or ""
    except Cancelado:
        _encerrar(linha, R.FALHA, "Cancelada a pedido.")
        raise
    except ErroDeNegocio as erro:
        _encerrar(linha, R.FALHA, erro.mensagem)
        raise
    except Exception as erro:
        if contexto.conexao_perdida:
            raise  # the job goes on when the database is back, and with it this run
        _encerrar(linha, R.FALHA, f"Erro inesperado: {type(erro).__name__}. O registro do servidor tem os detalhes.")
        raise
    _encerrar(linha, R.SUCESSO, mensagem)
    return mensagem


def _funcao(chave: str) -> Callable[[Contexto], str | None]:
    """Return the function of a routine's task; raises :class:`ErroDeNegocio` when no app declares it any more."""
    try:
        return resolver(registro.por_chave(TarefaRotina, chave).funcao)
    except KeyError:
        raise ErroDeNegocio("A tarefa desta rotina não existe mais. Edite a rotina e escolha outra.") from None


def _tomar(rotina: Rotina, previsto: dt.datetime, resultado: str) -> ExecucaoRotina | None:
    """Return the row of a time slot, ``None`` when somebody has it."""
    try:
        with transaction.atomic():
            return ExecucaoRotina.objects.create(rotina=rotina, prevista_para=previsto, resultado=resultado)
    except IntegrityError as erro:
        if not isinstance(erro.__cause__, UniqueViolation):
            raise
        return None


def _iniciar_processo(execucao: ExecucaoRotina, usuario: Any) -> None:
    tarefa = execucao.rotina.tarefa
    execucao.processo = processos.iniciar(
        TIPO,
        f"Rotina: {execucao.rotina.descricao}"[:200],
        {"execucao": execucao.pk},
        usuario,
        chave_exclusiva=f"rotina:{tarefa}",
    )
    execucao.save(update_fields=["processo"])
    log.info("rotina %s (%s) na fila", execucao.rotina_id, rotulo_da_tarefa(tarefa))


@transaction.atomic
def _encerrar(execucao: ExecucaoRotina, resultado: str, mensagem: str) -> bool:
    """Keep how a run ended and publish the news; return whether it was not known yet."""
    quando = agora()
    abertas = ExecucaoRotina.objects.filter(pk=execucao.pk, concluida_em__isnull=True)
    if not abertas.update(resultado=resultado, mensagem=mensagem, concluida_em=quando):
        return False
    execucao.resultado, execucao.mensagem, execucao.concluida_em = resultado, mensagem, quando
    if execucao.processo_id:
        _anotar_o_fim(execucao)
    publicar("rotina.concluida", {"execucao_id": execucao.pk})
    return True


def _anotar_o_fim(execucao: ExecucaoRotina) -> None:
    """End the log of a run: how many items were left out, and the result."""
    erros = ErroProcesso.objects.filter(processo=execucao.processo_id).count()
    if erros:
        anotar(execucao.pk, f"{erros} item(ns) com erro: veja o processo")
    anotar(execucao.pk, f"{execucao.get_resultado_display()}: {execucao.mensagem or 'sem mensagem'}")
