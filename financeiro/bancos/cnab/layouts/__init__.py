"""The layouts we speak, found by ``(banco, layout)``."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar, Protocol

from financeiro.bancos.cnab.campos import Linha
from financeiro.bancos.cnab.layouts.itau400.layout import Itau400
from financeiro.bancos.cnab.layouts.sicoob240.layout import Sicoob240
from financeiro.bancos.cnab.tipos import Comando, Convenio, Retorno, TituloRemessa


class Layout(Protocol):
    """What the rest of the package needs of a bank's layout.

    ``tamanho`` is the width of every line; ``posicao_banco`` where the header names the bank (three columns).
    """

    banco: ClassVar[str]
    layout: ClassVar[str]
    tamanho: ClassVar[int]
    posicao_banco: ClassVar[int]
    comandos: ClassVar[Mapping[Comando, str]]

    def montar(
        self, convenio: Convenio, titulos: Sequence[TituloRemessa], sequencia: int, gerado_em: datetime
    ) -> list[str]:
        """Return the lines of a remessa; raises ``ErroDeRemessa``."""

    def ler(self, linhas: Sequence[Linha]) -> Retorno:
        """Return what the lines of a retorno say; raises ``ErroDeLayout``."""


_TODOS: tuple[Layout, ...] = (Itau400(), Sicoob240())

LAYOUTS: Mapping[tuple[str, str], Layout] = {(cada.banco, cada.layout): cada for cada in _TODOS}
