"""The banks by COMPE code."""

from __future__ import annotations

from collections.abc import Mapping

from financeiro.bancos.base import Banco, ErroDeTitulo, TituloCalculado
from financeiro.bancos.bb import BancoDoBrasil
from financeiro.bancos.bradesco import Bradesco
from financeiro.bancos.caixa import Caixa
from financeiro.bancos.inter import Inter
from financeiro.bancos.itau import Itau
from financeiro.bancos.santander import Santander
from financeiro.bancos.sicoob import Sicoob
from financeiro.bancos.sicredi import Sicredi

BANCOS: dict[str, Banco] = {
    banco.codigo: banco
    for banco in (BancoDoBrasil(), Santander(), Inter(), Caixa(), Bradesco(), Itau(), Sicredi(), Sicoob())
}


def banco_por_codigo(codigo: str) -> Banco:
    """Return the bank of a COMPE code; raises :class:`ErroDeTitulo` for one that is not served."""
    banco = BANCOS.get(codigo)
    if banco is None:
        raise ErroDeTitulo("banco", f"Banco desconhecido. Os bancos atendidos são {', '.join(sorted(BANCOS))}.")
    return banco


def calcular(titulo: Mapping[str, str]) -> TituloCalculado:
    """Return what goes on the boleto of a title (fields as ``docs/cli.md``); raises :class:`ErroDeTitulo`."""
    codigo = titulo.get("banco")
    if not isinstance(codigo, str) or not codigo:
        raise ErroDeTitulo("banco", "Falta o campo banco: o código de três algarismos.")
    return banco_por_codigo(codigo).calcular(titulo)
