"""Reads of faturas and charges that screens share."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, DecimalField, F, Q, QuerySet, Value, When

from clientes.models import Cliente
from hubsoft.core.busca import com_palavras
from hubsoft.core.prontas import ConsultaPronta, VetorPronto

MAIOR_NUMERO = 18  # digits that a key may have
_REAIS = DecimalField(max_digits=12, decimal_places=2)


def com_em_aberto(linhas: QuerySet[Any], devido: Any) -> QuerySet[Any]:
    """Return rows with ``em_aberto``: ``devido`` less what was received, zero when cancelled."""
    saldo = Case(When(status="cancelada", then=Value(0)), default=devido - F("valor_recebido"), output_field=_REAIS)
    return linhas.annotate(em_aberto=saldo)


def da_cidade(linhas: QuerySet[Any], cidade: Any) -> QuerySet[Any]:
    """Return the rows of clients whose cadastral address is in ``cidade``."""
    return linhas.filter(cliente__in=Cliente.objects.filter(cidade=cidade).values("pk"))


def do_cliente(termo: str, numero: Q | None = None) -> Q | None:
    """Return the condition of a search typed over rows with a client; ``None`` when nothing can match.

    Digits look for the CPF/CNPJ and ``numero`` (made by the caller with the digits), words for the client's name.
    """
    digitos = "".join(c for c in termo if c.isascii() and c.isdigit())
    if digitos and len(digitos) >= len(termo.strip()) - 4 and len(digitos) <= MAIOR_NUMERO:
        condicao = Q(cliente__cpf_cnpj=digitos)
        return condicao | numero if numero is not None else condicao
    nome = com_palavras(termo)
    return None if nome is None else Q(cliente__in=Cliente.objects.filter(nome).values("pk"))


def _com_nosso_numero(numero: str) -> QuerySet[Any]:
    from financeiro.models import Fatura

    return Fatura.objects.filter(nosso_numero=numero).values("cliente")


_POR_NOSSO_NUMERO = ConsultaPronta(_com_nosso_numero)


def clientes_por_nosso_numero(termo: str) -> VetorPronto | None:
    """Return the ids of the clients of the boleto of that nosso número (source of the client search)."""
    numero = termo.strip()
    if not (numero.isascii() and numero.isdigit()) or len(numero) > 20:
        return None
    return _POR_NOSSO_NUMERO.vetor(numero.lstrip("0") or "0")
