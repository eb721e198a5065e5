"""Send commands again, at the asking of a person."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from hubsoft.core import historico
from hubsoft.core.datas import agora
from hubsoft.core.erros import ErroDeNegocio, TransicaoInvalida
from hubsoft.core.models import Historico
from rede.acoes.comandar_sessoes import avisar_envio
from rede.models import ComandoCoa
from rede.regras.comandos import DESISTE_APOS

MAXIMO = 5000


def reenviar_comando(comando: ComandoCoa, usuario: Any = None) -> ComandoCoa:
    """Put a command back at the head of the queue; raises ``TransicaoInvalida`` for one confirmed."""
    if not reenviar_comandos(ComandoCoa.objects.filter(pk=comando.pk), usuario):
        raise TransicaoInvalida("Este comando não pode ser reenviado: ele já foi confirmado ou ainda está na fila.")
    comando.refresh_from_db()
    return comando


def reenviar_comandos(comandos: QuerySet[ComandoCoa], usuario: Any = None) -> int:
    """Put commands that failed back in the queue and let those that wait be sent now; return how many.

    Raises ``ErroDeNegocio`` for more than can be asked for at once. The confirmed ones are left alone.
    """
    instante = agora()
    tentaveis = ComandoCoa.objects.filter(
        pk__in=comandos.order_by().values("pk"),
        equipamento__isnull=False,
    ).filter(Q(estado__in=ComandoCoa.PODE_REENVIAR) | Q(estado=ComandoCoa.Estado.PENDENTE, tentativas__gt=0))
    with transaction.atomic():
        travados = list(
            tentaveis.select_for_update(of=("self",)).select_related("servico").order_by("id")[: MAXIMO + 1]
        )
        if len(travados) > MAXIMO:
            raise ErroDeNegocio(f"São mais de {MAXIMO} comandos. Filtre por equipamento ou período e tente de novo.")
        for comando in travados:
            comando.estado, comando.concluido_em = ComandoCoa.Estado.PENDENTE, None
            comando.tentativas, comando.proxima_tentativa, comando.prazo = 0, instante, instante + DESISTE_APOS
        ComandoCoa.objects.bulk_update(
            travados, ["estado", "concluido_em", "tentativas", "proxima_tentativa", "prazo"], batch_size=500
        )
        Historico.objects.bulk_create(
            historico.montar(
                comando,
                historico.Area.REDE,
                f"{comando.get_tipo_display()} reenviado a pedido.",
                servico_id=comando.servico_id,
                cliente_id=comando.servico.cliente_id if comando.servico else None,
                usuario=usuario,
            )
            for comando in travados
        )
        avisar_envio({c.equipamento_id for c in travados if c.equipamento_id})
    return len(travados)
