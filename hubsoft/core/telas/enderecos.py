"""Addresses of many records of one screen."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse

# Stand in for ids while a mould is made; nothing else in an address looks like them.
_MARCA = 918_273_645_918_273_000


def endereco(nome: str, *argumentos: Any, **nomeados: Any) -> str:
    """Return ``reverse(nome, argumentos)`` (or by names), worked out once a screen where the arguments are ids.

    A list shows the same two or three addresses in each row: only the ids differ. Raises ``NoReverseMatch``.
    """
    valores = argumentos or tuple(nomeados.values())
    if all(type(v) is int and v >= 0 for v in valores):
        molde = molde_do_endereco(nome, len(argumentos), tuple(nomeados))
        if molde is not None:
            return molde % valores
    return reverse(nome, args=argumentos or None, kwargs=nomeados or None)


def molde_do_endereco(nome: str, posicoes: int, nomes: tuple[str, ...] = ()) -> str | None:
    """Return the address with ``%d`` in the place of each id, by position or by names; ``None`` where it has none."""
    return _molde((get_script_prefix(), get_urlconf() or settings.ROOT_URLCONF), nome, posicoes, nomes)


@lru_cache(maxsize=1024)
def _molde(_lugar: tuple[str, Any], nome: str, posicoes: int, nomes: tuple[str, ...]) -> str | None:
    """Return the address with ``%d`` in the place of each id, in their order; ``None`` when it has another shape."""
    marcas = [_MARCA + n for n in range(posicoes or len(nomes))]
    nomeados = None if posicoes else dict(zip(nomes, marcas, strict=True))
    try:
        url = reverse(nome, args=marcas if posicoes else None, kwargs=nomeados or None)
    except NoReverseMatch:
        return None
    pedacos, resto = [], url
    for marca in marcas:
        antes, achada, resto = resto.partition(str(marca))
        if not achada:
            return None
        pedacos.append(antes.replace("%", "%%"))
    return "%d".join([*pedacos, resto.replace("%", "%%")])
