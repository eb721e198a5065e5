"""Caixa Econômica Federal, SIGCB (104)."""

from __future__ import annotations

from collections.abc import Mapping

from financeiro.bancos.base import Banco, ErroDeTitulo, Numerado, numero
from financeiro.bancos.digitos import mod11

PRIMEIRO_CODIGO_DE_SETE = 1_100_000


def _dv(digitos: str) -> str:
    resultado = mod11(digitos)
    return str(resultado) if resultado <= 9 else "0"


class Caixa(Banco):
    """``carteira``: 1 (com registro) or 2 (sem registro); ``convenio``: six digits, or seven from 1 100 000 on."""

    codigo = "104"
    nome = "Caixa Econômica Federal"
    campos = ("convenio", "carteira")

    def digitos_do_numero(self, titulo: Mapping[str, str]) -> int:
        """Fifteen digits."""
        return 15

    def numerar(self, titulo: Mapping[str, str]) -> Numerado:
        """Nosso número of 17 (carteira, 4 = issued by the beneficiário, 15) spread over the free field."""
        carteira = titulo["carteira"]
        if carteira not in ("1", "2"):
            raise ErroDeTitulo("carteira", "A carteira da Caixa é 1 (com registro) ou 2 (sem registro).")
        convenio = numero(titulo, "convenio", 7)
        if int(convenio) < PRIMEIRO_CODIGO_DE_SETE:
            if convenio[0] != "0":
                raise ErroDeTitulo(
                    "convenio", "O código do beneficiário da Caixa tem 6 algarismos, ou 7 desde 1100000."
                )
            convenio = convenio[1:] + _dv(convenio[1:])
        nosso = f"{carteira}4{numero(titulo, 'nosso_numero', 15)}"
        livre = f"{convenio}{nosso[2:5]}{nosso[0]}{nosso[5:8]}{nosso[1]}{nosso[8:]}"
        dv = _dv(nosso)
        return Numerado(livre + _dv(livre), f"{nosso}-{dv}", dv)
