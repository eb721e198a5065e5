"""Who asks, behind a proxy and without one: nobody chooses the address they are known by."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client, RequestFactory

from configuracao.models import AcessoUsuario
from hubsoft.core.middleware import ip_do_cliente
from tests.fabricas import SENHA, usuario

DOCKER = ["172.16.0.0/12"]


@pytest.mark.parametrize(
    ("proxies", "par", "encaminhado", "quem"),
    [
        # No proxy is trusted: the header is nobody's word.
        ([], "203.0.113.9", None, "203.0.113.9"),
        ([], "203.0.113.9", "10.0.0.1", "203.0.113.9"),
        ([], "127.0.0.1", "10.0.0.1", "127.0.0.1"),
        # The peer is not the trusted one.
        (DOCKER, "203.0.113.9", "10.0.0.1", "203.0.113.9"),
        (["127.0.0.1"], "127.0.0.2", "10.0.0.1", "127.0.0.2"),
        (DOCKER, "172.32.0.1", "10.0.0.1", "172.32.0.1"),
        # It is: what it appended counts, what the browser wrote before does not.
        (DOCKER, "172.18.0.2", "203.0.113.9", "203.0.113.9"),
        (DOCKER, "172.18.0.2", "10.0.0.1, 203.0.113.9", "203.0.113.9"),
        (DOCKER, "172.18.0.2", "10.0.0.1,172.18.0.2, 203.0.113.9 ", "203.0.113.9"),
        # Even one that looks like a proxy itself: a subscriber of that network cannot hide behind it.
        (DOCKER, "172.18.0.2", "10.0.0.1, 172.20.0.9", "172.20.0.9"),
        (["10.0.0.1", "127.0.0.1", "::1"], "::1", "203.0.113.9", "203.0.113.9"),
        (["127.0.0.1"], "::ffff:127.0.0.1", "::ffff:203.0.113.9", "203.0.113.9"),
        (["2001:db8::/32"], "2001:DB8::1", "2001:db9:0:0::7", "2001:db9::7"),
        # It said nothing that can be an address.
        (DOCKER, "172.18.0.2", None, None),
        (DOCKER, "172.18.0.2", "", None),
        (DOCKER, "172.18.0.2", "203.0.113.9,", None),
        (DOCKER, "172.18.0.2", "203.0.113.9, unknown", None),
        (DOCKER, "172.18.0.2", "203.0.113.9:4711", None),
        (DOCKER, "172.18.0.2", "fe80::1%eth0", None),
        (DOCKER, "172.18.0.2", "1.2.3.4' OR 1=1 --", None),
        # A unix socket has no address, whatever is claimed.
        (DOCKER, "", "203.0.113.9", None),
        ([], "", None, None),
    ],
)  # fmt: skip
def test_quem_pede(
    rf: RequestFactory, settings: Any, proxies: list[str], par: str, encaminhado: str | None, quem: str | None
) -> None:
    settings.PROXIES_CONFIAVEIS = proxies
    cabecalhos = {} if encaminhado is None else {"HTTP_X_FORWARDED_FOR": encaminhado}
    outros = {"HTTP_X_REAL_IP": "9.9.9.9", "HTTP_FORWARDED": "for=9.9.9.9", "HTTP_CLIENT_IP": "9.9.9.9"}
    assert ip_do_cliente(rf.get("/", REMOTE_ADDR=par, **cabecalhos, **outros)) == quem


def errar(client: Client, vezes: int, par: str, encaminhado: str) -> int:
    for _ in range(vezes):
        dados = {"username": "ana", "password": "errada"}
        resposta = client.post(
            "/configuracao/entrar/", dados, REMOTE_ADDR=par, HTTP_X_FORWARDED_FOR=encaminhado.format(_)
        )
    return resposta.status_code


def entrar(client: Client, par: str, encaminhado: str) -> int:
    dados = {"username": "ana", "password": SENHA}
    return client.post("/configuracao/entrar/", dados, REMOTE_ADDR=par, HTTP_X_FORWARDED_FOR=encaminhado).status_code


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("proxies", "par", "encaminhado"),
    [
        ([], "203.0.113.9", "10.0.0.{}"),  # another address claimed each time
        (DOCKER, "172.18.0.2", "10.0.0.{}, 203.0.113.9"),
        ([], "", "10.0.0.{}"),
        (DOCKER, "172.18.0.2", "lixo{}"),
    ],
)
def test_quem_troca_de_endereco_no_cabecalho_nao_escapa_do_bloqueio(
    client: Client, settings: Any, proxies: list[str], par: str, encaminhado: str
) -> None:
    usuario("ana")
    settings.PROXIES_CONFIAVEIS = proxies
    assert errar(client, 5, par, encaminhado) == 429
    assert entrar(client, par, encaminhado.format(9)) == 429


@pytest.mark.django_db
def test_atras_do_proxy_um_estranho_nao_bloqueia_a_dona_do_login(client: Client, settings: Any) -> None:
    usuario("ana")
    settings.PROXIES_CONFIAVEIS = DOCKER
    assert errar(client, 5, "172.18.0.2", "198.51.100.66") == 429
    assert entrar(client, "172.18.0.2", "203.0.113.9") == 302
    acessos = AcessoUsuario.objects.order_by("pk").values_list("ip", "sucesso")
    assert set(acessos) == {("198.51.100.66", False), ("203.0.113.9", True)}
