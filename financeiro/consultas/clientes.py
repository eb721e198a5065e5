"""Searches of lines that concern a client through another record."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from clientes.models import Cliente
from hubsoft.core.busca import consulta_prefixos

MAIOR_NUMERO = 18  # digits that a key may have


def do_cliente(linhas: QuerySet[Any], caminho: str, termo: str) -> QuerySet[Any]:
    """Return the rows whose client (at the lookup path ``caminho``) has that CPF/CNPJ, or every typed word."""
    digitos = "".join(c for c in termo if c.isascii() and c.isdigit())
    if digitos and len(digitos) >= len(termo.strip()) - 4 and len(digitos) <= MAIOR_NUMERO:
        return linhas.filter(**{f"{caminho}__cpf_cnpj": digitos})
    consulta = consulta_prefixos(termo)
    if consulta is None:
        return linhas.none()
    achados = Cliente.objects.filter(busca=consulta)
    return linhas.filter(Q(**{f"{caminho}__in": achados.values("pk")}))
