"""Celery entry points of Rede (queue ``rede``)."""

from __future__ import annotations

from celery import shared_task

from rede import acoes


@shared_task(name="rede.enviar_comandos")
def enviar_comandos(equipamento_id: int) -> int:
    """Send the commands due to one NAS."""
    return acoes.enviar_comandos(equipamento_id)


@shared_task(name="rede.varrer_comandos")
def varrer_comandos() -> int:
    """Ask for the sending of what a dead worker or a broker that was down left due: one task for each NAS."""
    devidos = acoes.equipamentos_com_comandos()
    for equipamento_id in devidos:
        enviar_comandos.delay(equipamento_id)
    return len(devidos)


@shared_task(name="rede.encerrar_sessoes_paradas")
def encerrar_sessoes_paradas() -> int:
    """Close the sessions that went silent."""
    return acoes.encerrar_sessoes_paradas()


@shared_task(name="rede.manter_particoes")
def manter_particoes() -> int:
    """Make the partitions of the coming months."""
    return acoes.manter_particoes()


@shared_task(name="rede.conferir_sessoes")
def conferir_sessoes() -> int:
    """Command the sessions that slipped past a change of status."""
    return acoes.conferir_sessoes()


@shared_task(name="rede.insistir_sessoes")
def insistir_sessoes() -> int:
    """Tell again the sessions that a change of status should have ended."""
    return acoes.insistir_sessoes()


@shared_task(name="rede.derrubar_recusados")
def derrubar_recusados() -> int:
    """End the sessions of logins that would be refused now."""
    return acoes.derrubar_recusados()


@shared_task(name="rede.encerrar_navegacoes")
def encerrar_navegacoes() -> int:
    """End the custom navigations whose date passed."""
    return acoes.encerrar_vencidas()
