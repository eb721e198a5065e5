"""Itaú (341)."""

from __future__ import annotations

from collections.abc import Mapping

from financeiro.bancos.base import Banco, ErroDeTitulo, Numerado, numero
from financeiro.bancos.digitos import mod10

# Their check digit (DAC) leaves agência and conta out.
SEM_CONTA_NO_DAC = frozenset(("126", "131", "146", "150", "168"))
# They carry the issuer's own number and the code of the client in the free field.
COM_SEU_NUMERO = frozenset(("106", "107", "122", "142", "143", "195", "196", "198"))


class Itau(Banco):
    """Carteiras fall in three kinds; ``seu_numero`` and ``convenio`` (client's code) serve only one of them."""

    codigo = "341"
    nome = "Itaú"
    campos = ("agencia", "conta", "carteira")

    def digitos_do_numero(self, titulo: Mapping[str, str]) -> int:
        """Eight digits."""
        return 8

    def numerar(self, titulo: Mapping[str, str]) -> Numerado:
        """Carteira, number, DAC, then what the kind of carteira asks."""
        carteira, sequencia = numero(titulo, "carteira", 3), numero(titulo, "nosso_numero", 8)
        agencia, conta = numero(titulo, "agencia", 4), numero(titulo, "conta", 5)
        base = carteira + sequencia
        dac = str(mod10(base if carteira in SEM_CONTA_NO_DAC else agencia + conta + base))
        impresso = f"{carteira}/{sequencia}-{dac}"
        if carteira in COM_SEU_NUMERO:
            for campo in ("seu_numero", "convenio"):
                if not titulo.get(campo):
                    raise ErroDeTitulo(campo, f"Falta o campo {campo}, exigido pela carteira {carteira} do Itaú.")
            extra = base + numero(titulo, "seu_numero", 7) + numero(titulo, "convenio", 5)
            return Numerado(f"{extra}{mod10(extra)}0", impresso, dac)
        return Numerado(f"{base}{dac}{agencia}{conta}{mod10(agencia + conta)}000", impresso, dac)
