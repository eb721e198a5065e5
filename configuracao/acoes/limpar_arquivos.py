"""Removal of files made for a moment: what jobs wrote for download (exports, prints, the data of a person)."""

from __future__ import annotations

import datetime as dt

from configuracao.variaveis import ler_inteiro
from hubsoft.core import processos
from hubsoft.core.datas import agora

VARIAVEL_ARQUIVOS = "DIAS_GUARDAR_ARQUIVOS"
UM_DIA = dt.timedelta(days=1)


def limpar_arquivos() -> dict[str, int]:
    """Delete the result files of jobs after the days set, and after a day what killed jobs left; return how many."""
    dias = dt.timedelta(days=max(1, min(ler_inteiro(VARIAVEL_ARQUIVOS), 36_500)))
    momento = agora()
    return {
        "arquivos": processos.apagar_arquivos_antigos(momento - dias),
        "arquivos_sem_dono": processos.apagar_arquivos_sem_dono(momento - UM_DIA),
    }
