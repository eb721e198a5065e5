"""The kinds of file by their key."""

from __future__ import annotations

from importacao.acoes.clientes import DestinoCliente
from importacao.acoes.destino import Destino
from importacao.acoes.faturas import DestinoFatura
from importacao.acoes.servicos import DestinoServico

DESTINOS: dict[str, type[Destino]] = {d.tipo: d for d in (DestinoCliente, DestinoServico, DestinoFatura)}
