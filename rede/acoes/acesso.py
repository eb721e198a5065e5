"""The login of a service: create, change, reveal its password, disconnect."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from clientes.models import ServicoCliente
from hubsoft.core import historico
from hubsoft.core.em_lote import LOTE, atualizar_em_lote, na_lista
from hubsoft.core.erros import ErroDeNegocio
from rede.acoes.comandar_sessoes import comandar_sessoes
from rede.models import Acesso, ComandoCoa, SenhaAcesso
from rede.regras.comandos import DISCONNECT
from rede.regras.login import gerar_senha

CAMPOS = {
    "login": "login",
    "mac": "MAC",
    "aprender_mac": "prender ao primeiro MAC",
    "ipv4": "IP fixo",
    "pool": "pool de IP",
    "max_sessoes": "sessões simultâneas",
    "expira_em": "válido até",
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
    mudancas = _mudar(acesso, dados, antes)
    if senha:
        mudancas.append("senha trocada")
    if mudancas:
        _gravar(acesso, senha, f"Acesso {antes.login} alterado. {'; '.join(mudancas)}.", usuario)
    return acesso


def editar_acessos(dados_de: Mapping[int, Mapping[str, Any]], senhas: Mapping[int, str], usuario: Any = None) -> None:
    """Change the logins of many services (service's id → fields), in the caller's transaction.

    ``senhas``: passwords by service, told and written only where they are others. ``IntegrityError`` for a taken value.
    """
    travados = Acesso.objects.select_for_update(of=("self",)).select_related("servico").order_by("pk")
    mudados, trocadas, sentencas = [], [], []
    acessos = list(travados.filter(na_lista("servico_id", dados_de)))
    atuais = dict(SenhaAcesso.objects.filter(na_lista("acesso_id", [a.pk for a in acessos])).values_list("pk", "senha"))
    for acesso in acessos:
        login, senha = acesso.login, senhas.get(acesso.servico_id, "")
        mudancas = _mudar(acesso, dados_de[acesso.servico_id], acesso)
        if mudancas:
            mudados.append(acesso)
        if senha and senha != atuais.get(acesso.pk):
            trocadas.append(SenhaAcesso(acesso=acesso, senha=senha))
            mudancas.append("senha trocada")
        if mudancas:
            frase = f"Acesso {login} alterado. {'; '.join(mudancas)}."
            dono = acesso.servico.cliente_id
            sentencas.append(historico.montar(acesso, historico.Area.REDE, frase, cliente_id=dono, usuario=usuario))
    atualizar_em_lote(mudados, [nome for nome in CAMPOS if any(nome in d for d in dados_de.values())])
    SenhaAcesso.objects.bulk_create(
        trocadas, batch_size=LOTE, update_conflicts=True, unique_fields=["acesso"], update_fields=["senha"]
    )
    historico.escrever_varios(sentencas)


def _mudar(acesso: Acesso, dados: Mapping[str, Any], antes: Acesso) -> list[str]:
    """Set the fields that differ from ``antes`` and return "rótulo: de → para" of each."""
    mudancas = []
    for nome, rotulo in CAMPOS.items():
        if nome in dados and getattr(antes, nome) != dados[nome]:
            mudancas.append(f"{rotulo}: {_dizer(getattr(antes, nome))} → {_dizer(dados[nome])}")
            setattr(acesso, nome, dados[nome])
    return mudancas


def _dizer(valor: Any) -> str:
    if isinstance(valor, bool):
        return "sim" if valor else "não"
    if isinstance(valor, dt.datetime):
        return f"{localtime(valor):%d/%m/%Y %H:%M}"
    return str(valor) if valor else "—"


def limpar_mac(acesso: Acesso, usuario: Any = None) -> Acesso:
    """Let the login connect with another router; raises ``ErroDeNegocio`` when it is bound to none."""
    with transaction.atomic():
        travado = Acesso.objects.select_for_update(of=("self",)).select_related("servico").get(pk=acesso.pk)
        if not travado.mac:
            raise ErroDeNegocio("Este acesso não está preso a nenhum MAC.")
        depois = "o próximo que conectar fica gravado" if travado.aprender_mac else "qualquer um conecta"
        frase = f"MAC {travado.mac} do acesso {travado.login} apagado: {depois}."
        travado.mac = ""
        travado.save(update_fields=["mac"])
        _escrever(travado, frase, usuario)
    return travado


def inativar_acesso(acesso: Acesso, usuario: Any = None) -> Acesso:
    """Refuse the login from now on and end its open sessions."""
    return _mudar_ativo(acesso, False, "inativado: os próximos logins são recusados", usuario)


def ativar_acesso(acesso: Acesso, usuario: Any = None) -> Acesso:
    """Let the login connect again."""
    return _mudar_ativo(acesso, True, "ativado", usuario)


def _mudar_ativo(acesso: Acesso, ativo: bool, verbo: str, usuario: Any) -> Acesso:
    with transaction.atomic():
        travado = Acesso.objects.select_for_update(of=("self",)).select_related("servico").get(pk=acesso.pk)
        if travado.ativo != ativo:
            travado.ativo = ativo
            travado.save(update_fields=["ativo"])
            _escrever(travado, f"Acesso {travado.login} {verbo}.", usuario)
        if not ativo:
            _derrubar(travado, "Acesso inativado", "inativo")
    return travado


def remover_acesso(acesso: Acesso, usuario: Any = None) -> None:
    """Delete a login and end its open sessions; what it did stays in the records of the network."""
    with transaction.atomic():
        travado = Acesso.objects.select_for_update(of=("self",)).select_related("servico").get(pk=acesso.pk)
        _derrubar(travado, "Acesso removido", "removido")
        _escrever(travado, f"Acesso {travado.login} removido.", usuario)
        travado.delete()


def _derrubar(acesso: Acesso, motivo: str, causa: str) -> None:
    comandar_sessoes(acesso.servico_id, DISCONNECT, motivo, f"{causa}:{secrets.token_hex(8)}")


def _escrever(acesso: Acesso, frase: str, usuario: Any) -> None:
    historico.escrever(acesso, historico.Area.REDE, frase, cliente_id=acesso.servico.cliente_id, usuario=usuario)


def _gravar(acesso: Acesso, senha: str, frase: str, usuario: Any) -> None:
    try:
        with transaction.atomic():
            acesso.save()
            if senha:
                SenhaAcesso.objects.update_or_create(acesso=acesso, defaults={"senha": senha})
            _escrever(acesso, frase, usuario)
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
        _escrever(acesso, f"Senha do acesso {acesso.login} revelada.", usuario)
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
