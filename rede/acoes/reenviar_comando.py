"""Send a command again, at the asking of a person."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from hubsoft.core import historico
from hubsoft.core.datas import agora
from hubsoft.core.erros import TransicaoInvalida
from rede.acoes.comandar_sessoes import avisar_envio
from rede.models import ComandoCoa
from rede.regras.comandos import DESISTE_APOS


def reenviar_comando(comando: ComandoCoa, usuario: Any = None) -> ComandoCoa:
    """Put an ended command back in the queue; raises ``TransicaoInvalida`` for one confirmed or still queued."""
    with transaction.atomic():
        travado = ComandoCoa.objects.select_for_update(of=("self",)).select_related("servico").get(pk=comando.pk)
        if travado.estado not in ComandoCoa.PODE_REENVIAR or travado.equipamento_id is None:
            raise TransicaoInvalida("Este comando não pode ser reenviado: ele já foi confirmado ou ainda está na fila.")
        instante = agora()
        travado.estado, travado.concluido_em = ComandoCoa.Estado.PENDENTE, None
        travado.tentativas, travado.proxima_tentativa, travado.prazo = 0, instante, instante + DESISTE_APOS
        travado.save(update_fields=["estado", "concluido_em", "tentativas", "proxima_tentativa", "prazo"])
        historico.escrever(
            travado,
            historico.Area.REDE,
            f"{travado.get_tipo_display()} reenviado a pedido.",
            servico_id=travado.servico_id,
            cliente_id=travado.servico.cliente_id if travado.servico else None,
            usuario=usuario,
        )
        avisar_envio([travado.equipamento_id])
    return travado
