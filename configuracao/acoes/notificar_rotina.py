"""The e-mail that tells chosen users how a routine went (handler of ``rotina.concluida``)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from configuracao.acoes.rotinas import rotulo_da_tarefa
from configuracao.models import ExecucaoRotina
from hubsoft.core.models import Evento

SMTP = "django.core.mail.backends.smtp.EmailBackend"


def email_ligado() -> bool:
    """Whether the product may send e-mail: a server is set, or the backend needs none."""
    return bool(settings.EMAIL_HOST) or settings.EMAIL_BACKEND != SMTP


def notificar(dados: dict[str, Any], evento: Evento) -> None:
    """Send the result of a run to the active users chosen in the routine who have an e-mail address.

    The message's id is made of the run, so that a mail program shows a repeated delivery once. Errors of the server
    go up: the outbox tries again.
    """
    execucao = ExecucaoRotina.objects.select_related("rotina").filter(pk=dados["execucao_id"]).first()
    if execucao is None or not email_ligado():
        return
    pessoas = execucao.rotina.notificar.filter(is_active=True).exclude(email="")
    destinos = list(pessoas.values_list("email", flat=True))
    if not destinos:
        return
    titulo = " ".join(execucao.rotina.descricao.split())
    EmailMessage(
        subject=f"[Hubsoft] Rotina {titulo}: {execucao.get_resultado_display().lower()}",
        body=corpo(execucao),
        bcc=destinos,
        headers={"Message-ID": f"<rotina-{execucao.pk}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2].strip('> ')}>"},
    ).send()


def corpo(execucao: ExecucaoRotina) -> str:
    """Return the text of the message."""
    linhas = [
        f"Rotina: {execucao.rotina.descricao}",
        f"Tarefa: {rotulo_da_tarefa(execucao.rotina.tarefa)}",
        f"Prevista para: {timezone.localtime(execucao.prevista_para):%d/%m/%Y %H:%M}",
        f"Resultado: {execucao.get_resultado_display()}",
    ]
    if execucao.concluida_em:
        linhas.append(f"Terminou em: {timezone.localtime(execucao.concluida_em):%d/%m/%Y %H:%M}")
    if execucao.mensagem:
        linhas += ["", execucao.mensagem]
    return "\n".join([*linhas, "", "Veja as execuções em Configuração › Rotinas."])
