"""The sale of a service (C01), to a new client or to one that exists (C11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as campo
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction

from clientes.acoes.cadastrar_cliente import Contatos, cadastrar_cliente
from clientes.acoes.contratar import NovoContrato, contratar
from clientes.estados import Status
from clientes.models import Cliente, Endereco, PeriodoStatus, Plano, ServicoCliente
from hubsoft.core import historico
from hubsoft.core.datas import agora
from hubsoft.core.dinheiro import formatar
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.eventos import publicar
from hubsoft.core.middleware import usuario_atual
from hubsoft.core.registro import PassoVenda, registro, resolver

VENDIDO = "servico.vendido"
CAMPOS_DE_ENDERECO = (
    "cep",
    "logradouro",
    "numero",
    "complemento",
    "bairro",
    "cidade",
    "referencia",
    "latitude",
    "longitude",
)


class NovoCliente(NamedTuple):
    """The client that the sale creates; arguments of :func:`cadastrar_cliente`."""

    dados: Mapping[str, Any]
    endereco: Mapping[str, Any]
    contatos: Contatos


@dataclass(frozen=True, slots=True)
class Venda:
    """What is sold. ``valor``: reais a month.

    ``endereco_instalacao``, ``endereco_cobranca``: fields of an address other than the client's, ``None`` for that.
    ``passos``: cleaned data of the steps that higher apps add, by their ``PassoVenda.chave``.
    """

    plano: Plano
    valor: Decimal
    data_venda: Any
    vendedor: Any = None
    referencia: str = ""
    anotacoes: str = ""
    endereco_instalacao: Mapping[str, Any] | None = None
    endereco_cobranca: Mapping[str, Any] | None = None
    contrato: NovoContrato | None = None
    passos: Mapping[str, Mapping[str, Any]] = campo(default_factory=dict)


def vender_servico(para: Cliente | NovoCliente, venda: Venda, usuario: Any = None) -> ServicoCliente:
    """Sell a service: client, addresses, service, period, contract and what higher apps add, in one transaction.

    Publishes ``servico.vendido``. Raises ``ErroDeNegocio`` (also from a higher app's step) and then nothing exists.
    """
    quem = usuario if usuario is not None else usuario_atual()
    with transaction.atomic():
        cliente = cadastrar_cliente(*para, usuario=quem) if isinstance(para, NovoCliente) else _existente(para)
        servico = _criar_servico(cliente, venda, quem)
        for passo in registro.todos(PassoVenda):
            if passo.chave in venda.passos:
                resolver(passo.salvar)(servico, venda.passos[passo.chave], quem)
        # Last: its text may tell what the other steps settled.
        if venda.contrato is not None:
            contratar(servico, venda.contrato, usuario=quem)
        publicar(VENDIDO, {"servico_id": servico.pk, "cliente_id": servico.cliente_id})
    return servico


def _existente(cliente: Cliente) -> Cliente:
    """Lock the client, so that it is not made inactive meanwhile."""
    travado = Cliente.objects.select_for_update().get(pk=cliente.pk)
    if not travado.ativo:
        raise ErroDeNegocio("O cadastro deste cliente está inativo. Reative-o antes de vender um serviço.")
    return travado


def _criar_servico(cliente: Cliente, venda: Venda, quem: Any) -> ServicoCliente:
    """Write the service with its period, its four addresses and its sentence."""
    plano = Plano.objects.select_for_update(of=("self",), no_key=True).get(pk=venda.plano.pk)
    if not plano.ativo:
        raise ErroDeNegocio(f"O plano “{plano}” foi inativado. Escolha outro plano.", "plano")
    servico = ServicoCliente.objects.create(
        cliente=cliente,
        plano=plano,
        valor=venda.valor,
        referencia=venda.referencia,
        anotacoes=venda.anotacoes,
        vendedor=venda.vendedor,
        data_venda=venda.data_venda,
        status=Status.AGUARDANDO_INSTALACAO,
    )
    PeriodoStatus.objects.create(
        servico=servico, status=servico.status, inicio=agora(), usuario_id=getattr(quem, "pk", None)
    )
    _criar_enderecos(servico, venda)
    vendedor = f", vendedor {venda.vendedor}" if venda.vendedor else ""
    historico.escrever(
        servico,
        historico.Area.SERVICO,
        f"Serviço vendido: plano {plano}, {formatar(venda.valor)} por mês{vendedor}.",
        servico_id=servico.pk,
        usuario=quem,
    )
    return servico


def _criar_enderecos(servico: ServicoCliente, venda: Venda) -> None:
    """Give the service its four addresses: copies of the client's, but those that are others (C05)."""
    proprio = servico.cliente.enderecos.get(servico__isnull=True)
    campos = {nome: getattr(proprio, nome) for nome in CAMPOS_DE_ENDERECO}
    outros = {Endereco.Tipo.INSTALACAO: venda.endereco_instalacao, Endereco.Tipo.COBRANCA: venda.endereco_cobranca}
    Endereco.objects.bulk_create(
        [
            Endereco(cliente=servico.cliente, servico=servico, tipo=tipo, **(outros.get(tipo) or campos))
            for tipo in Endereco.Tipo
        ]
    )
