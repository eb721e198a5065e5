"""Trusted devices: a browser that gave a code and need not give another for thirty days, until revoked (G05)."""

from __future__ import annotations

import datetime as dt
import secrets

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from configuracao.models import AparelhoConfiavel, Usuario
from configuracao.navegador import assinatura, nome_do_navegador
from configuracao.regras.totp import resumo
from hubsoft.core import historico
from hubsoft.core.datas import agora
from hubsoft.core.middleware import ip_do_cliente

CONFIANCA = dt.timedelta(days=30)
SAL = "configuracao.aparelho"


def confiar(usuario: Usuario, request: HttpRequest, resposta: HttpResponse) -> None:
    """Remember this browser: the token in a signed cookie of the answer, its hash in the table."""
    token, momento = secrets.token_urlsafe(32), agora()
    with transaction.atomic():
        AparelhoConfiavel.objects.create(
            usuario=usuario,
            resumo=resumo(token),
            ip=ip_do_cliente(request),
            navegador=assinatura(request),
            criado_em=momento,
            usado_em=momento,
            expira_em=momento + CONFIANCA,
        )
        frase = f"Passou a confiar em um aparelho por 30 dias: {nome_do_navegador(assinatura(request))}."
        historico.escrever(usuario, historico.Area.SISTEMA, frase, usuario=usuario)
    resposta.set_signed_cookie(
        _nome(usuario),
        token,
        salt=SAL,
        max_age=int(CONFIANCA.total_seconds()),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def eh_confiavel(usuario: Usuario, request: HttpRequest) -> bool:
    """Whether this browser holds a token of the user that was neither revoked nor is too old."""
    token = request.get_signed_cookie(_nome(usuario), default="", salt=SAL, max_age=int(CONFIANCA.total_seconds()))
    if not token:
        return False
    momento = agora()
    aparelhos = AparelhoConfiavel.objects.filter(usuario=usuario, resumo=resumo(token), expira_em__gt=momento)
    return bool(aparelhos.update(usado_em=momento, ip=ip_do_cliente(request)))


@transaction.atomic
def revogar(aparelho: AparelhoConfiavel, quem: Usuario) -> None:
    """Ask that browser for a code again."""
    if aparelho.delete()[0]:
        frase = f"Deixou de confiar em um aparelho: {nome_do_navegador(aparelho.navegador)}."
        historico.escrever(aparelho.usuario, historico.Area.SISTEMA, frase, usuario=quem)


def revogar_todos(usuario: Usuario) -> None:
    """Trust no browser of the user any more (new password, inactive)."""
    AparelhoConfiavel.objects.filter(usuario=usuario).delete()


def _nome(usuario: Usuario) -> str:
    return f"aparelho_{usuario.pk}"
