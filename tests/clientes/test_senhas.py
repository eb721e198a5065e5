"""C19: passwords of a service's equipment: encrypted, suggested, shown only when asked for, each look written down."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from clientes import acoes
from clientes.models import SenhaDocumentada
from clientes.regras.senha import ALGARISMOS, ESPECIAIS, LETRAS, sugerir_senha
from hubsoft.core import cripto
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Historico
from tests.clientes import fabricas
from tests.fabricas import cidade, usuario

PERMISSAO = "clientes.documentar_senha"
SEGREDO = "Xk7#senha<b>&secreta"
DADOS = {"descricao": "Roteador", "endereco": "192.168.1.1", "login": "admin", "observacao": ""}
HTMX = {"HX-Request": "true", "HX-Target": "modal"}


@given(st.integers(3, 40))
def test_sugestao_tem_as_tres_classes(tamanho: int) -> None:
    senha = sugerir_senha(tamanho)
    assert len(senha) == tamanho
    assert all(set(senha) & set(classe) for classe in (LETRAS, ALGARISMOS, ESPECIAIS))
    assert not set(senha) - set(LETRAS + ALGARISMOS + ESPECIAIS)


def test_sugestoes_nao_se_repetem() -> None:
    assert len({sugerir_senha() for _ in range(2000)}) == 2000


@pytest.fixture
def documentada(db: None, admin: Any) -> SenhaDocumentada:
    return acoes.documentar_senha(fabricas.servico(), DADOS, SEGREDO, admin)


@pytest.fixture
def atendente(db: None) -> Client:
    navegador = Client()
    navegador.force_login(
        usuario(permissoes=[PERMISSAO, "clientes.ver_servico", "clientes.ver_historico"], cidades=[cidade()])
    )
    return navegador


def test_nada_em_claro_no_banco_nas_telas_e_no_registro(
    documentada: SenhaDocumentada, atendente: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    acoes.editar_senha(documentada, DADOS, SEGREDO + "2", None)
    with connection.cursor() as cursor:
        for tabela in ("clientes_senhadocumentada", "clientes_senhadocumentadaevent", "core_historico"):
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM {tabela} t")
            assert "secreta" not in (cursor.fetchone()[0] or "")
    servico = documentada.servico_id
    for url in (
        reverse("clientes:servico_senhas", args=[servico]),
        reverse("clientes:servico_senhas", args=[servico]) + "?exportar=csv",
        reverse("clientes:servico_detalhe", args=[servico]),
        reverse("clientes:senha_editar", args=[documentada.pk]),
        reverse("clientes:senha_revelar", args=[documentada.pk]),
        reverse("clientes:servico_historico", args=[servico]),
    ):
        resposta = atendente.get(url)
        assert resposta.status_code == 200
        corpo = b"".join(resposta) if resposta.streaming else resposta.content
        assert b"secreta" not in corpo, url
        assert documentada.senha.encode() not in corpo, url
    dados = {**DADOS, "descricao": "Outra", "senha": SEGREDO}
    assert atendente.post(reverse("clientes:senha_adicionar", args=[servico]), dados).status_code == 302
    assert "secreta" not in caplog.text


def test_revelar_fica_escrito_e_nao_fica_em_cache(documentada: SenhaDocumentada, atendente: Client) -> None:
    url = reverse("clientes:senha_revelar", args=[documentada.pk])
    resposta = atendente.post(url, headers=HTMX)
    assert "Xk7#senha&lt;b&gt;&amp;secreta" in resposta.content.decode()
    assert resposta.headers["Cache-Control"] == "no-store"
    vista = Historico.objects.latest("pk")
    assert vista.frase == "Senha de “Roteador” revelada."
    assert (vista.servico_id, vista.cliente_id) == (documentada.servico_id, documentada.servico.cliente_id)
    assert vista.usuario_id == int(atendente.session["_auth_user_id"])


def test_vazia_mantem_e_repetida_e_recusada(documentada: SenhaDocumentada, admin: Any, atendente: Client) -> None:
    editar = reverse("clientes:senha_editar", args=[documentada.pk])
    atendente.post(editar, {**DADOS, "descricao": "Wi-Fi", "senha": ""})
    documentada.refresh_from_db()
    assert (documentada.descricao, cripto.decifrar(documentada.senha)) == ("Wi-Fi", SEGREDO)
    acoes.documentar_senha(documentada.servico, DADOS, "outra", admin)
    with pytest.raises(ErroDeNegocio, match="já tem a senha de “Roteador”"):
        acoes.editar_senha(documentada, DADOS, "", admin)
    resposta = atendente.post(editar, {**DADOS, "descricao": "x" * 81, "senha": ""}, headers=HTMX)
    assert resposta.status_code == 422
    nova = reverse("clientes:senha_adicionar", args=[documentada.servico_id])
    assert atendente.post(nova, {**DADOS, "senha": ""}, headers=HTMX).status_code == 422
    acoes.remover_senha(documentada, admin)
    assert Historico.objects.latest("pk").frase == "Senha de “Wi-Fi” removida da documentação."


def test_so_com_a_permissao_e_na_cidade(documentada: SenhaDocumentada, admin: Any, atendente: Client) -> None:
    curioso = Client()
    curioso.force_login(usuario(permissoes=["clientes.ver_servico", "clientes.editar_servico"], cidades=[cidade()]))
    de_fora = acoes.documentar_senha(fabricas.servico(fabricas.cliente(cidade=cidade("Valinhos"))), DADOS, "z", admin)
    for tela in ("senha_editar", "senha_excluir", "senha_revelar"):
        for metodo in ("get", "post"):
            assert getattr(curioso, metodo)(reverse(f"clientes:{tela}", args=[documentada.pk])).status_code == 403
            assert getattr(atendente, metodo)(reverse(f"clientes:{tela}", args=[de_fora.pk])).status_code == 404
    for tela in ("servico_senhas", "senha_adicionar"):
        assert curioso.get(reverse(f"clientes:{tela}", args=[documentada.servico_id])).status_code == 403
        assert atendente.get(reverse(f"clientes:{tela}", args=[de_fora.servico_id])).status_code == 404


def test_troca_de_chave_alcanca_as_senhas(documentada: SenhaDocumentada, settings: Any) -> None:
    from cryptography.fernet import Fernet

    antiga = settings.CHAVEIRO
    settings.CHAVEIRO = f"nova:{Fernet.generate_key().decode()},{antiga}"
    call_command("rotacionar_chaves")
    documentada.refresh_from_db()
    assert documentada.senha.startswith("nova$")
    assert acoes.ver_senha(documentada, None) == SEGREDO
    settings.CHAVEIRO = antiga
    with pytest.raises(ErroDeNegocio, match="chaveiro"):
        acoes.ver_senha(documentada, None)
    assert Historico.objects.filter(frase__contains="revelada").count() == 1, "quem não viu não fica escrito como visto"
