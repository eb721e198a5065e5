"""What happens when somebody signs in, fails to, or leaves: login history and the list of sessions."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from configuracao.acoes.exigencias import conferir_sessao
from configuracao.acoes.sessoes import abrir_sessao, fechar_sessao
from configuracao.models import AcessoUsuario, Usuario
from configuracao.navegador import assinatura
from hubsoft.core.middleware import ip_do_cliente

BLOQUEADO = "Bloqueado por excesso de tentativas"
INATIVO = "Usuário inativo"
INCORRETO = "Login ou senha incorretos"


@receiver(user_logged_in, dispatch_uid="configuracao.entrou")
def entrou(sender: Any, request: HttpRequest, user: Usuario, **_: Any) -> None:
    """Keep the sign-in and the new session."""
    AcessoUsuario.objects.create(
        usuario=user,
        login=user.login,
        sucesso=True,
        metodo=getattr(request, "metodo_de_acesso", AcessoUsuario.Metodo.SENHA),
        ip=ip_do_cliente(request),
        navegador=assinatura(request),
    )
    conferir_sessao(user, request.session)
    abrir_sessao(user, request)


@receiver(user_login_failed, dispatch_uid="configuracao.nao_entrou")
def nao_entrou(sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    """Keep the attempt: by whom, from where and why it was refused."""
    if request is None:
        return
    login = str(credentials.get("login") or credentials.get("username") or "").replace("\x00", "")[:150]
    usuario = Usuario.objects.filter(login__iexact=login).first()
    motivo = INCORRETO
    if getattr(request, "axes_locked_out", False):
        motivo = BLOQUEADO
    elif usuario is not None and not usuario.is_active:
        motivo = INATIVO
    AcessoUsuario.objects.create(
        usuario=usuario,
        login=login,
        sucesso=False,
        motivo=motivo,
        ip=ip_do_cliente(request),
        navegador=assinatura(request),
    )


@receiver(user_logged_out, dispatch_uid="configuracao.saiu")
def saiu(sender: Any, request: HttpRequest, **_: Any) -> None:
    """Forget the session that ends."""
    fechar_sessao(request.session.session_key)
