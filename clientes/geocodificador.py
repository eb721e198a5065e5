"""The client of a geocoder: an address becomes a point, by the search of Nominatim's API.

``HUBSOFT_GEOCODIFICADOR_URL`` is the address of the search, the provider's own server or a service with the same API
(https://nominatim.org/release-docs/latest/api/Search/), its key in the query when it has one. Nothing leaves while it
is empty.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from http.client import HTTPException
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from hubsoft.core.busca import normalizar
from hubsoft.core.erros import ErroDeNegocio

PRAZO = 10  # seconds
TAMANHO_MAXIMO = 64 * 1024
QUEM_PEDE = "Hubsoft ERP (https://nominatim.org usage policy: one request at a time)"
# Where Nominatim puts the municipality, by how big it is.
NOMES_DA_CIDADE = ("city", "town", "village", "municipality", "city_district", "hamlet")
CASAS = Decimal("0.000001")


class Ponto(NamedTuple):
    """Degrees, six decimals."""

    latitude: Decimal
    longitude: Decimal


class Indisponivel(Exception):
    """The geocoder did not answer, or is too busy: the same question may be asked later."""


class _SemDesvio(urllib.request.HTTPRedirectHandler):
    """Follows no redirection: addresses of clients go to the configured server alone."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        """Refuse."""
        return


_abrir = urllib.request.build_opener(_SemDesvio, urllib.request.ProxyHandler({})).open


def procurar(url: str, campos: Mapping[str, str], cidade: str) -> Ponto | None:
    """Return the point of an address, ``None`` when the geocoder knows none in that city.

    ``campos``: Nominatim's structured query (``street``, ``city``, ``state``, ``postalcode``, ``country``). Raises
    :class:`Indisponivel` when it may answer later, :class:`ErroDeNegocio` when it refuses us or speaks otherwise.
    """
    try:
        partes = urlsplit(url)
        completo = partes.scheme in ("http", "https") and bool(partes.hostname) and partes.port != 0
    except ValueError:
        completo = False
    if not completo:
        raise ErroDeNegocio("HUBSOFT_GEOCODIFICADOR_URL deve ser um endereço http:// ou https:// completo.")
    fixos = {"format": "jsonv2", "limit": "1", "addressdetails": "1", "accept-language": "pt-BR"}
    consulta = urlencode([*parse_qsl(partes.query), *fixos.items(), *campos.items()])
    pedido = urllib.request.Request(  # noqa: S310 (the scheme is checked above)
        urlunsplit((partes.scheme, partes.netloc, partes.path, consulta, "")), headers={"User-Agent": QUEM_PEDE}
    )
    try:
        with _abrir(pedido, timeout=PRAZO) as resposta:
            corpo = resposta.read(TAMANHO_MAXIMO + 1)
    except urllib.error.HTTPError as erro:
        if erro.code == 429 or erro.code >= 500:
            raise Indisponivel(f"HTTP {erro.code}") from erro
        raise ErroDeNegocio(
            f"O geocodificador recusou o pedido (HTTP {erro.code}). Confira HUBSOFT_GEOCODIFICADOR_URL e a sua chave."
        ) from erro
    except (OSError, HTTPException) as erro:
        raise Indisponivel(type(erro).__name__) from erro
    return _ler(corpo, cidade)


def _ler(corpo: bytes, cidade: str) -> Ponto | None:
    try:
        achados = json.loads(corpo) if len(corpo) <= TAMANHO_MAXIMO else None
        if not isinstance(achados, list):
            raise ValueError
        if not achados:
            return None
        primeiro = achados[0]
        ponto = Ponto(Decimal(str(primeiro["lat"])).quantize(CASAS), Decimal(str(primeiro["lon"])).quantize(CASAS))
        dentro = abs(ponto.latitude) <= 90 and abs(ponto.longitude) <= 180
        onde = primeiro.get("address") or {}
        nomes = {normalizar(str(onde[nome])) for nome in NOMES_DA_CIDADE if nome in onde}
    except (ValueError, KeyError, TypeError, AttributeError, InvalidOperation, RecursionError) as erro:
        raise ErroDeNegocio(
            "O geocodificador respondeu o que não se entende. "
            "Confira se HUBSOFT_GEOCODIFICADOR_URL é uma busca do Nominatim."
        ) from erro
    # A street of the same name in another city is worse than no point at all.
    return ponto if dentro and normalizar(cidade) in nomes else None
