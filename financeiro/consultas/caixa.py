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
    return pode_no_caixa(caixa, usuario, "estornar")


def pode_no_caixa(caixa: Caixa, usuario: Any, direito: str) -> bool:
    """Whether the user holds the right (a name of ``CaixaUsuario``) in the caixa; a command without person does."""
    if usuario is None or usuario.is_superuser:
        return True
    return caixa.direitos.filter(usuario=usuario, **{direito: True}).exists()


def caixas_com_direito(usuario: Any, direito: str) -> QuerySet[Caixa]:
    """Return the caixas in which the user holds the right, all of them for a superuser."""
    if usuario.is_superuser:
        return Caixa.objects.all()
    return Caixa.objects.filter(direitos__usuario=usuario, **{f"direitos__{direito}": True})


def saldo_de(caixa: Caixa) -> Decimal:
    """Return the sum of a caixa's movements, in reais."""
    return MovimentoCaixa.objects.filter(caixa=caixa).aggregate(n=Sum("valor"))["n"] or Decimal("0.00")


def com_saldo(caixas: QuerySet[Caixa]) -> QuerySet[Caixa]:
    """Return the caixas with ``saldo``: the sum of their movements, in reais."""
    somas = MovimentoCaixa.objects.filter(caixa=OuterRef("pk")).order_by().values("caixa").annotate(n=Sum("valor"))
    saldo = Subquery(somas.values("n"), output_field=DecimalField(max_digits=14, decimal_places=2))
    return caixas.annotate(saldo=Coalesce(saldo, Value(Decimal("0.00"))))
