"""Browser sessions: opened at sign-in, seen while used, ended by their owner or an administrator.

Ending one deletes Django's own session row, so the browser's next request is nobody's.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterable
from typing import Any

from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest

from configuracao.acoes.alcada import exigir_pode_administrar
from configuracao.models import Usuario
from configuracao.navegador import assinatura, nome_do_navegador
from hubsoft.core import historico
from hubsoft.core.datas import agora
from hubsoft.core.middleware import ip_do_cliente
from hubsoft.core.models import SessaoUsuario

INTERVALO_VISTA = dt.timedelta(seconds=60)
# When this process last marked each session, by the clock that nobody sets. Asking Redis was a turn of the network for
# each page.
_VISTAS: dict[str, float] = {}
MAXIMO_LEMBRADAS = 10_000


def abrir_sessao(usuario: Usuario, request: HttpRequest) -> None:
    """Keep the row of a session that has just begun."""
    if request.session.session_key is None:
        request.session.create()
    SessaoUsuario.objects.update_or_create(
        chave=request.session.session_key,
        defaults={"usuario": usuario, "ip": ip_do_cliente(request), "navegador": assinatura(request)},
    )
    _vista_ha_pouco(str(request.session.session_key))


def ver_sessao(chave: str) -> None:
    """Remember that a session was used now; written at most once a minute."""
    if _vista_ha_pouco(chave):
        return
    limite = agora() - INTERVALO_VISTA
    SessaoUsuario.objects.filter(chave=chave, vista_em__lt=limite).update(vista_em=agora())


def _vista_ha_pouco(chave: str) -> bool:
    """Whether this process marked the session within the last minute; the table keeps others from writing sooner."""
    momento = time.monotonic()
    if momento < _VISTAS.get(chave, float("-inf")) + INTERVALO_VISTA.total_seconds():
        return True
    if len(_VISTAS) >= MAXIMO_LEMBRADAS:
        _VISTAS.clear()
    _VISTAS[chave] = momento
    return False


def trocar_chave(antiga: str | None, nova: str | None) -> None:
    """Follow a session whose key was renewed (change of password)."""
    if antiga and nova and antiga != nova:
        SessaoUsuario.objects.filter(chave=antiga).update(chave=nova)


def fechar_sessao(chave: str | None) -> None:
    """Forget a session that its own browser ends."""
    SessaoUsuario.objects.filter(chave=chave).delete()


def encerrar_sessao(sessao: SessaoUsuario, quem: Usuario) -> None:
    """End one session for ``quem``: its owner, or who may administrate its owner.

    Raises :class:`ErroDeNegocio` when ``quem`` may not touch that user.
    """
    if sessao.usuario_id != quem.pk:
        exigir_pode_administrar(quem, sessao.usuario)
    with transaction.atomic():
        _apagar([sessao.chave])
        historico.escrever(
            sessao.usuario,
            historico.Area.SISTEMA,
            f"Sessão encerrada: {nome_do_navegador(sessao.navegador)}, IP {sessao.ip or 'desconhecido'}.",
            usuario=quem,
        )


@transaction.atomic
def encerrar_escolhidas(sessoes: Iterable[SessaoUsuario], quem: Usuario, menos: str | None) -> int:
    """End these sessions but that of ``menos`` (one's own); return how many. Errors as :func:`encerrar_sessao`."""
    feitas = 0
    for sessao in sessoes:
        if sessao.chave != menos:
            encerrar_sessao(sessao, quem)
            feitas += 1
    return feitas


@transaction.atomic
def encerrar_sessoes(usuario: Usuario, *, menos: str | None = None) -> int:
    """End all sessions of a user but the one whose key is ``menos``; return how many there were."""
    chaves = list(SessaoUsuario.objects.filter(usuario=usuario).exclude(chave=menos).values_list("chave", flat=True))
    _apagar(chaves)
    return len(chaves)


@transaction.atomic
def desconectar(usuario: Usuario, quem: Usuario) -> int:
    """End all sessions of another user and tell so in the history; return how many there were."""
    exigir_pode_administrar(quem, usuario)
    total = encerrar_sessoes(usuario)
    historico.escrever(usuario, historico.Area.SISTEMA, f"Usuário desconectado: {total} sessão(ões).", usuario=quem)
    return total


def _apagar(chaves: list[Any]) -> None:
    Session.objects.filter(session_key__in=chaves).delete()
    SessaoUsuario.objects.filter(chave__in=chaves).delete()
