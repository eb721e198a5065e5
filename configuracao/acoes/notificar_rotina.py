"""The e-mail that tells chosen users how a routine went (handler of ``rotina.concluida``)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from configuracao.acoes.email import NovaMensagem, enfileirar_emails, remetente_padrao
from configuracao.acoes.rotinas import rotulo_da_tarefa
from configuracao.models import ExecucaoRotina, Rotina
from hubsoft.core.models import Evento

SMTP = "django.core.mail.backends.smtp.EmailBackend"


def email_ligado() -> bool:
    """Whether the product may send e-mail: it has a default sender, or the installation a server of its own."""
    return remetente_padrao() is not None or _servidor_da_instalacao()


def _servidor_da_instalacao() -> bool:
    return bool(settings.EMAIL_HOST) or settings.EMAIL_BACKEND != SMTP


def notificar(dados: dict[str, Any], evento: Evento) -> None:
    """Send the result of a run to the active users chosen in the routine who have an e-mail address.

    With a default sender each gets a message of the queue, once a run, in the transaction of this delivery. Without
    one, the installation's own server (``HUBSOFT_EMAIL_SERVIDOR``) sends one to all of them: its errors go up, the
    outbox tries again, and the message's id is made of the run, so that a mail program shows a repeated one once.
    Without either nobody is told, and the routine's form says so. A routine that only tells of failures tells of every
    result but success.
    """
    execucao = ExecucaoRotina.objects.select_related("rotina").filter(pk=dados["execucao_id"]).first()
    if execucao is None:
        return
    so_falhas = execucao.rotina.notificar_quando == Rotina.Aviso.FALHA
    if so_falhas and execucao.resultado == ExecucaoRotina.Resultado.SUCESSO:
        return
    pessoas = execucao.rotina.notificar.filter(is_active=True).exclude(email="").order_by("pk")
    destinos = dict(pessoas.values_list("pk", "email"))
    if not destinos:
        return
    titulo = " ".join(execucao.rotina.descricao.split())
    assunto = f"[Hubsoft] Rotina {titulo}: {execucao.get_resultado_display().lower()}"
    if remetente_padrao() is not None:
        texto = corpo(execucao)
        enfileirar_emails(
            [
                NovaMensagem(f"rotina:{execucao.pk}:{pk}", email, assunto, texto, objeto=execucao.rotina)
                for pk, email in destinos.items()
            ]
        )
    elif _servidor_da_instalacao():
        dominio = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ")
        EmailMessage(
            subject=assunto,
            body=corpo(execucao),
            bcc=list(destinos.values()),
            headers={"Message-ID": f"<rotina-{execucao.pk}@{dominio}>"},
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
