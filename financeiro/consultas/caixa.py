"""Caixas: who receives where, and what is in them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from financeiro.models import Caixa, MovimentoCaixa


def caixas_para_receber(usuario: Any) -> QuerySet[Caixa]:
    """Return the active caixas in which the user may receive (all of them for a superuser)."""
    ativos = Caixa.objects.filter(ativo=True)
    if usuario.is_superuser:
        return ativos
    return ativos.filter(direitos__usuario=usuario, direitos__receber=True)


def caixas_visiveis(usuario: Any) -> QuerySet[Caixa]:
    """Return the caixas whose movements the user may see: those of their right, all for who sets caixas up."""
    if usuario.is_superuser or usuario.has_perm("financeiro.editar_caixa"):
        return Caixa.objects.all()
    return Caixa.objects.filter(direitos__usuario=usuario, direitos__visualizar=True)


def pode_estornar_em(caixa: Caixa, usuario: Any) -> bool:
    """Whether the user may undo receipts of the caixa; a command without person may."""
    if usuario is None or usuario.is_superuser:
        return True
    return caixa.direitos.filter(usuario=usuario, estornar=True).exists()


def com_saldo(caixas: QuerySet[Caixa]) -> QuerySet[Caixa]:
    """Return the caixas with ``saldo``: the sum of their movements, in reais."""
    somas = MovimentoCaixa.objects.filter(caixa=OuterRef("pk")).order_by().values("caixa").annotate(n=Sum("valor"))
    saldo = Subquery(somas.values("n"), output_field=DecimalField(max_digits=14, decimal_places=2))
    return caixas.annotate(saldo=Coalesce(saldo, Value(Decimal("0.00"))))
