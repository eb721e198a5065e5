"""F16: the bank's answer is sent, looked at, applied by a real worker, once; a broken file is refused whole."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from financeiro.acoes.gerar_remessa import gerar_remessa
from financeiro.models import Fatura, Recibo, Retorno
from hubsoft.core.datas import hoje
from tests.clientes.fabricas import cliente
from tests.e2e.navegador import TELEFONE, esperar_htmx, foto, sem_rolagem_lateral
from tests.financeiro import fabricas
from tests.financeiro.banco import fatura, itau, sicoob
from tests.standins.banco import Liquidacao

pytestmark = pytest.mark.django_db(transaction=True)
HOJE = hoje()


def resposta_do_banco(admin: Any, conta: Any) -> tuple[list[Fatura], bytes]:
    """Return three faturas (paid, rejected, registered) and the bank's file about them and a stranger."""
    forma, banco = conta(descricao="Conta da Matriz")
    titulos = [fatura(forma, dona=cliente(nome)) for nome in ("Ana Paga", "Bia Rejeitada", "Caio Registrado")]
    banco.receber_remessa(bytes(gerar_remessa(forma, admin).conteudo))
    estranho = Liquidacao("777777", Decimal("10.00"), HOJE, HOJE, valor_titulo=Decimal("10.00"))
    pago = Liquidacao(titulos[0].nosso_numero, Decimal("100.00"), HOJE, HOJE, tarifa=Decimal("1.95"))
    motivos = ["13"] if forma.banco == "341" else ["51"]
    return titulos, banco.gerar_retorno(
        HOJE, rejeicoes={titulos[1].nosso_numero: motivos}, liquidacoes=[pago, estranho]
    )


def enviar(pagina: Page, conteudo: bytes, nome: str = "CB2411.RET") -> None:
    pagina.goto("/financeiro/retornos/enviar/")
    pagina.get_by_label("Arquivo de retorno").set_input_files(
        {"name": nome, "mimeType": "text/plain", "buffer": conteudo}
    )
    pagina.get_by_role("button", name="Enviar").click()


@pytest.mark.parametrize("conta", [itau, sicoob], ids=["itau400", "sicoob240"])
def test_enviar_ver_aplicar_e_enviar_de_novo(
    admin: Any, entrar: Callable[..., Page], trabalhador: Any, conta: Any
) -> None:
    titulos, conteudo = resposta_do_banco(admin, conta)
    fabricas.caixa(empresa=titulos[0].forma.empresa)
    banco = titulos[0].forma.banco
    pagina = entrar(admin)
    enviar(pagina, conteudo)
    expect(pagina.get_by_text("Nada foi mudado ainda")).to_be_visible()
    expect(pagina.locator("#aba tr", has_text="Ana Paga").first).to_contain_text("A aplicar")
    foto(pagina, f"f16-1-lido-{banco}")
    assert not Recibo.objects.exists()
    pagina.get_by_role("link", name="Aplicar").click()
    expect(pagina.locator("#modal")).to_contain_text("Os pagamentos entram no caixa")
    pagina.locator("#modal").get_by_role("button", name="Aplicar").click()
    expect(pagina.locator(".progresso")).to_contain_text("Concluído", timeout=20_000)
    linhas = pagina.locator("#aba")
    expect(linhas.locator("tr", has_text="Ana Paga").first).to_contain_text("Aplicado")
    expect(linhas.locator("tr", has_text="Bia Rejeitada")).to_contain_text("CEP incompatível")
    expect(linhas.locator("tr", has_text="Bia Rejeitada")).to_contain_text("Precisa de análise")
    expect(linhas.locator("tr", has_text="Título desconhecido")).to_contain_text("10,00")
    esperar_htmx(pagina)
    foto(pagina, f"f16-2-aplicado-{banco}")
    estados = dict(Fatura.objects.values_list("pk", "registro"))
    assert [estados[t.pk] for t in titulos] == ["liquidada", "rejeitada", "confirmada"]
    assert Recibo.objects.get().valor == Decimal("100.00")

    enviar(pagina, conteudo, "copia.ret")
    expect(pagina.locator("#avisos")).to_contain_text("já tinha sido enviado em")
    expect(pagina.locator("h1")).to_contain_text("CB2411.RET")
    expect(pagina.get_by_role("link", name="Aplicar")).to_have_count(0)
    assert Retorno.objects.count() == Recibo.objects.count() == 1


def test_arquivo_quebrado_diz_linha_e_coluna(
    admin: Any, entrar: Callable[..., Page], trabalhador: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    titulos, conteudo = resposta_do_banco(admin, itau)
    quebrado = conteudo.replace(b"000003\r\n", b"000008\r\n")
    onde = re.compile(r'Linha 3, coluna 395: esperado "000003".*encontrado "000008"')
    pagina = entrar(admin, TELEFONE)
    pagina.goto("/financeiro/retornos/enviar/")
    expect(pagina.get_by_text("Nenhum caixa ativo para os pagamentos entrarem")).to_be_visible()
    sem_rolagem_lateral(pagina)
    foto(pagina, "f16-0-sem-caixa")
    fabricas.caixa(empresa=titulos[0].forma.empresa)
    enviar(pagina, quebrado)
    erro = pagina.locator(".invalid-feedback, .alert-danger", has_text="recusado inteiro")
    expect(erro.first).to_contain_text(onde)
    sem_rolagem_lateral(pagina)
    foto(pagina, "f16-3-recusado")

    # What is long goes the same way by a worker: the page shows it, then the refusal, or the file.
    monkeypatch.setattr("financeiro.acoes.enviar_retorno.LINHAS_NA_TELA", 2)
    enviar(pagina, quebrado)
    expect(pagina.locator(".alert-danger")).to_contain_text(onde, timeout=20_000)
    sem_rolagem_lateral(pagina)
    foto(pagina, "f16-3-leitura-recusada")
    assert not Retorno.objects.exists()
    pagina.get_by_role("link", name="Enviar outro arquivo").click()
    enviar(pagina, conteudo)
    expect(pagina.get_by_text("Nada foi mudado ainda")).to_be_visible(timeout=20_000)
    expect(pagina.locator("#aba tr", has_text="Ana Paga").first).to_contain_text("A aplicar")
    esperar_htmx(pagina)
    sem_rolagem_lateral(pagina)
    foto(pagina, "f16-1-lido")
    pagina.goto("/financeiro/retornos/")
    sem_rolagem_lateral(pagina)
    foto(pagina, "f16-4-lista")
