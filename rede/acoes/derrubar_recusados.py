"""End the sessions of logins that would be refused now: expired, inactive, removed, of a cancelled service."""

from __future__ import annotations

import datetime as dt

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Concat

from clientes.estados import Status
from hubsoft.core.datas import agora
from rede.acoes.comandar_sessoes import comandar
from rede.models import Acesso, Autenticacao, ComandoCoa, Sessao
from rede.regras.comandos import DISCONNECT

LOTE = 1000


def derrubar_recusados() -> int:
    """Queue a Disconnect for each such session that has none under way; return how many.

    One that is still open an hour or two after its equipment refused, kept silent or even confirmed is told again:
    nobody stays online because an equipment was wrongly set up for a day.
    A login that is unknown now counts as removed only when this product accepted it: a NAS may have users of its own.
    """
    instante = agora()
    desta_hora, da_anterior = _chave(instante), _chave(instante - dt.timedelta(hours=1))
    # Found by their keys, whose index is small work however many commands there ever were.
    recentes = ComandoCoa.objects.filter(
        chave__in=[Concat(Value(f"{chave}:"), OuterRef("unico")) for chave in (desta_hora, da_anterior)]
    )
    pendentes = ComandoCoa.objects.filter(
        estado=ComandoCoa.Estado.PENDENTE,
        tipo=ComandoCoa.Tipo.DISCONNECT,
        equipamento=OuterRef("equipamento"),
        acct_session_id=OuterRef("acct_session_id"),
    )
    conhecido = Acesso.objects.filter(Q(login=OuterRef("login")) | Q(pk=OuterRef("acesso")))
    aceito = Autenticacao.objects.filter(login=OuterRef("login"), aceito=True, acesso__isnull=False)
    removido = ~Exists(conhecido) & Exists(aceito)
    recusadas = (
        Sessao.objects.annotate(
            servico=F("acesso__servico"),
            causa=Case(
                When(acesso__ativo=False, then=Value("Acesso inativo")),
                When(acesso__expira_em__lte=instante, then=Value("Acesso vencido")),
                When(acesso__servico__status=Status.CANCELADO, then=Value("Serviço cancelado")),
                When(removido, then=Value("Acesso removido")),
                output_field=CharField(),
            ),
        )
        .filter(causa__isnull=False, equipamento__isnull=False)
        .exclude(Exists(pendentes))
        .exclude(Exists(recentes))
        .order_by("unico")[:LOTE]
    )
    por_causa: dict[str, list[tuple[int | None, Sessao]]] = {}
    for sessao in recusadas:
        por_causa.setdefault(sessao.causa, []).append((sessao.servico, sessao))
    return sum(len(comandar(alvos, DISCONNECT, causa, desta_hora)) for causa, alvos in por_causa.items())


def _chave(instante: dt.datetime) -> str:
    """Return the key of the commands of an hour."""
    return f"recusado:{instante:%Y%m%d%H}"
