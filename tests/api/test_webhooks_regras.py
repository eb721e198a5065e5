"""Rules of webhooks: how a message is signed, where it may go, how long it waits."""

from __future__ import annotations

import datetime as dt

import pytest

from api.regras.assinatura import assinar, novo_segredo
from api.regras.destino import DestinoProibido, conferir_url, ler_redes, permitido
from api.regras.espera import ESPERAS, TENTATIVAS, espera_da_entrega, pausa_do_webhook


def test_assinatura_pelo_vetor_da_especificacao() -> None:
    assinatura = assinar(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        b'{"test": 2432232314}',
    )
    assert assinatura == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert novo_segredo() != novo_segredo()
    with pytest.raises(ValueError, match="secret"):
        assinar("whsec_não", "msg", 0, b"")


@pytest.mark.parametrize(
    ("ip", "vai"),
    [
        ("8.8.8.8", True), ("2001:4860:4860::8888", True),
        ("127.0.0.1", False), ("10.1.2.3", False), ("172.16.0.1", False), ("192.168.0.1", False),
        ("169.254.169.254", False), ("100.64.0.1", False), ("0.0.0.0", False), ("224.0.0.1", False),
        ("255.255.255.255", False), ("::1", False), ("::", False), ("fe80::1%eth0", False), ("fc00::1", False),
        ("::ffff:127.0.0.1", False), ("::ffff:8.8.8.8", True), ("64:ff9b::7f00:1", False), ("2002:7f00:1::", False),
        ("ff02::1", False),
    ],
)  # fmt: skip
def test_para_onde_um_aviso_pode_ir(ip: str, vai: bool) -> None:
    assert permitido(ip, []) is vai
    assert permitido(ip, ler_redes(["0.0.0.0/0", "::/0"]))
    assert not permitido("10.2.0.1", ler_redes(["10.1.0.0/16"]))


@pytest.mark.parametrize(
    "url",
    [
        "", "x", "ftp://a.example/", "https://", "https:///x", "https://a b/", "https://u:s@a.example/",
        "https://a.example:99999/", "https://a.example:0/", "https://a.example/#x", "http://a.example/",
        "https://á.example/", "https://[::1/", "https://a.example/\r\nX: y", "javascript:alert(1)",
    ],
)  # fmt: skip
def test_enderecos_recusados(url: str) -> None:
    with pytest.raises(DestinoProibido):
        conferir_url(url, [])


def test_enderecos_aceitos() -> None:
    assert conferir_url("https://a.example", []) == ("https", "a.example", 443, "/")
    assert conferir_url("https://a.example:8443/x?y=1", []) == ("https", "a.example", 8443, "/x?y=1")
    assert conferir_url("http://10.0.0.5/x", ler_redes(["10.0.0.0/8"])) == ("http", "10.0.0.5", 80, "/x")


def test_esperas() -> None:
    assert [espera_da_entrega(n) for n in (1, 2, TENTATIVAS - 1, TENTATIVAS)] == [
        dt.timedelta(seconds=5), dt.timedelta(minutes=1), ESPERAS[-1], None,
    ]  # fmt: skip
    assert pausa_do_webhook(1) == dt.timedelta(seconds=5)
    assert pausa_do_webhook(1000) == dt.timedelta(hours=2)
