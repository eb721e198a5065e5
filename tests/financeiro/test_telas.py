"""Every screen of faturas, boletos, receipts and caixas: who may, what is seen, how much it costs."""

from __future__ import annotations

import datetime as dt
import io
import re
from decimal import Decimal
from html import unescape
from urllib.parse import urljoin

import openpyxl
import pytest
from django.test import Client
from django.urls import resolve, reverse
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries

from financeiro.acoes import Recebimento, montar_fatura, receber
from financeiro.models import Caixa, Cobranca, DadosCobranca, Fatura, FormaCobranca, Recibo
from hubsoft.core.datas import hoje
from tests.clientes.fabricas import cliente, servico
from tests.fabricas import cidade
from tests.financeiro import fabricas

pytestmark = pytest.mark.django_db


@pytest.fixture
def forma() -> FormaCobranca:
    return fabricas.forma_cobranca(pix_chave="52998224725", conta_dv="7")


@pytest.fixture
def caixa() -> Caixa:
    return fabricas.caixa()


def fatura_de(dona, forma, *valores: str, vencimento: dt.date | None = None) -> Fatura:
    cobrancas = [fabricas.cobranca(dona, v) for v in valores or ("99.90",)]
    return montar_fatura(cobrancas, forma, vencimento or hoje(), hoje())


def paginas(fatura: Fatura, recibo: Recibo, caixa: Caixa, servico_id: int) -> dict[str, str]:
    """Every GET of the screens, by URL name."""
    dona, forma = fatura.cliente_id, fatura.forma_id
    solta = Cobranca.objects.filter(cliente=dona, fatura__isnull=True).first()
    assert solta is not None
    return {
        "forma_cobranca_lista": reverse("financeiro:forma_cobranca_lista"),
        "forma_cobranca_adicionar": reverse("financeiro:forma_cobranca_adicionar"),
        "forma_cobranca_detalhe": reverse("financeiro:forma_cobranca_detalhe", args=[forma]),
        "forma_cobranca_editar": reverse("financeiro:forma_cobranca_editar", args=[forma]),
        "forma_cobranca_inativar": reverse("financeiro:forma_cobranca_inativar", args=[forma]),
        "forma_cobranca_reativar": reverse("financeiro:forma_cobranca_reativar", args=[forma]),
        "forma_cobranca_historico": reverse("financeiro:forma_cobranca_historico", args=[forma]),
        "fatura_lista": reverse("financeiro:fatura_lista"),
        "boletos": reverse("financeiro:boletos") + f"?fatura={fatura.pk}",
        "fatura_detalhe": reverse("financeiro:fatura_detalhe", args=[fatura.pk]),
        "fatura_resumo": reverse("financeiro:fatura_resumo", args=[fatura.pk]),
        "fatura_historico": reverse("financeiro:fatura_historico", args=[fatura.pk]),
        "fatura_boleto": reverse("financeiro:fatura_boleto", args=[fatura.pk]),
        "fatura_boleto_ver": reverse("financeiro:fatura_boleto_ver", args=[fatura.pk]),
        "fatura_cancelar": reverse("financeiro:fatura_cancelar", args=[fatura.pk]),
        "cobranca_lista": reverse("financeiro:cobranca_lista"),
        "cobranca_cancelar": reverse("financeiro:cobranca_cancelar", args=[solta.pk]),
        "recibo_lista": reverse("financeiro:recibo_lista"),
        "recibo_detalhe": reverse("financeiro:recibo_detalhe", args=[recibo.pk]),
        "recibo_imprimir": reverse("financeiro:recibo_imprimir", args=[recibo.pk, "termico"]),
        "recibo_estornar": reverse("financeiro:recibo_estornar", args=[recibo.pk]),
        "caixa_lista": reverse("financeiro:caixa_lista"),
        "caixa_adicionar": reverse("financeiro:caixa_adicionar"),
        "caixa_detalhe": reverse("financeiro:caixa_detalhe", args=[caixa.pk]),
        "caixa_editar": reverse("financeiro:caixa_editar", args=[caixa.pk]),
        "cliente_financeiro": reverse("financeiro:cliente_financeiro", args=[dona]),
        "cliente_recibos": reverse("financeiro:cliente_recibos", args=[dona]),
        "receber": reverse("financeiro:receber", args=[dona]) + f"?fatura={fatura.pk}",
        "receber_calculo": reverse("financeiro:receber_calculo", args=[dona]) + f"?fatura={fatura.pk}",
        "fatura_juntar": reverse("financeiro:fatura_juntar", args=[dona]),
        "cobranca_adicionar": reverse("financeiro:cobranca_adicionar", args=[dona]),
        "servico_cobranca": reverse("financeiro:servico_cobranca", args=[servico_id]),
        "servico_cobranca_editar": reverse("financeiro:servico_cobranca_editar", args=[servico_id]),
        "painel_dia": reverse("financeiro:painel_dia"),
        "painel_recebido": reverse("financeiro:painel_recebido"),
        "painel_vencido": reverse("financeiro:painel_vencido"),
    }


# Rows of a client: those of another city must not exist for the attendant.
COM_CLIENTE = (
    "fatura_detalhe", "fatura_resumo", "fatura_historico", "fatura_boleto", "fatura_boleto_ver", "fatura_cancelar",
    "cobranca_cancelar", "recibo_detalhe", "recibo_imprimir", "recibo_estornar", "cliente_financeiro",
    "cliente_recibos", "receber", "receber_calculo", "fatura_juntar", "cobranca_adicionar", "servico_cobranca",
    "servico_cobranca_editar",
)  # fmt: skip


@pytest.fixture
def cenario(forma: FormaCobranca, caixa: Caixa, admin) -> dict[str, str]:
    longe = cliente("Joana de Longe", cidade("Uberlândia", "MG"))
    do_servico = servico(longe)
    DadosCobranca.objects.create(servico=do_servico, forma=forma, dia_vencimento=10)
    fatura = fatura_de(longe, forma)
    paga = fabricas.cobranca(longe, "10.00")
    recibo = receber(Recebimento([paga], caixa, "dinheiro", hoje(), "x"), admin)
    fabricas.cobranca(longe, "7.00")
    return paginas(fatura, recibo, caixa, do_servico.pk)


def test_todas_as_telas_abrem_para_quem_pode(client_admin: Client, cenario: dict[str, str]) -> None:
    for nome, url in cenario.items():
        resposta = client_admin.get(url)
        assert resposta.status_code == 200, nome


def test_todo_link_das_telas_leva_a_uma_tela(client_admin: Client, cenario: dict[str, str]) -> None:
    """Of the whole pages, so that a row's links are among them."""
    links = 0
    for url in cenario.values():
        pagina = client_admin.get(url)
        if pagina.headers["Content-Type"].startswith("text/html") and not pagina.streaming:
            for destino in re.findall(r'href="([^"#?]+)', pagina.content.decode()):
                if not destino.startswith(("/static/", "mailto:", "tel:", "https:")):
                    resolve(urljoin(url, unescape(destino)))
                    links += 1
    assert links > 100


def test_nenhuma_tela_abre_para_quem_nao_pode(client: Client, estranho, cenario: dict[str, str]) -> None:
    client.force_login(estranho)
    for nome, url in cenario.items():
        assert client.get(url).status_code == 403, nome


def test_cliente_de_outra_cidade_nao_existe(client: Client, atendente, cenario: dict[str, str]) -> None:
    client.force_login(atendente)
    for nome in COM_CLIENTE:
        assert client.get(cenario[nome]).status_code == 404, nome
        assert client.post(cenario[nome]).status_code in (404, 405), nome
    for nome in ("fatura_lista", "cobranca_lista", "recibo_lista"):
        assert "Joana" not in client.get(cenario[nome]).content.decode(), nome
    assert client.get(cenario["boletos"]).status_code == 302, "nada a imprimir"
    assert "R$\xa00,00" in client.get(cenario["painel_dia"]).content.decode()


@pytest.mark.parametrize(
    ("nome", "maximo"), [("fatura_lista", 16), ("cobranca_lista", 16), ("recibo_lista", 16), ("caixa_lista", 14)]
)
def test_lista_nao_consulta_por_linha(
    client_admin: Client, forma, admin, nome: str, maximo: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for i in range(12):
        dona = cliente(f"Cliente {i}")
        fatura_de(dona, forma)
        receber(Recebimento([fabricas.cobranca(dona)], fabricas.caixa(), "pix", hoje(), f"c{i}"), admin)
    with django_assert_max_num_queries(maximo):
        corpo = client_admin.get(reverse(f"financeiro:{nome}")).content.decode()
    assert ("Cliente 11" in corpo) or nome == "caixa_lista"


def test_muitos_boletos_em_poucas_consultas(
    client_admin: Client, forma, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    ids = [fatura_de(cliente(f"Cliente {i}"), forma).pk for i in range(20)]
    with django_assert_max_num_queries(10):
        resposta = client_admin.get(reverse("financeiro:boletos"), {"fatura": ids})
    assert resposta["Content-Type"] == "application/pdf"
    assert len(PdfReader(io.BytesIO(resposta.content)).pages) == 20


def test_filtros_da_lista_de_faturas(client_admin: Client, forma) -> None:
    campinas, longe = cliente("Ana Campinas"), cliente("Bia Longe", cidade("Uberlândia", "MG"))
    da_ana = fatura_de(campinas, forma, "10.00", vencimento=hoje() + dt.timedelta(days=5))
    da_bia = fatura_de(longe, forma, "20.00", "5.00")
    lista = reverse("financeiro:fatura_lista")

    def achadas(**consulta: object) -> set[str]:
        corpo = client_admin.get(lista, consulta).content.decode()
        return {nome for nome in ("Ana Campinas", "Bia Longe") if f">{nome}<" in corpo}

    assert achadas() == {"Ana Campinas", "Bia Longe"}
    assert achadas(busca="bia") == {"Bia Longe"}
    assert achadas(busca=str(da_ana.pk)) >= {"Ana Campinas"}
    assert achadas(busca=longe.cpf_cnpj) == {"Bia Longe"}
    assert achadas(busca="'; drop") == set()
    assert client_admin.get(lista, {"busca": "a\x00b"}).status_code == 200
    assert achadas(busca="9" * 40) == set()
    assert achadas(cidade=cidade("Uberlândia", "MG").pk) == {"Bia Longe"}
    assert achadas(cliente=campinas.pk) == {"Ana Campinas"}
    assert achadas(status="paga") == set()
    assert achadas(registro="pendente") == {"Ana Campinas", "Bia Longe"}
    assert achadas(vencimento_after=(hoje() + dt.timedelta(days=1)).isoformat()) == {"Ana Campinas"}
    assert "R$\xa035,00" in client_admin.get(lista).content.decode(), "total do filtro"
    assert da_bia.valor == Decimal("25.00")


@pytest.mark.parametrize("formato", ["csv", "xlsx"])
@pytest.mark.parametrize("nome", ["fatura_lista", "cobranca_lista", "recibo_lista"])
def test_lista_exporta_o_que_esta_filtrado(client: Client, atendente, forma, admin, nome: str, formato: str) -> None:
    for dona in (cliente("Ana Campinas"), cliente("Bia Longe", cidade("Uberlândia", "MG"))):
        fatura_de(dona, forma)
        receber(Recebimento([fabricas.cobranca(dona)], fabricas.caixa(), "pix", hoje(), f"e{dona.pk}"), admin)
    client.force_login(atendente)
    resposta = client.get(reverse(f"financeiro:{nome}"), {"exportar": formato})
    corpo = b"".join(resposta.streaming_content) if resposta.streaming else resposta.content
    if formato == "csv":
        assert "Ana Campinas" in corpo.decode("utf-8-sig")
        assert "Bia Longe" not in corpo.decode("utf-8-sig")
    else:
        celulas = {
            str(c.value) for linha in openpyxl.load_workbook(io.BytesIO(corpo)).active.iter_rows() for c in linha
        }
        assert "Ana Campinas" in celulas
        assert "Bia Longe" not in celulas


def test_reaberta_que_o_banco_nao_aceita_mais_avisa(client_admin: Client, forma) -> None:
    uma = fatura_de(cliente(), forma)
    url = reverse("financeiro:fatura_detalhe", args=[uma.pk])
    assert "O banco não aceita mais" not in client_admin.get(url).content.decode()
    Fatura.objects.filter(pk=uma.pk).update(registro="liquidada")
    assert "O banco não aceita mais este boleto (paga no banco)" in client_admin.get(url).content.decode()


def test_busca_do_cliente_pelo_nosso_numero(client_admin: Client, forma) -> None:
    FormaCobranca.objects.filter(pk=forma.pk).update(proximo_nosso_numero=7654321)
    fatura_de(cliente("Dona do Boleto"), forma)
    corpo = client_admin.get(reverse("core:busca_global"), {"q": "7654321"}).content.decode()
    assert "Dona do Boleto" in corpo
    assert "Nosso número" in corpo
