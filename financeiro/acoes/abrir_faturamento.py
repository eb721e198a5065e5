"""The monthly run of next month opened and checked by a routine (G04); generating it stays with a person."""

from __future__ import annotations

from django.db import transaction

from financeiro.acoes.faturamento import conferir_faturamento
from financeiro.models import Faturamento
from hubsoft.core.datas import hoje, somar_meses
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.processos import Contexto

S = Faturamento.Status


def abrir_e_conferir(contexto: Contexto) -> str:
    """Routine: open the run of next month, of every forma and with pró-rata, and check it; nothing is billed.

    One that waits to be generated is checked again, and a killed worker goes on with the one that it opened. Raises
    ``ErroDeNegocio`` when the month was billed already, or somebody is checking it now.
    """
    faturamento = _do_mes_seguinte()
    resultado = conferir_faturamento(contexto, faturamento.pk)
    return f"{faturamento} conferido: {resultado} Gere em Financeiro › Faturamento mensal."


@transaction.atomic
def _do_mes_seguinte() -> Faturamento:
    """Return the run to check, made when there is none."""
    competencia = somar_meses(hoje(), 1).replace(day=1)
    # One of some formas or due dates alone is a person's business, and leaves the rest to this one.
    inteiros = Faturamento.objects.filter(
        competencia=competencia, formas__isnull=True, vencimento_inicio__isnull=True, vencimento_fim__isnull=True
    )
    travados = inteiros.select_for_update(of=("self",)).select_related("processo")
    existentes = list(travados.exclude(status=S.CANCELADO).order_by("pk"))
    if gerado := next((f for f in existentes if f.status != S.CONFERENCIA), None):
        raise ErroDeNegocio(
            f"Já há um faturamento de {competencia:%m/%Y} (nº {gerado.pk}, {gerado.get_status_display().lower()}). "
            "O que faltar é aberto em Financeiro › Faturamento mensal."
        )
    for aberto in existentes:
        if aberto.processo is not None and aberto.processo.aberto:
            raise ErroDeNegocio(f"O {aberto} (nº {aberto.pk}) está sendo conferido agora. Execute a rotina depois.")
        return aberto
    return Faturamento.objects.create(competencia=competencia, status=S.CONFERENCIA)
