"""F04: the boleto seen, copied, printed alone and with others; what is on the paper is what the bank expects."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from financeiro.acoes import montar_fatura
from financeiro.acoes.imprimir_boletos import imprimir_em_segundo_plano
from financeiro.models import Fatura
from hubsoft.core.datas import hoje
from hubsoft.core.models import Processo
from hubsoft.core.processos import executar_agora
from tests.clientes.fabricas import cliente
from tests.e2e.navegador import TELEFONE, esperar_htmx, foto, sem_rolagem_lateral
from tests.fabricas import cidade
from tests.financeiro import fabricas
from tests.financeiro.impressao.leitura import codigos, texto, todos_os_codigos

pytestmark = pytest.mark.django_db(transaction=True)


def fatura(nome: str = "Maria das Dores", **campos: Any) -> Fatura:
    forma = campos.pop("forma", None) or fabricas.forma_cobranca(
        conta_dv="7", pix_chave="52998224725", instrucoes="Não receber em cheque."
    )
    return montar_fatura([fabricas.cobranca(cliente(nome))], forma, hoje(), hoje())


def test_ver_copiar_e_imprimir(admin: Any, entrar: Callable[..., Page]) -> None:
    uma = fatura()
    pagina = entrar(admin, permissions=["clipboard-read", "clipboard-write"])
    pagina.goto(f"/financeiro/faturas/{uma.pk}/")
    pagina.get_by_role("link", name="Ver boleto").click()
    expect(pagina.locator("#linha-digitavel")).to_have_text(uma.linha_digitavel)
    expect(pagina.locator("#conteudo")).to_contain_text("multa de 2,00 % (R$ 2,00)")
    pagina.get_by_role("button", name="Copiar linha digitável").click()
    assert pagina.evaluate("navigator.clipboard.readText()") == uma.linha_digitavel
    pagina.get_by_role("button", name="Copiar código Pix").click()
    assert pagina.evaluate("navigator.clipboard.readText()") == uma.pix
    foto(pagina, "f04-boleto")
    endereco = pagina.get_by_role("link", name="Boleto em PDF").get_attribute("href")
    folha = pagina.request.get(endereco or "").body()
    assert codigos(folha) == {"ITF": uma.codigo_barras, "QR": uma.pix}
    for trecho in ("Maria das Dores", uma.linha_digitavel, "Não receber em cheque.", "Rua Conceição, 10"):
        assert trecho in texto(folha)


def test_imprimir_selecionadas_em_um_pdf(admin: Any, entrar: Callable[..., Page]) -> None:
    forma = fabricas.forma_cobranca(conta_dv="7")
    duas = [fatura("Ana", forma=forma), fatura("Bia", forma=forma)]
    fatura("Caio", forma=forma)
    pagina = entrar(admin)
    pagina.goto("/financeiro/faturas/")
    for cada in duas:
        pagina.locator(f"input[name=ids][value='{cada.pk}']").check()
    pagina.get_by_role("button", name="Imprimir boletos").click()
    with pagina.expect_response(lambda r: "/faturas/boletos/?" in r.url) as resposta:
        pagina.locator("#modal").get_by_role("button", name="Imprimir").click()
    folhas = pagina.request.get(resposta.value.url).body()
    assert [codigos(folhas, n)["ITF"] for n in range(2)] == [d.codigo_barras for d in duas]
    pagina.goto("/financeiro/faturas/")
    for cada in duas:
        pagina.locator(f"input[name=ids][value='{cada.pk}']").check()
    pagina.get_by_role("button", name="Imprimir carnê").click()
    foto(pagina, "f04-carne")
    with pagina.expect_response(lambda r: "formato=carne" in r.url) as resposta:
        pagina.locator("#modal").get_by_role("button", name="Imprimir").click()
    folha = pagina.request.get(resposta.value.url).body()
    assert todos_os_codigos(folha)["ITF"] == [d.codigo_barras for d in duas]


def test_muitos_boletos_saem_por_um_processo(admin: Any, entrar: Callable[..., Page]) -> None:
    forma = fabricas.forma_cobranca(conta_dv="7")
    dona = cliente()
    todas = [montar_fatura([fabricas.cobranca(dona)], forma, hoje(), hoje()) for _ in range(51)]
    pagina = entrar(admin)
    pagina.goto("/financeiro/faturas/?por_pagina=100")
    pagina.get_by_label("Selecionar a página").check()
    pagina.get_by_role("button", name="Imprimir boletos").click()
    pagina.locator("#modal").get_by_role("button", name="Imprimir").click()
    expect(pagina.locator("h1")).to_contain_text("Impressão de 51 boletos")
    feito = executar_agora(Processo.objects.get())
    assert (feito.estado, feito.mensagem) == ("concluido", "51 boletos impressos.")
    pagina.reload()
    folhas = pagina.request.get(pagina.get_by_role("link", name="Baixar").get_attribute("href") or "").body()
    assert codigos(folhas, 50)["ITF"] == todas[50].codigo_barras


def test_paga_nao_tem_boleto(admin: Any, entrar: Callable[..., Page]) -> None:
    uma = fatura()
    Fatura.objects.filter(pk=uma.pk).update(status="cancelada")
    pagina = entrar(admin)
    pagina.goto(f"/financeiro/faturas/{uma.pk}/")
    expect(pagina.get_by_role("link", name="Boleto em PDF")).to_have_count(0)
    pagina.goto(f"/financeiro/faturas/{uma.pk}/boleto/")
    expect(pagina.locator("#avisos")).to_contain_text("não há boleto a imprimir")


@pytest.mark.parametrize(("formato", "folhas"), [("boleto", 4), ("carne", 2)])
def test_processo_imprime_no_formato_pedido(admin: Any, formato: str, folhas: int) -> None:
    forma, dona = fabricas.forma_cobranca(conta_dv="7"), cliente()
    todas = [montar_fatura([fabricas.cobranca(dona)], forma, hoje(), hoje()) for _ in range(4)]
    feito = executar_agora(imprimir_em_segundo_plano([f.pk for f in todas], admin, formato))
    assert feito.estado == "concluido"
    papel = feito.arquivo.read()
    lidos = [codigo for n in range(folhas) for codigo in todos_os_codigos(papel, n)["ITF"]]
    assert lidos == [f.codigo_barras for f in todas]


def test_processo_imprime_so_o_que_a_pessoa_ve(atendente: Any) -> None:
    forma = fabricas.forma_cobranca(conta_dv="7")
    longe = cliente("Longe", cidade("Uberlândia", "MG"))
    fora = montar_fatura([fabricas.cobranca(longe)], forma, hoje(), hoje())
    feito = executar_agora(imprimir_em_segundo_plano([fora.pk], atendente))
    assert feito.estado == "falhou"
    assert not feito.arquivo


def test_cabe_no_telefone(admin: Any, entrar: Callable[..., Page]) -> None:
    uma = fatura()
    pagina = entrar(admin, TELEFONE)
    pagina.goto(f"/financeiro/faturas/{uma.pk}/boleto/ver/")
    esperar_htmx(pagina)
    sem_rolagem_lateral(pagina)
    foto(pagina, "f04-boleto")
