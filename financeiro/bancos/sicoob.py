"""Sicoob (756)."""

from __future__ import annotations

from collections.abc import Mapping

from financeiro.bancos.base import Banco, Numerado, numero
from financeiro.bancos.digitos import soma_ponderada

_PESOS = (3, 1, 9, 7) * 6


class Sicoob(Banco):
    """``agencia`` is the cooperativa, ``convenio`` the client's code at it."""

    codigo = "756"
    nome = "Sicoob"
    campos = ("agencia", "convenio", "carteira", "modalidade", "parcela")

    def digitos_do_numero(self, titulo: Mapping[str, str]) -> int:
        """Seven digits."""
        return 7

    def numerar(self, titulo: Mapping[str, str]) -> Numerado:
        """Weights 3, 1, 9, 7 from the left over cooperativa, beneficiário (10) and number; rest 0 or 1 is 0."""
        cooperativa, sequencia = numero(titulo, "agencia", 4), numero(titulo, "nosso_numero", 7)
        beneficiario = numero(titulo, "convenio", 7)
        base = f"{cooperativa}000{beneficiario}{sequencia}"
        resto = soma_ponderada(base, _PESOS) % 11
        dv = "0" if resto < 2 else str(11 - resto)
        modalidade, parcela = numero(titulo, "modalidade", 2), numero(titulo, "parcela", 3)
        livre = f"{numero(titulo, 'carteira', 1)}{cooperativa}{modalidade}{beneficiario}{sequencia}{dv}{parcela}"
        return Numerado(livre, f"{sequencia}-{dv}", dv)
