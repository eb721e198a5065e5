"""A remessa of thousands of titles, made by a worker (F15)."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from financeiro.acoes.gerar_remessa import gerar_remessa
from financeiro.consultas.remessa import Conferida, a_enviar, conferir_faturas, sem_arquivo
from financeiro.models import FormaCobranca
from hubsoft.core import processos
from hubsoft.core.datas import agora
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Processo
from hubsoft.core.processos import Contexto

TIPO = "financeiro.gerar_remessa"
LIMITE_NA_TELA = 1000
"""Titles that a request may still send by itself (about a millisecond each)."""
LOTE = 500


def grande_demais(forma: FormaCobranca) -> bool:
    """Whether more titles wait than a request should send."""
    return a_enviar(forma).order_by()[: LIMITE_NA_TELA + 1].count() > LIMITE_NA_TELA


def iniciar_remessa(forma: FormaCobranca, usuario: Any) -> Processo:
    """Queue the making of the next file; raises ``ErroDeNegocio`` while another one of the forma is being made."""
    return processos.iniciar(
        TIPO, f"Remessa de {forma}"[:200], {"forma_id": forma.pk}, usuario, chave_exclusiva=f"{TIPO}:{forma.pk}"
    )


def gerar_remessa_grande(contexto: Contexto, forma_id: int) -> str:
    """Job: try every title without locks, showing how far it is, then make the file in one transaction.

    Under the locks only the titles that changed meanwhile are tried again. The file and the job's mark commit
    together: a job resumed after its worker died makes no second file.
    """
    if "feita" in contexto.ponto:
        return str(contexto.ponto["feita"])
    forma = FormaCobranca.objects.select_related("empresa").get(pk=forma_id)
    recusa = sem_arquivo(forma)
    if recusa:
        raise ErroDeNegocio(recusa)
    conferidas = _conferir(contexto, forma)
    contexto.etapa("Montando o arquivo")
    with transaction.atomic():
        remessa = gerar_remessa(forma, contexto.usuario, conferidas)
        feita = f"Remessa {remessa.sequencia} gerada com {remessa.quantidade} títulos."
        ficam = sum(1 for conferida in conferidas.values() if conferida.motivo)
        if ficam:
            feita += f" {ficam} ficaram de fora: veja os motivos nos erros e corrija."
        contexto.gravar_ponto(feita=feita)
    return feita


def _conferir(contexto: Contexto, forma: FormaCobranca) -> dict[int, Conferida]:
    """Try all titles by chunks; those that stay out are kept as the job's errors."""
    gerado_em = timezone.localtime(agora()).replace(tzinfo=None)
    ids = list(a_enviar(forma).values_list("pk", flat=True))
    contexto.etapa("Conferindo os títulos")
    contexto.total(len(ids))
    conferidas: dict[int, Conferida] = {}
    for inicio in range(0, len(ids), LOTE):
        contexto.verificar_cancelamento()
        faturas = list(a_enviar(forma).filter(pk__in=ids[inicio : inicio + LOTE]).select_related("cliente"))
        for conferida in conferir_faturas(forma, faturas, gerado_em):
            conferidas[conferida.fatura.pk] = conferida
            if conferida.motivo:
                contexto.erro(f"Fatura {conferida.fatura.pk}", conferida.motivo)
        contexto.feito(min(inicio + LOTE, len(ids)))
    return conferidas
