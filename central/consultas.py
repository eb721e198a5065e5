"""Who is behind an address, as far as the page for the blocked may know."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F

from clientes.estados import SUSPENSOS, Status
from configuracao.models import Empresa
from configuracao.variaveis import ler
from financeiro.models import Fatura
from hubsoft.core.datas import hoje
from rede.models import PoolEquipamento, Sessao

MAIS_FATURAS = 12
MAIS_SESSOES = 20


def provedor(bloqueado: Bloqueado | None) -> Empresa | None:
    """Return the company that speaks on the page: who bills the subscriber, else the provider's first active one."""
    if bloqueado is not None and bloqueado.faturas:
        return bloqueado.faturas[0].forma.empresa
    return Empresa.objects.filter(ativa=True).order_by("pk").first()


@dataclass(frozen=True, slots=True)
class Bloqueado:
    """A suspended subscriber: first name only, why, and what is overdue (of a suspension for debt).

    ``nome`` is "" when the address does not say which of some subscribers it is: then nothing is told of any.
    """

    nome: str
    status: Status
    faturas: list[Fatura]
    total: Decimal


def bloqueado(ip: str) -> Bloqueado | None:
    """Return the suspended subscriber whose open session has the address.

    ``None`` unless the address lies in a pool of the suspended of the very equipment where the session is open: nobody
    learns anything about others by knowing their address. The same range may be in use at two pieces of equipment (the
    manual makes the pool "in all of them"): who has the address open at more than one is told no name and no bill.
    """
    do_equipamento: dict[int, Any] = {}
    for aberta in (
        Sessao.objects.filter(framed_ip=ip, equipamento__isnull=False)
        .annotate(
            status=F("acesso__servico__status"),
            cliente_id=F("acesso__servico__cliente"),
            cliente_nome=F("acesso__servico__cliente__nome"),
        )
        .order_by("-inicio")[:MAIS_SESSOES]
    ):
        # An equipment gives an address once: what it opened before with it is over.
        do_equipamento.setdefault(aberta.equipamento_id or 0, aberta)
    suspensas = [s for s in do_equipamento.values() if s.status in SUSPENSOS and _no_pool_dos_suspensos(ip, s)]
    if not suspensas:
        return None
    sessao = suspensas[0]
    if len(do_equipamento) > 1:
        return Bloqueado("", Status(sessao.status), [], Decimal("0.00"))
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
