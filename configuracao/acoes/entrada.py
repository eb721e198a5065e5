"""The time between the right password and the right code, refusals, and the lock after failures (G05)."""

from __future__ import annotations

import datetime as dt

from axes.helpers import get_cool_off, get_failure_limit
from axes.models import AccessAttempt
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from configuracao.acoes.alcada import exigir_pode_administrar
from configuracao.models import AcessoUsuario, SegundoFator, Usuario
from configuracao.navegador import assinatura
from hubsoft.core import historico
from hubsoft.core.datas import agora
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.middleware import ip_do_cliente

CHAVE = "entrando"
PRAZO = dt.timedelta(minutes=10)


def guardar_senha_certa(request: HttpRequest, usuario: Usuario, proximo: str) -> None:
    """Remember, in a session that is nobody's yet, who gave the right password just now."""
    request.session.cycle_key()
    request.session[CHAVE] = {
        "usuario": usuario.pk,
        # A new password meanwhile makes this one worthless.
        "senha": usuario.get_session_auth_hash(),
        "ate": (agora() + PRAZO).timestamp(),
        "proximo": proximo,
    }


def quem_esta_entrando(request: HttpRequest) -> tuple[Usuario, str] | None:
    """Return who gave the right password within ten minutes, and where they go next; ``None`` when nobody did."""
    guardado = request.session.get(CHAVE)
    if not guardado or guardado["ate"] < agora().timestamp():
        return None
    usuario = Usuario.objects.filter(pk=guardado["usuario"], is_active=True).first()
    if usuario is None or not constant_time_compare(guardado["senha"], usuario.get_session_auth_hash()):
        return None
    return usuario, guardado["proximo"]


def esquecer(request: HttpRequest) -> None:
    """Forget who was entering."""
    request.session.pop(CHAVE, None)


def anotar_recusa(request: HttpRequest, usuario: Usuario, motivo: str) -> None:
    """Keep a refused code in the login history."""
    AcessoUsuario.objects.create(
        usuario=usuario,
        login=usuario.login,
        sucesso=False,
        metodo=AcessoUsuario.Metodo.CODIGO,
        motivo=motivo,
        ip=ip_do_cliente(request),
        navegador=assinatura(request),
    )


def bloqueado_ate(usuario: Usuario) -> dt.datetime | None:
    """Return until when a user is kept out by failures, from some address at least; ``None`` when not."""
    espera = get_cool_off() or dt.timedelta()
    limite = get_failure_limit(None, None)
    recentes = AccessAttempt.objects.filter(username=usuario.login, attempt_time__gt=agora() - espera)
    falhas = recentes.filter(failures_since_start__gte=limite)
    prazos = [falha.attempt_time + espera for falha in falhas]
    fator = SegundoFator.objects.filter(usuario=usuario, bloqueado_ate__gt=agora()).first()
    if fator is not None and fator.bloqueado_ate is not None:
        prazos.append(fator.bloqueado_ate)
    return max(prazos, default=None)


@transaction.atomic
def desbloquear(usuario: Usuario, quem: Usuario) -> None:
    """Let a user try again at once; raises :class:`ErroDeNegocio` when nothing is locked."""
    exigir_pode_administrar(quem, usuario)
    if bloqueado_ate(usuario) is None:
        raise ErroDeNegocio(f"{usuario} não está bloqueado.")
    AccessAttempt.objects.filter(username=usuario.login).delete()
    SegundoFator.objects.filter(usuario=usuario).update(bloqueado_ate=None, falhas=0)
    historico.escrever(usuario, historico.Area.SISTEMA, "Entrada desbloqueada.", usuario=quem)
