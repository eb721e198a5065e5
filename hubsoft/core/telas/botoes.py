"""The buttons at the end of a row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import Any, Literal

from django.utils.html import escape
from django.utils.safestring import SafeString

from hubsoft.core.telas.enderecos import endereco, molde_do_endereco

# Stand in for the ids and the words of a row; no address or label has these characters.
_ALVO, _PK, _DITO = "\ue000", "\ue001", "\ue002"
ABRE = {
    "pagina": ' href="{0}"',
    "janela": ' href="{0}" target="_blank" rel="noopener"',
    "modal": ' href="{0}" hx-get="{0}" hx-target="#modal" hx-swap="innerHTML"',
}


def sempre(_objeto: Any) -> bool:
    """Return that the button is on every row."""
    return True


@dataclass(frozen=True, slots=True)
class BotaoLinha:
    """A button of a row, an icon with its title.

    ``url``: a URL name that takes the id in ``campo`` (an attribute, dotted); ``consulta`` adds the row's own id under
    that name. ``rotulo`` is what screen readers say, with ``{}`` for the record's id, or for what its attribute ``diz``
    holds. ``quando`` says on which rows the button is, ``abre`` where it leads.
    """

    icone: str
    titulo: str
    rotulo: str
    url: str
    permissao: str
    quando: Callable[[Any], bool] = sempre
    campo: str = "pk"
    consulta: str = ""
    abre: Literal["pagina", "janela", "modal"] = "pagina"
    diz: str = "pk"

    def escrever(self, objeto: Any) -> str:
        """Return the element."""
        alvo, pk, dito = attrgetter(self.campo)(objeto), objeto.pk, attrgetter(self.diz)(objeto)
        molde = molde_do_endereco(self.url, 1) if type(alvo) is int and type(pk) is int and alvo >= 0 else None
        if molde is None:
            return self._elemento(endereco(self.url, alvo), pk, dito)
        pronto = _moldado(self, molde).replace(_ALVO, str(alvo)).replace(_PK, str(pk))
        # Last: what a person wrote is not looked through for marks.
        return pronto.replace(_DITO, escape(str(dito)))

    def _elemento(self, url: str, pk: Any, dito: Any) -> str:
        if self.consulta:
            url = f"{url}?{self.consulta}={pk}"
        return (
            f'<a class="btn btn-sm btn-icon"{ABRE[self.abre].format(escape(url))} title="{escape(self.titulo)}"'
            f' aria-label="{escape(self.rotulo.format(dito))}">'
            f'<i class="ti ti-{self.icone}" aria-hidden="true"></i></a>'
        )


@lru_cache(maxsize=512)
def _moldado(botao: BotaoLinha, molde: str) -> str:
    """Return the element with marks in the place of what differs: the rest is the same on every row."""
    return botao._elemento(molde.replace("%%", "%").replace("%d", _ALVO, 1), _PK, _DITO)


def permitidos(botoes: Iterable[BotaoLinha], usuario: Any) -> list[BotaoLinha]:
    """Return those that the user may press."""
    return [botao for botao in botoes if usuario.has_perm(botao.permissao)]


def escrever_botoes(botoes: Sequence[BotaoLinha], objeto: Any) -> SafeString:
    """Return the buttons of a row."""
    return SafeString("\n".join(botao.escrever(objeto) for botao in botoes if botao.quando(objeto)))
