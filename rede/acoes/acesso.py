"""The login of a service: create, change, reveal its password, disconnect."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from clientes.models import ServicoCliente
from hubsoft.core import historico
from hubsoft.core.erros import ErroDeNegocio
from rede.acoes.comandar_sessoes import comandar_sessoes
from rede.models import Acesso, ComandoCoa, SenhaAcesso
from rede.regras.comandos import DISCONNECT
from rede.regras.login import gerar_senha

CAMPOS = {
    "login": "login",
    "mac": "MAC",
    "ipv4": "IP fixo",
    "max_sessoes": "sessões simultâneas",
    "equipamento": "equipamento",
}


def criar_acesso(servico: ServicoCliente, dados: Mapping[str, Any], senha: str = "", usuario: Any = None) -> Acesso:
    """Give a service its login; an empty ``senha`` gets a random one. Raises ``ErroDeNegocio`` for a taken value."""
    acesso = Acesso(servico=servico, **{nome: dados[nome] for nome in CAMPOS if nome in dados})
    _gravar(acesso, senha or gerar_senha(), f"Acesso criado: login {acesso.login}.", usuario)
    return acesso


def editar_acesso(acesso: Acesso, dados: Mapping[str, Any], senha: str = "", usuario: Any = None) -> Acesso:
    """Change a login; an empty ``senha`` keeps the one there is. Raises ``ErroDeNegocio`` for a taken value."""
    antes = Acesso.objects.get(pk=acesso.pk)
    mudancas = []
    for nome, rotulo in CAMPOS.items():
        if nome in dados and getattr(antes, nome) != dados[nome]:
            mudancas.append(f"{rotulo}: {getattr(antes, nome) or '—'} → {dados[nome] or '—'}")
            setattr(acesso, nome, dados[nome])
    if senha:
        mudancas.append("senha trocada")
    if mudancas:
        _gravar(acesso, senha, f"Acesso {antes.login} alterado. {'; '.join(mudancas)}.", usuario)
    return acesso


def _gravar(acesso: Acesso, senha: str, frase: str, usuario: Any) -> None:
    try:
        with transaction.atomic():
            acesso.save()
            if senha:
                SenhaAcesso.objects.update_or_create(acesso=acesso, defaults={"senha": senha})
            historico.escrever(
                acesso, historico.Area.REDE, frase, cliente_id=acesso.servico.cliente_id, usuario=usuario
            )
    except IntegrityError as erro:
        texto = str(erro)
        if "login" in texto:
            raise ErroDeNegocio(f"O login {acesso.login} já é de outro serviço. Escolha outro.", "login") from erro
        if "ipv4" in texto:
            raise ErroDeNegocio(f"O IP {acesso.ipv4} já é de outro acesso. Escolha outro.", "ipv4") from erro
        if "servico_id" in texto:
            raise ErroDeNegocio("Este serviço já tem um acesso. Recarregue a página.") from erro
        raise


def revelar_senha(acesso: Acesso, usuario: Any) -> str:
    """Return the PPPoE password, writing down who saw it."""
    with transaction.atomic():
        historico.escrever(
            acesso,
            historico.Area.REDE,
            f"Senha do acesso {acesso.login} revelada.",
            cliente_id=acesso.servico.cliente_id,
            usuario=usuario,
        )
        return SenhaAcesso.objects.get(acesso=acesso).senha


def desconectar(acesso: Acesso, usuario: Any = None) -> list[ComandoCoa]:
    """Queue a Disconnect for the open sessions; raises ``ErroDeNegocio`` when there is none."""
    nome = getattr(usuario, "nome", "") or "operador"
    comandos = comandar_sessoes(
        acesso.servico_id, DISCONNECT, f"Desconexão pedida por {nome}", f"manual:{secrets.token_hex(8)}"
    )
    if not comandos:
        raise ErroDeNegocio("O cliente não está conectado agora; não há o que desconectar.")
    return comandos
