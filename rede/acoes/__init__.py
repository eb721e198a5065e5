"""Verbs of Rede."""

from rede.acoes.manutencao import encerrar_sessoes_paradas, manter_particoes

__all__ = ("encerrar_sessoes_paradas", "manter_particoes")
