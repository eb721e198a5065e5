"""The lists of Rede and the panel of failed commands: cost, city, words, export, search."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clientes.busca import procurar
from clientes.estados import Status
from clientes.models import Cliente
from hubsoft.core.datas import agora
from hubsoft.core.models import Historico
from rede.models import (
    Acesso,
    Autenticacao,
    ComandoCoa,
    Conexao,
    Sessao,
)
from tests import fabricas as gerais
from tests.clientes import fabricas as de_clientes
from tests.rede import fabricas
from tests.rede.test_telas import povoar
from tests.servico_radius import limpar

pytestmark = pytest.mark.django_db
MODAL = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "modal"}


@pytest.fixture(autouse=True)
def _vazias(db: None) -> None:
    """Tests that commit leave rows in the tables that FreeRADIUS writes."""
    limpar()


LISTAS = {
    "sessao_lista": 14,
    "conexao_lista": 13,
    "autenticacao_lista": 13,
    "comando_lista": 13,
    "equipamento_lista": 14,
}


@pytest.mark.parametrize(("nome", "limite"), LISTAS.items())
def test_listas_custam_o_mesmo_com_mais_linhas(client_admin: Client, nome: str, limite: int) -> None:
    povoar(3)
    url = reverse(f"rede:{nome}")
    client_admin.get(url)
    with CaptureQueriesContext(
        connection,
    ) as poucas:
        assert client_admin.get(url).status_code == 200
    povoar(12)
    with CaptureQueriesContext(connection) as muitas:
        pagina = client_admin.get(url)
    assert pagina.status_code == 200
    assert len(muitas) == len(poucas) <= limite


def test_listas_dizem_em_portugues(client_admin: Client) -> None:
    povoar(1)
    for nome, palavra in {
        "conexao_lista": "Perda de sinal",
        "autenticacao_lista": "Senha incorreta",
        "comando_lista": "Sem resposta do equipamento",
        "sessao_lista": "2h 00min",
    }.items():
        assert palavra in client_admin.get(reverse(f"rede:{nome}")).content.decode(), nome


def test_listas_respeitam_a_cidade_e_escondem_desconhecidos(client: Client, atendente: Any, admin: Any) -> None:
    povoar(1)
    (fora,) = povoar(1, "Sumaré")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO autenticacao (login, aceito, motivo) VALUES ('intruso', false, 'login-inexistente')"
        )
    client.force_login(atendente)
    for nome in ("conexao_lista", "autenticacao_lista", "comando_lista", "sessao_lista"):
        pagina = client.get(reverse(f"rede:{nome}")).content.decode()
        assert fora.login not in pagina, nome
        assert "intruso" not in pagina
    painel = client.get(reverse("rede:painel_rede"), HTTP_HX_REQUEST="true")
    assert ">1</div>" in painel.content.decode()
    client.force_login(admin)
    assert "intruso" in client.get(reverse("rede:autenticacao_lista")).content.decode()


@pytest.mark.parametrize("nome", ["conexao_lista", "autenticacao_lista", "comando_lista", "sessao_lista"])
@pytest.mark.parametrize("busca", ["\x00", "100.64.2.1", "AA-BB-CC-00-00-01", "clien", "%'\"\\", "9" * 300, "::1"])
def test_busca_hostil_nao_quebra(client_admin: Client, nome: str, busca: str) -> None:
    povoar(1)
    filtros = {"busca": busca, "equipamento": "99999999999999999999", "em_min": "31/31/9999", "pagina": "-1"}
    assert client_admin.get(reverse(f"rede:{nome}"), filtros).status_code == 200


@pytest.mark.parametrize("nome", ["conexao_lista", "autenticacao_lista", "comando_lista", "sessao_lista", "pop_lista"])
def test_exporta_csv(client_admin: Client, nome: str) -> None:
    povoar(2)
    resposta = client_admin.get(reverse(f"rede:{nome}"), {"exportar": "csv"})
    assert resposta.status_code == 200
    linhas = b"".join(resposta) if resposta.streaming else resposta.content
    assert len(linhas.decode("utf-8-sig").strip().splitlines()) == (3 if nome != "pop_lista" else 2)


def test_busca_de_cliente_por_login_ip_e_mac() -> None:
    (achado, outro) = povoar(2)
    Sessao.objects.filter(acesso=achado).update(framed_ip="100.99.1.1", mac="11:22:33:44:55:66")
    outro.ipv4, outro.mac = "100.99.1.2", "11:22:33:44:55:77"
    outro.save()
    for termo, de in {
        achado.login: achado,
        "100.99.1.1": achado,
        "1122.3344.5566": achado,
        "100.99.1.2": outro,
        "11-22-33-44-55-77": outro,
    }.items():
        assert de.servico.cliente in list(procurar(Cliente.objects.all(), termo)), termo
    assert achado.servico.cliente not in list(procurar(Cliente.objects.all(), "100.99.1.2"))


def test_cliente_mostra_quem_esta_online(client_admin: Client) -> None:
    (acesso,) = povoar(1)
    de_clientes.servico(acesso.servico.cliente, Status.HABILITADO)
    pagina = client_admin.get(reverse("rede:cliente_conexao", args=[acesso.servico.cliente_id])).content.decode()
    assert pagina.count("Online") >= 1
    assert "Sem login de acesso" in pagina


def test_comando_pode_ser_reenviado_pela_tela(client_admin: Client) -> None:
    povoar(1)
    comando = ComandoCoa.objects.get()
    detalhe = client_admin.get(reverse("rede:comando_detalhe", args=[comando.pk]), **MODAL).content.decode()
    assert "Reenviar" in detalhe
    assert client_admin.post(reverse("rede:comando_reenviar", args=[comando.pk]), **MODAL).status_code == 204
    comando.refresh_from_db()
    assert comando.estado == "pendente"
    assert client_admin.post(reverse("rede:comando_reenviar", args=[comando.pk]), **MODAL).status_code == 422


def test_ha_modelos_para_o_que_o_radius_grava() -> None:
    povoar(1)
    assert (Conexao.objects.count(), Autenticacao.objects.count()) == (1, 1)


def falhar(acesso: Acesso, **campos: Any) -> ComandoCoa:
    padrao = {"tipo": "coa", "motivo": "Status", "login": acesso.login, "estado": "recusado", "error_cause": 404}
    padrao |= {"servico": acesso.servico, "chave": f"f{ComandoCoa.objects.count()}", "proxima_tentativa": agora()}
    return ComandoCoa.objects.create(**{**padrao, **campos})


def test_painel_das_falhas_e_reenvio_em_massa(client_admin: Client, admin: Any) -> None:
    equipamento = fabricas.equipamento(nome="BNG Norte")
    dentro, fora = fabricas.acesso(), fabricas.acesso(de=de_clientes.cliente(cidade=gerais.cidade("Sumaré")))
    falhar(dentro, equipamento=equipamento)
    falhar(dentro, equipamento=equipamento, estado="confirmado", error_cause=None)
    falhar(fora, equipamento=equipamento, estado="sem_resposta", error_cause=None, mensagem="Sem resposta.")
    longe = agora() + dt.timedelta(minutes=9)
    esperando = falhar(
        dentro, equipamento=equipamento, estado="pendente", tentativas=5, error_cause=None, mensagem="Sem resposta.",
        proxima_tentativa=longe,
    )  # fmt: skip
    pagina = client_admin.get(reverse("rede:comando_painel")).content.decode()
    for trecho in ("BNG Norte", "404 Invalid-Request", "corrija e reenvie", "2 comandos", "Confira se o equipamento"):
        assert trecho in pagina
    filtro = f"equipamento={equipamento.pk}&estado=pendente&estado=sem_resposta&estado=recusado"
    campos = {"todos": "1", "filtro": filtro, "confirmado": "1"}
    assert client_admin.post(reverse("rede:comando_reenviar_massa"), campos, **MODAL).status_code == 204
    assert ComandoCoa.objects.filter(estado="pendente", tentativas=0, proxima_tentativa__lte=agora()).count() == 3
    assert ComandoCoa.objects.get(pk=esperando.pk).prazo is not None
    assert ComandoCoa.objects.filter(estado="confirmado").count() == 1
    assert Historico.objects.filter(frase__contains="reenviado a pedido", usuario=admin).count() == 3


def test_painel_das_falhas_nao_consulta_por_linha(client_admin: Client) -> None:
    def consultas() -> int:
        with CaptureQueriesContext(connection) as feitas:
            assert client_admin.get(reverse("rede:comando_painel")).status_code == 200
        return len(feitas)

    acesso = fabricas.acesso()
    falhar(acesso, equipamento=fabricas.equipamento("10.1.0.1"))
    antes = consultas()
    for n in range(5):
        falhar(acesso, equipamento=fabricas.equipamento(f"10.1.1.{n + 1}"), error_cause=501 + n)
    assert consultas() <= antes


def test_comando_de_login_removido_aparece_na_lista(client_admin: Client) -> None:
    falhar(fabricas.acesso("sumido"), servico=None)
    assert "sumido" in client_admin.get(reverse("rede:comando_lista")).content.decode()
