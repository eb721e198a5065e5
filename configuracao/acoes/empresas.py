"""A company of the provider, new or changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from configuracao.acoes.gravacao import aplicar, gravar
from configuracao.models import Empresa
from hubsoft.core import historico

EXISTE = "Já existe uma empresa com este CNPJ. Procure-a na lista de empresas."


@transaction.atomic
def salvar_empresa(dados: Mapping[str, Any], usuario: Any, pk: int | None = None) -> Empresa:
    """Create a company, or change the one of ``pk``; ``dados``: fields of :class:`Empresa`, the CNPJ clean and valid.

    Raises :class:`ErroDeNegocio` when the CNPJ belongs to another one.
    """
    if pk is None:
        empresa = Empresa(**dados)
        gravar(empresa, EXISTE, "cnpj")
        historico.escrever(empresa, historico.Area.SISTEMA, "Empresa cadastrada.", usuario=usuario)
        return empresa
    empresa = Empresa.objects.select_for_update(of=("self",)).select_related("cidade").get(pk=pk)
    mudancas = aplicar(empresa, dados)
    if mudancas:
        gravar(empresa, EXISTE, "cnpj")
        historico.escrever(empresa, historico.Area.SISTEMA, f"Alterou {'; '.join(mudancas)}.", usuario=usuario)
    return empresa
