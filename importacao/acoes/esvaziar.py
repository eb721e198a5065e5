"""Nothing of a file is kept longer than it is needed: it says everything of many people once more (LGPD, C24).

What it brought stays, is still known by its codes and may still be undone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import DateTimeField
from django.db.models.functions import Greatest

from configuracao.variaveis import ler_inteiro
from hubsoft.core.datas import agora
from importacao.models import ErroImportacao, Importacao

VARIAVEL = "DIAS_GUARDAR_IMPORTACOES"


def esvaziar_antigas() -> dict[str, int]:
    """Empty the files on which nobody has worked for the days set; return how many."""
    antes = agora() - dt.timedelta(days=max(1, min(ler_inteiro(VARIAVEL), 36_500)))
    # Greatest leaves out what is null.
    ultimo = Greatest(
        "enviada_em", "lida_em", "conferida_em", "importada_em", "desfeita_em", output_field=DateTimeField()
    )
    velhas = Importacao.objects.filter(esvaziada_em__isnull=True).annotate(ultimo=ultimo).filter(ultimo__lt=antes)
    return {"importacoes": esvaziar(velhas.values_list("pk", flat=True))}


def esvaziar(importacoes: Iterable[int]) -> int:
    """Delete the content of files, what was counted in it and its bad cells, but of those at work; return how many."""
    feitas = 0
    for pk in list(importacoes):
        with transaction.atomic():
            travada = Importacao.objects.select_for_update(of=("self",)).select_related("processo").defer("conteudo")
            atual = travada.filter(pk=pk, esvaziada_em__isnull=True).first()
            if atual is None or atual.trabalhando:
                continue
            ErroImportacao.objects.filter(importacao=atual).delete()
            Importacao.objects.filter(pk=pk).update(conteudo=b"", amostra=[], valores=[], esvaziada_em=agora())
            feitas += 1
    return feitas
