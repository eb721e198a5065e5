"""Lists: bounded pages by a cursor, whatever the length of the list."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable
from typing import Any, Generic, Literal, TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404
from pydantic import BaseModel, ConfigDict, Field

from api.v1.problemas import Falha, Problema
from hubsoft.core.telas.base import MAIOR_ID, escopar

MAIOR_PAGINA = 100
Item = TypeVar("Item")


class Pagina(BaseModel, Generic[Item]):
    """One page. ``proximo``: the cursor of the next one, null on the last."""

    itens: list[Item]
    proximo: str | None


class Filtro(BaseModel):
    """What every list takes."""

    model_config = ConfigDict(extra="forbid")

    limite: int = Field(50, ge=1, le=MAIOR_PAGINA, description="Quantos itens por página.")
    cursor: str | None = Field(None, max_length=40, description="O `proximo` da página anterior.")
    ordem: Literal["id", "-id"] = Field("id", description="Do mais antigo ao mais novo, ou ao contrário (`-id`).")


def cursor_de(pk: int) -> str:
    """Return the cursor after a record."""
    return base64.urlsafe_b64encode(str(pk).encode()).decode().rstrip("=")


def ler_cursor(texto: str) -> int:
    """Return the record that a cursor comes after; raises :class:`Problema`."""
    try:
        lido = base64.b64decode(texto + "=" * (-len(texto) % 4), altchars=b"-_", validate=True).decode("ascii")
        pk = int(lido) if lido.isdigit() else -1
    except (binascii.Error, ValueError):
        pk = -1
    if not 0 <= pk <= MAIOR_ID:
        mensagem = "Use o valor de proximo da página anterior, sem mudar nada nele."
        raise Problema(422, "validacao", "O cursor não é válido.", [Falha("cursor", mensagem)])
    return pk


def paginar(
    linhas: QuerySet[Any], filtro: Filtro, usuario: Any, montar: Callable[[Any], Item], *, sem_escopo: bool = False
) -> Pagina[Item]:
    """Return a page of the rows that the user may see, made by ``montar``; fails closed as the screens do."""
    visiveis = escopar(linhas, usuario, sem_escopo=sem_escopo)
    crescente = filtro.ordem == "id"
    if filtro.cursor is not None:
        depois = ler_cursor(filtro.cursor)
        visiveis = visiveis.filter(pk__gt=depois) if crescente else visiveis.filter(pk__lt=depois)
    achadas = list(visiveis.order_by("pk" if crescente else "-pk")[: filtro.limite + 1])
    mais, achadas = len(achadas) > filtro.limite, achadas[: filtro.limite]
    return Pagina(itens=[montar(linha) for linha in achadas], proximo=cursor_de(achadas[-1].pk) if mais else None)


def pagina_unica(linhas: Iterable[Any], montar: Callable[[Any], Item]) -> Pagina[Item]:
    """Return a small list whole."""
    return Pagina(itens=[montar(linha) for linha in linhas], proximo=None)


def um(linhas: QuerySet[Any], pk: int, usuario: Any, *, sem_escopo: bool = False) -> Any:
    """Return one record that the user may see; raises 404 otherwise, as if it did not exist."""
    objeto = escopar(linhas, usuario, sem_escopo=sem_escopo).filter(pk=pk).first() if pk <= MAIOR_ID else None
    if objeto is None:
        raise Http404
    return objeto


def por_id(linhas: QuerySet[Model], pk: int | None, campo: str) -> Any:
    """Return the record that a request names in a field, ``None`` for none; raises :class:`Problema` 422."""
    if pk is None:
        return None
    objeto = linhas.filter(pk=pk).first()
    if objeto is None:
        mensagem = "Não existe, ou está fora das cidades deste token."
        raise Problema(422, "validacao", "Corrija os campos indicados e envie de novo.", [Falha(campo, mensagem)])
    return objeto
