"""What a monthly run must know of services that took another one's place (C17, C18): each day is billed once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils.timezone import localdate

from clientes.models import Migracao, ServicoCliente
from financeiro.consultas.a_faturar import Contratado, mudancas_de_valor, periodos_cobraveis
from financeiro.models import Cobranca, DadosCobranca
from financeiro.regras.mensalidade import Diferenca, mensalidade
from financeiro.regras.prorata import Mudanca, Periodo, comuns
from hubsoft.core.datas import primeiro_do_mes, somar_meses
from hubsoft.core.dinheiro import ZERO
from hubsoft.core.em_lote import na_lista


class Migrados(NamedTuple):
    """``cobertos``: days of a service that the charge of the one it came from has billed already; ``no_mes``: services
    that began or ended by a migration in the month, billed by days whatever the run says."""

    cobertos: Mapping[int, Sequence[Periodo]]
    no_mes: frozenset[int]


def migrados(servicos: Iterable[int], competencia: dt.date) -> Migrados:
    """Return what migrations mean to the month of these services; one query when there are none."""
    ids = list(servicos)
    fim = somar_meses(competencia, 1)
    no_mes: set[int] = set()
    origens: dict[int, set[int]] = defaultdict(set)
    # From each service back to those it came from, a round for each migration of the same service.
    dono = {pk: {pk} for pk in ids}
    rodada = Migracao.objects.concluidas().filter(Q(na_lista("de_id", ids)) | Q(na_lista("para_id", ids)))
    while dono:
        vindos: dict[int, set[int]] = defaultdict(set)
        for de, para, em in rodada.values_list("de_id", "para_id", "encerrada_em"):
            if em is not None and competencia <= localdate(em) < fim:
                no_mes |= {de, para}
            for destino in dono.get(para, ()):
                if de not in origens[destino]:
                    origens[destino].add(de)
                    vindos[de].add(destino)
        dono = vindos
        rodada = Migracao.objects.concluidas().filter(na_lista("para_id", dono))
    todos = {origem for de_um in origens.values() for origem in de_um}
    cobrados = _dias_cobrados(todos, competencia) if todos else {}
    cobertos = {pk: [dia for o in de_um for dia in cobrados.get(o, ())] for pk, de_um in origens.items()}
    return Migrados({pk: dias for pk, dias in cobertos.items() if dias}, frozenset(no_mes))


def _dias_cobrados(servicos: Iterable[int], competencia: dt.date) -> dict[int, list[Periodo]]:
    mensais = Cobranca.objects.filter(
        na_lista("servico_id", servicos), tipo=Cobranca.Tipo.MENSALIDADE, competencia=competencia
    ).exclude(status=Cobranca.Status.CANCELADA)
    return {
        servico: _dias(memoria, competencia)
        for servico, memoria in mensais.values_list("servico_id", "memoria")
        if servico is not None
    }


def _dias(memoria: Mapping[str, Any] | None, mes: dt.date) -> list[Periodo]:
    """Return the days that a charge billed; one without a memory of them is of the whole month."""
    if memoria is None:
        return [(mes, somar_meses(mes, 1) - dt.timedelta(days=1))]
    return [(dt.date.fromisoformat(p["de"]), dt.date.fromisoformat(p["ate"])) for p in memoria["partes"]]


def diferencas_de_migrados(
    lote: Sequence[Contratado], competencia: dt.date, desde: dt.date, mudancas: Mapping[int, Sequence[Mudanca]]
) -> dict[int, list[Diferenca]]:
    """Return, by service that took another's place, the earlier months that both together were billed wrongly.

    What their days cost, each at the price of its service, less what they were billed and settled. A day that nobody
    billed is not in it: a run of its month bills it. ``desde``: the first month looked at.
    """
    cabecas = {c.servico_id: c for c in lote}
    velhos = list(
        ServicoCliente.objects.filter(na_lista("continua_em_id", cabecas), migracoes__situacao="concluida")
        .order_by("pk")
        .values_list("pk", "continua_em_id", "valor", "migracoes__encerrada_em", "dados_cobranca__modalidade")
    )
    if not velhos:
        return {}
    grupos: dict[int, list[Contratado]] = defaultdict(list)
    inicio: dict[int, dt.date] = {}
    for pk, cabeca, valor, em, modalidade in velhos:
        grupos[cabeca].append(cabecas[cabeca]._replace(servico_id=pk, valor=valor))
        mes = desde if modalidade == DadosCobranca.Modalidade.ANTECIPADO else primeiro_do_mes(localdate(em))
        inicio[cabeca] = min(inicio.get(cabeca, mes), mes)
    for cabeca, grupo in grupos.items():
        grupo.append(cabecas[cabeca])
    de_todos = {**mudancas, **mudancas_de_valor([pk for pk, *_ in velhos], desde)}
    cobrancas = _mensais([c.servico_id for grupo in grupos.values() for c in grupo], desde)
    achadas: dict[int, list[Diferenca]] = defaultdict(list)
    for mes in sorted({mes for _pk, mes in cobrancas if mes < competencia}):
        periodos = periodos_cobraveis([c for grupo in grupos.values() for c in grupo], mes)
        for cabeca, grupo in grupos.items():
            if mes >= inicio[cabeca]:
                diferenca = _do_mes(grupo, mes, cobrancas, periodos, de_todos)
                if diferenca is not None:
                    achadas[cabeca].append(diferenca)
    return achadas


def _mensais(servicos: Sequence[int], desde: dt.date) -> dict[tuple[int, dt.date], Mapping[str, Any] | None]:
    linhas = (
        Cobranca.objects.filter(
            na_lista("servico_id", servicos), tipo=Cobranca.Tipo.MENSALIDADE, competencia__gte=desde
        )
        .exclude(status=Cobranca.Status.CANCELADA)
        .values_list("servico_id", "competencia", "memoria")
    )
    return {(servico, mes): memoria for servico, mes, memoria in linhas if servico and mes}


def _do_mes(
    grupo: Sequence[Contratado],
    mes: dt.date,
    cobrancas: Mapping[tuple[int, dt.date], Mapping[str, Any] | None],
    periodos: Mapping[int, Sequence[Periodo]],
    mudancas: Mapping[int, Sequence[Mudanca]],
) -> Diferenca | None:
    """Return what a month of a service and those it came from is short of, or was billed too much."""
    do_mes = [cobrancas[c.servico_id, mes] for c in grupo if (c.servico_id, mes) in cobrancas]
    memorias = [memoria for memoria in do_mes if memoria is not None and memoria["prorata"]]
    if not do_mes or len(memorias) < len(do_mes):
        return None
    cobrado = sum((Decimal(p["valor"]) for memoria in memorias for p in memoria["partes"]), ZERO)
    dias = [dia for memoria in memorias for dia in _dias(memoria, mes)]
    devido = acertado = ZERO
    for c in grupo:
        seus = periodos.get(c.servico_id, ())
        contam = seus if (c.servico_id, mes) in cobrancas else comuns(seus, dias)
        devido += mensalidade(c.valor, mes, contam, mes, True, mudancas.get(c.servico_id, ())).valor
        for (pk, _mes), memoria in cobrancas.items():
            if pk == c.servico_id and memoria is not None:
                for acerto in memoria.get("acertos", ()):
                    if acerto["competencia"] == mes.isoformat():
                        acertado += Decimal(acerto["valor"])
    falta = devido - cobrado - acertado
    return Diferenca(mes, cobrado, devido, falta) if falta else None
