"""Celery entry points of Configuração."""

from celery import shared_task

from configuracao.acoes.enviar_emails import enviar_pendentes
from configuracao.acoes.executar_rotina import executar_no_horario, vigiar
from configuracao.acoes.limpar import limpar
from configuracao.acoes.limpar_arquivos import limpar_arquivos
from hubsoft.core.datas import agora


@shared_task(name="configuracao.executar_rotina")
def executar_rotina(rotina_id: int) -> None:
    """Run a routine whose time has come (sent by the scheduler)."""
    executar_no_horario(rotina_id, agora())


@shared_task(name="configuracao.vigiar_rotinas")
def vigiar_rotinas() -> int:
    """Catch up what was lost, close what died."""
    return vigiar(agora())


@shared_task(name="configuracao.limpar")
def limpar_antigos() -> dict[str, int]:
    """Remove dead sessions, old rows and old files."""
    return {**limpar(), **limpar_arquivos()}


@shared_task(name="configuracao.enviar_emails")
def enviar_emails() -> int:
    """Send the e-mails that are due."""
    return enviar_pendentes()
