"""Where each service's charge is addressed to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Q

from clientes.models import Endereco
from financeiro.regras.ocorrencias import EnderecoDeCobranca
from hubsoft.core.em_lote import na_lista


class EnderecoCompleto(NamedTuple):
    """An address as it is written on what is sent to the payer."""

    cep: str
    logradouro: str
    numero: str
    complemento: str
    bairro: str
    cidade: str
    uf: str


_CAMPOS = ("cep", "logradouro", "numero", "complemento", "bairro", "cidade__nome", "cidade__uf")


def enderecos_de_cobranca(
    servicos: Iterable[tuple[int | None, int]],
) -> dict[tuple[int | None, int], EnderecoCompleto]:
    """Return, for (service, client) pairs, the service's own billing address or else the client's; one query.

    Pairs without any address are not there.
    """
    pares = list(servicos)
    proprios: dict[int, EnderecoCompleto] = {}
    cadastrais: dict[int, EnderecoCompleto] = {}
    achados = Endereco.objects.filter(
        Q(na_lista("servico_id", (s for s, _c in pares if s)), tipo=Endereco.Tipo.COBRANCA)
        | Q(na_lista("cliente_id", (c for _s, c in pares)), servico__isnull=True)
    ).values_list("servico_id", "cliente_id", *_CAMPOS)
    for servico_id, cliente_id, *partes in achados:
        if servico_id is None:
            cadastrais[cliente_id] = EnderecoCompleto._make(partes)
        else:
            proprios[servico_id] = EnderecoCompleto._make(partes)
    escolhidos = {(s, c): (proprios.get(s) if s else None) or cadastrais.get(c) for s, c in pares}
    return {par: endereco for par, endereco in escolhidos.items() if endereco is not None}


def partes_do_endereco_de_cobranca(servicos: Iterable[tuple[int, int]]) -> dict[int, EnderecoDeCobranca]:
    """Return, by service, what a bank needs of the address that :func:`enderecos_de_cobranca` would choose; one query.

    ``servicos``: (service, client). Services without any address are not there.
    """
    pares = list(servicos)
    achados = Endereco.objects.filter(
        Q(na_lista("servico_id", (s for s, _c in pares)), tipo=Endereco.Tipo.COBRANCA)
        | Q(na_lista("cliente_id", (c for _s, c in pares)), servico__isnull=True)
    ).values_list("servico_id", "cliente_id", "cep", "logradouro", "cidade__nome", "cidade__uf")
    proprios: dict[int, EnderecoDeCobranca] = {}
    cadastrais: dict[int, EnderecoDeCobranca] = {}
    for servico_id, cliente_id, *partes in achados:
        if servico_id is None:
            cadastrais[cliente_id] = EnderecoDeCobranca._make(partes)
        else:
            proprios[servico_id] = EnderecoDeCobranca._make(partes)
    escolhidos = {s: proprios.get(s) or cadastrais.get(c) for s, c in pares}
    return {servico: endereco for servico, endereco in escolhidos.items() if endereco is not None}
