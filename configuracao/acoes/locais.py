"""Cities and holidays, new, changed or removed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from configuracao.acoes.gravacao import aplicar, gravar
from configuracao.models import Cidade, Feriado
from hubsoft.core import historico

CIDADE_EXISTE = "Já existe uma cidade com este código IBGE. Procure-a na lista de cidades."
FERIADO_EXISTE = "Já existe um feriado nesta data para este lugar."


@transaction.atomic
def salvar_cidade(dados: Mapping[str, Any], usuario: Any, pk: int | None = None) -> Cidade:
    """Create a city, or change the one of ``pk``; raises :class:`ErroDeNegocio` when the IBGE code is another's."""
    if pk is None:
        cidade = Cidade(**dados)
        gravar(cidade, CIDADE_EXISTE, "ibge")
        historico.escrever(cidade, historico.Area.SISTEMA, f"Cidade {cidade} cadastrada.", usuario=usuario)
        return cidade
    cidade = Cidade.objects.select_for_update().get(pk=pk)
    mudancas = aplicar(cidade, dados)
    if mudancas:
        gravar(cidade, CIDADE_EXISTE, "ibge")
        historico.escrever(cidade, historico.Area.SISTEMA, f"Alterou {'; '.join(mudancas)}.", usuario=usuario)
    return cidade


@transaction.atomic
def excluir_cidade(cidade: Cidade, usuario: Any) -> None:
    """Remove a city that nothing uses; raises ``ProtectedError`` otherwise."""
    historico.escrever(cidade, historico.Area.SISTEMA, f"Cidade {cidade} excluída.", usuario=usuario)
    Cidade.objects.get(pk=cidade.pk).delete()


@transaction.atomic
def salvar_feriado(dados: Mapping[str, Any], usuario: Any, pk: int | None = None) -> Feriado:
    """Create a holiday, or change the one of ``pk``; raises :class:`ErroDeNegocio` when that day has one there."""
    if pk is None:
        feriado = Feriado(**dados)
        gravar(feriado, FERIADO_EXISTE, "data")
        historico.escrever(feriado, historico.Area.SISTEMA, f"Feriado {feriado} cadastrado.", usuario=usuario)
        return feriado
    feriado = Feriado.objects.select_for_update().get(pk=pk)
    mudancas = aplicar(feriado, dados)
    if mudancas:
        gravar(feriado, FERIADO_EXISTE, "data")
        historico.escrever(feriado, historico.Area.SISTEMA, f"Alterou {'; '.join(mudancas)}.", usuario=usuario)
    return feriado


@transaction.atomic
def excluir_feriado(feriado: Feriado, usuario: Any) -> None:
    """Remove a holiday."""
    historico.escrever(feriado, historico.Area.SISTEMA, f"Feriado {feriado} excluído.", usuario=usuario)
    Feriado.objects.get(pk=feriado.pk).delete()
