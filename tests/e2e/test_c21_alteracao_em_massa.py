"""C21: the services of a plan are found, looked at and moved to another plan, each with its history and its CoA."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from clientes.acoes import alterar_em_massa
from clientes.models import AlteracaoServicos
from demonstracao.servidores import FreeRadius
from hubsoft.core import processos
from tests.clientes import fabricas as de_clientes
from tests.e2e.navegador import TELEFONE, escolher, foto, sem_rolagem_lateral
from tests.e2e.rede_comum import RoteadorDoCliente, cadastrar_nas, trabalhar
from tests.rede import fabricas
from tests.standins.nas import NasDeMentira

pytestmark = pytest.mark.django_db(transaction=True)


def trabalhador_processa() -> None:
    """What a worker does with the job of the change, then with what it published."""
    processos.executar(AlteracaoServicos.objects.get().processo_id)
    trabalhar()


def test_c21_muda_o_plano_de_muitos(
    admin: Any,
    entrar: Callable[..., Page],
    freeradius: FreeRadius,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Two at a time, so that three are stopped in the middle.
    monkeypatch.setattr(alterar_em_massa, "LOTE", 2)
    velho = de_clientes.plano(nome="20MB-TESTE1", download_kbps=20_000, upload_kbps=20_000, valor=Decimal("50.00"))
    novo = de_clientes.plano(nome="100MB-TESTE2", download_kbps=100_000, upload_kbps=50_000, valor=Decimal("80.00"))
    with NasDeMentira("127.0.0.74", "segredo-do-nas-74") as nas:
        cadastrar_nas(nas)
        acesso = fabricas.acesso("rita.massa", "senha-da-rita", servico={"plano": velho})
        roteador = RoteadorDoCliente(freeradius, nas, acesso, "senha-da-rita", "AA:00:00:00:00:0A", "100.64.9.3")
        assert roteador.discar().atributos["Mikrotik-Rate-Limit"] == "20000k/20000k"
        outros = [de_clientes.servico(de_clientes.cliente(f"Cliente {n}"), plano=velho) for n in range(2)]
        de_clientes.servico(de_clientes.cliente("De outro plano"))

        pagina = entrar(admin)
        pagina.goto(f"/clientes/servicos/?plano={velho.pk}&status=habilitado")
        expect(pagina.locator("#lista tbody tr")).to_have_count(3)
        foto(pagina, "c21-servicos")
        pagina.get_by_label("Selecionar a página").check()
        pagina.get_by_role("button", name="Alterar serviço").click()
        expect(pagina.get_by_label("Novo dia do vencimento")).to_be_hidden()
        escolher(pagina, "Novo plano/serviço", "100MB-TESTE2")
        foto(pagina, "c21-escolha")
        pagina.locator("#modal").get_by_role("button", name="Conferir").click()
        expect(pagina.get_by_text("Nada mudou ainda")).to_be_visible()
        expect(pagina.locator("#aba").get_by_text("20MB-TESTE1 · R$ 50,00")).to_have_count(3)
        expect(pagina.locator("#aba").get_by_text("100MB-TESTE2 · R$ 80,00")).to_have_count(3)
        foto(pagina, "c21-conferencia")

        pagina.get_by_role("link", name="Aplicar").click()
        pagina.locator("#modal").get_by_role("button", name="Aplicar").click()
        expect(pagina.get_by_role("link", name="Parar")).to_be_visible()
        # The person stops it while the first batch is being done.
        lote = alterar_em_massa.aplicar_lote

        def aplicar_e_parar(*argumentos: Any) -> int:
            feitos = lote(*argumentos)
            processos.cancelar(AlteracaoServicos.objects.select_related("processo").get().processo)
            return feitos

        monkeypatch.setattr(alterar_em_massa, "aplicar_lote", aplicar_e_parar)
        trabalhador_processa()
        monkeypatch.setattr(alterar_em_massa, "aplicar_lote", lote)
        expect(pagina.locator("h1 .badge", has_text="Parada")).to_be_visible()
        foto(pagina, "c21-parada")
        pagina.get_by_role("link", name="Continuar").click()
        pagina.locator("#modal").get_by_role("button", name="Aplicar").click()
        expect(pagina.get_by_role("link", name="Parar")).to_be_visible()
        trabalhador_processa()
        expect(pagina.locator("h1 .badge", has_text="Concluída")).to_be_visible()
        expect(pagina.get_by_text("3 serviços alterados, 0 ficam de fora.")).to_be_visible()

        (sessao,) = nas.sessoes.values()
        assert sessao.taxa == "50000k/100000k", "a velocidade nova chegou à sessão aberta"
        assert len(nas.pedidos) == 1, "um CoA só"
        outros[0].refresh_from_db()
        assert (outros[0].plano, outros[0].valor) == (novo, Decimal("80.00"))
        pagina.goto(f"/clientes/servicos/{outros[0].pk}/?aba=historicos")
        expect(pagina.get_by_text("Plano alterado de 20MB-TESTE1 para 100MB-TESTE2")).to_be_visible()

        celular = entrar(admin, largura=TELEFONE)
        for endereco, nome in (("/clientes/servicos/", "servicos"), ("/clientes/alteracoes/", "lista")):
            celular.goto(endereco)
            sem_rolagem_lateral(celular)
            foto(celular, f"c21-{nome}-celular")
        celular.get_by_role("link", name=str(AlteracaoServicos.objects.get().pk), exact=True).click()
        expect(celular.locator("h1 .badge", has_text="Concluída")).to_be_visible()
        sem_rolagem_lateral(celular)
        foto(celular, "c21-detalhe-celular")
