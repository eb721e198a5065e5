"""The client search by the serial or the MAC of what a client has on loan (C03)."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import QuerySet

from estoque.models import EquipamentoEmServico
from hubsoft.core.expressoes import comeco
from hubsoft.core.prontas import ConsultaPronta, VetorPronto
from rede.regras.login import normalizar_mac

MENOR_SERIAL = 4
PARECE_SERIAL = re.compile(r"[0-9A-Z][0-9A-Z./_-]*")


_POR_SERIAL = ConsultaPronta(
    lambda serial: (
        EquipamentoEmServico.objects.abertos()
        .filter(equipamento__serial__parecido=serial)
        .values("servico__cliente_id")
    )
)


def clientes_por_serial(termo: str) -> VetorPronto | None:
    """Clients with equipment whose serial begins with what was typed; a serial has a digit."""
    serial = "".join(termo.split()).upper()
    if len(serial) < MENOR_SERIAL or not PARECE_SERIAL.fullmatch(serial) or not any(c.isdigit() for c in serial):
        return None
    return _POR_SERIAL.vetor(comeco(serial))


def clientes_por_mac(termo: str) -> QuerySet[Any] | None:
    """Clients with the equipment of that MAC."""
    try:
        mac = normalizar_mac(termo)
    except ValueError:
        return None
    return EquipamentoEmServico.objects.abertos().filter(equipamento__mac=mac).values("servico__cliente_id")
