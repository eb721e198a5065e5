"""A remessa of thousands of titles, made by a worker (F15)."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from financeiro.acoes.gerar_remessa import gravar_remessa, preparar_remessa
from financeiro.consultas.remessa import Conferida, a_enviar
from financeiro.models import FormaCobranca
from hubsoft.core import processos
from hubsoft.core.models import Processo
from hubsoft.core.processos import Contexto

TIPO = "financeiro.gerar_remessa"
LIMITE_NA_TELA = 1000
"""Titles that a request may still send by itself (about a millisecond each)."""


def grande_demais(forma: FormaCobranca) -> bool:
    """Whether more titles wait than a request should send."""
    return a_enviar(forma).order_by()[: LIMITE_NA_TELA + 1].count() > LIMITE_NA_TELA


def iniciar_remessa(forma: FormaCobranca, usuario: Any) -> Processo:
    """Queue the making of the next file; raises ``ErroDeNegocio`` while another one of the forma is being made."""
    return processos.iniciar(
        TIPO, f"Remessa de {forma}"[:200], {"forma_id": forma.pk}, usuario, chave_exclusiva=f"{TIPO}:{forma.pk}"
    )


def gerar_remessa_grande(contexto: Contexto, forma_id: int) -> str:
    """Job: prepare the file without locks, showing how far it is, then number it and mark its titles at once.

    The file and the job's mark commit together: a job resumed after its worker died makes no second file.
    """
    if "feita" in contexto.ponto:
        return str(contexto.ponto["feita"])
    forma = FormaCobranca.objects.get(pk=forma_id)
    contexto.etapa("Conferindo os títulos")
    contexto.total(a_enviar(forma).order_by().count())
    contexto.feito(0)

    def ao_conferir(conferidas: list[Conferida]) -> None:
        contexto.verificar_cancelamento()
        contexto.erros((f"Fatura {c.fatura.pk}", c.motivo) for c in conferidas if c.motivo)
        contexto.avancar(len(conferidas))

    preparada = preparar_remessa(forma, ao_conferir)
    contexto.verificar_cancelamento()
    contexto.etapa("Guardando o arquivo")
    with transaction.atomic():
        remessa = gravar_remessa(preparada, contexto.usuario)
        feita = f"Remessa {remessa.sequencia} gerada com {remessa.quantidade} títulos."
        if preparada.ficam:
            feita += f" {preparada.ficam} ficaram de fora: veja os motivos nos erros e corrija."
        contexto.gravar_ponto(feita=feita)
    return feita
