"""Where a webhook may go: never inside the provider's own network, unless that was allowed by name."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

Rede = IPv4Network | IPv6Network
# Addresses of IPv6 that carry one of IPv4: a gateway would lead them into the network that is forbidden.
DE_PASSAGEM = [
    ip_network("64:ff9b::/96"),
    ip_network("64:ff9b:1::/48"),
    ip_network("2002::/16"),
    ip_network("2001::/32"),
]


class DestinoProibido(ValueError):
    """An address that messages do not go to; its text is Portuguese."""


def permitido(ip: str, redes: Sequence[Rede]) -> bool:
    """Whether a message may go to an address: a public one, or one of ``redes``."""
    endereco: IPv4Address | IPv6Address = ip_address(ip.partition("%")[0])
    if isinstance(endereco, IPv6Address) and endereco.ipv4_mapped is not None:
        endereco = endereco.ipv4_mapped
    if any(endereco in rede for rede in redes):
        return True
    if any(endereco in rede for rede in DE_PASSAGEM):
        return False
    return endereco.is_global and not endereco.is_multicast


def conferir_url(url: str, redes: Sequence[Rede]) -> tuple[str, str, int, str]:
    """Return scheme, host, port and path with query of a webhook's address.

    Raises :class:`DestinoProibido` for what is no address, carries a password, or goes in clear to the Internet.
    """
    if any(c.isspace() or not c.isprintable() for c in url) or not url.isascii():
        raise DestinoProibido("O endereço só pode ter letras sem acento, números e pontuação, sem espaços.")
    try:
        partes = urlsplit(url)
        porta = partes.port
    except ValueError:
        raise DestinoProibido("O endereço não é válido.") from None
    if partes.scheme not in ("https", "http") or not partes.hostname:
        raise DestinoProibido("O endereço deve ser como https://sistema.exemplo.com.br/hubsoft.")
    if partes.username is not None or partes.password is not None or partes.fragment:
        raise DestinoProibido("O endereço não leva usuário, senha nem #.")
    if partes.scheme == "http" and not redes:
        raise DestinoProibido("Use https: sem ele os dados dos clientes iriam abertos pela Internet.")
    if porta == 0:
        raise DestinoProibido("A porta não é válida.")
    caminho = partes.path or "/"
    return (
        partes.scheme,
        partes.hostname,
        porta or (443 if partes.scheme == "https" else 80),
        (f"{caminho}?{partes.query}" if partes.query else caminho),
    )


def ler_redes(textos: Sequence[str]) -> list[Rede]:
    """Return the networks of a setting; raises ``ValueError`` for what is none."""
    return [ip_network(texto.strip()) for texto in textos]
