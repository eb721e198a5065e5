"""Tables of Clientes."""

from clientes.models.alteracao import AlteracaoServicos, ItemAlteracao
from clientes.models.anexo import Anexo
from clientes.models.associacao import Associacao
from clientes.models.bairro import Bairro
from clientes.models.cancelamento import MotivoCancelamento, ProtocoloCancelamento
from clientes.models.cliente import Cliente, Contato, GrupoCliente, OrigemCliente
from clientes.models.contrato import (
    AssinaturaContrato,
    ContratoServico,
    ModeloContrato,
    VariavelPlano,
    VersaoModelo,
)
from clientes.models.endereco import Endereco
from clientes.models.geocodificacao import Geocodificacao
from clientes.models.migracao import Migracao
from clientes.models.mudanca_valor import MudancaValor
from clientes.models.plano import GrupoPlano, ParcelaPlano, Plano
from clientes.models.privacidade import Anonimizacao, Consentimento, PedidoTitular
from clientes.models.prospecto import Prospecto
from clientes.models.senha import SenhaDocumentada
from clientes.models.servico import PeriodoStatus, ServicoCliente
from clientes.models.tarefa import TarefaAgendada

__all__ = (
    "AlteracaoServicos",
    "Anexo",
    "Anonimizacao",
    "AssinaturaContrato",
    "Associacao",
    "Bairro",
    "Cliente",
    "Consentimento",
    "Contato",
    "ContratoServico",
    "Endereco",
    "Geocodificacao",
    "GrupoCliente",
    "GrupoPlano",
    "ItemAlteracao",
    "Migracao",
    "ModeloContrato",
    "MotivoCancelamento",
    "MudancaValor",
    "OrigemCliente",
    "ParcelaPlano",
    "PedidoTitular",
    "PeriodoStatus",
    "Plano",
    "Prospecto",
    "ProtocoloCancelamento",
    "SenhaDocumentada",
    "ServicoCliente",
    "TarefaAgendada",
    "VariavelPlano",
    "VersaoModelo",
)
