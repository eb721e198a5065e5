"""Catch the sessions that slipped past a change of status."""

from __future__ import annotations

import datetime as dt

from django.db.models import F, OuterRef, Subquery

from clientes.models import PeriodoStatus
from configuracao.variaveis import ler
from hubsoft.core.datas import agora
from rede.acoes.comandar_sessoes import comandar_sessoes
from rede.models import Autenticacao, ComandoCoa, Sessao
from rede.regras.comandos import comando_da_mudanca

# The event's handler comes first; what it did not see is looked for afterwards, for a while.
FOLGA = dt.timedelta(seconds=60)
JANELA = dt.timedelta(hours=2)


def conferir_sessoes() -> int:
    """Command the sessions that logged in before a change of status and appeared after its handler ran.

    Their Access-Accept carried the old policy and their first accounting packet came late or was lost. Returns how many
    services got a command; a session that already has one since the change is left alone.
    """
    instante = agora()
    anterior = PeriodoStatus.objects.filter(servico=OuterRef("servico"), fim=OuterRef("inicio")).order_by("-id")
    mudancas = {
        p.servico_id: p
        for p in PeriodoStatus.objects.filter(fim__isnull=True, inicio__range=(instante - JANELA, instante - FOLGA))
        .filter(servico__acesso__isnull=False)
        .annotate(de=Subquery(anterior.values("status")[:1]))
        .exclude(de=None)
    }
    ultima = Autenticacao.objects.filter(acesso=OuterRef("acesso"), aceito=True).order_by("-em")
    abertas = Sessao.objects.filter(acesso__servico__in=list(mudancas)).annotate(
        servico_id=F("acesso__servico"), autenticada_em=Subquery(ultima.values("em")[:1])
    )
    comandados = ComandoCoa.objects.filter(servico__in=list(mudancas), criado_em__gte=instante - JANELA)
    com_comando = {(c.servico_id, c.acct_session_id): c.criado_em for c in comandados.order_by("criado_em")}
    feitos = 0
    for servico_id in {
        s.servico_id
        for s in abertas
        if s.autenticada_em is not None
        and s.autenticada_em < mudancas[s.servico_id].inicio
        and com_comando.get((s.servico_id, s.acct_session_id), instante - JANELA) < mudancas[s.servico_id].inicio
    }:
        periodo = mudancas[servico_id]
        tem_pool = bool(ler("POOL_SUSPENSAO_PARCIALMENTE"))
        tipo = comando_da_mudanca(periodo.de, periodo.status, parcial_tem_pool=tem_pool)
        if tipo is not None:
            motivo = f"Status: {periodo.get_status_display()} (sessão aberta com a regra anterior)"
            feitos += bool(comandar_sessoes(servico_id, tipo, motivo, f"conferencia:{periodo.pk}"))
    return feitos
