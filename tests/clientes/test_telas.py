"""Every screen of Clientes: opens, asks for its permission, hides other cities, costs a fixed number of queries."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from clientes.estados import Status
from clientes.models import Endereco, GrupoCliente
from tests.clientes import fabricas
from tests.fabricas import cidade, usuario

SEM_OBJETO = [
    "clientes:cliente_lista",
    "clientes:cliente_adicionar",
    "clientes:venda_previa",
    "clientes:cep",
    "clientes:cliente_opcoes",
    "clientes:plano_lista",
    "clientes:plano_adicionar",
    "clientes:grupo_cliente_lista",
    "clientes:grupo_cliente_adicionar",
    "clientes:origem_cliente_lista",
    "clientes:grupo_plano_lista",
    "clientes:modelo_contrato_lista",
    "clientes:modelo_contrato_adicionar",
    "clientes:painel_vendas",
    "clientes:painel_suspensos",
    "clientes:painel_status",
]
DO_CLIENTE = ["detalhe", "cadastro", "servicos", "contratos", "historico", "editar", "inativar"]
DO_SERVICO = [
    "detalhe",
    "resumo",
    "enderecos",
    "valores",
    "contratos",
    "historico",
    "editar",
    "habilitar",
    "suspender_debito",
    "suspender_parcial",
    "suspender_pedido",
    "cancelar",
]
DO_PLANO = ["detalhe", "editar", "clonar", "inativar", "reativar"]


def enderecos_de(nome_da_cidade: str) -> list[str]:
    """Return the addresses of every screen of a client of that city."""
    cliente = fabricas.cliente("Ana Souza", cidade(nome_da_cidade))
    servico = fabricas.servico(cliente)
    modelo = fabricas.modelo_contrato(nome=f"Padrão {nome_da_cidade}", texto="Contrato de [[CLIENTE_NOME]]")
    contrato = fabricas.contrato(servico, modelo)
    proprio = Endereco.objects.get(cliente=cliente)
    return [
        *[reverse(f"clientes:cliente_{nome}", args=[cliente.pk]) for nome in DO_CLIENTE],
        *[reverse(f"clientes:servico_{nome}", args=[servico.pk]) for nome in DO_SERVICO],
        reverse("clientes:contrato_adicionar", args=[servico.pk]),
        reverse("clientes:contrato_detalhe", args=[contrato.pk]),
        reverse("clientes:contato_adicionar", args=[cliente.pk]),
        reverse("clientes:contato_editar", args=[cliente.contatos.get().pk]),
        reverse("clientes:contato_excluir", args=[cliente.contatos.get().pk]),
        reverse("clientes:endereco_editar", args=[proprio.pk]),
        *[reverse("clientes:servico_endereco_editar", args=[servico.pk, tipo]) for tipo in Endereco.Tipo.values],
    ]


@pytest.mark.django_db
def test_telas_abrem_para_quem_pode_e_so_para_quem_pode(client: Client, admin: Any, estranho: Any) -> None:
    plano = fabricas.plano()
    grupo = GrupoCliente.objects.create(nome="Empresas")
    paginas = [reverse(nome) for nome in SEM_OBJETO] + enderecos_de("Campinas")
    paginas += [reverse(f"clientes:plano_{nome}", args=[plano.pk]) for nome in DO_PLANO]
    paginas += [reverse(f"clientes:grupo_cliente_{nome}", args=[grupo.pk]) for nome in ("editar", "excluir")]
    client.force_login(admin)
    for pagina in paginas:
        assert client.get(pagina).status_code == 200, pagina
        assert client.get(pagina, headers={"HX-Request": "true"}).status_code == 200, pagina
    client.force_login(estranho)
    for pagina in paginas:
        assert client.get(pagina).status_code == 403, pagina
        assert client.post(pagina).status_code == 403, pagina


@pytest.mark.django_db
def test_outra_cidade_nao_existe(client: Client, atendente: Any) -> None:
    de_fora = enderecos_de("Valinhos")
    da_cidade = enderecos_de("Campinas")
    client.force_login(atendente)
    for pagina in de_fora:
        assert client.get(pagina).status_code == 404, pagina
        assert client.post(pagina, {"motivo": "x", "nome": "x"}).status_code in (404, 405), pagina
    for pagina in da_cidade:
        assert client.get(pagina).status_code == 200, pagina


@pytest.mark.django_db
def test_listas_e_seletores_respeitam_a_cidade(client: Client, atendente: Any) -> None:
    fabricas.cliente("Ana de Campinas", cidade("Campinas"))
    fabricas.cliente("Ana de Valinhos", cidade("Valinhos"), cpf_cnpj="52998224725")
    client.force_login(atendente)
    for busca in ("", "ana", "529.982.247-25"):
        pagina = client.get(reverse("clientes:cliente_lista"), {"busca": busca}).content.decode()
        assert "Ana de Valinhos" not in pagina
        opcoes = client.get(reverse("clientes:cliente_opcoes"), {"q": busca}).json()["itens"]
        assert [o["texto"] for o in opcoes] == ([] if "529" in busca else ["Ana de Campinas"])
    assert "Ana de Valinhos" not in client.get("/busca/", {"q": "ana"}).content.decode()
    filtro = client.get(reverse("clientes:cliente_lista")).content.decode()
    assert "Campinas/SP" in filtro
    assert "Valinhos/SP" not in filtro


@pytest.mark.django_db
def test_lista_tem_numero_fixo_de_consultas(client_admin: Client, django_assert_max_num_queries: Any) -> None:
    for _ in range(12):
        fabricas.servico(fabricas.cliente())
    client_admin.get(reverse("clientes:cliente_lista"))
    with django_assert_max_num_queries(11):
        client_admin.get(reverse("clientes:cliente_lista"))


@pytest.mark.django_db
def test_painel_do_cliente_tem_numero_fixo_de_consultas(
    client_admin: Client, django_assert_max_num_queries: Any
) -> None:
    cliente = fabricas.cliente()
    for _ in range(8):
        fabricas.servico(cliente)
    with django_assert_max_num_queries(8):
        client_admin.get(reverse("clientes:cliente_detalhe", args=[cliente.pk]))
    with django_assert_max_num_queries(7):
        client_admin.get(
            reverse("clientes:cliente_servicos", args=[cliente.pk]), headers={"HX-Request": "true", "HX-Target": "aba"}
        )


@pytest.mark.django_db
def test_entradas_hostis_nao_derrubam(client_admin: Client) -> None:
    cliente = fabricas.cliente()
    enorme = "9" * 400
    lista = reverse("clientes:cliente_lista")
    for valor in ("\x00", "a\x00b", enorme, "' OR 1=1 --", "%", "_", "&|!():*", "😀", "@", "a@", "\\"):
        for filtro in ("busca", "cidade", "plano", "status", "grupo", "situacao", "ordem", "pagina"):
            assert client_admin.get(lista, {filtro: valor}).status_code < 500, (filtro, valor)
        assert client_admin.get(reverse("clientes:cliente_opcoes"), {"q": valor}).status_code == 200
        assert client_admin.get(reverse("clientes:cep"), {"cep": valor}).status_code == 200
        historico = reverse("clientes:cliente_historico", args=[cliente.pk])
        for filtro in ("busca", "area", "criado_em_after", "usuario"):
            assert client_admin.get(historico, {filtro: valor}).status_code < 500, (filtro, valor)
    assert client_admin.get(f"/clientes/{enorme}/").status_code == 404
    assert client_admin.get("/clientes/9223372036854775808/").status_code == 404


@pytest.mark.django_db
def test_quem_so_ve_nao_ganha_botoes(client: Client) -> None:
    leitor = usuario(permissoes=["clientes.ver_cliente", "clientes.ver_servico"], todas_cidades=True)
    cliente = fabricas.cliente()
    fabricas.servico(cliente, Status.HABILITADO)
    client.force_login(leitor)
    pagina = client.get(reverse("clientes:cliente_detalhe", args=[cliente.pk])).content.decode()
    assert "Editar cadastro" not in pagina
    assert "Inativar" not in pagina
    servicos = client.get(
        reverse("clientes:cliente_servicos", args=[cliente.pk]), headers={"HX-Request": "true"}
    ).content.decode()
    assert "Suspender" not in servicos
    assert "Adicionar cliente" not in client.get(reverse("clientes:cliente_lista")).content.decode()
