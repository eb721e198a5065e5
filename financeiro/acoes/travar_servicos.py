"""The lock that suspension, payment and desbloqueio take before they look at a service."""

from __future__ import annotations

from clientes.acoes.associar_servico import travar_com_associados as travar

__all__ = ("travar",)
