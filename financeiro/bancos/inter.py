"""Banco Inter (077)."""

from __future__ import annotations

from collections.abc import Mapping

from financeiro.bancos.base import Banco, Numerado, numero
from financeiro.bancos.digitos import mod10

AGENCIA_E_CARTEIRA = "0001112"


class Inter(Banco):
    """One agência (0001) and one carteira (112); ``convenio`` is the operação. The bank gives the numbers."""

    codigo = "077"
    nome = "Inter"
    campos = ("convenio",)

    def digitos_do_numero(self, titulo: Mapping[str, str]) -> int:
        """Ten digits."""
        return 10

    def numerar(self, titulo: Mapping[str, str]) -> Numerado:
        """Check digit mod 10 over agência, carteira and number."""
        sequencia = numero(titulo, "nosso_numero", 10)
        dv = str(mod10(AGENCIA_E_CARTEIRA + sequencia))
        livre = f"{AGENCIA_E_CARTEIRA}{numero(titulo, 'convenio', 7)}{sequencia}{dv}"
        return Numerado(livre, f"{sequencia}-{dv}", dv)
