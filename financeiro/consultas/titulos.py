"""Which fatura a line of a retorno speaks of (F16)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from financeiro.bancos.cnab.layouts import LAYOUTS
from financeiro.models import Fatura, FormaCobranca, ItemRetorno

LOTE = 1000


def achar_faturas(forma: FormaCobranca, itens: Sequence[ItemRetorno]) -> None:
    """Set the fatura of each line by the bank's number, in the formas of the same account, ``None`` for strangers."""
    mesma_conta = {"agencia": forma.agencia, "conta": forma.conta} if forma.conta else {"convenio": forma.convenio}
    formas = FormaCobranca.objects.filter(banco=forma.banco, layout=forma.layout, **mesma_conta).values("pk")
    if numera_no_banco(forma):
        _achar_por_seu_numero(formas, itens)
        return
    achadas: dict[str, list[Fatura]] = defaultdict(list)
    for numeros in _lotes({item.numero for item in itens}):
        for fatura in Fatura.objects.filter(forma__in=formas, nosso_numero__in=numeros).order_by("pk"):
            achadas[fatura.nosso_numero].append(fatura)
    for item in itens:
        item.fatura = _escolher(achadas.get(item.numero, []), item, forma.pk)


def numera_no_banco(forma: FormaCobranca) -> bool:
    """Return whether the bank gives the numbers of this forma's titles, when it confirms their entry."""
    layout = LAYOUTS.get((forma.banco, forma.layout))
    return layout is not None and layout.numera_no_banco


def _achar_por_seu_numero(formas: Any, itens: Sequence[ItemRetorno]) -> None:
    nossos = {int(item.seu_numero) for item in itens if item.seu_numero.isascii() and item.seu_numero.isdecimal()}
    achadas = {str(fatura.pk): fatura for fatura in Fatura.objects.filter(forma__in=formas, pk__in=nossos)}
    for item in itens:
        item.fatura = achadas.get(item.seu_numero.lstrip("0"))


def _lotes(numeros: Iterable[str]) -> Iterable[list[str]]:
    ordenados = sorted(numeros)
    for inicio in range(0, len(ordenados), LOTE):
        yield ordenados[inicio : inicio + LOTE]


def _escolher(candidatas: Sequence[Fatura], item: ItemRetorno, forma_id: int) -> Fatura | None:
    """Return the fatura that a line speaks of: by our own number where two carteiras of an account share the bank's."""
    if len(candidatas) > 1:
        nossas = [f for f in candidatas if str(f.pk) == item.seu_numero] or [
            f for f in candidatas if f.forma_id == forma_id
        ]
        return nossas[0] if nossas else None
    return candidatas[0] if candidatas else None
