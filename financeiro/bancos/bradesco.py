"""Bradesco (237)."""

from __future__ import annotations

from collections.abc import Mapping

from financeiro.bancos.base import Banco, Numerado, numero
from financeiro.bancos.digitos import mod11


class Bradesco(Banco):
    """Check digit over carteira and number, weights 2…7; 10 prints P."""

    codigo = "237"
    nome = "Bradesco"
    campos = ("agencia", "conta", "carteira")

    def digitos_do_numero(self, titulo: Mapping[str, str]) -> int:
        """Eleven digits."""
        return 11

    def numerar(self, titulo: Mapping[str, str]) -> Numerado:
        """Agência, carteira, number, conta, 0."""
        carteira, sequencia = numero(titulo, "carteira", 2), numero(titulo, "nosso_numero", 11)
        resultado = mod11(carteira + sequencia, 7)
        dv = {10: "P", 11: "0"}.get(resultado) or str(resultado)
        livre = f"{numero(titulo, 'agencia', 4)}{carteira}{sequencia}{numero(titulo, 'conta', 7)}0"
        return Numerado(livre, f"{carteira}/{sequencia}-{dv}", dv)
