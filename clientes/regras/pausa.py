"""The pause at the subscriber's request (RGC, Anatel Resolução 765/2023): when it may be had."""

from __future__ import annotations

import datetime as dt

from hubsoft.core.datas import somar_meses

MENOR_PAUSA, MAIOR_PAUSA = 30, 120  # days
MESES_ENTRE_PAUSAS = 12


def impedimentos_da_pausa(inicio: dt.date, retorno: dt.date | None, ultima: dt.date | None) -> list[str]:
    """Return what the regulator's rule has against a pause, as sentences; empty when it may be had.

    ``inicio``: its first day; ``retorno``: the first day in use again; ``ultima``: the day the service's last pause
    began. Debts are asked of the financial area, not here.
    """
    problemas = []
    if retorno is None:
        problemas.append(f"A pausa precisa de uma data de volta, de {MENOR_PAUSA} a {MAIOR_PAUSA} dias à frente.")
    elif not MENOR_PAUSA <= (retorno - inicio).days <= MAIOR_PAUSA:
        primeira, maxima = inicio + dt.timedelta(MENOR_PAUSA), inicio + dt.timedelta(MAIOR_PAUSA)
        problemas.append(
            f"A pausa vai de {MENOR_PAUSA} a {MAIOR_PAUSA} dias: "
            f"a volta fica entre {primeira:%d/%m/%Y} e {maxima:%d/%m/%Y}."
        )
    if ultima is not None and somar_meses(ultima, MESES_ENTRE_PAUSAS) > inicio:
        proxima = somar_meses(ultima, MESES_ENTRE_PAUSAS)
        problemas.append(
            f"O serviço já teve uma pausa em {ultima:%d/%m/%Y}: é uma a cada {MESES_ENTRE_PAUSAS} meses, "
            f"a próxima a partir de {proxima:%d/%m/%Y}."
        )
    return problemas
