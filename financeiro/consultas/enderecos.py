"""Where each service's charge is addressed to."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from clientes.models import Endereco


def enderecos_de_cobranca(servicos: Iterable[tuple[int | None, int]]) -> dict[tuple[int | None, int], Endereco]:
    """Return, for (service, client) pairs, the service's own billing address or else the client's; one query.

    Pairs without any address are not there.
    """
    pares = list(servicos)
    proprios: dict[int, Endereco] = {}
    cadastrais: dict[int, Endereco] = {}
    achados = Endereco.objects.filter(
        Q(servico__in=[s for s, _c in pares if s], tipo=Endereco.Tipo.COBRANCA)
        | Q(cliente__in=[c for _s, c in pares], servico__isnull=True)
    ).select_related("cidade")
    for endereco in achados:
        if endereco.servico_id is None:
            cadastrais[endereco.cliente_id] = endereco
        else:
            proprios[endereco.servico_id] = endereco
    escolhidos = {(s, c): (proprios.get(s) if s else None) or cadastrais.get(c) for s, c in pares}
    return {par: endereco for par, endereco in escolhidos.items() if endereco is not None}
