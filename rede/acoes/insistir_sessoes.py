"""Tell again the sessions that a change of status should have ended and that are still open (R06, R07)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from django.db.models import F, OuterRef, Subquery

from clientes.models import PeriodoStatus
from configuracao.variaveis import ler
from hubsoft.core.datas import agora
from hubsoft.core.em_lote import na_lista
from rede.acoes.comandar_sessoes import comandar
from rede.models import ComandoCoa, Sessao
from rede.regras.comandos import DISCONNECT, comando_da_mudanca

# The command of the change itself has this long; afterwards people see the failure on its screen.
DEPOIS_DE = dt.timedelta(hours=1)
POR = dt.timedelta(hours=24)


def insistir_sessoes() -> int:
    """Queue another Disconnect, once an hour for a day, where the equipment refused the first; return how many.

    A suspended subscriber would go on at full speed, one who paid would stay among the blocked, until their router
    dials again by itself. A session with a command under way is left alone, and so is one opened after the change.
    """
    instante = agora()
    anterior = PeriodoStatus.objects.filter(servico=OuterRef("servico"), fim=OuterRef("inicio")).order_by("-id")
    mudancas = {
        p.servico_id: p
        for p in PeriodoStatus.objects.filter(fim__isnull=True, inicio__range=(instante - POR, instante - DEPOIS_DE))
        .filter(servico__acesso__isnull=False)
        .annotate(de=Subquery(anterior.values("status")[:1]))
        .exclude(de=None)
    }
    if not mudancas:
        return 0
    tem_pool = bool(ler("POOL_SUSPENSAO_PARCIALMENTE"))
    pendentes = set(
        ComandoCoa.objects.filter(na_lista("servico_id", mudancas), estado=ComandoCoa.Estado.PENDENTE).values_list(
            "equipamento_id", "acct_session_id"
        )
    )
    abertas = Sessao.objects.filter(na_lista("acesso__servico_id", mudancas), equipamento__isnull=False)
    alvos: dict[int, list[tuple[int | None, Sessao]]] = defaultdict(list)
    for sessao in abertas.annotate(servico_id=F("acesso__servico")).order_by("unico"):
        mudanca = mudancas[sessao.servico_id]
        velha = sessao.inicio < mudanca.inicio and (sessao.equipamento_id, sessao.acct_session_id) not in pendentes
        if velha and comando_da_mudanca(mudanca.de, mudanca.status, parcial_tem_pool=tem_pool) == DISCONNECT:
            alvos[sessao.servico_id].append((sessao.servico_id, sessao))
    feitos = 0
    for servico_id, dele in alvos.items():
        mudanca = mudancas[servico_id]
        chave = f"insistencia:{mudanca.pk}:{instante:%Y%m%d%H}"
        if not ComandoCoa.objects.filter(chave__startswith=f"{chave}:").exists():
            motivo = f"Status: {mudanca.get_status_display()} (a sessão aberta antes não caiu)"
            feitos += len(comandar(dele, DISCONNECT, motivo, chave))
    return feitos
