"""Screens of Rede over HTTP: scope, secrets, refusals, query counts."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from hubsoft.core.datas import agora
from hubsoft.core.models import Historico
from rede import acoes
from rede.consultas import login_livre
from rede.models import (
    Acesso,
    ComandoCoa,
    EquipamentoConexao,
    PontoPresenca,
    PoolEquipamento,
    SenhaAcesso,
    Sessao,
)
from rede.regras.login import LOGIN, gerar_senha, normalizar_mac, sugerir_login
from rede.regras.radius import duracao, tamanho
from tests import fabricas as gerais
from tests.clientes import fabricas as de_clientes
from tests.rede import fabricas
from tests.servico_radius import limpar

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _vazias(db: None) -> None:
    """Tests that commit leave rows in the tables that FreeRADIUS writes."""
    limpar()


MODAL = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "modal"}


# -- rules ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("nome", "login"),
    [
        ("José da Silva", "jose.silva"),
        ("Ana", "ana"),
        ("Maria de Fátima dos Santos e Souza", "maria.souza"),
        ("Ñandú", "nandu"),
        ("", "cliente"),
        ("李小龍", "cliente"),
        ("Al", "al.cliente"),
        ("A" * 200 + " B", f"{'a' * 56}"),
    ],
)
def test_login_sugerido(nome: str, login: str) -> None:
    assert sugerir_login(nome) == login
    assert LOGIN.fullmatch(login)


def test_login_sugerido_nao_repete() -> None:
    for esperado in ("jose.silva", "jose.silva2", "jose.silva3"):
        assert login_livre("José Silva") == esperado
        fabricas.acesso(esperado)


def test_senhas_geradas_sao_outras_e_sem_letras_parecidas() -> None:
    senhas = {gerar_senha() for _ in range(500)}
    assert len(senhas) == 500
    assert not set("".join(senhas)) & set("01loi")


@pytest.mark.parametrize("texto", ["aabbccddeeff", "AA-BB-CC-DD-EE-FF", "aa:bb:cc:dd:ee:ff", "aabb.ccdd.eeff"])
def test_mac_em_qualquer_notacao(texto: str) -> None:
    assert normalizar_mac(texto) == "AA:BB:CC:DD:EE:FF"


@pytest.mark.parametrize("texto", ["", "AA:BB:CC:DD:EE", "GG:BB:CC:DD:EE:FF", "10.0.0.1"])
def test_mac_errado(texto: str) -> None:
    with pytest.raises(ValueError, match=f"^{texto}$"):
        normalizar_mac(texto)


def test_textos_de_trafego_e_tempo() -> None:
    assert [tamanho(n) for n in (0, 1023, 1536, 5 * 2**30)] == ["0 B", "1023 B", "1,5 KB", "5,0 GB"]
    assert [duracao(s) for s in (5, 61, 3700, 90000, -3)] == ["5s", "1min", "1h 01min", "1d 1h", "0s"]


# -- POPs and equipment -----------------------------------------------------------------------------------------------


def enviar_equipamento(cliente: Client, **campos: Any) -> Any:
    dados = {
        "nome": "CCR Centro", "pop": fabricas.pop().pk, "ipv4": "10.0.0.1", "fabricante": "mikrotik", "radius": "on",
        "tipo_nas": "mikrotik", "porta_incoming": "3799", "porta": "22", "usuario": "hub", "senha_acesso": "s3nha-ssh",
    }  # fmt: skip
    return cliente.post(reverse("rede:equipamento_adicionar"), {**dados, **campos})


def test_equipamento_novo_ganha_segredo_e_senha_cifrada(client_admin: Client) -> None:
    assert enviar_equipamento(client_admin).status_code == 302
    equipamento = EquipamentoConexao.objects.get()
    assert len(equipamento.segredo_radius.segredo) == 32
    assert "s3nha-ssh" not in equipamento.senha
    pagina = client_admin.get(reverse("rede:equipamento_detalhe", args=[equipamento.pk])).content.decode()
    formulario = client_admin.get(reverse("rede:equipamento_editar", args=[equipamento.pk])).content.decode()
    for segredo in (equipamento.segredo_radius.segredo, "s3nha-ssh"):
        assert segredo not in pagina + formulario


def test_editar_sem_digitar_mantem_os_segredos(client_admin: Client) -> None:
    enviar_equipamento(client_admin, segredo="segredo-combinado")
    equipamento = EquipamentoConexao.objects.get()
    dados = {
        "nome": "CCR Novo", "pop": equipamento.pop_id, "ipv4": "10.0.0.1", "fabricante": "mikrotik", "radius": "on",
        "tipo_nas": "mikrotik", "porta_incoming": "1700", "porta": "22",
    }  # fmt: skip
    assert client_admin.post(reverse("rede:equipamento_editar", args=[equipamento.pk]), dados).status_code == 302
    equipamento.refresh_from_db()
    assert (equipamento.nome, equipamento.porta_incoming) == ("CCR Novo", 1700)
    assert acoes.revelar_segredo(equipamento, None) == ("segredo-combinado", "s3nha-ssh")


@pytest.mark.parametrize(
    ("campos", "mensagem"),
    [
        ({"ipv4": ""}, "Informe o IPv4 ou o IPv6"),
        ({"ipv4": "999.1.1.1"}, "IPv4"),
        ({"porta_incoming": "70000"}, "65535"),
        ({"porta": "99999999999999999999"}, "menor"),
        ({"segredo": "curto"}, "12"),
        ({"segredo": "com espaço dentro"}, "sem espaços"),
        ({"nome": "a\x00b"}, "nulos"),
        ({"pop": "99999999999999999999"}, "válid"),
    ],
)
def test_equipamento_errado_e_422(client_admin: Client, campos: dict[str, Any], mensagem: str) -> None:
    resposta = enviar_equipamento(client_admin, **campos)
    assert resposta.status_code == 422
    assert mensagem in resposta.content.decode()
    assert not EquipamentoConexao.objects.exists()


def test_dois_nas_no_mesmo_ip_sao_recusados(client_admin: Client) -> None:
    enviar_equipamento(client_admin)
    resposta = enviar_equipamento(client_admin, nome="Outro")
    assert resposta.status_code == 422


def test_revelar_pede_permissao_e_registra(client_admin: Client, admin: Any) -> None:
    equipamento = fabricas.equipamento("10.0.0.2", "segredo-do-nas-1")
    url = reverse("rede:equipamento_revelar", args=[equipamento.pk])
    so_ve = gerais.usuario(permissoes=["rede.ver_equipamento"], todas_cidades=True)
    outro = Client()
    outro.force_login(so_ve)
    assert outro.post(url).status_code == 403
    assert "segredo-do-nas-1" not in client_admin.get(url, **MODAL).content.decode()
    resposta = client_admin.post(url, **MODAL)
    assert "segredo-do-nas-1" in resposta.content.decode()
    assert resposta.headers["Cache-Control"] == "no-store"
    registro = Historico.objects.get(objeto_tipo="rede.equipamentoconexao", objeto_id=equipamento.pk)
    assert (registro.usuario, "revelados" in registro.frase) == (admin, True)


def test_pop_com_equipamento_nao_e_excluido(client_admin: Client) -> None:
    equipamento = fabricas.equipamento("10.0.0.3")
    resposta = client_admin.post(reverse("rede:pop_excluir", args=[equipamento.pop_id]), **MODAL)
    assert resposta.status_code == 422
    assert PontoPresenca.objects.filter(pk=equipamento.pop_id).exists()
    vazio = fabricas.pop()
    client_admin.post(reverse("rede:pop_excluir", args=[vazio.pk]), **MODAL)
    assert not PontoPresenca.objects.filter(pk=vazio.pk).exists()


def test_teste_de_conexao_diz_o_que_falhou(client_admin: Client) -> None:
    equipamento = fabricas.equipamento("127.0.0.40", porta=1, porta_incoming=1)
    pagina = client_admin.post(reverse("rede:equipamento_testar", args=[equipamento.pk]), **MODAL).content.decode()
    assert "Recusada" in pagina
    assert "confira a porta e o secret" in pagina


# -- acesso -----------------------------------------------------------------------------------------------------------


def test_criar_acesso_com_senha_gerada_e_revelar(client_admin: Client, admin: Any) -> None:
    servico = de_clientes.servico(de_clientes.cliente("Maria Souza"))
    url = reverse("rede:acesso_adicionar", args=[servico.pk])
    assert 'value="maria.souza"' in client_admin.get(url).content.decode()
    assert client_admin.post(url, {"login": "Maria.Souza", "max_sessoes": "1"}, **MODAL).status_code == 204
    acesso = Acesso.objects.get()
    senha = SenhaAcesso.objects.get().senha
    assert (acesso.login, len(senha)) == ("maria.souza", 10)
    aba = client_admin.get(reverse("rede:servico_acesso", args=[servico.pk])).content.decode()
    assert senha not in aba
    assert "Offline" in aba
    revelada = client_admin.post(reverse("rede:acesso_revelar", args=[acesso.pk]), **MODAL).content.decode()
    assert senha in revelada
    assert Historico.objects.filter(frase__contains="revelada", usuario=admin, cliente_id=servico.cliente_id).exists()
    assert not Historico.objects.filter(frase__contains=senha).exists()


@pytest.mark.parametrize(
    ("campos", "mensagem"),
    [
        ({"login": "ocupado"}, "Login PPPoE"),
        ({"login": "com espaço"}, "Use de 3 a 64"),
        ({"login": "joão"}, "Use de 3 a 64"),
        ({"mac": "xyz"}, "Informe o MAC"),
        ({"ipv4": "100.64.0.1"}, "IP"),
        ({"ipv4": "100.66.1.9"}, "na faixa 100.66.0.0/23"),
        ({"ipv4": "100.64.0.2", "max_sessoes": "2"}, "Com IP fixo, só uma"),
        ({"max_sessoes": "0"}, "ao menos 1"),
        ({"max_sessoes": "999999"}, "menor"),
        ({"senha": "123"}, "6"),
        ({"login": "a\x00bcd"}, "nulos"),
    ],
)
def test_acesso_errado_e_422(client_admin: Client, campos: dict[str, str], mensagem: str) -> None:
    fabricas.acesso("ocupado", ipv4="100.64.0.1")
    PoolEquipamento.objects.create(equipamento=fabricas.equipamento(), nome="clientes", faixa="100.66.0.0/23")
    servico = de_clientes.servico()
    dados = {"login": "livre", "max_sessoes": "1", **campos}
    resposta = client_admin.post(reverse("rede:acesso_adicionar", args=[servico.pk]), dados, **MODAL)
    assert resposta.status_code == 422
    assert mensagem in resposta.content.decode()
    assert Acesso.objects.count() == 1


def test_opcoes_do_acesso(client_admin: Client) -> None:
    """Every option by the form, its sentence, and the actions that undo it."""
    acesso = fabricas.acesso("opcoes", mac="AA:BB:CC:DD:EE:FF")
    campos = {
        "login": "opcoes", "mac": "", "aprender_mac": "on", "ipv4": "", "pool": "empresas", "max_sessoes": "3",
        "expira_em": "2099-01-31T12:30", "equipamento": "", "senha": "",
    }  # fmt: skip
    url = reverse("rede:acesso_editar", args=[acesso.pk])
    assert client_admin.post(url, campos, **MODAL).status_code == 204
    acesso.refresh_from_db()
    assert (acesso.aprender_mac, acesso.pool, acesso.max_sessoes, acesso.mac) == (True, "empresas", 3, "")
    frase = Historico.objects.filter(servico_id=acesso.servico_id).latest("id").frase
    for trecho in ("MAC: AA:BB:CC:DD:EE:FF → —", "primeiro MAC: não → sim", "válido até: — → 31/01/2099 12:30"):
        assert trecho in frase
    aba = client_admin.get(reverse("rede:servico_acesso", args=[acesso.servico_id])).content.decode()
    for trecho in ("O primeiro que conectar", "empresas", "31/01/2099 12:30"):
        assert trecho in aba
    Acesso.objects.update(mac="AA:BB:CC:DD:EE:FF")
    for nome, campo, valor in (("limpar_mac", "mac", ""), ("inativar", "ativo", False), ("ativar", "ativo", True)):
        assert client_admin.post(reverse(f"rede:acesso_{nome}", args=[acesso.pk]), **MODAL).status_code == 204
        acesso.refresh_from_db()
        assert getattr(acesso, campo) == valor
    assert client_admin.post(reverse("rede:acesso_limpar_mac", args=[acesso.pk]), **MODAL).status_code == 422
    assert client_admin.post(reverse("rede:acesso_remover", args=[acesso.pk]), **MODAL).status_code == 204
    assert not Acesso.objects.exists()


@pytest.mark.parametrize(
    ("campo", "valor", "mensagem"),
    [
        ("pool", "com espaço", "sem espaços"),
        ("expira_em", "2020-01-01T00:00", "momento futuro"),
        ("max_sessoes", "-1", ""),
    ],
)
def test_opcao_errada_e_422(client_admin: Client, campo: str, valor: str, mensagem: str) -> None:
    acesso = fabricas.acesso("opcoes")
    dados = {"login": "opcoes", "max_sessoes": "1", campo: valor}
    resposta = client_admin.post(reverse("rede:acesso_editar", args=[acesso.pk]), dados, **MODAL)
    assert resposta.status_code == 422
    assert mensagem in resposta.content.decode()


def test_acesso_de_outra_cidade_nao_existe(atendente: Any, client: Client) -> None:
    client.force_login(atendente)
    fora = fabricas.acesso(de=de_clientes.cliente(cidade=gerais.cidade("Sumaré")))
    dentro = fabricas.acesso()
    for nome in (
        "acesso_editar", "acesso_revelar", "acesso_desconectar", "acesso_limpar_mac", "acesso_inativar",
        "acesso_ativar", "acesso_remover",
    ):  # fmt: skip
        assert client.get(reverse(f"rede:{nome}", args=[fora.pk])).status_code == 404
        assert client.get(reverse(f"rede:{nome}", args=[dentro.pk])).status_code == 200
    for nome in ("servico_acesso", "servico_conexoes", "servico_autenticacoes", "servico_comandos"):
        assert client.get(reverse(f"rede:{nome}", args=[fora.servico_id])).status_code == 404
        assert client.get(reverse(f"rede:{nome}", args=[dentro.servico_id])).status_code == 200


def test_desconectar_sem_sessao_diz(client_admin: Client) -> None:
    acesso = fabricas.acesso()
    resposta = client_admin.post(reverse("rede:acesso_desconectar", args=[acesso.pk]), **MODAL)
    assert resposta.status_code == 422
    assert "não está conectado" in resposta.content.decode()


# -- lists ------------------------------------------------------------------------------------------------------------


def povoar(quantos: int, cidade: str = "Campinas") -> list[Acesso]:
    """Make logins with an open session, a closed connection, an answer and a command each."""
    equipamento = EquipamentoConexao.objects.first() or fabricas.equipamento()
    feitos = [fabricas.acesso(de=de_clientes.cliente(cidade=gerais.cidade(cidade))) for _ in range(quantos)]
    for acesso in feitos:
        comum = {"acesso": acesso, "equipamento": equipamento, "login": acesso.login}
        ip = f"100.64.2.{acesso.pk % 250}"
        contadores = {"octetos_entrada": 1, "octetos_saida": 2**31, "framed_ip": ip, "mac": "AA:BB:CC:00:00:01"}
        sessao = {"acct_session_id": "8", "nas_ip": "127.0.0.2", "inicio": agora() - dt.timedelta(hours=2)}
        Sessao.objects.create(unico=f"u{acesso.pk}", visto=agora(), **sessao, **contadores, **comum)
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO conexao (unico, acesso_id, equipamento_id, login, acct_session_id, nas_ip, inicio, fim, "
                "octetos_entrada, octetos_saida, causa) VALUES (%s, %s, %s, %s, '7', '127.0.0.2', now(), now(), 5, 6, "
                "'Lost-Carrier')",
                [f"c{acesso.pk}", acesso.pk, equipamento.pk, acesso.login],
            )
            cursor.execute(
                "INSERT INTO autenticacao (acesso_id, equipamento_id, login, aceito, motivo) "
                "VALUES (%s, %s, %s, false, 'senha-incorreta')",
                [acesso.pk, equipamento.pk, acesso.login],
            )
        ComandoCoa.objects.create(
            servico=acesso.servico, equipamento=equipamento, tipo="disconnect", motivo="Status", login=acesso.login,
            chave=f"k{acesso.pk}", acct_session_id="8", proxima_tentativa=agora(), estado="sem_resposta",
        )  # fmt: skip
    return feitos


# -- failures of commands ----------------------------------------------------------------------------------------------
