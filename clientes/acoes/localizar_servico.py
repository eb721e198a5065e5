"""Where a service is on the map (C06; manual: *Como definir as coordenadas do cliente manualmente*)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import transaction

from clientes.acoes.vender_servico import CAMPOS_DE_ENDERECO
from clientes.models import Endereco, ServicoCliente
from hubsoft.core import historico


def definir_coordenadas(
    servico: ServicoCliente, latitude: Decimal | None, longitude: Decimal | None, automaticas: bool, usuario: Any
) -> Endereco:
    """Set the coordinates (degrees, six decimals) of the place of installation, both or none, and write it down.

    ``automaticas`` allows routines to change them later. A service without an address of its own gets a copy of the
    client's, so that only this service moves.
    """
    with transaction.atomic():
        ServicoCliente.objects.select_for_update(no_key=True).get(pk=servico.pk)
        onde = local_da_instalacao(servico)
        antes, eram_automaticas = _texto(onde.latitude, onde.longitude), onde.coordenadas_automaticas
        onde.latitude, onde.longitude, onde.coordenadas_automaticas = latitude, longitude, automaticas
        onde.save()
        agora = _texto(latitude, longitude)
        frases = [f"coordenadas de {antes} para {agora}"] if antes != agora else []
        if eram_automaticas != automaticas:
            frases.append(f"atualização automática das coordenadas {'permitida' if automaticas else 'proibida'}")
        if frases:
            frase = f"Endereço (instalação) alterado: {'; '.join(frases)}."
            historico.escrever(onde, historico.Area.CADASTRAL, frase, usuario=usuario)
    return onde


def local_da_instalacao(servico: ServicoCliente) -> Endereco:
    """Return where the service is installed; one without an own address gets an unsaved copy of the client's."""
    enderecos = Endereco.objects.select_related("cidade")
    onde = enderecos.filter(servico=servico, tipo=Endereco.Tipo.INSTALACAO).first()
    if onde is not None:
        return onde
    do_cliente = enderecos.get(cliente=servico.cliente_id, servico__isnull=True)
    campos = {nome: getattr(do_cliente, nome) for nome in CAMPOS_DE_ENDERECO}
    return Endereco(cliente_id=servico.cliente_id, servico=servico, tipo=Endereco.Tipo.INSTALACAO, **campos)


def _texto(latitude: Decimal | None, longitude: Decimal | None) -> str:
    return "nenhuma" if latitude is None or longitude is None else f"{latitude:.6f}, {longitude:.6f}"
