"""C05: the four addresses of a service and the client's own; C13: what a service has cost."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from clientes.acoes import alterar_servico, editar_enderecos_do_servico
from clientes.acoes.localizar_servico import definir_coordenadas
from clientes.consultas import valores_do_servico
from clientes.models import Endereco, ServicoCliente
from configuracao.models import Cidade
from hubsoft.core.models import Historico
from tests.clientes import fabricas
from tests.fabricas import cidade


@pytest.fixture
def servico(db: None) -> ServicoCliente:
    """A service whose four addresses are copies of the client's."""
    servico = fabricas.servico(fabricas.cliente("Ana", cidade("Campinas")))
    for tipo in Endereco.Tipo:
        Endereco.objects.create(
            cliente=servico.cliente, servico=servico, tipo=tipo, cidade=cidade("Campinas"), **fabricas.ENDERECO
        )
    return servico


def ruas(servico: ServicoCliente) -> dict[str, str]:
    return {e.tipo: e.logradouro for e in servico.enderecos.all()}


def enviado(onde: Cidade, **mudado: Any) -> dict[str, Any]:
    return {"cep": "13010-001", "logradouro": "Rua B", "numero": "2", "bairro": "Vila", "cidade": onde.pk, **mudado}


def url(servico: ServicoCliente, tipo: str) -> str:
    return reverse("clientes:servico_endereco_editar", args=[servico.pk, tipo])


@pytest.mark.django_db
def test_salva_um_ou_todos_cada_um_com_sua_frase(client_admin: Client, servico: ServicoCliente) -> None:
    dados = enviado(cidade("Campinas"))
    assert client_admin.post(url(servico, "cobranca"), dados).status_code == 302
    assert ruas(servico) == {
        "instalacao": "Rua Conceição",
        "cadastral": "Rua Conceição",
        "fiscal": "Rua Conceição",
        "cobranca": "Rua B",
    }
    assert client_admin.post(url(servico, "fiscal"), {**dados, "acao": "todos"}).status_code == 302
    assert set(ruas(servico).values()) == {"Rua B"}
    proprio = Endereco.objects.get(cliente=servico.cliente, servico__isnull=True)
    assert proprio.logradouro == "Rua Conceição", "o endereço cadastral do cliente é só dele"
    frases = Historico.objects.filter(servico_id=servico.pk, frase__startswith="Endereço (").order_by("id")
    assert [f.split(")")[0] for f in frases.values_list("frase", flat=True)] == [
        "Endereço (cobrança",
        "Endereço (instalação",
        "Endereço (cadastral",
        "Endereço (fiscal",
    ]


@pytest.mark.django_db
def test_endereco_que_faltava_e_criado(admin: Any) -> None:
    servico = fabricas.servico()
    dados = {**fabricas.ENDERECO, "logradouro": "Rua Nova", "cidade": cidade()}
    editar_enderecos_do_servico(servico, ["cobranca"], dados, admin)
    assert ruas(servico) == {"cobranca": "Rua Nova"}
    assert Historico.objects.filter(frase__startswith="Endereço (cobrança) informado: Rua Nova, 10").exists()


@pytest.mark.django_db
def test_quem_muda_de_endereco_sai_do_mapa(client_admin: Client, servico: ServicoCliente, admin: Any) -> None:
    """The marker is where the old house is; another spelling, CEP or bairro is still that house."""

    def salvar(**mudado: Any) -> str:
        dados = {**fabricas.ENDERECO, "cidade": cidade().pk, **mudado}
        resposta = client_admin.post(url(servico, "instalacao"), dados)
        assert resposta.status_code == 302
        return str(list(get_messages(resposta.wsgi_request))[-1])

    definir_coordenadas(servico, Decimal("-22.9056"), Decimal("-47.0608"), False, admin)
    onde = servico.enderecos.get(tipo="instalacao")
    for mudado in ({"logradouro": "RUA CONCEICAO"}, {"bairro": "Cambuí"}, {"cep": "13010-002"}):
        assert salvar(**mudado) == "Endereço salvo."
        onde.refresh_from_db()
        assert onde.latitude is not None, mudado
    assert "marque o novo em “Ver no mapa”" in salvar(numero="11")
    onde.refresh_from_db()
    assert (onde.latitude, onde.longitude) == (None, None)
    frase = Historico.objects.filter(objeto_id=onde.pk, objeto_tipo="clientes.endereco").latest("id").frase
    assert "latitude de -22.905600 para vazio" in frase
    definir_coordenadas(servico, Decimal("-22.9"), Decimal("-47"), False, admin)
    editar_enderecos_do_servico(servico, ["instalacao"], {"numero": "12", "latitude": 1, "longitude": 2}, admin)
    onde.refresh_from_db()
    assert onde.latitude == 1, "quem diz o novo lugar fica com ele"


@pytest.mark.django_db
def test_so_cidades_do_usuario_menos_na_cobranca(client: Client, atendente: Any, servico: ServicoCliente) -> None:
    client.force_login(atendente)
    valinhos = cidade("Valinhos")
    assert client.post(url(servico, "instalacao"), enviado(valinhos)).status_code == 422
    assert client.post(url(servico, "cobranca"), enviado(valinhos)).status_code == 302
    assert client.post(url(servico, "cobranca"), enviado(valinhos, acao="todos")).status_code == 422
    assert ruas(servico)["instalacao"] == "Rua Conceição"
    # What is already there stays a valid choice.
    servico.enderecos.filter(tipo="instalacao").update(cidade=valinhos)
    assert client.post(url(servico, "instalacao"), enviado(valinhos)).status_code == 302


@pytest.mark.django_db
def test_recusa_tipo_e_dados_errados(client_admin: Client, servico: ServicoCliente) -> None:
    assert client_admin.get(url(servico, "nenhum")).status_code == 404
    for errado in (
        {"cep": "1"},
        {"cidade": "x"},
        {"logradouro": ""},
        {"numero": "9" * 21},
        {"acao": "todos", "cep": ""},
    ):
        assert client_admin.post(url(servico, "fiscal"), enviado(cidade(), **errado)).status_code == 422, errado
    assert set(ruas(servico).values()) == {"Rua Conceição"}


@pytest.mark.django_db
def test_valores_praticados_do_mais_novo(client_admin: Client, django_assert_max_num_queries: Any) -> None:
    servico = fabricas.servico(plano=fabricas.plano(nome="Fibra 200", valor=Decimal("80.00")))
    tela = reverse("clientes:servico_editar", args=[servico.pk])
    dados = {"plano": servico.plano_id, "data_venda": "2026-01-05", "referencia": "ponto extra"}
    assert client_admin.post(tela, {**dados, "valor": "92,50"}).status_code == 302
    alterar_servico(servico, {"anotacoes": "nada a ver com o preço"})
    alterar_servico(servico, {"plano": fabricas.plano(nome="Fibra 500", valor=Decimal("100.00"))})
    with django_assert_max_num_queries(3):
        valores = valores_do_servico(servico)
    assert [(v.plano.nome, v.valor, v.diferenca, v.atual) for v in valores] == [
        ("Fibra 500", Decimal("92.50"), Decimal("-7.50"), True),
        ("Fibra 200", Decimal("92.50"), Decimal("12.50"), False),
        ("Fibra 200", Decimal("80.00"), Decimal("0.00"), False),
    ]
    assert [str(v.usuario) for v in valores[1:]] == ["Alice Admin", "None"]
    pagina = client_admin.get(reverse("clientes:servico_valores", args=[servico.pk])).content.decode()
    assert "acréscimo de R$\xa012,50" in pagina
    assert "ponto extra" in pagina
