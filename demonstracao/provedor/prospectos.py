"""Who asked for a service lately: near a POP, too far, and not yet on the map."""

from __future__ import annotations

import random

from clientes.acoes import descartar_prospecto, salvar_prospecto
from configuracao.models import Cidade
from demonstracao.provedor.estrutura import Estrutura
from demonstracao.provedor.pessoas import casa, pessoa
from demonstracao.provedor.vida import Cenario

QUANTOS = 14
# Further than any POP reaches, in degrees.
LONGE = 0.09
DE_FORA = 9_000_000  # indices of people that no subscriber has


def escrever(estrutura: Estrutura, cenario: Cenario) -> None:
    """Register them; a verdict on each comes from the product's own rule."""
    sorte = random.Random(cenario.semente)
    for indice in range(QUANTOS):
        onde = casa(sorte)
        quem = pessoa(DE_FORA + indice, sorte, onde.lugar.ddd)
        longe = LONGE if indice % 4 == 1 else 0
        no_mapa = indice % 5 != 4
        prospecto = salvar_prospecto(
            {
                "nome": quem.nome,
                "telefone": quem.celular,
                "email": quem.email,
                "origem": None,
                "vendedor": estrutura.pessoas["atendente"],
                # Not on the map and of no known street.
                "cep": onde.cep if no_mapa else "",
                "logradouro": onde.logradouro if no_mapa else "Estrada do Mirante",
                "numero": onde.numero,
                "complemento": onde.complemento,
                "bairro": onde.bairro,
                "cidade": Cidade.objects.get(ibge=onde.lugar.ibge),
                "referencia": "",
                "latitude": onde.latitude + longe if no_mapa else None,
                "longitude": onde.longitude if no_mapa else None,
                "observacoes": "Pediu orçamento pelo telefone." if indice % 3 == 0 else "",
            }
        )
        if indice == QUANTOS - 1:
            descartar_prospecto(prospecto, "Fechou com outro provedor.")
