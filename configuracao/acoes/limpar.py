"""Removal of what nobody needs any more: dead sessions, old sign-ins, old runs, the text of old e-mails."""

from __future__ import annotations

import datetime as dt

from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.db import transaction

from configuracao.models import AcessoUsuario, ExecucaoRotina, MensagemEmail
from configuracao.variaveis import ler_inteiro
from hubsoft.core.datas import agora
from hubsoft.core.models import ErroProcesso, SessaoUsuario

VARIAVEL_ACESSOS = "DIAS_GUARDAR_ACESSOS"
VARIAVEL_EXECUCOES = "DIAS_GUARDAR_EXECUCOES"
VARIAVEL_EMAILS = "DIAS_GUARDAR_EMAILS"
ENCERRADAS = (MensagemEmail.Situacao.ENVIADA, MensagemEmail.Situacao.FALHOU, MensagemEmail.Situacao.CANCELADA)
UM_DIA = dt.timedelta(days=1)


@transaction.atomic
def limpar() -> dict[str, int]:
    """Remove expired sessions at once; sign-ins, runs of routines, errors of jobs, texts of e-mails after the days set.

    Return how many of each.
    """
    momento = agora()
    # A variable of 0 or less would empty the table: at least one day is kept.
    acessos = momento - dt.timedelta(days=max(1, min(ler_inteiro(VARIAVEL_ACESSOS), 36_500)))
    execucoes = momento - dt.timedelta(days=max(1, min(ler_inteiro(VARIAVEL_EXECUCOES), 36_500)))
    emails = momento - dt.timedelta(days=max(1, min(ler_inteiro(VARIAVEL_EMAILS), 36_500)))
    vivas = Session.objects.filter(expire_date__gt=momento).values("session_key")
    alvos = {
        "sessoes_do_django": Session.objects.filter(expire_date__lte=momento),
        "sessoes": SessaoUsuario.objects.exclude(chave__in=vivas),
        "tentativas": AccessAttempt.objects.filter(attempt_time__lt=momento - UM_DIA),
        "acessos": AcessoUsuario.objects.filter(criado_em__lt=acessos),
        "erros": ErroProcesso.objects.filter(processo__concluido_em__lt=execucoes),
        "execucoes": ExecucaoRotina.objects.filter(iniciada_em__lt=execucoes, concluida_em__isnull=False),
    }
    feitos = {nome: linhas.delete()[0] for nome, linhas in alvos.items()}
    textos = MensagemEmail.objects.filter(criada_em__lt=emails, situacao__in=ENCERRADAS).exclude(texto="", html="")
    return {**feitos, "textos_de_emails": textos.update(texto="", html="")}
