"""F15: what waits, what stays out and why, the file the bank takes, downloaded again."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from clientes.models import Endereco
from financeiro.acoes.gerar_remessa import gerar_remessa
from financeiro.models import Fatura, Remessa
from tests.clientes.fabricas import cliente
from tests.e2e.navegador import TELEFONE, esperar_htmx, foto, sem_rolagem_lateral, ver_aviso
from tests.financeiro import fabricas
from tests.financeiro.banco import bradesco, caixa_federal, fatura, itau, sicoob

pytestmark = pytest.mark.django_db(transaction=True)


def baixar(pagina: Page) -> bytes:
    with pagina.expect_download() as espera:
        pagina.get_by_role("link", name="Baixar arquivo").click()
    return Path(espera.value.path()).read_bytes()


@pytest.mark.parametrize("conta", [itau, sicoob, bradesco, caixa_federal], ids=lambda conta: conta.__name__)
def test_gerar_baixar_e_ver_na_fatura(admin: Any, entrar: Callable[..., Page], conta: Any) -> None:
    forma, banco = conta(descricao="Conta da Matriz")
    boas = [fatura(forma, dona=cliente(f"Cliente {n}")) for n in range(3)]
    ruim = fatura(forma, dona=cliente("Sem Endereço da Silva"))
    Endereco.objects.filter(cliente=ruim.cliente).delete()
    fabricas.forma_cobranca(banco="001", descricao="Banco do Brasil", layout="cnab400")
    pagina = entrar(admin)
    pagina.goto("/financeiro/remessas/")
    pagina.get_by_role("link", name="Gerar remessa").first.click()
    expect(pagina.get_by_text("ainda não gera arquivos CNAB 400 do banco 001")).to_be_visible()
    foto(pagina, f"f15-1-espera-{forma.banco}")
    pagina.get_by_role("link", name="Conferir 4 títulos").click()
    expect(pagina.locator(".numeros")).to_contain_text("Vão no arquivo3")
    linha = pagina.locator("tr", has_text="Sem Endereço da Silva")
    expect(linha).to_contain_text(re.compile("preencha no cadastro|informe o CEP|informe a UF"))
    foto(pagina, f"f15-2-conferir-{forma.banco}")
    pagina.get_by_role("button", name="Gerar arquivo").click()
    expect(pagina.locator("h1")).to_contain_text("Remessa 1")
    expect(pagina.locator("#aba")).to_contain_text("Cliente 2")
    foto(pagina, f"f15-3-remessa-{forma.banco}")
    conteudo = baixar(pagina)
    assert banco.receber_remessa(conteudo).entradas == [f.nosso_numero for f in boas]
    assert baixar(pagina) == conteudo
    pagina.get_by_role("link", name=str(boas[0].pk), exact=True).first.click()
    expect(pagina.locator("#aba")).to_contain_text("Entrada")
    assert Fatura.objects.get(pk=ruim.pk).registro == "pendente"
    assert Remessa.objects.get().baixada_em is not None


def test_rejeitados_no_telefone(admin: Any, entrar: Callable[..., Page]) -> None:
    forma, _banco = itau(descricao="Itaú Matriz")
    rejeitada = fatura(forma, dona=cliente("Ana Rejeitada"))
    fatura(forma)
    Fatura.objects.filter(pk=rejeitada.pk).update(registro="rejeitada", motivo_rejeicao="13: CEP incompatível")
    pagina = entrar(admin, TELEFONE)
    for nome, endereco in {"1-espera": "remessas/gerar/", "2-conferir": f"remessas/gerar/{forma.pk}/"}.items():
        pagina.goto(f"/financeiro/{endereco}")
        sem_rolagem_lateral(pagina)
        foto(pagina, f"f15-{nome}")
    pagina.goto("/financeiro/remessas/")
    pagina.get_by_role("link", name="Ver motivos e enviar de novo").click()
    expect(pagina.get_by_text("13: CEP incompatível")).to_be_visible()
    sem_rolagem_lateral(pagina)
    foto(pagina, "f15-4-rejeitados")
    pagina.locator(".js-marca").first.check()
    pagina.get_by_role("button", name="Enviar de novo").click()
    pagina.locator("#modal").get_by_role("button", name="Enviar de novo").click()
    esperar_htmx(pagina)
    expect(pagina.get_by_text("Nenhum título rejeitado pelos bancos.")).to_be_visible()
    assert Fatura.objects.get(pk=rejeitada.pk).registro == "pendente"


def test_novo_vencimento_vai_na_remessa_seguinte(admin: Any, entrar: Callable[..., Page]) -> None:
    forma, _banco = itau(descricao="Itaú Matriz")
    titulo = fatura(forma, dona=cliente("Ana Prorrogada"))
    gerar_remessa(forma, admin)
    pagina = entrar(admin)
    pagina.goto(f"/financeiro/faturas/{titulo.pk}/")
    pagina.get_by_role("link", name="Alterar vencimento").click()
    modal = pagina.locator("#modal")
    novo = titulo.vencimento + dt.timedelta(days=15)
    modal.get_by_label("Novo vencimento").fill(novo.isoformat())
    modal.get_by_label("Motivo").fill("Combinado por telefone")
    foto(pagina, "f15-5-vencimento", inteira=False)
    modal.get_by_role("button", name="Alterar vencimento").click()
    ver_aviso(pagina, "O boleto já sai com o novo dia")
    expect(pagina.locator("#detalhe-cabecalho")).to_contain_text(f"{novo:%d/%m/%Y}")
    esperar_htmx(pagina)
    foto(pagina, "f15-6-fatura")
    pagina.goto("/financeiro/remessas/gerar/")
    expect(pagina.get_by_role("link", name=re.compile("Conferir 1 título"))).to_be_visible()
