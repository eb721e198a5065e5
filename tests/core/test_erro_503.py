"""The page while the database does not answer: it asks again by itself, but never sends a form again."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import RequestFactory

from hubsoft.core.views.erros import erro_do_servidor


def responder(pedido) -> HttpResponse:
    try:
        raise OperationalError("o banco caiu")
    except OperationalError:
        return erro_do_servidor(pedido)


def test_get_volta_sozinho_para_onde_a_pessoa_estava() -> None:
    resposta = responder(RequestFactory().get("/clientes/?busca=jo%C3%A3o&ordem=nome"))
    texto = resposta.content.decode()
    assert (resposta.status_code, resposta["Retry-After"]) == (503, "10")
    assert "O banco de dados não está respondendo" in texto
    assert '<meta http-equiv="refresh" content="10">' in texto
    assert 'href="/clientes/?busca=jo%C3%A3o&amp;ordem=nome"' in texto


@pytest.mark.parametrize("metodo", ["post", "delete"])
def test_formulario_nunca_e_enviado_de_novo(metodo: str) -> None:
    texto = responder(getattr(RequestFactory(), metodo)("/financeiro/receber/")).content.decode()
    assert 'http-equiv="refresh"' not in texto
    assert "/financeiro/receber/" not in texto
    assert "precisa ser refeito" in texto


def test_endereco_hostil_nao_leva_para_fora() -> None:
    texto = responder(RequestFactory().get("//outro.example/%22%3E%3Cscript%3E")).content.decode()
    assert 'href="//' not in texto
    assert "<script>" not in texto.replace("<script src", "")
