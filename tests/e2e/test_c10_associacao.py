"""C10: a plan that allows it is tied to another service of the client, which the network then treats like it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from clientes.models import Associacao, ServicoCliente
from demonstracao.servidores import FreeRadius
from rede.models import ComandoCoa
from tests.clientes import fabricas as de_clientes
from tests.e2e.navegador import TELEFONE, escolher, foto, sem_rolagem_lateral, ver_aviso
from tests.e2e.rede_comum import RoteadorDoCliente, cadastrar_nas, trabalhar
from tests.rede import fabricas
from tests.standins.nas import NasDeMentira

pytestmark = pytest.mark.django_db(transaction=True)


def mudar(pagina: Page, servico: ServicoCliente, acao: str, botao: str, etiqueta: str) -> None:
    """Change the state on the page of the service, then let the workers work."""
    pagina.goto(f"/clientes/servicos/{servico.pk}/{acao}/")
    pagina.get_by_label("Motivo").fill("IP fixo em atraso")
    pagina.get_by_role("button", name=botao, exact=True).click()
    expect(pagina.locator("h1 .badge", has_text=etiqueta)).to_be_visible()
    trabalhar()


def test_c10_o_associado_acompanha_ate_na_rede(admin: Any, entrar: Callable[..., Page], freeradius: FreeRadius) -> None:
    with NasDeMentira("127.0.0.76", "segredo-do-nas-76") as nas:
        cadastrar_nas(nas)
        acesso = fabricas.acesso("rita.par", "senha-da-rita")
        navegacao = acesso.servico
        navegacao.plano.pool = "clientes"
        navegacao.plano.save()
        ip_fixo = de_clientes.servico(navegacao.cliente, plano=de_clientes.plano(nome="IP Fixo"))
        roteador = RoteadorDoCliente(freeradius, nas, acesso, "senha-da-rita", "AA:00:00:00:00:0C", "100.64.9.5")
        nas.ao_derrubar = roteador.cair
        inteira = roteador.discar().atributos["Mikrotik-Rate-Limit"]

        # 1º passo of the manual: the plan allows it; 2º passo: the services are tied.
        pagina = entrar(admin)
        pagina.goto(f"/clientes/planos/{ip_fixo.plano_id}/editar/")
        pagina.get_by_label("Permite associação").check()
        with pagina.expect_navigation():
            pagina.get_by_role("button", name="Salvar").click()
        pagina.goto(f"/clientes/servicos/{ip_fixo.pk}/")
        pagina.locator("#aba").get_by_role("link", name="Associar").click()
        escolher(pagina, "Serviço associado", f"nº {navegacao.pk}")
        pagina.locator("#modal").get_by_role("button", name="Salvar").click()
        ver_aviso(pagina, "Serviço associado.")
        expect(pagina.locator("#aba").get_by_text("É suspenso, habilitado e cancelado junto")).to_be_visible()
        foto(pagina, "c10-principal")
        assert Associacao.objects.get().associado == navegacao

        # Partially: the tied one stays online and gets slower, by one CoA.
        mudar(pagina, ip_fixo, "suspender-parcial", "Suspender parcialmente", "Suspenso parcialmente")
        (sessao,) = nas.sessoes.values()
        assert sessao.taxa not in ("", inteira)
        # For good: it falls and only gets into the pool of the suspended.
        mudar(pagina, ip_fixo, "suspender-debito", "Suspender por débito", "Suspenso por débito")
        assert nas.sessoes == {}
        assert roteador.discar().atributos["Framed-Pool"] == "suspensao-total"
        pagina.goto(f"/clientes/servicos/{navegacao.pk}/")
        expect(pagina.locator("h1 .badge", has_text="Suspenso por débito")).to_be_visible()
        expect(
            pagina.locator("#aba").get_by_text(f"Acompanha IP Fixo nº {ip_fixo.pk}: IP fixo em atraso").first
        ).to_be_visible()

        mudar(pagina, ip_fixo, "habilitar", "Habilitar", "Serviço habilitado")
        assert nas.sessoes == {}, "sai do pool dos suspensos"
        depois = roteador.discar().atributos
        assert (depois["Framed-Pool"], depois["Mikrotik-Rate-Limit"]) == ("clientes", inteira)
        assert list(ComandoCoa.objects.order_by("pk").values_list("servico", "tipo")) == [
            (navegacao.pk, "coa"),
            (navegacao.pk, "disconnect"),
            (navegacao.pk, "disconnect"),
        ]

        # The tied one alone never takes the main one along; cancelling the main one ends both.
        mudar(pagina, navegacao, "suspender-debito", "Suspender por débito", "Suspenso por débito")
        ip_fixo.refresh_from_db()
        assert ip_fixo.status == "habilitado"
        mudar(pagina, navegacao, "habilitar", "Habilitar", "Serviço habilitado")
        roteador.discar()
        mudar(pagina, ip_fixo, "cancelar", "Cancelar serviço", "Cancelado")
        assert nas.sessoes == {}
        assert not roteador.discar().aceito
        celular = entrar(admin, largura=TELEFONE)
        celular.goto(f"/clientes/servicos/{navegacao.pk}/")
        expect(celular.locator("h1 .badge", has_text="Cancelado")).to_be_visible()
        sem_rolagem_lateral(celular)
        foto(celular, "c10-associado")
