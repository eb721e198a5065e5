"""Sources of the client search (C03): each answers the ids of the clients it finds, by an index."""

from __future__ import annotations

from functools import reduce
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower, Reverse

from clientes.models import Cliente, Contato
from hubsoft.core.busca import consulta_prefixos
from hubsoft.core.documentos import limpar
from hubsoft.core.registro import FonteBusca, registro, resolver

MENOR_TELEFONE = 4
MENOR_DOCUMENTO = 3
# A number typed without its area code has eight or nine digits.
TELEFONES_SEM_DDD = (8, 9)


def por_palavras(termo: str) -> QuerySet[Any] | None:
    """Clients whose name, document, contacts or addresses have every word typed (each may be a beginning)."""
    consulta = consulta_prefixos(termo)
    return None if consulta is None else Cliente.objects.filter(busca=consulta).values("pk")


def por_documento(termo: str) -> QuerySet[Any] | None:
    """Clients whose CPF/CNPJ begins with what was typed, with or without punctuation."""
    documento = limpar(termo)
    if len(documento) < MENOR_DOCUMENTO or not documento.isascii() or not documento.isalnum():
        return None
    if not any(c.isdigit() for c in documento):
        return None
    return Cliente.objects.filter(cpf_cnpj__startswith=documento).values("pk")


def por_telefone(termo: str) -> QuerySet[Any] | None:
    """Clients with a phone that begins with the digits typed, or ends with them when the area code is missing."""
    if any(c.isalpha() or c == "@" for c in termo):
        return None
    digitos = "".join(c for c in termo if c.isascii() and c.isdigit())
    if len(digitos) < MENOR_TELEFONE:
        return None
    achados = Contato.objects.alias(comeco=Lower("valor"), fim=Reverse("valor"))
    condicao = Q(comeco__startswith=digitos)
    if len(digitos) in TELEFONES_SEM_DDD:
        condicao |= Q(fim__startswith=digitos[::-1])
    return achados.filter(condicao).values("cliente_id")


def por_email(termo: str) -> QuerySet[Any] | None:
    """Clients with an e-mail that begins with what was typed (it must have the @)."""
    email = termo.strip().lower()
    if "@" not in email.strip("@"):
        return None
    return Contato.objects.alias(comeco=Lower("valor")).filter(comeco__startswith=email).values("cliente_id")


def ids_achados(termo: str) -> QuerySet[Any] | None:
    """Return the union of what every registered source finds, ``None`` when the term means nothing to any."""
    achados = [ids for fonte in registro.todos(FonteBusca) if (ids := resolver(fonte.clientes)(termo)) is not None]
    if not achados:
        return None
    # UNION, not OR: with OR the database could use no index and would read every client.
    return reduce(lambda soma, ids: soma.union(ids), (ids.order_by() for ids in achados))


def procurar(clientes: QuerySet[Cliente], termo: str) -> QuerySet[Cliente]:
    """Return the clients of a queryset that any source finds; none when the term means nothing."""
    ids = ids_achados(termo)
    return clientes.none() if ids is None else clientes.filter(pk__in=ids)
