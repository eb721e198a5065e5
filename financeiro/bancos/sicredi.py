"""Sicredi (748)."""

from __future__ import annotations

from collections.abc import Mapping

from financeiro.bancos.base import Banco, ErroDeTitulo, Numerado, numero
from financeiro.bancos.digitos import mod11

COM_REGISTRO = "1"


def _dv(digitos: str) -> str:
    resultado = mod11(digitos)
    return str(resultado) if resultado < 10 else "0"


class Sicredi(Banco):
    """Nosso número AA/BNNNNN-D: year of issue, byte (2–9 by the beneficiário, 1 by the agency), sequence."""

    codigo = "748"
    nome = "Sicredi"
    campos = ("agencia", "posto", "convenio", "byte", "carteira")

    def digitos_do_numero(self, titulo: Mapping[str, str]) -> int:
        """Five digits a year and byte."""
        return 5

    def numerar(self, titulo: Mapping[str, str]) -> Numerado:
        """Type, carteira, number, cooperativa, posto, beneficiário, 1, 0 and a digit over all of it."""
        byte = titulo["byte"]
        if byte not in ("1", "2", "3", "4", "5", "6", "7", "8", "9"):
            raise ErroDeTitulo("byte", "O byte do nosso número do Sicredi vai de 2 a 9 (1 é da agência).")
        cedente = numero(titulo, "agencia", 4) + numero(titulo, "posto", 2) + numero(titulo, "convenio", 5)
        corpo = f"{titulo['emissao'][2:4]}{byte}{numero(titulo, 'nosso_numero', 5)}"
        dv = _dv(cedente + corpo)
        livre = f"{COM_REGISTRO}{numero(titulo, 'carteira', 1)}{corpo}{dv}{cedente}10"
        return Numerado(livre + _dv(livre), f"{corpo[:2]}/{corpo[2:]}-{dv}", dv)
