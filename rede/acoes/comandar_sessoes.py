"""Queue a command for each open session of a service."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from hubsoft.core.datas import agora
from hubsoft.core.fila import pedir_a_um_trabalhador
from rede.models import ComandoCoa, Sessao
from rede.regras.comandos import DESISTE_APOS


def comandar_sessoes(servico_id: int, tipo: str, motivo: str, chave: str) -> list[ComandoCoa]:
    """Write a command of ``tipo`` for each open session of the service, for its own NAS; return them.

    ``chave`` names the cause (an event): the same cause again writes nothing. The rows commit with the caller's
    transaction; a worker is asked after it, and the sweep sends what it did not.
    """
    return comandar([(servico_id, sessao) for sessao in Sessao.objects.do_servico(servico_id)], tipo, motivo, chave)


def comandar(alvos: Iterable[tuple[int | None, Sessao]], tipo: str, motivo: str, chave: str) -> list[ComandoCoa]:
    """As :func:`comandar_sessoes`, for these sessions, each with its service (none: nobody has the login now)."""
    instante = agora()
    comandos = [
        ComandoCoa(
            servico_id=servico_id,
            equipamento_id=sessao.equipamento_id,
            tipo=tipo,
            motivo=motivo[:200],
            chave=f"{chave}:{sessao.unico}",
            login=sessao.login[:64],
            acct_session_id=sessao.acct_session_id,
            framed_ip=sessao.framed_ip,
            proxima_tentativa=instante,
            prazo=instante + DESISTE_APOS,
            **_sem_equipamento(sessao),
        )
        for servico_id, sessao in alvos
    ]
    with transaction.atomic():
        ComandoCoa.objects.bulk_create(comandos, ignore_conflicts=True)
        avisar_envio({c.equipamento_id for c in comandos if c.equipamento_id})
    return comandos


def _sem_equipamento(sessao: Sessao) -> dict[str, object]:
    """Return the state of a command that cannot go anywhere: its session's NAS is not registered."""
    if sessao.equipamento_id is not None:
        return {}
    return {
        "estado": ComandoCoa.Estado.RECUSADO,
        "concluido_em": agora(),
        "mensagem": f"O concentrador {sessao.nas_ip} não está cadastrado em Equipamentos de conexão.",
    }


def avisar_envio(equipamentos: Iterable[int]) -> None:
    """Ask a worker, after the commit, to send what is due to these NAS; without a broker the sweep does it."""
    ids = sorted(equipamentos)

    def pedir() -> None:
        for equipamento_id in ids:
            fica = "o CoA fica para a varredura"
            # One that the broker did not take is enough to know that it takes none.
            if not pedir_a_um_trabalhador("rede.tasks.enviar_comandos", fica, equipamento_id):
                return

    if ids:
        transaction.on_commit(pedir)
