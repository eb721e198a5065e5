"""Reads of Rede that screens use."""

from __future__ import annotations

import datetime as dt
import ipaddress
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, F, Max, Min, Q, QuerySet
from django.db.models.functions import TruncHour

from clientes.regras.viabilidade import PontoAtendimento, metros_entre
from hubsoft.core.datas import agora
from hubsoft.core.expressoes import comeco, em_vetor
from hubsoft.core.prontas import ConsultaPronta, VetorPronto
from rede.models import Acesso, Autenticacao, ComandoCoa, PontoPresenca, PoolEquipamento, Sessao
from rede.regras.error_cause import explicar, o_que_fazer
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


def faixa_que_entrega(ip: str) -> str | None:
    """Return the range (CIDR) of a pool that gives out the IPv4 address to whoever connects, ``None`` for none."""
    endereco = ipaddress.IPv4Address(ip)
    faixas = PoolEquipamento.objects.order_by("faixa").values_list("faixa", flat=True).distinct()
    return next((faixa for faixa in faixas if endereco in ipaddress.IPv4Network(faixa)), None)


def fixos_na_faixa(faixa: str) -> int:
    """Return how many logins have a fixed IPv4 inside a range (CIDR)."""
    rede = ipaddress.IPv4Network(faixa)
    return Acesso.objects.filter(ipv4__gte=str(rede[0]), ipv4__lte=str(rede[-1])).count()


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


def pops_perto(latitude: float, longitude: float, usuario: Any) -> list[PontoAtendimento]:
    """Return the POPs that have coordinates, as places a connection could come from (C25).

    Those that ``usuario`` may see; ``None`` is the system, which sees all.
    """
    pops = PontoPresenca.objects.all() if usuario is None else PontoPresenca.objects.visiveis_para(usuario)
    com_lugar = pops.filter(latitude__isnull=False).values_list("nome", "alcance", "latitude", "longitude")
    return [
        PontoAtendimento(nome, metros_entre((latitude, longitude), (float(lat), float(lng))), alcance)
        for nome, alcance, lat, lng in com_lugar
        if lat is not None and lng is not None
    ]


# Failures of commands ---------------------------------------------------------------------------------------------

JANELA_DAS_FALHAS = dt.timedelta(days=7)
E = ComandoCoa.Estado
NA_FILA = Q(estado=E.PENDENTE)
TENTANDO = Q(estado=E.PENDENTE, tentativas__gt=0)


def _recentes(comandos: QuerySet[ComandoCoa]) -> QuerySet[ComandoCoa]:
    return comandos.filter(NA_FILA | Q(criado_em__gte=agora() - JANELA_DAS_FALHAS)).order_by()


def resumo_das_falhas(comandos: QuerySet[ComandoCoa]) -> dict[str, Any]:
    """Return how many wait, wait after a try, failed and succeeded in the last 7 days, and the oldest that waits."""
    return _recentes(comandos).aggregate(
        na_fila=Count("pk", filter=NA_FILA),
        tentando=Count("pk", filter=TENTANDO),
        mais_antigo=Min("criado_em", filter=NA_FILA),
        recusados=Count("pk", filter=Q(estado=E.RECUSADO)),
        sem_resposta=Count("pk", filter=Q(estado=E.SEM_RESPOSTA)),
        confirmados=Count("pk", filter=Q(estado=E.CONFIRMADO)),
    )


def falhas_por_equipamento(comandos: QuerySet[ComandoCoa]) -> list[dict[str, Any]]:
    """Return, for each equipment with a failure or something waiting, the counts of :func:`resumo_das_falhas`."""
    grupos = (
        _recentes(comandos)
        .values("equipamento_id", nome=F("equipamento__nome"))
        .annotate(
            na_fila=Count("pk", filter=NA_FILA),
            mais_antigo=Min("criado_em", filter=NA_FILA),
            recusados=Count("pk", filter=Q(estado=E.RECUSADO)),
            sem_resposta=Count("pk", filter=Q(estado=E.SEM_RESPOSTA)),
            confirmados=Count("pk", filter=Q(estado=E.CONFIRMADO)),
            ultimo_sucesso=Max("concluido_em", filter=Q(estado=E.CONFIRMADO)),
        )
        .filter(Q(na_fila__gt=0) | Q(recusados__gt=0) | Q(sem_resposta__gt=0))
        .order_by("-na_fila", "-sem_resposta", "-recusados", "nome")
    )
    return [dict(grupo) for grupo in grupos]


def falhas_por_causa(comandos: QuerySet[ComandoCoa]) -> list[dict[str, Any]]:
    """Return ``{codigo, nome, explicacao, o_que_fazer, total}`` of what failed or waits after a try, the most first."""
    grupos = (
        _recentes(comandos)
        .filter(TENTANDO | Q(estado__in=(E.RECUSADO, E.SEM_RESPOSTA)))
        .annotate(calado=Q(error_cause__isnull=True, mensagem__regex="^(Sem resposta|Rede:)"))
        .values("error_cause", "calado")
        .annotate(total=Count("pk"))
        .order_by("-total", "error_cause")
    )
    return [
        {
            "codigo": g["error_cause"],
            "nome": "Sem resposta" if g["calado"] else explicar(g["error_cause"]).nome or "Sem código",
            "explicacao": "O equipamento não respondeu." if g["calado"] else explicar(g["error_cause"]).explicacao,
            "o_que_fazer": o_que_fazer(g["error_cause"], sem_resposta=g["calado"]),
            "total": g["total"],
        }
        for g in grupos
    ]


# Sources of the client search -----------------------------------------------------------------------------------


_POR_LOGIN = ConsultaPronta(lambda login: Acesso.objects.filter(login__parecido=login).values("servico__cliente_id"))


def clientes_por_login(termo: str) -> VetorPronto | None:
    """Return the clients of the logins that begin with the term."""
    login = termo.strip().lower()
    if len(login) < MENOR_LOGIN or " " in login:
        return None
    return _POR_LOGIN.vetor(comeco(login))


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
