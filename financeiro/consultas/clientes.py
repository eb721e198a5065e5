"""Searches of lines that concern a client through another record."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from clientes.models import Cliente
from hubsoft.core.busca import com_palavras

MAIOR_NUMERO = 18  # digits that a key may have


def do_cliente(linhas: QuerySet[Any], caminho: str, termo: str) -> QuerySet[Any]:
    """Return the rows whose client (at the lookup path ``caminho``) has that CPF/CNPJ, or every typed word."""
    digitos = "".join(c for c in termo if c.isascii() and c.isdigit())
    if digitos and len(digitos) >= len(termo.strip()) - 4 and len(digitos) <= MAIOR_NUMERO:
        return linhas.filter(**{f"{caminho}__cpf_cnpj": digitos})
    nome = com_palavras(termo)
    if nome is None:
        return linhas.none()
    return linhas.filter(Q(**{f"{caminho}__in": Cliente.objects.filter(nome).values("pk")}))
