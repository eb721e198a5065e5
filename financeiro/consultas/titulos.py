"""Which fatura a line of a retorno speaks of (F16)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, Protocol

from django.db.models import Q

from financeiro.bancos.cnab.layouts import LAYOUTS
from financeiro.models import Fatura, FormaCobranca
from hubsoft.core.em_lote import na_lista

LOTE = 1000
SEM_REGISTRO = (Fatura.Registro.PENDENTE, Fatura.Registro.ENVIADA, Fatura.Registro.REJEITADA)
MAIOR_ID = 18  # digits


class _Candidata(NamedTuple):
    pk: int
    forma_id: int


class Linha(Protocol):
    """A line of a retorno: what names its title."""

    @property
    def numero(self) -> str:
        """The bank's, without check digit and leading zeros."""

    @property
    def seu_numero(self) -> str:
        """The one that we gave it."""


def achar_faturas(forma: FormaCobranca, linhas: Sequence[Linha]) -> list[int | None]:
    """Return the fatura of each line by the bank's number, in the formas of one account, ``None`` for strangers."""
    mesma_conta = {"agencia": forma.agencia, "conta": forma.conta} if forma.conta else {"convenio": forma.convenio}
    formas = FormaCobranca.objects.filter(banco=forma.banco, layout=forma.layout, **mesma_conta).values("pk")
    if numera_no_banco(forma):
        return _por_seu_numero(formas, linhas)
    achadas: dict[str, list[_Candidata]] = defaultdict(list)
    for numeros in _lotes({linha.numero for linha in linhas}):
        faturas = Fatura.objects.filter(forma__in=formas, nosso_numero__in=numeros).order_by("pk")
        for pk, forma_id, numero in faturas.values_list("pk", "forma_id", "nosso_numero"):
            achadas[numero].append(_Candidata(pk, forma_id))
    return [_escolher(achadas.get(linha.numero, []), linha, forma.pk) for linha in linhas]


def numera_no_banco(forma: FormaCobranca) -> bool:
    """Return whether the bank gives the numbers of this forma's titles, when it confirms their entry."""
    layout = LAYOUTS.get((forma.banco, forma.layout))
    return layout is not None and layout.numera_no_banco


def sem_numero_do_banco() -> Q:
    """Return the condition that a fatura's number is the bank's to give and was not given yet: it has no boleto."""
    numerados = Q(pk__in=[])
    for (banco, nome), layout in LAYOUTS.items():
        if layout.numera_no_banco:
            numerados |= Q(forma__banco=banco, forma__layout=nome)
    return numerados & Q(registro__in=SEM_REGISTRO)


def _por_seu_numero(formas: Any, linhas: Sequence[Linha]) -> list[int | None]:
    nossos = [_pk_de(linha.seu_numero) for linha in linhas]
    achadas = set(Fatura.objects.filter(na_lista("pk", nossos), forma__in=formas).values_list("pk", flat=True))
    return [pk if pk in achadas else None for pk in nossos]


def _pk_de(seu_numero: str) -> int:
    """Return the id that a title's own number is, 0 for what is none of ours."""
    numero = seu_numero.lstrip("0")
    return int(numero) if numero.isascii() and numero.isdecimal() and len(numero) <= MAIOR_ID else 0


def _lotes(numeros: Iterable[str]) -> Iterable[list[str]]:
    ordenados = sorted(numeros)
    for inicio in range(0, len(ordenados), LOTE):
        yield ordenados[inicio : inicio + LOTE]


def _escolher(candidatas: Sequence[_Candidata], linha: Linha, forma_id: int) -> int | None:
    """Return the fatura that a line speaks of: by our own number where two carteiras of an account share the bank's."""
    if len(candidatas) > 1:
        nossas = [f for f in candidatas if str(f.pk) == linha.seu_numero] or [
            f for f in candidatas if f.forma_id == forma_id
        ]
        return nossas[0].pk if nossas else None
    return candidatas[0].pk if candidatas else None
