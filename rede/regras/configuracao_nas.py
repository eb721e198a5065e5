"""The configuration of a concentrador as text to paste, for the equipment as it is registered (R12).

RouterOS from its manual; Huawei NE20E/NE40E from the VRP manual, where versions differ: the snippet says what to check.
Only HTTP can be redirected to the page for the blocked; HTTPS of a blocked subscriber is dropped at once, so that the
phone or computer finds the page by its own HTTP test.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass

SEM_SEGREDO = "COLE-AQUI-O-SECRET"


@dataclass(frozen=True, slots=True)
class DadosNas:
    """What the snippets are made of.

    ``pools``: (name, CIDR); ``pool_total``, ``lista_total``, ``pool_parcial``, ``dominio_total``: of the variables of
    the suspension; ``aviso``: (address, HTTP port) of the page for the blocked, ``None`` when it is not set;
    ``interim`` in seconds.
    """

    nome: str
    radius: str
    porta_auth: int
    porta_acct: int
    segredo: str
    porta_incoming: int
    pools: Sequence[tuple[str, str]]
    pool_total: str
    lista_total: str
    pool_parcial: str
    dominio_total: str
    aviso: tuple[str, int] | None
    interim: int


def faixa(cidr: str) -> tuple[str, str, str]:
    """Return (first, last, gateway) of a CIDR: the gateway is the first usable address and is not given out."""
    rede = ipaddress.IPv4Network(cidr)
    return str(rede[2]), str(rede[-2]), str(rede[1])


def mikrotik(d: DadosNas, versao: int) -> str:
    """Return the commands of RouterOS 6 or 7; running them again replaces what they made."""
    marca = "hubsoft"
    acesso = "require-message-auth=yes-for-request-resp " if versao >= 7 else ""
    linhas = [
        f"# {d.nome}: RouterOS {versao}. Cole no terminal. Repetir troca o que este texto criou (comment={marca}).",
        f"/radius remove [find comment={marca}]",
        f"/radius add comment={marca} service=ppp address={d.radius} secret={d.segredo} {acesso}"
        f"authentication-port={d.porta_auth} accounting-port={d.porta_acct} timeout=2s",
        f"/radius incoming set accept=yes port={d.porta_incoming}",
        f"/ppp aaa set use-radius=yes accounting=yes interim-update={d.interim}s",
    ]
    for nome, cidr in d.pools:
        primeiro, ultimo, _ = faixa(cidr)
        linhas.append(
            f":if ([:len [/ip pool find name={nome}]] = 0) do={{ /ip pool add name={nome} "
            f"ranges={primeiro}-{ultimo} }} else={{ /ip pool set [find name={nome}] ranges={primeiro}-{ultimo} }}"
        )
    normais = [cidr for nome, cidr in d.pools if nome not in (d.pool_total, d.pool_parcial)]
    if normais:
        linhas.append(f"/ppp profile set default local-address={faixa(normais[0])[2]}")
    return "\n".join([*linhas, *_bloqueio_mikrotik(d, marca)]) + "\n"


def _bloqueio_mikrotik(d: DadosNas, marca: str) -> list[str]:
    """Who is in the list of the suspended reaches DNS and the page, nothing else.

    The HTTP of who is in the pool of the partially suspended is taken to the page too; the rest of it goes on, slow.
    """
    de = f"src-address-list={d.lista_total}"
    regras = [
        "# Suspensos: só DNS e a página de aviso; o HTTP vai para ela.",
        f'/ip firewall filter remove [find comment~"^{marca}"]',
        f'/ip firewall nat remove [find comment~"^{marca}"]',
    ]
    filtros = [f"chain=forward {de} protocol=udp dst-port=53 action=accept"]
    if d.aviso is not None:
        endereco, porta = d.aviso
        parciais = [f"src-address={cidr}" for nome, cidr in d.pools if nome == d.pool_parcial]
        regras += [
            _na_frente(
                "nat",
                f"chain=dstnat {quem} protocol=tcp dst-port=80 dst-address=!{endereco} action=dst-nat "
                f'to-addresses={endereco} to-ports={porta} comment="{marca} aviso"',
            )
            for quem in (de, *parciais)
        ]
        filtros.append(f"chain=forward {de} dst-address={endereco} protocol=tcp action=accept")
    filtros += [
        f"chain=forward {de} protocol=tcp action=reject reject-with=tcp-reset",
        f"chain=forward {de} action=drop",
    ]
    # Each is put at the head, so the last written comes first: written in the opposite order.
    return regras + [_na_frente("filter", f'{filtro} comment="{marca} suspensos"') for filtro in reversed(filtros)]


def _na_frente(tabela: str, regra: str) -> str:
    """Return the command that puts a rule at the head; in an empty table there is no item to put it before."""
    comando = f"/ip firewall {tabela} add {regra}"
    return f":do {{ {comando} place-before=0 }} on-error={{ {comando} }}"


def huawei(d: DadosNas) -> str:
    """Return the commands of a Huawei NE20E/NE40E (VRP8: they take effect at the commit)."""
    linhas = [
        f"# {d.nome}: Huawei NE20E/NE40E (VRP8). Confira os nomes com o manual da sua versão antes do commit.",
        "system-view",
        "radius-server group hubsoft",
        f" radius-server shared-key-cipher {d.segredo}",
        f" radius-server authentication {d.radius} {d.porta_auth} weight 0",
        f" radius-server accounting {d.radius} {d.porta_acct} weight 0",
        " radius-server class-as-car",
        " quit",
        f"radius-server authorization {d.radius} shared-key-cipher {d.segredo} server-group hubsoft "
        f"port {d.porta_incoming}",
        "radius-server authorization error-reply version2",
        "aaa",
        " authentication-scheme hubsoft",
        "  authentication-mode radius",
        "  quit",
        " accounting-scheme hubsoft",
        "  accounting-mode radius",
        f"  accounting interim interval {max(d.interim // 60, 1)}",
        "  quit",
        " quit",
    ]
    for nome, cidr in d.pools:
        primeiro, ultimo, porta = faixa(cidr)
        mascara = ipaddress.IPv4Network(cidr).netmask
        linhas += [
            f"ip pool {nome} bas local",
            f" gateway {porta} {mascara}",
            f" section 0 {primeiro} {ultimo}",
            " quit",
        ]
    normais = [nome for nome, _ in d.pools if nome not in (d.pool_total, d.pool_parcial)]
    linhas += ["aaa", *_dominio_huawei("hubsoft", normais)]
    if d.dominio_total:
        linhas += _dominio_huawei(d.dominio_total, [d.pool_total])
    return "\n".join([*linhas, " quit", *_bloqueio_huawei(d), "commit", "quit"]) + "\n"


def _dominio_huawei(nome: str, pools: Sequence[str]) -> list[str]:
    return [
        f" domain {nome}",
        "  authentication-scheme hubsoft",
        "  accounting-scheme hubsoft",
        "  radius-server group hubsoft",
        *(f"  ip-pool {pool}" for pool in pools),
        "  quit",
    ]


def _bloqueio_huawei(d: DadosNas) -> list[str]:
    """By the addresses of the pool of the suspended: DNS and the page pass, HTTP goes to it, the rest is dropped.

    Of the partially suspended only the HTTP is taken to the page.
    """
    de = _origens(d, d.pool_total)
    if not de:
        return [f"# Cadastre o pool {d.pool_total} deste equipamento para gerar o bloqueio dos suspensos."]
    com_aviso = [*de, *(_origens(d, d.pool_parcial) if d.aviso else [])]
    linhas = ["# Suspensos: só DNS e a página de aviso; o HTTP vai para ela.", "acl number 3801"]
    linhas += [f" rule permit udp {origem} destination-port eq dns" for origem in de]
    if d.aviso is not None:
        linhas += [f" rule permit ip {origem} destination {d.aviso[0]} 0" for origem in com_aviso]
    linhas += [" quit", "acl number 3802"]
    linhas += [*(f" rule permit tcp {o} destination-port eq www" for o in com_aviso), " quit"]
    linhas += ["acl number 3803", *(f" rule permit ip {origem}" for origem in de), " quit"]
    for nome, acl, acao in (
        ("livre", 3801, "permit"),
        ("aviso", 3802, f"redirect ip-nexthop {d.aviso[0]}" if d.aviso else "deny"),
        ("resto", 3803, "deny"),
    ):
        linhas += [
            f"traffic classifier hubsoft-{nome}", f" if-match acl {acl}", " quit",
            f"traffic behavior hubsoft-{nome}", f" {acao}", " quit",
        ]  # fmt: skip
    return [
        *linhas,
        "traffic policy hubsoft-suspensos",
        *(f" classifier hubsoft-{nome} behavior hubsoft-{nome}" for nome in ("livre", "aviso", "resto")),
        " quit",
        "# Aplique na interface BAS dos assinantes: traffic-policy hubsoft-suspensos inbound",
    ]


def _origens(d: DadosNas, pool: str) -> list[str]:
    """Return the sources of an ACL for the pools of that name."""
    redes = [ipaddress.IPv4Network(cidr) for nome, cidr in d.pools if nome == pool]
    return [f"source {rede.network_address} {rede.hostmask}" for rede in redes]
