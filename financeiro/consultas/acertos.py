"""What months paid before use turned out to owe: read for the run of a later month (F11)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from clientes.models import ServicoCliente
from financeiro.consultas.a_faturar import Contratado, periodos_cobraveis
from financeiro.consultas.migrados import diferencas_de_migrados
from financeiro.models import Cobranca, DadosCobranca
from financeiro.regras.mensalidade import Diferenca, mensalidade
from financeiro.regras.prorata import Mudanca
from hubsoft.core.datas import somar_meses
from hubsoft.core.dinheiro import ZERO
from hubsoft.core.em_lote import na_lista

MESES = 3  # how far back a difference is looked for


def primeiro_mes_de_acerto(competencia: dt.date) -> dt.date:
    """Return the first month that a run of ``competencia`` looks back to."""
    return somar_meses(competencia, -MESES)


def diferencas(
    lote: Sequence[Contratado], competencia: dt.date, mudancas: Mapping[int, Sequence[Mudanca]]
) -> dict[int, list[Diferenca]]:
    """Return, by service paid before use, the earlier months billed at another value than their days cost, in order.

    What later charges settled already does not count. ``mudancas``: changes of price since
    :func:`primeiro_mes_de_acerto`.
    """
    # What a migrated service was billed wrongly is settled with the one that took its place.
    saidos = saiu_por_migracao([c.servico_id for c in lote])
    do_lote = [c for c in lote if c.servico_id not in saidos]
    de_migrados = diferencas_de_migrados(do_lote, competencia, primeiro_mes_de_acerto(competencia), mudancas)
    antecipados = {
        c.servico_id: c
        for c in do_lote
        if c.modalidade == DadosCobranca.Modalidade.ANTECIPADO and c.servico_id not in de_migrados
    }
    if not antecipados:
        return de_migrados
    cobrados, acertado = _cobrados(list(antecipados), competencia)
    achadas: dict[int, list[Diferenca]] = defaultdict(list, de_migrados)
    for mes in sorted(cobrados):
        deste = [antecipados[servico] for servico in cobrados[mes]]
        periodos = periodos_cobraveis(deste, mes)
        for c in deste:
            pk, cobrado = c.servico_id, cobrados[mes][c.servico_id]
            devido = mensalidade(c.valor, mes, periodos.get(pk, ()), mes, True, mudancas.get(pk, ())).valor
            falta = devido - cobrado - acertado[pk, mes]
            if falta:
                achadas[pk].append(Diferenca(mes, cobrado, devido, falta))
    return achadas


def saiu_por_migracao(servicos: Sequence[int]) -> set[int]:
    """Return which of the services another one of the same client took the place of."""
    sairam = ServicoCliente.objects.filter(na_lista("id", servicos), continua_em__isnull=False)
    return set(sairam.values_list("pk", flat=True))


def _cobrados(
    servicos: Sequence[int], competencia: dt.date
) -> tuple[dict[dt.date, dict[int, Decimal]], dict[tuple[int, dt.date], Decimal]]:
    """Return what the days of each month were billed at, by month and service, and what was settled of each since."""
    cobrados: dict[dt.date, dict[int, Decimal]] = defaultdict(dict)
    acertado: dict[tuple[int, dt.date], Decimal] = defaultdict(lambda: ZERO)
    cobrancas = (
        Cobranca.objects.filter(na_lista("servico_id", servicos), tipo=Cobranca.Tipo.MENSALIDADE)
        # Later months too: billed out of order, they may have settled the difference already.
        .filter(competencia__gte=primeiro_mes_de_acerto(competencia), memoria__isnull=False)
        .exclude(status=Cobranca.Status.CANCELADA)
        .order_by("competencia")
        .values_list("servico_id", "competencia", "memoria")
    )
    for servico, mes, memoria in cobrancas:
        if servico is None or mes is None or memoria is None:
            continue
        if memoria["prorata"] and mes < competencia:
            cobrados[mes][servico] = _soma(memoria["partes"])
        for acerto in memoria.get("acertos", ()):
            acertado[servico, dt.date.fromisoformat(acerto["competencia"])] += Decimal(acerto["valor"])
    return cobrados, acertado


def _soma(partes: Sequence[Mapping[str, Any]]) -> Decimal:
    return sum((Decimal(parte["valor"]) for parte in partes), ZERO)
