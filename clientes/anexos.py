"""Whose a file attached to a record of Clientes is (``AlvoAnexo``)."""

from __future__ import annotations

from clientes.models import Cliente, ServicoCliente
from hubsoft.core.registro import DonoAnexo


def do_cliente(cliente: Cliente) -> DonoAnexo:
    """The client's own."""
    return DonoAnexo(cliente.pk, None)


def do_servico(servico: ServicoCliente) -> DonoAnexo:
    """That of the service's client."""
    return DonoAnexo(servico.cliente_id, servico.pk)
