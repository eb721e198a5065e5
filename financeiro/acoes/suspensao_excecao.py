"""A client or service that the suspension rule leaves alone until a day, with the reason (F28)."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from django.db import transaction

from clientes.models import Cliente, ServicoCliente
from financeiro.models import ExcecaoSuspensao
from hubsoft.core import historico
from hubsoft.core.datas import agora, hoje
from hubsoft.core.erros import ErroDeNegocio

MAXIMO = dt.timedelta(days=366)


class NovaExcecao(NamedTuple):
    """``servico`` empty: every service of the client, those sold later too."""

    cliente: Cliente
    servico: ServicoCliente | None
    ate: dt.date
    motivo: str


@transaction.atomic
def criar_excecao(nova: NovaExcecao, usuario: Any) -> ExcecaoSuspensao:
    """Keep the rule from suspending until the end of a day; raises ``ErroDeNegocio`` for a day that does not serve."""
    if nova.ate < hoje():
        raise ErroDeNegocio("Escolha hoje ou um dia à frente.", "ate")
    if nova.ate > hoje() + MAXIMO:
        raise ErroDeNegocio("Uma exceção vale no máximo por um ano. Escolha um dia antes disso.", "ate")
    if not nova.motivo.strip():
        raise ErroDeNegocio("Informe o motivo.", "motivo")
    excecao = ExcecaoSuspensao.objects.create(**nova._asdict(), usuario=usuario)
    _contar(excecao, f"Não suspender até {nova.ate:%d/%m/%Y}. Motivo: {nova.motivo}", usuario)
    return excecao


@transaction.atomic
def encerrar_excecao(excecao: ExcecaoSuspensao, usuario: Any) -> ExcecaoSuspensao:
    """End it before its day; raises ``ErroDeNegocio`` when it was ended already."""
    excecao = ExcecaoSuspensao.objects.select_for_update().get(pk=excecao.pk)
    if excecao.encerrada_em is not None:
        raise ErroDeNegocio("Esta exceção já foi encerrada.")
    excecao.encerrada_em, excecao.encerrada_por = agora(), usuario
    excecao.save(update_fields=["encerrada_em", "encerrada_por"])
    _contar(excecao, f"Exceção da suspensão (até {excecao.ate:%d/%m/%Y}) encerrada.", usuario)
    return excecao


def _contar(excecao: ExcecaoSuspensao, frase: str, usuario: Any) -> None:
    area = historico.Area.SERVICO if excecao.servico_id else historico.Area.FINANCEIRO
    historico.escrever(excecao, area, frase, usuario=usuario)
