"""What was used of the months paid before use, when a service ends in the middle of one (F11, C16).

No later charge settles such a month, as one does for a service that goes on (``financeiro.consultas.acertos``).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from clientes.models import ServicoCliente
from financeiro.consultas.a_faturar import contratados_de, mudancas_de_valor, periodos_cobraveis
from financeiro.models import Cobranca
from financeiro.regras.mensalidade import mensalidade
from hubsoft.core.datas import UM_DIA
from hubsoft.core.dinheiro import ZERO, formatar

Tipo, Status = Cobranca.Tipo, Cobranca.Status


class MesEmUso(NamedTuple):
    """A monthly charge that bills days to come: ``usados`` of its ``cobrados`` days were used, which cost ``devido``.

    In reais, with what the charge settles of earlier months; below zero when that is more than the days cost.
    """

    cobranca: Cobranca
    usados: int
    cobrados: int
    devido: Decimal

    @property
    def sobra(self) -> Decimal:
        """What the charge asks for beyond it, in reais."""
        return self.cobranca.valor - self.cobranca.desconto - self.devido

    def __str__(self) -> str:
        return (
            f"{self.cobranca.descricao}: {self.usados} de {self.cobrados} dias usados, "
            f"{formatar(max(self.devido, ZERO))} de {formatar(self.cobranca.valor - self.cobranca.desconto)}"
        )


def meses_em_uso(servicos: Sequence[ServicoCliente], fim: dt.date) -> list[MesEmUso]:
    """Return the charges of days from ``fim`` on, the first day without the service, by due date.

    A month billed whole (no pró-rata) is owed whole and is not among them.
    """
    ids = [servico.pk for servico in servicos]
    mensais = Cobranca.objects.filter(servico__in=ids, tipo=Tipo.MENSALIDADE, memoria__prorata=True)
    mensais = mensais.exclude(status=Status.CANCELADA).filter(periodo_fim__gte=fim).order_by("vencimento", "pk")
    por_mes: dict[dt.date, list[Cobranca]] = defaultdict(list)
    for cobranca in mensais.prefetch_related("descontos"):
        if cobranca.competencia is not None:
            por_mes[cobranca.competencia].append(cobranca)
    if not por_mes:
        return []
    contratos = {c.servico_id: c for c in contratados_de(ids)}
    mudancas = mudancas_de_valor(ids, min(por_mes))
    achados = []
    for mes, cobrancas in por_mes.items():
        periodos = periodos_cobraveis(list(contratos.values()), mes)
        for cobranca in cobrancas:
            contrato = contratos.get(cobranca.servico_id or 0)
            if contrato is None or cobranca.memoria is None:
                continue
            usados = [(de, min(ate, fim - UM_DIA)) for de, ate in periodos.get(contrato.servico_id, ()) if de < fim]
            deste = mudancas.get(contrato.servico_id, ())
            uso = mensalidade(contrato.valor, mes, usados, cobranca.vencimento, True, deste)
            partes = cobranca.memoria["partes"]
            dos_dias = sum((Decimal(parte["valor"]) for parte in partes), ZERO)
            devido = uso.valor + (cobranca.valor - cobranca.desconto - dos_dias)
            achados.append(MesEmUso(cobranca, uso.usados, sum(_dias(parte) for parte in partes), devido))
    return sorted(achados, key=lambda achado: (achado.cobranca.vencimento, achado.cobranca.pk))


def _dias(parte: dict[str, str]) -> int:
    return (dt.date.fromisoformat(parte["ate"]) - dt.date.fromisoformat(parte["de"])).days + 1


def a_devolver(servicos: Sequence[ServicoCliente], fim: dt.date) -> list[MesEmUso]:
    """Return those that are paid already, of which something is over."""
    return [m for m in meses_em_uso(servicos, fim) if m.cobranca.status == Status.RECEBIDA and m.sobra > ZERO]


def cobraveis_por_dias(servicos: Sequence[ServicoCliente], fim: dt.date) -> dict[int, list[MesEmUso]]:
    """Return, by fatura of which nothing was received, its months where only the days used may be charged instead.

    Only where all that the fatura charges, the fee of the boleto aside, is such months without a discount to come.
    """
    por_fatura: dict[int, list[MesEmUso]] = defaultdict(list)
    for mes in meses_em_uso(servicos, fim):
        if mes.cobranca.fatura_id is not None and mes.cobranca.status == Status.ABERTA:
            por_fatura[mes.cobranca.fatura_id].append(mes)
    das_faturas = Cobranca.objects.filter(fatura__in=por_fatura).exclude(tipo=Tipo.TAXA_BOLETO)
    cobrancas: dict[int, set[int]] = defaultdict(set)
    for fatura, pk in das_faturas.values_list("fatura_id", "pk"):
        cobrancas[fatura or 0].add(pk)
    return {
        fatura: meses
        for fatura, meses in por_fatura.items()
        if cobrancas[fatura] == {m.cobranca.pk for m in meses}
        and not any(m.cobranca.descontos.all() for m in meses)
        and all(m.devido > ZERO and m.sobra > ZERO for m in meses)
    }
