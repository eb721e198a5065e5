"""How a monthly charge was computed, kept with it and told to whoever asks (F11)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from financeiro.regras.mensalidade import Mensalidade
from hubsoft.core.dinheiro import ZERO, formatar
from hubsoft.core.texto import contar

_DO_ACERTO = ("cobrado", "devido", "valor")


def memoria(mes: Mensalidade) -> dict[str, Any]:
    """Return what is kept: ``dias_do_mes``, ``usados``, ``prorata`` and ``partes``.

    A part has ``de``, ``ate`` (ISO dates), ``preco`` and ``valor`` (text, reais). ``acertos``, where earlier months
    are settled, have ``competencia``, ``cobrado``, ``devido`` and ``valor`` (negative: a discount).
    """
    guardada = {
        "dias_do_mes": mes.fim.day,
        "usados": mes.usados,
        "prorata": mes.prorata,
        "partes": [
            {"de": p.de.isoformat(), "ate": p.ate.isoformat(), "preco": f"{p.preco:.2f}", "valor": f"{p.valor:.2f}"}
            for p in mes.partes
        ],
    }
    if mes.acertos:
        guardada["acertos"] = [
            {"competencia": a.competencia.isoformat(), **{c: f"{getattr(a, c):.2f}" for c in _DO_ACERTO}}
            for a in mes.acertos
        ]
    return guardada


@lru_cache(maxsize=16_384)
def memoria_em_json(mes: Mensalidade) -> str:
    """Return :func:`memoria` as text for the database."""
    return json.dumps(memoria(mes))


def explicar(guardada: Mapping[str, Any]) -> list[str]:
    """Return the sentences (Portuguese) that tell what :func:`memoria` kept."""
    dias_do_mes = guardada["dias_do_mes"]
    frases, total = [], ZERO
    for parte in guardada["partes"]:
        de, ate = dt.date.fromisoformat(parte["de"]), dt.date.fromisoformat(parte["ate"])
        preco, valor = Decimal(parte["preco"]), Decimal(parte["valor"])
        total += valor
        dias = (ate - de).days + 1
        if dias == dias_do_mes:
            frases.append(f"De {de:%d/%m} a {ate:%d/%m}, o mês inteiro: {formatar(valor)}.")
        else:
            conta = f"{dias} de {dias_do_mes} dias de {formatar(preco)}"
            frases.append(f"De {de:%d/%m} a {ate:%d/%m}, {conta}: {formatar(valor)}.")
    if len(frases) > 1:
        frases.append(f"Soma: {formatar(total)}.")
    fora = dias_do_mes - guardada["usados"]
    if fora and guardada["prorata"]:
        frases.append(f"{contar(fora, 'dia não cobrado', 'dias não cobrados')}: o serviço não estava em uso.")
    elif fora:
        usados = contar(guardada["usados"], "dia", "dias")
        frases.append(f"Faturado sem pró-rata: em uso por {usados}, o mês é cobrado inteiro.")
    for acerto in guardada.get("acertos", ()):
        valor = Decimal(acerto["valor"])
        cobrado, devido = formatar(Decimal(acerto["cobrado"])), formatar(Decimal(acerto["devido"]))
        o_que = f"desconto de {formatar(-valor)}" if valor < 0 else f"mais {formatar(valor)}"
        competencia = dt.date.fromisoformat(acerto["competencia"])
        frases.append(f"Acerto de {competencia:%m/%Y}: foi cobrado {cobrado} e o uso custou {devido}: {o_que}.")
    return frases
