"""A new client with address and contacts (first two steps of C01)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction

from clientes.models import Cliente, Contato, Endereco
from hubsoft.core import historico
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.eventos import publicar


class NovoContato(NamedTuple):
    """A contact of a new client: kind (``Contato.Tipo``), value, whether an e-mail gets the faturas."""

    tipo: str
    valor: str
    recebe_faturas: bool = True


Contatos = Sequence[tuple[str, str] | tuple[str, str, bool]]


class ClienteJaExiste(ErroDeNegocio):
    """The CPF/CNPJ has an owner; ``cliente_id`` lets the screen link to it (C11)."""

    def __init__(self, cliente: Cliente) -> None:
        super().__init__(f"Este CPF/CNPJ já é do cliente {cliente}. Adicione um serviço a ele.", "cpf_cnpj")
        self.cliente_id = cliente.pk


def cadastrar_cliente(
    dados: Mapping[str, Any], endereco: Mapping[str, Any], contatos: Contatos, usuario: Any = None
) -> Cliente:
    """Create a client; publishes ``cliente.criado``.

    ``dados``: fields of :class:`Cliente` (``cpf_cnpj`` clean and valid); ``endereco``: fields of :class:`Endereco`;
    ``contatos``: the fields of :class:`NovoContato`, the first one is the main one. Raises :class:`ClienteJaExiste`,
    also when two people save the same document at once.
    """
    try:
        with transaction.atomic():
            cliente = Cliente.objects.create(**dados)
            Endereco.objects.create(cliente=cliente, tipo=Endereco.Tipo.CADASTRAL, **endereco)
            unicos: dict[tuple[str, str], NovoContato] = {}
            for contato in (NovoContato(*campos) for campos in contatos):
                unicos.setdefault(contato[:2], contato)
            Contato.objects.bulk_create(
                [
                    Contato(cliente=cliente, principal=indice == 0, **contato._asdict())
                    for indice, contato in enumerate(unicos.values())
                ]
            )
            historico.escrever(
                cliente, historico.Area.CADASTRAL, "Cliente cadastrado.", cliente_id=cliente.pk, usuario=usuario
            )
            publicar("cliente.criado", {"cliente_id": cliente.pk})
    except IntegrityError as erro:
        existente = Cliente.objects.filter(cpf_cnpj=dados["cpf_cnpj"]).first()
        if existente is None:
            raise
        raise ClienteJaExiste(existente) from erro
    return cliente
