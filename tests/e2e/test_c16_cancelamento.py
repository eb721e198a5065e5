"""C16: a service and the one tied to it are cancelled with fine, faturas and order; the protocolo says it for good."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from atendimento.models import OrdemServico, TipoOrdemServico
from clientes.acoes.associar_servico import associar
from clientes.models import Contato, ProtocoloCancelamento
from configuracao.models import MensagemEmail
from financeiro.acoes.adicionar_cobranca import NovaCobranca, adicionar_com_fatura
from financeiro.models import Cobranca, DadosCobranca
from hubsoft.core.datas import agora, hoje
from tests.clientes import fabricas
from tests.configuracao.fabricas import remetente
from tests.e2e.navegador import TELEFONE, escolher, foto, sem_rolagem_lateral, ver_aviso
from tests.estoque.fabricas import emprestimo, equipamento, produto
from tests.fabricas import empresa
from tests.financeiro.fabricas import forma_cobranca

pytestmark = pytest.mark.django_db(transaction=True)


def test_cancelar_com_multa_faturas_e_retirada(admin: Any, entrar: Callable[..., Page]) -> None:
    empresa(razao_social="Horizonte Fibra Ltda", telefone="1930000000")
    remetente()
    plano = fabricas.plano(
        nome="Fibra 400", fidelidade_meses=12, fidelidade_beneficio=Decimal("480.00"), permite_associacao=True
    )
    servico = fabricas.servico(fabricas.cliente("Ana Souza"), desde=agora() - dt.timedelta(days=40), plano=plano)
    Contato.objects.create(cliente=servico.cliente, tipo="email", valor="ana@cliente.example")
    ip_fixo = fabricas.servico(servico.cliente, plano=fabricas.plano(nome="IP fixo", valor=Decimal("20.00")))
    associar(servico, ip_fixo)
    emprestimo(servico, equipamento("HWTC7A31", de=produto("ONU Huawei EG8145V5")))
    forma = forma_cobranca()
    DadosCobranca.objects.create(servico=servico, forma=forma, dia_vencimento=10)
    nova = NovaCobranca("Mensalidade", Decimal("99.90"), hoje() + dt.timedelta(days=40), servico=servico)
    (fatura,) = adicionar_com_fatura(servico.cliente, nova, forma, hoje(), admin)
    TipoOrdemServico.objects.create(nome="Retirada de equipamento")

    pagina = entrar(admin)
    pagina.goto("/clientes/motivos-de-cancelamento/")
    pagina.get_by_role("link", name="Adicionar motivo").first.click()
    janela = pagina.locator("#modal")
    janela.get_by_label("Nome").fill("Mudança de cidade")
    janela.get_by_role("button", name="Salvar").click()
    expect(pagina.locator("table")).to_contain_text("Mudança de cidade")

    pagina.goto(f"/clientes/servicos/{servico.pk}/")
    pagina.get_by_role("button", name="Ações").click()
    pagina.locator(".dropdown-menu.show").get_by_text("Cancelar", exact=True).click()
    expect(janela).to_contain_text(f"IP fixo nº {ip_fixo.pk}")
    # What depends on a switch comes with it.
    valor = janela.get_by_label("Valor da multa")
    expect(valor).to_be_hidden()
    janela.get_by_role("button", name="Cancelar serviço").click()
    expect(janela.locator(".invalid-feedback").first).to_be_visible()
    escolher(pagina, "Motivo", "Mudança de cidade")
    janela.get_by_label("Observação").fill("Foi para Belém")
    janela.get_by_label("Gerar multa de fidelidade").check()
    expect(valor).to_have_value("400,00")
    valor.fill("300,00")
    janela.get_by_label(f"Fatura {fatura.pk}").check()
    janela.get_by_label("Abrir ordem de serviço de retirada").check()
    expect(janela.get_by_label("O que retirar")).to_be_visible()
    expect(janela.get_by_label("ana@cliente.example")).to_be_checked()
    foto(pagina, "c16-cancelar")
    janela.get_by_role("button", name="Cancelar serviço").click()
    ver_aviso(pagina, "cancelado. Protocolo")
    cabecalho = pagina.locator("#detalhe-cabecalho")
    expect(cabecalho).to_contain_text("Cancelado")
    protocolo = ProtocoloCancelamento.objects.get(servico=servico)
    link = cabecalho.get_by_role("link", name=f"Protocolo {protocolo.numero}")
    expect(link).to_be_visible()
    foto(pagina, "c16-cancelado")

    fatura.refresh_from_db()
    ip_fixo.refresh_from_db()
    assert (fatura.status, ip_fixo.status) == ("cancelada", "cancelado")
    assert Cobranca.objects.get(descricao__startswith="Multa").valor == Decimal("300.00")
    assert OrdemServico.objects.filter(servico=servico).count() == 1
    assert MensagemEmail.objects.get(chave__startswith="cancelamento:").para == "ana@cliente.example"

    resposta = pagina.request.get(str(link.get_attribute("href")))
    assert resposta.headers["content-type"] == "application/pdf"
    if pasta := os.environ.get("HUBSOFT_CAPTURAS"):
        Path(pasta, "c16-protocolo.pdf").write_bytes(resposta.body())
    texto = " ".join(pypdfium2.PdfDocument(resposta.body())[0].get_textpage().get_text_range().split())
    for trecho in (protocolo.numero, "Ana Souza", "R$ 300,00", "HWTC7A31", f"IP fixo nº {ip_fixo.pk}: cancelado junto"):
        assert trecho in texto, trecho

    telefone = entrar(admin, TELEFONE)
    telefone.goto("/clientes/cancelamentos/")
    expect(telefone.locator("main")).to_contain_text(protocolo.numero)
    sem_rolagem_lateral(telefone)
    foto(telefone, "c16-lista")
    pagina.goto("/clientes/cancelamentos/")
    expect(pagina.locator("table")).to_contain_text("Mudança de cidade")
    foto(pagina, "c16-lista")
