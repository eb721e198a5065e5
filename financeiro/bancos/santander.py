"""Santander (033)."""

from __future__ import annotations

from collections.abc import Mapping

from financeiro.bancos.base import Banco, ErroDeTitulo, Numerado, numero
from financeiro.bancos.digitos import mod11

CARTEIRAS = ("101", "102", "201")


class Santander(Banco):
    """``convenio`` is the code of the beneficiário, seven digits."""

    codigo = "033"
    nome = "Santander"
    campos = ("convenio", "carteira")

    def digitos_do_numero(self, titulo: Mapping[str, str]) -> int:
        """Twelve digits."""
        return 12

    def numerar(self, titulo: Mapping[str, str]) -> Numerado:
        """Fixed 9, code, number and digit, IOS 0, carteira."""
        carteira = titulo["carteira"]
        if carteira not in CARTEIRAS:
            raise ErroDeTitulo("carteira", f"A carteira do Santander é uma de {', '.join(CARTEIRAS)}.")
        sequencia = numero(titulo, "nosso_numero", 12)
        resultado = mod11(sequencia)
        dv = str(resultado) if resultado < 10 else "0"
        return Numerado(f"9{numero(titulo, 'convenio', 7)}{sequencia}{dv}0{carteira}", f"{sequencia}-{dv}", dv)
