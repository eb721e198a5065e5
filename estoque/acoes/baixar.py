"""Equipment that leaves the stock for good (lost, broken, sold), or comes back to it."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from estoque.acoes.travar import contar, travar_equipamentos
from estoque.models import Equipamento
from hubsoft.core.erros import ErroDeNegocio

E = Equipamento.Estado


@transaction.atomic
def baixar(equipamento: Equipamento, motivo: str, usuario: Any) -> Equipamento:
    """Write off equipment that no service has; raises ``ErroDeNegocio`` otherwise, or without a reason."""
    if not motivo.strip():
        raise ErroDeNegocio("Informe o motivo da baixa.", "motivo")
    return _mudar(equipamento, (E.ESTOQUE, E.DEFEITO), E.BAIXADO, f"baixado. Motivo: {motivo.strip()}", usuario)


def voltar_ao_estoque(equipamento: Equipamento, observacao: str, usuario: Any) -> Equipamento:
    """Put repaired or found equipment into stock again; raises ``ErroDeNegocio`` when it is there or lent."""
    nota = f" {observacao.strip()}" if observacao.strip() else ""
    return _mudar(equipamento, (E.DEFEITO, E.BAIXADO), E.ESTOQUE, f"de volta ao estoque.{nota}", usuario)


@transaction.atomic
def _mudar(equipamento: Equipamento, de: tuple[str, ...], para: str, frase: str, usuario: Any) -> Equipamento:
    (atual,) = travar_equipamentos([equipamento.pk])
    if atual.estado not in de:
        raise ErroDeNegocio(
            f"{atual} está {atual.get_estado_display().lower()}. "
            + ("Devolva-o antes." if atual.estado == E.EM_SERVICO else "Recarregue a página.")
        )
    atual.estado = para
    atual.save(update_fields=["estado"])
    contar(atual, f"{atual} {frase}", usuario)
    return atual
