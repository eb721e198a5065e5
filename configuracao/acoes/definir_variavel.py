"""A new value for a system variable."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from configuracao.models import Variavel
from configuracao.variaveis import conferir, declarada
from hubsoft.core import historico
from hubsoft.core.erros import ErroDeNegocio


@transaction.atomic
def definir_variavel(pk: int, texto: str, usuario: Any) -> Variavel:
    """Set the variable of ``pk``, checked against its declared type; an empty text brings the default back.

    Raises :class:`ErroDeNegocio` when the text is not of that type.
    """
    variavel = Variavel.objects.select_for_update().get(pk=pk)
    regra = declarada(variavel.nome)
    try:
        novo = conferir(regra, texto)
    except ValueError as erro:
        raise ErroDeNegocio(str(erro), "valor") from erro
    if novo != variavel.valor:
        antigo = variavel.valor or f"{regra.padrao} (padrão)"
        frase = f"Variável {variavel.nome} de “{antigo}” para “{novo or f'{regra.padrao} (padrão)'}”."
        variavel.valor = novo
        variavel.save()
        historico.escrever(variavel, historico.Area.SISTEMA, frase, usuario=usuario)
    return variavel
