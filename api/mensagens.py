"""What webhooks tell: each public event, the permission to hear it, and what its message carries."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any, NamedTuple

from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404
from pydantic import BaseModel

from api.v1.paginas import um
from api.v1.recursos import clientes, faturas, servicos
from clientes.models import Cliente, ServicoCliente
from configuracao.models import Usuario
from financeiro.models import Fatura, Recibo

TESTE = "teste"


class Publico(NamedTuple):
    """An event that webhooks may hear.

    ``chave``: which of the event's ids names the record, ``nome`` what it is called in the message; ``ler`` reads it
    for a user, within their cities. ``extras``: more of the event's data that goes along.
    """

    rotulo: str
    permissao: str
    chave: str
    nome: str
    ler: Callable[[int, Usuario], BaseModel]
    extras: tuple[str, ...] = ()


def _cliente(pk: int, dono: Usuario) -> BaseModel:
    return clientes.cliente_api(um(clientes.com_relacoes(Cliente.objects.all()), pk, dono))


def _servico(pk: int, dono: Usuario) -> BaseModel:
    return servicos.servico_api(um(servicos.com_relacoes(ServicoCliente.objects.all()), pk, dono))


def _fatura(pk: int, dono: Usuario) -> BaseModel:
    return faturas.fatura_api(um(faturas.com_relacoes(Fatura.objects.all()), pk, dono))


def _recibo(pk: int, dono: Usuario) -> BaseModel:
    return faturas.recibo_api(um(Recibo.objects.select_related("cliente", "caixa"), pk, dono))


VER_CLIENTE, VER_SERVICO, VER_FATURA = "clientes.ver_cliente", "clientes.ver_servico", "financeiro.ver_fatura"
EVENTOS: dict[str, Publico] = {
    "cliente.criado": Publico("Cliente cadastrado", VER_CLIENTE, "cliente_id", "cliente", _cliente),
    "cliente.alterado": Publico("Cadastro de cliente alterado", VER_CLIENTE, "cliente_id", "cliente", _cliente),
    "servico.vendido": Publico("Serviço vendido", VER_SERVICO, "servico_id", "servico", _servico),
    "servico.status_alterado": Publico(
        "Status de serviço alterado", VER_SERVICO, "servico_id", "servico", _servico, ("de", "para", "motivo")
    ),
    "servico.plano_alterado": Publico("Plano de serviço alterado", VER_SERVICO, "servico_id", "servico", _servico),
    "fatura.emitida": Publico("Fatura emitida", VER_FATURA, "fatura_id", "fatura", _fatura),
    "fatura.paga": Publico("Fatura paga", VER_FATURA, "fatura_id", "fatura", _fatura),
    "fatura.cancelada": Publico("Fatura cancelada", VER_FATURA, "fatura_id", "fatura", _fatura),
    "recibo.estornado": Publico("Recebimento estornado", "financeiro.ver_recibo", "recibo_id", "recibo", _recibo),
}


def montar(tipo: str, dados: dict[str, Any], dono: Usuario, criada_em: dt.datetime) -> str | None:
    """Return the JSON of a message, ``None`` when the webhook's owner may not see what it is about (any more)."""
    if tipo == TESTE:
        conteudo: dict[str, Any] = {"mensagem": "Este é um teste do Hubsoft."}
    else:
        publico = EVENTOS[tipo]
        if not dono.is_active or not dono.has_perm(publico.permissao):
            return None
        try:
            lido = publico.ler(int(dados[publico.chave]), dono)
        except Http404:
            return None
        conteudo = {publico.nome: lido.model_dump(mode="json")}
        conteudo |= {nome: dados.get(nome) for nome in publico.extras}
    corpo = {"type": tipo, "timestamp": criada_em, "data": conteudo}
    return json.dumps(corpo, ensure_ascii=False, cls=DjangoJSONEncoder)
