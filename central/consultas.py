"""Who is behind an address, as far as the page for the blocked may know."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F

from clientes.estados import SUSPENSOS, Status
from configuracao.models import Empresa
from configuracao.variaveis import ler
from financeiro.models import Fatura
from hubsoft.core.datas import hoje
from rede.models import PoolEquipamento, Sessao

MAIS_FATURAS = 12


def provedor(bloqueado: Bloqueado | None) -> Empresa | None:
    """Return the company that speaks on the page: who bills the subscriber, else the provider's first active one."""
    if bloqueado is not None and bloqueado.faturas:
        return bloqueado.faturas[0].forma.empresa
    return Empresa.objects.filter(ativa=True).order_by("pk").first()


@dataclass(frozen=True, slots=True)
class Bloqueado:
    """A suspended subscriber: first name only, why, and what is overdue (of a suspension for debt)."""

    nome: str
    status: Status
    faturas: list[Fatura]
    total: Decimal


def bloqueado(ip: str) -> Bloqueado | None:
    """Return the suspended subscriber whose open session has the address.

    ``None`` unless the address lies in a pool of the suspended of the very equipment where the session is open: nobody
    learns anything about others by knowing their address.
    """
    sessao = (
        Sessao.objects.filter(framed_ip=ip, acesso__servico__status__in=SUSPENSOS, equipamento__isnull=False)
        .annotate(
            status=F("acesso__servico__status"),
            cliente_id=F("acesso__servico__cliente"),
            cliente_nome=F("acesso__servico__cliente__nome"),
        )
        .order_by("-inicio")
        .first()
    )
    if sessao is None or not _no_pool_dos_suspensos(ip, sessao):
        return None
    faturas: list[Fatura] = []
    if sessao.status != Status.SUSPENSO_PEDIDO:
        vencidas = Fatura.objects.filter(cliente=sessao.cliente_id).abertas().filter(vencimento__lt=hoje())
        vencidas = vencidas.select_related("forma__empresa").order_by("vencimento", "pk")
        faturas = list(vencidas[:MAIS_FATURAS])
    return Bloqueado(
        sessao.cliente_nome.split()[0].title(),
        Status(sessao.status),
        faturas,
        sum((fatura.saldo for fatura in faturas), Decimal("0.00")),
    )


def _no_pool_dos_suspensos(ip: str, sessao: Sessao) -> bool:
    nomes = {ler("POOL_SUSPENSAO_TOTAL"), ler("POOL_SUSPENSAO_PARCIALMENTE")} - {""}
    endereco = ipaddress.ip_address(ip)
    pools = PoolEquipamento.objects.filter(equipamento=sessao.equipamento_id, nome__in=nomes)
    return any(endereco in ipaddress.ip_network(faixa) for faixa in pools.values_list("faixa", flat=True))
