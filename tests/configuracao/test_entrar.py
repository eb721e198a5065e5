"""Sign-in: who may, who may not and why, the lock after failures, where one goes next (G05)."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from django.contrib.auth import get_user
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from configuracao.models import AcessoUsuario, Usuario
from hubsoft.core.models import SessaoUsuario
from tests.fabricas import SENHA, usuario

ENTRAR = "/configuracao/entrar/"


def entrar(client: Client, login: str, senha: str = SENHA, **extra: str):
    return client.post(ENTRAR, {"username": login, "password": senha, **extra})


@pytest.fixture
def ana(db: None) -> Usuario:
    return usuario("ana", nome="Ana")


@pytest.mark.usefixtures("hashers_da_casa")
def test_entra_sem_distinguir_caixa_e_fica_no_historico(client: Client, ana: Usuario) -> None:
    resposta = client.post(ENTRAR, {"username": " ANA ", "password": SENHA}, HTTP_USER_AGENT="Mozilla Firefox/130")
    assert resposta.status_code == 302
    assert resposta["Location"] == reverse("core:inicio")
    acesso = AcessoUsuario.objects.get()
    assert (acesso.usuario, acesso.sucesso, acesso.ip, acesso.navegador) == (
        ana,
        True,
        "127.0.0.1",
        "Mozilla Firefox/130",
    )
    assert SessaoUsuario.objects.get().chave == client.session.session_key
    ana.refresh_from_db()
    assert ana.password.startswith("argon2")


def test_a_chave_da_sessao_muda_ao_entrar(client: Client, ana: Usuario) -> None:
    client.get(ENTRAR)
    sessao = client.session
    sessao["qualquer"] = 1
    sessao.save()
    antes = sessao.session_key
    client.cookies["sessionid"] = antes
    entrar(client, "ana")
    assert client.session.session_key != antes
    assert not Session.objects.filter(session_key=antes).exists()


@pytest.mark.parametrize(
    ("login", "senha", "mensagem"),
    [
        ("ana", "errada", "Login ou senha incorretos"),
        ("ninguem", "errada", "Login ou senha incorretos"),
        ("", "x", "Este campo é obrigatório"),
        ("a\x00na", "x", "Caracteres nulos não são permitidos"),
        ("a" * 61, "x", "no máximo 60 caracteres"),
        ("ana", "x" * 129, "no máximo 128 caracteres"),
    ],
)
def test_recusa_diz_por_que(client: Client, ana: Usuario, login: str, senha: str, mensagem: str) -> None:
    resposta = entrar(client, login, senha)
    assert resposta.status_code == 422
    assert mensagem in resposta.content.decode()
    assert not SessaoUsuario.objects.exists()


def test_inativo_so_sabe_que_esta_inativo_com_a_senha_certa(client: Client, ana: Usuario) -> None:
    Usuario.objects.update(is_active=False)
    assert "Seu usuário está inativo" in entrar(client, "ana").content.decode()
    assert "Seu usuário está inativo" not in entrar(client, "ana", "errada").content.decode()
    assert [a.motivo for a in AcessoUsuario.objects.all()] == ["Usuário inativo", "Usuário inativo"]


def test_bloqueia_depois_de_cinco_falhas_e_diz_quando_tentar(client: Client, ana: Usuario) -> None:
    with time_machine.travel(dt.datetime(2026, 11, 24, 13, 0, tzinfo=dt.UTC), tick=False) as relogio:
        for _ in range(4):
            assert entrar(client, "ana", "errada").status_code == 422
        resposta = entrar(client, "Ana", "errada")
        assert resposta.status_code == 429, "a quinta falha bloqueia, seja qual for a caixa do login"
        assert "em 15 minutos, às 10:15" in resposta.content.decode()
        relogio.shift(dt.timedelta(minutes=10))
        resposta = entrar(client, "ana")
        assert resposta.status_code == 429, "nem a senha certa entra durante o bloqueio"
        assert "em 5 minutos, às 10:15" in resposta.content.decode(), "tentar não adia a hora anunciada"
        assert AcessoUsuario.objects.first().motivo == "Bloqueado por excesso de tentativas"
        relogio.shift(dt.timedelta(minutes=5, seconds=1))
        assert entrar(client, "ana").status_code == 302


def test_acertar_zera_as_falhas(client: Client, ana: Usuario) -> None:
    for _ in range(2):
        for _ in range(4):
            entrar(client, "ana", "errada")
        assert entrar(client, "ana").status_code == 302


@pytest.mark.parametrize(
    ("proximo", "destino"),
    [
        ("/processos/?a=1", "/processos/?a=1"),
        ("https://mal.example/", "/"),
        ("//mal.example/", "/"),
        ("\\\\mal.example", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_proximo_nunca_sai_da_casa(client: Client, ana: Usuario, proximo: str, destino: str) -> None:
    assert entrar(client, "ana", next=proximo)["Location"] == destino


def test_proximo_sobrevive_a_uma_senha_errada(client: Client, ana: Usuario) -> None:
    pagina = entrar(client, "ana", "errada", next="/processos/").content.decode()
    assert re.search(r'name="next" value="/processos/"', pagina)


def test_sair_so_por_post_e_apaga_a_sessao(client: Client, ana: Usuario) -> None:
    entrar(client, "ana")
    assert client.get("/configuracao/sair/").status_code == 405
    assert client.post("/configuracao/sair/")["Location"] == ENTRAR
    assert not SessaoUsuario.objects.exists()
    assert not get_user(client).is_authenticated


def test_sem_csrf_ninguem_entra(ana: Usuario) -> None:
    assert entrar(Client(enforce_csrf_checks=True), "ana").status_code == 403
