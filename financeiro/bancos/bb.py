"""Banco do Brasil (001)."""

from __future__ import annotations

from collections.abc import Mapping

from financeiro.bancos.base import Banco, ErroDeTitulo, Numerado, numero

_PESOS = (9, 8, 7, 6, 5, 4, 3, 2)


def _dv(digitos: str) -> str:
    """Mod 11 with weights 9…2 from the right, the rest itself; 10 prints X."""
    soma = sum(int(d) * _PESOS[i % 8] for i, d in enumerate(reversed(digitos)))
    return "X" if soma % 11 == 10 else str(soma % 11)


class BancoDoBrasil(Banco):
    """The length of the convênio (4, 6 or 7) decides the layout; convênio 6 also takes a free number of 17."""

    codigo = "001"
    nome = "Banco do Brasil"
    campos = ("convenio", "carteira", "agencia", "conta")

    def digitos_do_numero(self, titulo: Mapping[str, str]) -> int:
        """Seven digits for convênio 4, five for 6, ten for 7."""
        try:
            return {4: 7, 6: 5, 7: 10}[len(titulo["convenio"])]
        except KeyError:
            raise ErroDeTitulo("convenio", "O convênio do Banco do Brasil tem 4, 6 ou 7 algarismos.") from None

    def numerar(self, titulo: Mapping[str, str]) -> Numerado:
        """Number by the convênio's length."""
        tamanho = self.digitos_do_numero(titulo)
        convenio = numero(titulo, "convenio", len(titulo["convenio"]))
        carteira = numero(titulo, "carteira", 2)
        agencia, conta = numero(titulo, "agencia", 4), numero(titulo, "conta", 8)
        if tamanho == 5 and len(titulo["nosso_numero"]) == 17:
            livre = numero(titulo, "nosso_numero", 17)
            return Numerado(f"{convenio}{livre}21", livre, "")
        sequencia = numero(titulo, "nosso_numero", tamanho)
        completo = convenio + sequencia
        if tamanho == 10:
            return Numerado(f"000000{completo}{carteira}", completo, "")
        dv = _dv(completo)
        return Numerado(f"{completo}{agencia}{conta}{carteira}", f"{completo}-{dv}", dv)
