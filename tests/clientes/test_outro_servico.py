"""C11: another service for the same client, without a browser."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from clientes import acoes
from clientes.models import Cliente, Endereco, ServicoCliente
from hubsoft.core import registro as casa
from hubsoft.core.datas import hoje
from hubsoft.core.models import Rascunho
from tests.clientes import fabricas
from tests.fabricas import cidade, usuario


@pytest.fixture(autouse=True)
def so_clientes(monkeypatch: pytest.MonkeyPatch) -> None:
    """No higher app adds a step: the browser test has them all."""
    monkeypatch.setitem(casa.registro._itens, casa.PassoVenda, [])


def enviar(
    client: Client, cliente: Cliente, passo: str, dados: dict[str, Any] | None = None, acao: str = "avancar"
) -> Any:
    return client.post(
        reverse("clientes:servico_adicionar", args=[cliente.pk]),
        {"passo": passo, "acao": acao, **(dados or {})},
        headers={"HX-Request": "true", "HX-Target": "assistente"},
    )


def onde(escolha: str, **outro: Any) -> dict[str, Any]:
    return {"endereco-onde": escolha, "endereco-cobranca_no_mesmo": "on", **outro}


OUTRO = {
    "endereco-cep": "13010-001",
    "endereco-logradouro": "Rua Nova",
    "endereco-numero": "7",
    "endereco-bairro": "Vila",
}


def vender(client: Client, cliente: Cliente, endereco: dict[str, Any], plano: Any) -> ServicoCliente:
    assert enviar(client, cliente, "endereco", endereco).status_code == 200
    venda = {"servico-plano": plano.pk, "servico-data_venda": hoje().isoformat()}
    assert enviar(client, cliente, "servico", venda).status_code == 200
    contrato = {
        "contrato-modelo": plano.modelo_contrato_id or "",
        "contrato-inicio": "2026-01-10",
        "contrato-meses": "12",
    }
    assert enviar(client, cliente, "contrato", contrato).status_code == 200
    resposta = enviar(client, cliente, "revisao", acao="concluir")
    novo = ServicoCliente.objects.order_by("-pk")[0]
    assert resposta.headers["HX-Redirect"] == reverse("clientes:servico_detalhe", args=[novo.pk])
    return novo


def ruas(servico: ServicoCliente) -> dict[str, str]:
    return {e.tipo: e.logradouro for e in servico.enderecos.all()}


@pytest.mark.django_db
def test_vende_no_endereco_do_cliente_com_contrato(client_admin: Client) -> None:
    modelo = fabricas.modelo_contrato(nome="Adesão", texto="[[CLIENTE_NOME]] em [[ENDERECO_INSTALACAO]]")
    cliente = fabricas.servico(fabricas.cliente("Ana Souza")).cliente
    plano = fabricas.plano(modelo_contrato=modelo)
    novo = vender(client_admin, cliente, onde("cadastral"), plano)
    assert (novo.cliente, novo.valor, novo.status) == (cliente, plano.valor, "aguardando_instalacao")
    assert set(ruas(novo).values()) == {"Rua Conceição"}
    assert novo.contratos.get().texto.startswith("Ana Souza em Rua Conceição, 10")
    assert Cliente.objects.count() == 1
    assert not Rascunho.objects.exists()


@pytest.mark.django_db
def test_vende_noutro_endereco_e_depois_o_reaproveita(client_admin: Client) -> None:
    cliente, plano = fabricas.cliente(), fabricas.plano()
    cobranca = {
        "endereco-onde": "outro",
        "endereco-cidade": cidade("Valinhos").pk,
        **OUTRO,
        **{nome.replace("endereco-", "endereco-cobranca_"): valor for nome, valor in OUTRO.items()},
        "endereco-cobranca_logradouro": "Rua do Contador",
        "endereco-cobranca_cidade": cidade().pk,
    }
    primeiro = vender(client_admin, cliente, cobranca, plano)
    assert ruas(primeiro) == {
        "instalacao": "Rua Nova",
        "cadastral": "Rua Conceição",
        "fiscal": "Rua Conceição",
        "cobranca": "Rua do Contador",
    }
    conhecido = primeiro.enderecos.get(tipo="instalacao")
    segundo = vender(client_admin, cliente, onde(str(conhecido.pk)), plano)
    assert ruas(segundo)["instalacao"] == "Rua Nova"
    assert segundo.enderecos.get(tipo="instalacao").cidade == cidade("Valinhos")
    assert ruas(segundo)["cobranca"] == "Rua Conceição"


@pytest.mark.django_db
def test_endereco_errado_ou_de_outro_cliente_e_recusado(client_admin: Client) -> None:
    cliente = fabricas.cliente()
    alheio = fabricas.servico(fabricas.cliente("Outra"))
    acoes.editar_endereco(Endereco.objects.get(cliente=alheio.cliente), {"logradouro": "Rua Alheia"})
    do_alheio = Endereco.objects.create(
        cliente=alheio.cliente, servico=alheio, tipo="instalacao", cidade=cidade(), **fabricas.ENDERECO
    )
    for errado in (
        onde(str(do_alheio.pk)),
        onde(""),
        onde("outro"),
        onde("outro", **{**OUTRO, "endereco-cep": "1"}),
        {"endereco-onde": "cadastral"},
    ):
        assert enviar(client_admin, cliente, "endereco", errado).status_code == 422, errado
    assert enviar(client_admin, cliente, "revisao", acao="concluir").status_code == 422
    assert not ServicoCliente.objects.filter(cliente=cliente).exists()


@pytest.mark.django_db
def test_rascunho_e_de_cada_cliente(client_admin: Client) -> None:
    ana, bia = fabricas.cliente("Ana"), fabricas.cliente("Bia")
    enviar(client_admin, ana, "endereco", onde("cadastral"))
    for cliente, passo in ((ana, "Serviço e venda"), (bia, "Onde instalar")):
        pagina = client_admin.get(reverse("clientes:servico_adicionar", args=[cliente.pk]) + "?passo=servico")
        assert passo in pagina.content.decode()
        assert f"Adicionar serviço a {cliente.nome}" in pagina.content.decode()
    enviar(client_admin, ana, "", acao="descartar")
    assert not Rascunho.objects.exists()


@pytest.mark.django_db
def test_so_quem_pode_na_cidade_e_para_quem_esta_ativo(client: Client, atendente: Any, estranho: Any) -> None:
    fora, dentro = fabricas.cliente("Fora", cidade("Valinhos")), fabricas.cliente("Dentro", cidade("Campinas"))
    inativo = fabricas.cliente("Inativo", ativo=False)
    for nome in ("servico_adicionar", "servico_previa"):
        client.force_login(estranho)
        assert client.get(reverse(f"clientes:{nome}", args=[dentro.pk])).status_code == 403
        client.force_login(atendente)
        assert client.get(reverse(f"clientes:{nome}", args=[fora.pk])).status_code == 404
        assert client.get(reverse(f"clientes:{nome}", args=[dentro.pk])).status_code == 200
    assert enviar(client, fora, "endereco", onde("cadastral")).status_code == 404
    assert enviar(client, fora, "", acao="descartar").status_code == 404
    recusa = enviar(client, inativo, "endereco", onde("cadastral"))
    assert recusa.status_code == 422
    assert not Rascunho.objects.exists()


@pytest.mark.django_db
def test_documento_repetido_leva_a_venda_para_o_dono(client_admin: Client) -> None:
    dono = fabricas.cliente("Maria", cpf_cnpj="52998224725")
    dados = {"passo": "cadastro", "cadastro-tipo": "F", "cadastro-cpf_cnpj": "529.982.247-25", "cadastro-nome": "M"}
    url = reverse("clientes:cliente_adicionar")
    assert reverse("clientes:servico_adicionar", args=[dono.pk]) in client_admin.post(url, dados).content.decode()
    acoes.inativar_cliente(dono)
    pagina = client_admin.post(url, dados).content.decode()
    assert reverse("clientes:servico_adicionar", args=[dono.pk]) not in pagina
    assert "Reative o cadastro" in pagina


@pytest.mark.django_db
def test_botao_so_para_quem_vende(client: Client) -> None:
    cliente = fabricas.servico().cliente
    aba = reverse("clientes:cliente_servicos", args=[cliente.pk])
    client.force_login(usuario(permissoes=["clientes.ver_servico"], todas_cidades=True))
    assert "Adicionar serviço" not in client.get(aba).content.decode()
    client.force_login(usuario(permissoes=["clientes.ver_servico", "clientes.adicionar_cliente"], todas_cidades=True))
    assert "Adicionar serviço" in client.get(aba).content.decode()
