"""Reads of Rede that screens use."""

from __future__ import annotations

import datetime as dt
import ipaddress
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncHour

from hubsoft.core.expressoes import em_vetor
from rede.models import Acesso, Autenticacao, Sessao
from rede.regras.login import normalizar_mac, sugerir_login

MENOR_LOGIN = 3


def sessoes_por_servico(servicos: Iterable[int]) -> dict[int, list[Sessao]]:
    """Return the open sessions of services, by service, with their equipment: one query."""
    achadas: dict[int, list[Sessao]] = {}
    abertas = Sessao.objects.filter(acesso__servico__in=list(servicos)).select_related("equipamento")
    for sessao in abertas.annotate(servico_id=F("acesso__servico")).order_by("inicio"):
        achadas.setdefault(sessao.servico_id, []).append(sessao)
    return achadas


def ultima_recusa(acesso: Acesso) -> Autenticacao | None:
    """Return the last answer to a login when it was a refusal."""
    ultima = Autenticacao.objects.filter(acesso=acesso).order_by("-em").first()
    return ultima if ultima is not None and not ultima.aceito else None


def login_livre(nome: str) -> str:
    """Return a login suggested from a name that nobody has."""
    base = sugerir_login(nome)
    ocupados = set(Acesso.objects.filter(login__startswith=base).values_list("login", flat=True))
    sugestao, numero = base, 2
    while sugestao in ocupados:
        sugestao, numero = f"{base}{numero}", numero + 1
    return sugestao


def autenticacoes_por_hora(usuario: Any, desde: dt.datetime) -> list[dict[str, Any]]:
    """Return ``{hora, aceitas, recusadas}`` of the logins the user may see, hours without any left out."""
    return list(
        Autenticacao.objects.visiveis_para(usuario)
        .filter(em__gte=desde)
        .annotate(hora=TruncHour("em"))
        .order_by()
        .values("hora")
        .annotate(aceitas=Count("pk", filter=Q(aceito=True)), recusadas=Count("pk", filter=Q(aceito=False)))
        .order_by("hora")
    )


# Sources of the client search -----------------------------------------------------------------------------------


def clientes_por_login(termo: str) -> QuerySet[Any] | None:
    """Return the clients of the logins that begin with the term."""
    login = termo.strip().lower()
    if len(login) < MENOR_LOGIN or " " in login:
        return None
    return Acesso.objects.filter(login__startswith=login).values("servico__cliente_id")


def clientes_por_ip(termo: str) -> QuerySet[Any] | None:
    """Return the clients who have the address, fixed or in a session open now."""
    try:
        ip = str(ipaddress.ip_address(termo.strip()))
    except ValueError:
        return None
    conectados = Sessao.objects.filter(framed_ip=ip, acesso__isnull=False).values("acesso_id")
    return Acesso.objects.filter(Q(ipv4=ip) | em_vetor("pk", conectados)).values("servico__cliente_id")


def clientes_por_mac(termo: str) -> QuerySet[Any] | None:
    """Return the clients of the MAC, bound to the login or in a session open now."""
    try:
        mac = normalizar_mac(termo)
    except ValueError:
        return None
    conectados = Sessao.objects.filter(mac=mac, acesso__isnull=False).values("acesso_id")
    # The index of MACs leaves those without one out, which has to be said for it to be used.
    presos = Q(mac=mac) & ~Q(mac="")
    return Acesso.objects.filter(presos | em_vetor("pk", conectados)).values("servico__cliente_id")
