"""First access and forgotten password: a code by e-mail, then a password of one's own (P01).

Whoever asks learns nothing: the same rows are written, and the same page answers, whether the document is a client's or
not. The code is made when its e-mail leaves and is kept nowhere in clear (ADR 0026).
"""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.crypto import constant_time_compare, salted_hmac

from central.acoes.sessao import abrir_sessao
from central.models import AcessoCentral, CodigoCentral, SessaoCentral
from clientes.models import Cliente, Contato
from configuracao.acoes.email import Trecho, enfileirar_email
from configuracao.models import Empresa
from hubsoft.core import historico
from hubsoft.core.datas import agora
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.eventos import publicar

FABRICA = "central.codigo"
VALIDADE = dt.timedelta(minutes=15)
# A code that could not leave by then is asked for again: nobody waits for it any more.
PRAZO_DO_ENVIO = dt.timedelta(minutes=30)
FALHAS_POR_CODIGO = 5
POR_HORA, POR_DIA = 3, 10
UMA_HORA, UM_DIA = dt.timedelta(hours=1), dt.timedelta(days=1)


def pedir_codigo(documento: str, ip: str | None) -> None:
    """Ask for a code to the e-mail of the client of a document (without punctuation); says nothing of what came of it.

    Who is no client, has no e-mail or asked too often gets none; a worker finds out, so that the answer takes as long.
    """
    with transaction.atomic():
        cliente = Cliente.objects.filter(cpf_cnpj=documento, ativo=True).values_list("pk", flat=True).first()
        publicar("central.codigo_pedido", {"cliente_id": cliente, "ip": ip, "pedido_em": agora().isoformat()})


@transaction.atomic
def enviar_codigo(dados: dict[str, Any], evento: Any) -> None:
    """Queue the e-mail of a code (handler of ``central.codigo_pedido``)."""
    pedido_em = dt.datetime.fromisoformat(dados["pedido_em"])
    # Two requests at once are counted one after the other.
    cliente = Cliente.objects.select_for_update(no_key=True).filter(pk=dados["cliente_id"], ativo=True).first()
    if cliente is None or pedido_em < agora() - PRAZO_DO_ENVIO:
        return
    email = email_do_acesso(cliente)
    pedidos = CodigoCentral.objects.filter(cliente=cliente)
    if email is None:
        _contar_uma_vez(cliente, "Código de acesso à central pedido, mas o cliente não tem e-mail cadastrado.")
        return
    if _demais(pedidos):
        return
    codigo = CodigoCentral.objects.create(cliente=cliente, email=email, ip=dados["ip"], pedido_em=pedido_em)
    empresa = Empresa.objects.filter(ativa=True).order_by("pk").first()
    contexto = {"cliente": cliente, "empresa": empresa, "minutos": int(VALIDADE.total_seconds() // 60)}
    try:
        enfileirar_email(
            chave=f"central:codigo:{codigo.pk}",
            para=email,
            assunto=f"{empresa or ''}: código de acesso à central do assinante".removeprefix(": "),
            texto=render_to_string("central/email/codigo.txt", contexto),
            html=render_to_string("central/email/codigo.html", contexto),
            trechos=[Trecho(FABRICA, {"codigo": codigo.pk})],
            cliente_id=cliente.pk,
            area=historico.Area.CADASTRAL,
        )
    except ErroDeNegocio as erro:
        _contar_uma_vez(cliente, f"Código de acesso à central não enviado: {erro.mensagem}")


def _contar_uma_vez(cliente: Cliente, frase: str) -> None:
    """Tell the staff at most once a day: anybody who knows the document can make it happen again."""
    ditas = historico.Historico.objects.filter(cliente_id=cliente.pk, frase=frase, criado_em__gt=agora() - UM_DIA)
    if not ditas.exists():
        historico.escrever(cliente, historico.Area.CADASTRAL, frase, cliente_id=cliente.pk, origem="central")


def email_do_acesso(cliente: Cliente) -> str | None:
    """Return the one e-mail that codes of a client go to: the main one, else the oldest."""
    emails = Contato.objects.filter(cliente=cliente, tipo=Contato.Tipo.EMAIL).order_by("-principal", "id")
    return emails.values_list("valor", flat=True).first()


def _demais(pedidos: Any) -> bool:
    recentes = list(pedidos.filter(pedido_em__gt=agora() - UM_DIA).values_list("pedido_em", flat=True))
    return len(recentes) >= POR_DIA or sum(p > agora() - UMA_HORA for p in recentes) >= POR_HORA


@transaction.atomic
def trecho_do_codigo(codigo: int) -> dict[str, str]:
    """Make the code of an e-mail that is about to leave (``FabricaTrecho``); each try makes another one.

    Raises ``ErroDeNegocio`` for one that was used, asked for long ago, or followed by another.
    """
    linha = CodigoCentral.objects.select_for_update().filter(pk=codigo).first()
    if linha is None or linha.usado_em is not None or linha.pedido_em < agora() - PRAZO_DO_ENVIO:
        raise ErroDeNegocio("O pedido deste código venceu: o cliente pede outro na central.")
    if CodigoCentral.objects.filter(cliente=linha.cliente_id, pk__gt=linha.pk).exists():
        raise ErroDeNegocio("O cliente pediu outro código depois deste.")
    novo = f"{secrets.randbelow(10**8):08d}"
    linha.resumo, linha.expira_em = _resumo(linha.pk, novo), agora() + VALIDADE
    linha.save(update_fields=["resumo", "expira_em"])
    return {"CODIGO": f"{novo[:4]} {novo[4:]}"}


def _resumo(pk: int, codigo: str) -> str:
    """Return the hash of a code under the installation's key: eight digits alone would be found by trying."""
    return salted_hmac("central.codigo", f"{pk}:{codigo}", algorithm="sha256").hexdigest()


@transaction.atomic
def definir_senha(documento: str, codigo: str, senha: str, ip: str | None, navegador: str) -> str | None:
    """Set the password of the client who has the code and sign in; return the session's token.

    ``None`` for a code that is wrong, used, too old, tried too often, or of nobody. Other sessions of the client end.
    """
    clientes = Cliente.objects.select_for_update(no_key=True)
    cliente = clientes.filter(cpf_cnpj=documento, ativo=True).first()
    linha = CodigoCentral.objects.select_for_update().filter(cliente=cliente).first() if cliente else None
    if cliente is None or linha is None or not _vale(linha):
        return None
    if not constant_time_compare(linha.resumo, _resumo(linha.pk, "".join(codigo.split()))):
        linha.falhas += 1
        linha.save(update_fields=["falhas"])
        return None
    momento = agora()
    linha.usado_em = momento
    linha.save(update_fields=["usado_em"])
    novo = {"senha": make_password(senha), "senha_definida_em": momento, "falhas": 0, "bloqueado_ate": None}
    acesso, primeiro = AcessoCentral.objects.update_or_create(cliente=cliente, defaults=novo)
    SessaoCentral.objects.filter(acesso=acesso).delete()
    verbo = "Primeiro acesso à central do assinante" if primeiro else "Nova senha da central do assinante"
    frase = f"{verbo}, com o código enviado para {linha.email}, do endereço {ip or 'desconhecido'}."
    historico.escrever(cliente, historico.Area.CADASTRAL, frase, cliente_id=cliente.pk, origem="central do assinante")
    if not primeiro:
        _avisar_da_senha(cliente, linha, ip)
    return abrir_sessao(acesso, ip, navegador)


def _avisar_da_senha(cliente: Cliente, linha: CodigoCentral, ip: str | None) -> None:
    """Tell the subscriber that the password is another one, wherever codes were and are sent to."""
    empresa = Empresa.objects.filter(ativa=True).order_by("pk").first()
    contexto = {"cliente": cliente, "empresa": empresa, "ip": ip, "momento": linha.usado_em}
    for email in sorted({linha.email.lower(), (email_do_acesso(cliente) or linha.email).lower()}):
        try:
            enfileirar_email(
                chave=f"central:senha:{linha.pk}:{email}"[:200],
                para=email,
                assunto=f"{empresa or ''}: a senha da sua central do assinante mudou".removeprefix(": "),
                texto=render_to_string("central/email/senha.txt", contexto),
                html=render_to_string("central/email/senha.html", contexto),
                cliente_id=cliente.pk,
                area=historico.Area.CADASTRAL,
            )
        except ErroDeNegocio as erro:
            _contar_uma_vez(cliente, f"Aviso de nova senha da central não enviado: {erro.mensagem}")


def _vale(linha: CodigoCentral) -> bool:
    return (
        linha.usado_em is None
        and linha.falhas < FALHAS_POR_CODIGO
        and linha.expira_em is not None
        and linha.expira_em > agora()
    )
