"""Verbs of Rede."""

from rede.acoes.comandar_sessoes import comandar_sessoes
from rede.acoes.enviar_comandos import enviar_comandos, equipamentos_com_comandos
from rede.acoes.manutencao import encerrar_sessoes_paradas, manter_particoes
from rede.acoes.reenviar_comando import reenviar_comando

__all__ = (
    "comandar_sessoes",
    "encerrar_sessoes_paradas",
    "enviar_comandos",
    "equipamentos_com_comandos",
    "manter_particoes",
    "reenviar_comando",
)
