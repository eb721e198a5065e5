"""Verbs of Rede."""

from rede.acoes.acesso import (
    ativar_acesso,
    criar_acesso,
    desconectar,
    editar_acesso,
    inativar_acesso,
    limpar_mac,
    remover_acesso,
    revelar_senha,
)
from rede.acoes.comandar_sessoes import comandar_sessoes
from rede.acoes.conferir_sessoes import conferir_sessoes
from rede.acoes.customizar_navegacao import (
    Navegacao,
    customizar_navegacao,
    encerrar_navegacao,
    encerrar_vencidas,
    repetir_encerramento,
)
from rede.acoes.derrubar_recusados import derrubar_recusados
from rede.acoes.enviar_comandos import enviar_comandos, equipamentos_com_comandos
from rede.acoes.infraestrutura import (
    ativar_equipamento,
    excluir_pool,
    excluir_pop,
    inativar_equipamento,
    revelar_segredo,
    salvar_equipamento,
    salvar_pool,
    salvar_pop,
)
from rede.acoes.insistir_sessoes import insistir_sessoes
from rede.acoes.manutencao import encerrar_sessoes_paradas, manter_particoes
from rede.acoes.reenviar_comando import reenviar_comando, reenviar_comandos
from rede.acoes.testar_equipamento import testar_equipamento

__all__ = (
    "Navegacao",
    "ativar_acesso",
    "ativar_equipamento",
    "comandar_sessoes",
    "conferir_sessoes",
    "criar_acesso",
    "customizar_navegacao",
    "derrubar_recusados",
    "desconectar",
    "editar_acesso",
    "encerrar_navegacao",
    "encerrar_sessoes_paradas",
    "encerrar_vencidas",
    "enviar_comandos",
    "equipamentos_com_comandos",
    "excluir_pool",
    "excluir_pop",
    "inativar_acesso",
    "inativar_equipamento",
    "insistir_sessoes",
    "limpar_mac",
    "manter_particoes",
    "reenviar_comando",
    "reenviar_comandos",
    "remover_acesso",
    "repetir_encerramento",
    "revelar_segredo",
    "revelar_senha",
    "salvar_equipamento",
    "salvar_pool",
    "salvar_pop",
    "testar_equipamento",
)
