"""The verbs of Clientes."""

from clientes.acoes.cadastrar_cliente import cadastrar_cliente
from clientes.acoes.mudar_status import cancelar, habilitar, suspender
from clientes.acoes.mudar_status_em_lote import Mudanca, mudar_status_em_lote

__all__ = ("Mudanca", "cadastrar_cliente", "cancelar", "habilitar", "mudar_status_em_lote", "suspender")
