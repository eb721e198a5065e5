"""What a run on a day would do, kept as a list that people look through before any routine runs (F28)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from financeiro.acoes.suspensao import concluir, decidir_suspensao, guardar_decisoes
from financeiro.consultas.suspensao import quantas_situacoes
from financeiro.models import ExecucaoSuspensao
from hubsoft.core import processos
from hubsoft.core.datas import agora, hoje
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.processos import Contexto
from hubsoft.core.texto import contar

CABEM_NA_PAGINA = 1000
"""More services than this are looked at by a job, with progress."""
PARTE = 2000
GUARDAR = dt.timedelta(days=30)
HORIZONTE = dt.timedelta(days=366)


@transaction.atomic
def simular(data: dt.date, usuario: Any) -> ExecucaoSuspensao:
    """Return a simulation of a run on ``data``, done already or being done by a job.

    Simulations older than 30 days go. Raises ``ErroDeNegocio`` for a day that passed or is more than a year ahead.
    """
    if data < hoje():
        raise ErroDeNegocio("Escolha hoje ou um dia à frente.", "dia")
    if data > hoje() + HORIZONTE:
        raise ErroDeNegocio("Escolha um dia até um ano à frente.", "dia")
    ExecucaoSuspensao.objects.filter(simulacao=True, criada_em__lt=agora() - GUARDAR).delete()
    simulacao = ExecucaoSuspensao.objects.create(data=data, simulacao=True, usuario=usuario)
    if quantas_situacoes(data) <= CABEM_NA_PAGINA:
        guardar_decisoes(simulacao, decidir_suspensao(data))
        concluir(simulacao)
        return simulacao
    simulacao.processo = processos.iniciar(
        "financeiro.simular_suspensao", str(simulacao), {"simulacao_id": simulacao.pk}, usuario
    )
    simulacao.save(update_fields=["processo"])
    return simulacao


def preencher_simulacao(contexto: Contexto, simulacao_id: int) -> str:
    """Job: decide for every service and keep it; a resumed job begins again."""
    simulacao = ExecucaoSuspensao.objects.get(pk=simulacao_id, simulacao=True)
    simulacao.decisoes.all().delete()
    contexto.etapa("Lendo o que está vencido")
    casos = decidir_suspensao(simulacao.data)
    contexto.total(len(casos))
    contexto.etapa("Guardando a lista")
    for inicio in range(0, len(casos), PARTE):
        contexto.verificar_cancelamento()
        parte = casos[inicio : inicio + PARTE]
        guardar_decisoes(simulacao, parte)
        contexto.feito(inicio + len(parte))
    concluir(simulacao)
    return f"{contar(len(casos), 'serviço conferido', 'serviços conferidos')}."


@transaction.atomic
def descartar_simulacao(simulacao: ExecucaoSuspensao) -> None:
    """Remove a simulation; raises ``ErroDeNegocio`` for a run, which is kept, and while it is being made."""
    if not simulacao.simulacao:
        raise ErroDeNegocio("Só simulações podem ser excluídas: o que a rotina fez fica guardado.")
    if simulacao.processo is not None and simulacao.processo.aberto:
        raise ErroDeNegocio("A simulação ainda está sendo feita. Espere terminar ou pare o processo.")
    simulacao.delete()
