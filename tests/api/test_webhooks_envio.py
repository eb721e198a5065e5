"""Sending over the network: addresses that lead inside, and what the other side may do wrong."""

from __future__ import annotations

import socket
import ssl
import time
from typing import Any

import pytest

from api import envio
from api.regras.assinatura import novo_segredo
from api.regras.destino import ler_redes
from tests.api.webhooks import AQUI
from tests.standins.smtp import certificado
from tests.standins.webhook import ReceptorWebhook


def test_um_nome_que_leva_para_dentro_nao_e_chamado(monkeypatch: Any) -> None:
    def nomes(*ips: str) -> Any:
        return lambda *_a, **_k: [(0, 0, 0, "", (ip, 443)) for ip in ips]

    chamados: list[Any] = []
    monkeypatch.setattr(socket, "create_connection", lambda destino, *_: chamados.append(destino) or 1 / 0)
    for ips in (("127.0.0.1",), ("8.8.8.8", "10.0.0.1"), ("::ffff:192.168.0.1",)):
        monkeypatch.setattr(socket, "getaddrinfo", nomes(*ips))
        resposta = envio.enviar("https://publico.example/x", b"{}", {})
        assert resposta.status is None
        assert "endereço interno" in resposta.erro
    assert not chamados
    # The name is asked once; the connection goes to what was checked, whatever the name says next.
    perguntas = iter([nomes("8.8.8.8")(), nomes("127.0.0.1")()])
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: next(perguntas))
    with pytest.raises(ZeroDivisionError):
        envio.enviar("https://publico.example/x", b"{}", {})
    assert chamados == [("8.8.8.8", 443)]


def sem_nome(*_: Any, **__: Any) -> None:
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


def test_o_que_o_outro_lado_faz_de_errado(monkeypatch: Any, tmp_path: Any) -> None:
    redes = ler_redes(AQUI)
    with ReceptorWebhook(segredo=novo_segredo(), respostas=[302, 500]) as receptor, ReceptorWebhook() as outro:
        receptor.conferir = lambda *_: None  # type: ignore[method-assign]
        receptor.cabecalhos = {"Location": outro.url}
        desviado = envio.enviar(receptor.url, b"{}", {}, redes)
        assert (desviado.status, "redirecionamento" in desviado.erro) == (302, True)
        assert outro.pedidos == 0
        receptor.texto = b"x" * 5_000_000
        grande = envio.enviar(receptor.url, b"{}", {}, redes)
        assert (grande.status, len(grande.texto)) == (500, envio.MAIOR_RESPOSTA)
        # A byte now and then is in time for each read, and over the time for all of it.
        receptor.texto, receptor.gotas, receptor.respostas = b"devagar" * 50, True, [200]
        monkeypatch.setattr(envio, "SEGUNDOS", 0.6)
        inicio = time.monotonic()
        envio.enviar(receptor.url, b"{}", {}, redes)
        assert time.monotonic() - inicio < 30, "all of it would take 70 seconds"
        monkeypatch.undo()
        porta = receptor.url
    assert "recusou a conexão" in envio.enviar(porta, b"{}", {}, redes).erro
    monkeypatch.setattr(socket, "getaddrinfo", sem_nome)
    assert "não foi encontrado" in envio.enviar("https://nao-existe.invalid/", b"{}", {}, redes).erro
    monkeypatch.undo()
    contexto = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    contexto.load_cert_chain(*map(str, certificado(tmp_path)))
    with ReceptorWebhook() as seguro:
        seguro.servidor.socket = contexto.wrap_socket(seguro.servidor.socket, server_side=True)
        resposta = envio.enviar(seguro.url.replace("http:", "https:"), b"{}", {}, redes)
    assert "certificado" in resposta.erro.lower()
