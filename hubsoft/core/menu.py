"""The side menu, from what the apps registered."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse

from hubsoft.core.busca import normalizar
from hubsoft.core.registro import ItemMenu, registro

log = logging.getLogger(__name__)
# The order people of this trade know; groups not named here come before Configuração, by their entries' order.
ORDEM_DOS_GRUPOS = ("Clientes", "Atendimento", "Financeiro", "Nota Fiscal", "Rede", "Estoque", "Relatórios")
ULTIMO_GRUPO = "Configuração"
ICONES = {
    "Clientes": "users",
    "Atendimento": "headset",
    "Financeiro": "coin",
    "Nota Fiscal": "receipt",
    "Rede": "network",
    "Estoque": "packages",
    "Relatórios": "chart-bar",
    "Configuração": "settings",
}


@dataclass(slots=True)
class Entrada:
    """A menu entry with its address; ``ativa``: the page shown is inside it."""

    rotulo: str
    url: str
    ativa: bool = False


@dataclass(slots=True)
class Grupo:
    """A group of the menu; ``ativo``: one of its entries is."""

    rotulo: str
    icone: str
    itens: list[Entrada] = field(default_factory=list)

    @property
    def ativo(self) -> bool:
        """Whether the page shown is inside the group."""
        return any(item.ativa for item in self.itens)


@dataclass
class Menu:
    """The menu of those who may open the same entries; ``no_inicio``: the page shown is the first one."""

    grupos: list[Grupo]
    no_inicio: bool = False

    @cached_property
    def html(self) -> str:
        """The menu as every page shows it."""
        return render_to_string("componentes/_menu.html", {"menu_casa": self})

    @property
    def grupo_atual(self) -> Grupo | None:
        """The group of the page shown."""
        return next((g for g in self.grupos if g.ativo), None)

    @property
    def entrada_atual(self) -> Entrada | None:
        """The entry of the page shown."""
        grupo = self.grupo_atual
        return next((i for i in grupo.itens if i.ativa), None) if grupo else None


@lru_cache(maxsize=1)
def _enderecos() -> tuple[tuple[ItemMenu, str], ...]:
    """Return the entries in order with their addresses; one whose URL does not exist is left out and logged."""
    resolvidos = []
    for item in registro.todos(ItemMenu):
        try:
            resolvidos.append((item, reverse(item.url)))
        except NoReverseMatch:
            log.error("menu: %s › %s points to an unknown URL %s", item.menu, item.rotulo, item.url)
    return tuple(resolvidos)


def entradas_permitidas(usuario: Any) -> list[tuple[ItemMenu, str]]:
    """Return the entries that the user may open, with their addresses."""
    return [(i, url) for i, url in _enderecos() if i.permissao is None or usuario.has_perm(i.permissao)]


def _posicao(grupo: str, chegada: int) -> tuple[int, int]:
    if grupo == ULTIMO_GRUPO:
        return (len(ORDEM_DOS_GRUPOS) + 1, chegada)
    if grupo in ORDEM_DOS_GRUPOS:
        return (ORDEM_DOS_GRUPOS.index(grupo), chegada)
    return (len(ORDEM_DOS_GRUPOS), chegada)


def menu_do_usuario(usuario: Any, caminho: str) -> Menu:
    """Return what the user may see; the entry with the longest address that begins ``caminho`` is active."""
    enderecos = _enderecos()
    posicoes = tuple(n for n, (i, _url) in enumerate(enderecos) if i.permissao is None or usuario.has_perm(i.permissao))
    urls = {enderecos[n][1] for n in posicoes}
    dentro = [url for url in urls if caminho == url or (url != "/" and caminho.startswith(url))]
    return _menu(posicoes, max(dentro, key=len, default=None), caminho == "/")


# Kept by what it is made of, never by who asks: a permission given or taken makes another menu at once.
@lru_cache(maxsize=512)
def _menu(posicoes: tuple[int, ...], atual: str | None, no_inicio: bool) -> Menu:
    """Return the menu of the entries at those places, the one whose address is ``atual`` active."""
    grupos: dict[str, Grupo] = {}
    for posicao in posicoes:
        item, url = _enderecos()[posicao]
        grupo = grupos.setdefault(item.menu, Grupo(item.menu, ICONES.get(item.menu, "") or item.icone or "circle"))
        ja_ativa = any(g.ativo for g in grupos.values())
        grupo.itens.append(Entrada(item.rotulo, url, ativa=url == atual and not ja_ativa))
    ordenados = sorted(enumerate(grupos.values()), key=lambda par: _posicao(par[1].rotulo, par[0]))
    return Menu([grupo for _chegada, grupo in ordenados], no_inicio)


def procurar_no_menu(usuario: Any, termo: str, limite: int = 6) -> list[tuple[ItemMenu, str]]:
    """Return the entries whose label or group has every word of ``termo``, accents and case aside."""
    palavras = normalizar(termo).split()
    if not palavras:
        return []
    achadas = []
    for item, url in entradas_permitidas(usuario):
        texto = normalizar(f"{item.rotulo} {item.menu}")
        if all(palavra in texto for palavra in palavras):
            achadas.append((item, url))
    return achadas[:limite]
