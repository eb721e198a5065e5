"""Sources of the client search (C03): each answers which clients it finds, by an index."""

from __future__ import annotations

import re
from functools import reduce
from operator import or_

from django.db.models import CharField, F, Func, Q, QuerySet
from django.db.models.functions import Lower, Reverse

from clientes.models import Cliente, Contato, Prospecto
from hubsoft.core.busca import com_palavras, condicao_da_fonte, normalizar, palavras, pelos_indices
from hubsoft.core.documentos import limpar
from hubsoft.core.expressoes import comeco
from hubsoft.core.prontas import ConsultaPronta, VetorPronto
from hubsoft.core.registro import FonteBusca, registro, resolver

MENOR_TELEFONE = 4
MENOR_DOCUMENTO = 3
DE_UMA_VEZ = 300  # clients
# A number typed without its area code has eight or nine digits.
TELEFONES_SEM_DDD = (8, 9)
DE_EQUIPAMENTO = re.compile(r"[0-9a-f]{2}([:-][0-9a-f]{2}){5}|\d{1,3}(\.\d{1,3}){3}", re.IGNORECASE)


_CONTATOS = Contato.objects.alias(comeco=Lower("valor"), fim=Reverse("valor")).values("cliente_id")
_POR_COMECO = ConsultaPronta(lambda comeco: _CONTATOS.filter(comeco__parecido=comeco))
_POR_COMECO_OU_FIM = ConsultaPronta(
    lambda comeco, fim: _CONTATOS.filter(Q(comeco__parecido=comeco) | Q(fim__parecido=fim))
)


def por_palavras(termo: str) -> Q | None:
    """Clients whose name, document, contacts or addresses have every word typed (each may be a beginning)."""
    # The pairs of a MAC and the numbers of an IP are in nobody's cadastro, yet begin words in everybody's.
    return None if DE_EQUIPAMENTO.fullmatch(termo.strip()) else com_palavras(termo)


def por_documento(termo: str) -> Q | None:
    """Clients whose CPF/CNPJ begins with what was typed, with or without punctuation."""
    documento = limpar(termo)
    if len(documento) < MENOR_DOCUMENTO or not documento.isascii() or not documento.isalnum():
        return None
    if not any(c.isdigit() for c in documento):
        return None
    return Q(cpf_cnpj__startswith=documento)


def por_telefone(termo: str) -> VetorPronto | None:
    """Clients with a phone that begins with the digits typed, or ends with them when the area code is missing."""
    if any(c.isalpha() or c == "@" for c in termo):
        return None
    digitos = "".join(c for c in termo if c.isascii() and c.isdigit())
    if len(digitos) < MENOR_TELEFONE:
        return None
    if len(digitos) in TELEFONES_SEM_DDD:
        return _POR_COMECO_OU_FIM.vetor(comeco(digitos), comeco(digitos[::-1]))
    return _POR_COMECO.vetor(comeco(digitos))


def por_email(termo: str) -> VetorPronto | None:
    """Clients with an e-mail that begins with what was typed (it must have the @)."""
    email = termo.strip().lower()
    if "@" not in email.strip("@"):
        return None
    return _POR_COMECO.vetor(comeco(email))


def procurar(clientes: QuerySet[Cliente], termo: str) -> QuerySet[Cliente]:
    """Return the clients of a queryset that any registered source finds; none when the term means nothing to any.

    One flat condition on the table of clients, so that each source's index, the limit by city and the other filters
    are put together in a single pass over it; of several words, which find few, the ids found now.
    """
    achados = [a for fonte in registro.todos(FonteBusca) if (a := resolver(fonte.clientes)(termo)) is not None]
    if not achados:
        return clientes.none()
    condicao = pelos_indices(reduce(or_, (condicao_da_fonte(a) for a in achados)))
    if len(palavras(termo)) > 1:
        # The index of words reads all that begins with each of them: once, not for the page and again to count it.
        poucos = Cliente.objects.filter(condicao).order_by().values_list("pk", flat=True)[: DE_UMA_VEZ + 1]
        ids = list(poucos)
        if len(ids) <= DE_UMA_VEZ:
            return clientes.filter(pk__in=ids)
    return clientes.filter(condicao)


def procurar_prospectos(prospectos: QuerySet[Prospecto], termo: str) -> QuerySet[Prospecto]:
    """Return those whose name, e-mail, street, bairro or phone has the term, accents and case aside."""
    texto = normalizar(termo.replace("\x00", "").strip()[:100])
    digitos = "".join(c for c in texto if c.isascii() and c.isdigit())
    condicao = Q(email__icontains=texto)
    for campo in ("nome", "logradouro", "bairro"):
        normal = Func(F(campo), function="core_normalizar", output_field=CharField())
        prospectos = prospectos.alias(**{f"normal_{campo}": normal})
        condicao |= Q(**{f"normal_{campo}__contains": texto})
    if len(digitos) >= MENOR_TELEFONE:
        condicao |= Q(telefone__contains=digitos)
    return prospectos.filter(condicao)
