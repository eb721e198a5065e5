"""Sign-in of subscribers, by their own cookie and table: nothing here touches the sessions of the staff."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from central.models import AcessoCentral, SessaoCentral
from clientes.models import Cliente
from hubsoft.core import historico
from hubsoft.core.datas import agora

DURACAO = dt.timedelta(hours=2)
FALHAS_ATE_BLOQUEAR = 5
BLOQUEIO = dt.timedelta(minutes=15)


def entrar(documento: str, senha: str, ip: str | None, navegador: str) -> str | None:
    """Return the token of a new session for a right document (without punctuation) and password, else ``None``.

    Five wrong passwords in a row close the door for fifteen minutes, also for the right one; ``None`` does not tell
    which it was, nor whether the document is a client's, and takes as long.
    """
    with transaction.atomic():
        acessos = AcessoCentral.objects.select_for_update(of=("self",), no_key=True).select_related("cliente")
        acesso = acessos.filter(cliente__cpf_cnpj=documento, cliente__ativo=True).first()
        if acesso is None or (acesso.bloqueado_ate is not None and acesso.bloqueado_ate > agora()):
            make_password(senha)
            return None
        if check_password(senha, acesso.senha):
            acesso.falhas, acesso.bloqueado_ate = 0, None
            acesso.save(update_fields=["falhas", "bloqueado_ate"])
            return abrir_sessao(acesso, ip, navegador)
        acesso.falhas += 1
        if acesso.falhas >= FALHAS_ATE_BLOQUEAR:
            acesso.falhas, acesso.bloqueado_ate = 0, agora() + BLOQUEIO
            frase = (
                f"Central do assinante bloqueada por 15 minutos: {FALHAS_ATE_BLOQUEAR} senhas incorretas seguidas, a "
                f"última do endereço {ip or 'desconhecido'}."
            )
            historico.escrever(
                acesso.cliente, historico.Area.CADASTRAL, frase, cliente_id=acesso.cliente_id, origem="central"
            )
        acesso.save(update_fields=["falhas", "bloqueado_ate"])
    return None


def abrir_sessao(acesso: AcessoCentral, ip: str | None, navegador: str) -> str:
    """Write a session and return its token, which is kept nowhere else; in the caller's transaction."""
    momento, token = agora(), secrets.token_urlsafe(32)
    SessaoCentral.objects.create(
        acesso=acesso,
        resumo=_resumo(token),
        ip=ip,
        navegador=navegador,
        criada_em=momento,
        expira_em=momento + DURACAO,
    )
    acesso.ultimo_acesso_em = momento
    acesso.save(update_fields=["ultimo_acesso_em"])
    return token


def assinante_da_sessao(token: str) -> Cliente | None:
    """Return whose session a token opens; ``None`` for an unknown or ended one, or a client made inactive since."""
    sessoes = SessaoCentral.objects.filter(resumo=_resumo(token), expira_em__gt=agora(), acesso__cliente__ativo=True)
    sessao = sessoes.select_related("acesso__cliente").first()
    return sessao.acesso.cliente if sessao is not None else None


def sair(token: str) -> None:
    """End a session."""
    SessaoCentral.objects.filter(resumo=_resumo(token)).delete()


def _resumo(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
