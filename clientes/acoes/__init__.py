"""The verbs of Clientes."""

from clientes.acoes.agendar_tarefa import agendar, cancelar_tarefa, repetir_tarefa
from clientes.acoes.agrupar_bairros import agrupar_bairros
from clientes.acoes.alterar_servico import alterar_servico
from clientes.acoes.cadastrar_cliente import cadastrar_cliente
from clientes.acoes.contratar import NovoContrato, contratar
from clientes.acoes.documentar_senha import documentar_senha, editar_senha, remover_senha, ver_senha
from clientes.acoes.editar_cliente import (
    editar_cliente,
    editar_endereco,
    editar_enderecos_do_servico,
    excluir_contato,
    inativar_cliente,
    reativar_cliente,
    salvar_contato,
)
from clientes.acoes.executar_tarefas import executar_devidas
from clientes.acoes.localizar_servico import definir_coordenadas, local_da_instalacao
from clientes.acoes.migrar_cliente import NovoTitular, migrar_cliente
from clientes.acoes.migrar_servico import PedidoMigracao, concluir_migracao, desfazer_migracao, migrar_servico
from clientes.acoes.mudar_status import cancelar, habilitar, suspender
from clientes.acoes.mudar_status_em_lote import Mudanca, mudar_status_em_lote
from clientes.acoes.pausar_servico import Pausa, pausar
from clientes.acoes.prospectar import (
    converter_prospecto,
    descartar_prospecto,
    pontos_perto,
    reabrir_prospecto,
    salvar_prospecto,
    verificar_viabilidade,
)
from clientes.acoes.salvar_apoio import excluir_apoio, salvar_apoio
from clientes.acoes.salvar_contrato import excluir_variavel, salvar_modelo_contrato, salvar_variavel, vincular_contrato
from clientes.acoes.salvar_plano import clonar_plano, criar_plano, editar_plano, inativar_plano, reativar_plano
from clientes.acoes.vender_servico import NovoCliente, Venda, vender_servico

__all__ = (
    "Mudanca",
    "NovoCliente",
    "NovoContrato",
    "NovoTitular",
    "Pausa",
    "PedidoMigracao",
    "Venda",
    "agendar",
    "agrupar_bairros",
    "alterar_servico",
    "cadastrar_cliente",
    "cancelar",
    "cancelar_tarefa",
    "clonar_plano",
    "concluir_migracao",
    "contratar",
    "converter_prospecto",
    "criar_plano",
    "definir_coordenadas",
    "descartar_prospecto",
    "desfazer_migracao",
    "documentar_senha",
    "editar_cliente",
    "editar_endereco",
    "editar_enderecos_do_servico",
    "editar_plano",
    "editar_senha",
    "excluir_apoio",
    "excluir_contato",
    "excluir_variavel",
    "executar_devidas",
    "habilitar",
    "inativar_cliente",
    "inativar_plano",
    "local_da_instalacao",
    "migrar_cliente",
    "migrar_servico",
    "mudar_status_em_lote",
    "pausar",
    "pontos_perto",
    "reabrir_prospecto",
    "reativar_cliente",
    "reativar_plano",
    "remover_senha",
    "repetir_tarefa",
    "salvar_apoio",
    "salvar_contato",
    "salvar_modelo_contrato",
    "salvar_prospecto",
    "salvar_variavel",
    "suspender",
    "vender_servico",
    "ver_senha",
    "verificar_viabilidade",
    "vincular_contrato",
)
