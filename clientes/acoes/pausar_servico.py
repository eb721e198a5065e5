"""The pause at the subscriber's request, with its scheduled end (C14)."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from clientes.acoes.agendar_tarefa import agendar
from clientes.acoes.associar_servico import travar_com_associados
from clientes.acoes.mudar_status import mudar_status
from clientes.estados import Status
from clientes.models import PeriodoStatus, ServicoCliente
from clientes.regras.pausa import impedimentos_da_pausa
from hubsoft.core import historico
from hubsoft.core.datas import hoje
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.registro import ImpedimentoServico, registro, resolver

FORA_DA_REGRA = "clientes.pausar_fora_da_regra"
TAREFA = "clientes.alterar_status"


class Pausa(NamedTuple):
    """Why, until when (the first day in use again), and whether against the regulator's rule."""

    motivo: str
    retorno: dt.date | None
    excecao: bool = False


def impedimentos(servico: ServicoCliente, retorno: dt.date | None) -> tuple[list[str], list[str]]:
    """Return what stands against a pause that begins today: by the rule of the RGC, and by what higher apps know.

    A change of plan gives no new right to one: the pauses of the services that this one took the place of count (C17).
    A new holder begins anew (C18): those of the old one are not theirs.
    """
    do_titular = Q(servico=servico.pk) | Q(servico__continua_em=servico.pk)
    ultima = PeriodoStatus.objects.filter(do_titular, status=Status.SUSPENSO_PEDIDO).order_by("-inicio").first()
    dia = timezone.localdate(ultima.inicio) if ultima else None
    de_outros = [
        resolver(i.funcao)(servico) for i in registro.todos(ImpedimentoServico) if i.acao == "suspender_pedido"
    ]
    return impedimentos_da_pausa(hoje(), retorno, dia), [frase for frase in de_outros if frase]


@transaction.atomic
def pausar(servico: ServicoCliente, pausa: Pausa, usuario: Any = None, *, origem: str = "") -> ServicoCliente:
    """Suspend a service at its holder's request and schedule its return at the first minute of ``pausa.retorno``.

    The paused days are not billed. Raises ``ErroDeNegocio`` when the rule forbids it; ``pausa.excecao`` passes over
    the rule for a user with the permission ``clientes.pausar_fora_da_regra``, and the history says what was passed.
    """
    travar_com_associados(ServicoCliente.objects.filter(pk=servico.pk))
    atual = ServicoCliente.objects.get(pk=servico.pk)
    da_regra, de_outros = impedimentos(atual, pausa.retorno) if atual.status == Status.HABILITADO else ([], [])
    problemas = [*da_regra, *de_outros]
    if problemas and not pausa.excecao:
        # A debt is no matter of the date.
        raise ErroDeNegocio(" ".join(problemas), None if de_outros else "retorno")
    if problemas and not (usuario is not None and usuario.has_perm(FORA_DA_REGRA)):
        raise ErroDeNegocio("Você não tem permissão para pausar fora da regra. " + " ".join(problemas), "excecao")
    mudar_status(servico, "suspender_pedido", motivo=pausa.motivo, usuario=usuario, origem=origem)
    if problemas:
        frase = f"Pausa fora da regra, autorizada: {' '.join(problemas)}"
        historico.escrever(servico, historico.Area.SERVICO, frase, servico_id=servico.pk, usuario=usuario)
    if pausa.retorno is not None:
        agendar(
            servico,
            TAREFA,
            timezone.make_aware(dt.datetime.combine(pausa.retorno, dt.time())),
            usuario,
            observacao=f"Fim da pausa: {pausa.motivo}"[:500],
            status=Status.HABILITADO,
            somente_de=Status.SUSPENSO_PEDIDO,
        )
    return servico
