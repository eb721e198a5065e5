"""The geocoding routine against a strict stand-in: who is asked about, what is kept, what stops it (G04)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.test import Client

from clientes.acoes.geocodificar import enderecos_devidos
from clientes.acoes.localizar_servico import definir_coordenadas
from clientes.models import Endereco, Geocodificacao
from configuracao.acoes.executar_rotina import executar_agora
from configuracao.acoes.rotinas import salvar_rotina
from configuracao.models import ExecucaoRotina, Variavel
from hubsoft.core import processos
from hubsoft.core.models import Historico
from tests.clientes import fabricas as de_clientes
from tests.standins.nominatim import Nominatim

pytestmark = pytest.mark.django_db(transaction=True)
RUA = ("10 Rua Conceição", "Campinas")
LUGAR = (Decimal("-22.905561"), Decimal("-47.060826"))


@pytest.fixture
def nominatim(settings) -> Iterator[Nominatim]:
    with Nominatim(intervalo=0.02) as servidor:
        servidor.lugares[RUA] = ("-22.9055614", "-47.0608262", "Campinas")
        settings.GEOCODIFICADOR_URL, settings.GEOCODIFICADOR_INTERVALO = servidor.url, 0.03
        yield servidor


def no_mapa(numero: str = "10", automaticas: bool = True) -> Endereco:
    servico = de_clientes.servico()
    Endereco.objects.filter(cliente=servico.cliente, servico__isnull=True).update(numero=numero)
    return definir_coordenadas(servico, None, None, automaticas, None)


def rodar() -> ExecucaoRotina:
    dados = {"descricao": "Mapa", "tarefa": "clientes.geocodificacao", "hora": "3", "notificar": []}
    execucao = executar_agora(salvar_rotina(dados, None), None)
    processos.executar(execucao.processo_id)
    execucao.refresh_from_db()
    return execucao


def test_desligada_nao_fala_com_ninguem() -> None:
    no_mapa()
    execucao = rodar()
    assert (execucao.resultado, "HUBSOFT_GEOCODIFICADOR_URL" in execucao.mensagem) == ("falha", True)


def test_so_quem_permite_vai_para_o_mapa_e_uma_vez_por_endereco(nominatim: Nominatim) -> None:
    permite, sumido, proibe = no_mapa(), no_mapa("99"), no_mapa(automaticas=False)
    assert rodar().mensagem == "2 endereço(s) procurado(s), 1 no mapa."
    for endereco in (permite, sumido, proibe):
        endereco.refresh_from_db()
    assert (permite.latitude, permite.longitude) == LUGAR
    assert sumido.latitude is proibe.latitude is None
    assert nominatim.pedidos[0] == {
        "key": "segredo", "format": "jsonv2", "limit": "1", "addressdetails": "1", "accept-language": "pt-BR",
        "street": "10 Rua Conceição", "city": "Campinas", "state": "SP", "postalcode": "13010-000", "country": "Brasil",
    }  # fmt: skip
    frase = Historico.objects.get(objeto_id=permite.pk, objeto_tipo="clientes.endereco", origem="Geocodificação").frase
    assert frase == "Endereço (instalação) alterado: coordenadas de nenhuma para -22.905561, -47.060826."
    assert rodar().mensagem == "0 endereço(s) procurado(s), 0 no mapa."
    Endereco.objects.filter(pk=sumido.pk).update(numero="10")
    assert rodar().mensagem == "1 endereço(s) procurado(s), 1 no mapa.", "o endereço mudou: pergunta de novo"
    outro = no_mapa("77")
    rodar()
    Geocodificacao.objects.filter(endereco=outro).update(em=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    assert [e.pk for e in enderecos_devidos(10)] == [outro.pk], "o que não achou volta a ser procurado"


def test_rua_de_mesmo_nome_em_outra_cidade_nao_serve(nominatim: Nominatim) -> None:
    endereco = no_mapa()
    nominatim.lugares[RUA] = ("-3.1", "-60.0", "Manaus")
    assert rodar().mensagem == "1 endereço(s) procurado(s), 0 no mapa."
    endereco.refresh_from_db()
    assert endereco.latitude is None


def test_o_limite_por_execucao(nominatim: Nominatim) -> None:
    Variavel.objects.filter(nome="GEOCODIFICACAO_POR_EXECUCAO").update(valor="1")
    no_mapa(), no_mapa()
    assert rodar().mensagem == "1 endereço(s) procurado(s), 1 no mapa."
    assert rodar().mensagem == "1 endereço(s) procurado(s), 1 no mapa."
    assert len(nominatim.pedidos) == 2


@pytest.mark.parametrize(
    ("codigo", "mensagem", "anotados"),
    [(503, "não responde (HTTP 503)", 3), (429, "não responde (HTTP 429)", 3), (302, "HTTP 302", 0)],
)
def test_servidor_que_falha_para_a_rotina_e_nada_se_perde(
    nominatim: Nominatim, codigo: int, mensagem: str, anotados: int
) -> None:
    for _ in range(4):
        no_mapa()
    nominatim.falhar_com = codigo
    execucao = rodar()
    assert (execucao.resultado, mensagem in execucao.mensagem) == ("falha", True), execucao.mensagem
    assert execucao.processo.erros.count() == anotados
    nominatim.falhar_com = 0
    assert rodar().mensagem == "4 endereço(s) procurado(s), 4 no mapa."


@pytest.mark.parametrize(
    ("certo", "errado", "mensagem"),
    [
        ("key=segredo", "key=outra", "HTTP 403"),
        ("/search", "/busca", "HTTP 404"),
        ("http:", "ftp:", "http:// ou https://"),
    ],
)
def test_endereco_errado_do_geocodificador(
    nominatim: Nominatim, settings, certo: str, errado: str, mensagem: str
) -> None:
    settings.GEOCODIFICADOR_URL = nominatim.url.replace(certo, errado)
    no_mapa()
    assert mensagem in rodar().mensagem


@pytest.mark.parametrize(
    "corpo",
    [
        b"<html>",
        b'{"a": 1}',
        b'[{"lat": "x"}]',
        b'[{"lat": 1e999, "lon": "NaN"}]',
        b"[1]",
        b"[" * 60_000,
        b"[" * 70_000,
    ],
    ids=range(7),
)
def test_resposta_que_nao_se_entende(nominatim: Nominatim, monkeypatch: pytest.MonkeyPatch, corpo: bytes) -> None:
    monkeypatch.setattr(nominatim, "responder", lambda *_: (200, corpo))
    no_mapa()
    assert "não se entende" in rodar().mensagem


def test_a_rotina_e_oferecida(client_admin: Client) -> None:
    assert "Geocodificação" in client_admin.get("/configuracao/rotinas/adicionar/").content.decode()
