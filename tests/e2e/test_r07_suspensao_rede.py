"""R07: partial and total suspension as the network sees them, the page for the blocked, and back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from clientes.acoes import habilitar
from configuracao.models import Variavel
from demonstracao.servidores import FreeRadius
from financeiro.acoes import montar_fatura
from financeiro.models import DadosCobranca, Fatura
from hubsoft.core.datas import hoje
from rede.models import Acesso, ComandoCoa, Conexao, PoolEquipamento
from tests.e2e.navegador import TELEFONE, foto, sem_rolagem_lateral, ver_aviso
from tests.e2e.rede_comum import RoteadorDoCliente, cadastrar_nas, trabalhar
from tests.financeiro import fabricas as de_financeiro
from tests.rede import fabricas
from tests.standins.nas import NasDeMentira

pytestmark = pytest.mark.django_db(transaction=True)


def test_suspender_pela_tela_derruba_e_prende_no_pool_e_pagar_devolve(
    admin: Any, entrar: Callable[..., Page], freeradius: FreeRadius
) -> None:
    with NasDeMentira("127.0.0.68", "segredo-do-nas-68") as nas:
        cadastrar_nas(nas)
        acesso = fabricas.acesso("rita.alves", "senha-da-rita", servico={})
        acesso.servico.plano.pool = "clientes"
        acesso.servico.plano.save()
        roteador = RoteadorDoCliente(freeradius, nas, acesso, "senha-da-rita", "AA:00:00:00:00:03", "100.64.3.3")
        nas.ao_derrubar = roteador.cair
        antes = roteador.discar()
        assert (antes.atributos["Framed-Pool"], "Mikrotik-Address-List" in antes.atributos) == ("clientes", False)

        pagina = entrar(admin)
        pagina.goto(f"/clientes/servicos/{acesso.servico_id}/suspender-debito/")
        pagina.get_by_label("Motivo").fill("30 dias de atraso")
        pagina.get_by_role("button", name="Suspender por débito").click()
        expect(pagina.locator("h1 .badge", has_text="Suspenso por débito")).to_be_visible()
        trabalhar()
        assert nas.sessoes == {}
        assert Conexao.objects.get().causa == "Admin-Reset"

        durante = roteador.discar()
        assert durante.aceito
        assert durante.atributos["Framed-Pool"] == "suspensao-total"
        assert durante.atributos["Mikrotik-Address-List"] == "suspensos"

        habilitar(acesso.servico, motivo="Fatura paga")
        trabalhar()
        assert nas.sessoes == {}
        depois = roteador.discar()
        assert (depois.atributos["Framed-Pool"], "Mikrotik-Address-List" in depois.atributos) == ("clientes", False)
        pagina.goto(f"/clientes/servicos/{acesso.servico_id}/?aba=podcoa")
        expect(pagina.locator("#lista-aba").get_by_text("Confirmado", exact=True)).to_have_count(2)
        foto(pagina, "r07-comandos")


def cobrar(acesso: Acesso) -> Fatura:
    """Return an overdue fatura of the service, by a forma that leaves 1 Mb/s in the partial suspension."""
    forma = de_financeiro.forma_cobranca(
        conta="72192", conta_dv="0", permite_suspensao_parcial=True, dias_suspensao_parcial=5, tipo_reducao="kbps",
        reducao=1024, pix_chave="pix@provedor.example",
    )  # fmt: skip
    DadosCobranca.objects.create(servico=acesso.servico, forma=forma, dia_vencimento=10)
    cobranca = de_financeiro.cobranca(acesso.servico.cliente, "100.00", servico=acesso.servico)
    return montar_fatura([cobranca], forma, hoje() - dt.timedelta(days=8), hoje() - dt.timedelta(days=18))


def suspender_na_tela(pagina: Page, acesso: Acesso, acao: str, botao: str, etiqueta: str) -> None:
    pagina.goto(f"/clientes/servicos/{acesso.servico_id}/{acao}/")
    pagina.get_by_label("Motivo").fill("Em atraso")
    pagina.get_by_role("button", name=botao).click()
    expect(pagina.locator("h1 .badge", has_text=etiqueta)).to_be_visible()
    trabalhar()


def test_parcial_reduz_por_coa_depois_prende_no_pool_ate_pagar(
    admin: Any, entrar: Callable[..., Page], nova_pagina: Callable[..., Page], freeradius: FreeRadius, settings: Any
) -> None:
    # The subscriber's page comes through the provider's proxy, which says from which address.
    settings.PROXIES_CONFIAVEIS = ["127.0.0.0/8"]
    with NasDeMentira("127.0.0.69", "segredo-do-nas-69") as nas:
        equipamento = cadastrar_nas(nas)
        for nome, faixa in {"lentos": "10.98.0.0/24", "suspensao-total": "10.99.0.0/24"}.items():
            PoolEquipamento.objects.create(equipamento=equipamento, nome=nome, faixa=faixa)
        acesso = fabricas.acesso("rui.dias", "senha-do-rui")
        acesso.servico.plano.pool = "clientes"
        acesso.servico.plano.save()
        fatura = cobrar(acesso)
        de_financeiro.caixa()
        roteador = RoteadorDoCliente(freeradius, nas, acesso, "senha-do-rui", "AA:00:00:00:00:04", "100.64.3.4")
        nas.ao_derrubar = roteador.cair
        inteira = roteador.discar().atributos["Mikrotik-Rate-Limit"]
        pagina = entrar(admin)

        # Without a pool of its own the session stays and only gets slower; the page has nothing to say there.
        suspender_na_tela(pagina, acesso, "suspender-parcial", "Suspender parcialmente", "Suspenso parcialmente")
        (sessao,) = nas.sessoes.values()
        assert (sessao.taxa, Conexao.objects.count()) == ("1024k/1024k", 0)
        assert inteira != "1024k/1024k"

        def aviso(ip: str) -> Page:
            dele = nova_pagina(TELEFONE, extra_http_headers={"X-Forwarded-For": ip})
            dele.goto("/aviso/")
            sem_rolagem_lateral(dele)
            return dele

        expect(aviso(roteador.ip).get_by_text("Não há aviso para esta conexão")).to_be_visible()
        habilitar(acesso.servico, motivo="Combinado")
        trabalhar()
        assert next(iter(nas.sessoes.values())).taxa == inteira

        # With a pool, the router is sent there: slow, and its browser is shown why and how to pay.
        Variavel.objects.update_or_create(
            nome="POOL_SUSPENSAO_PARCIALMENTE", defaults={"valor": "lentos", "tipo": "texto"}
        )
        suspender_na_tela(pagina, acesso, "suspender-parcial", "Suspender parcialmente", "Suspenso parcialmente")
        assert nas.sessoes == {}
        roteador.ip = "10.98.0.4"
        lento = roteador.discar().atributos
        assert (lento["Framed-Pool"], lento["Mikrotik-Rate-Limit"]) == ("lentos", "1024k/1024k")
        dele = aviso(roteador.ip)
        expect(dele.get_by_text("está reduzida por falta de pagamento")).to_be_visible()
        expect(dele.get_by_label("Linha digitável do boleto")).to_have_value(fatura.linha_digitavel)
        expect(dele.get_by_role("button", name="Copiar Pix")).to_be_visible()
        expect(dele.get_by_text(str(fatura.forma.empresa)).first).to_be_visible()
        foto(dele, "r07-aviso-parcial")

        suspender_na_tela(pagina, acesso, "suspender-debito", "Suspender por débito", "Suspenso por débito")
        assert nas.sessoes == {}
        roteador.ip = "10.99.0.4"
        assert roteador.discar().atributos["Framed-Pool"] == "suspensao-total"
        dele = aviso(roteador.ip)
        expect(dele.get_by_text("A sua internet está suspensa por falta de pagamento")).to_be_visible()
        foto(dele, "r07-aviso-total")

        # Paid at the counter: back at once, and the same page has nothing more to say.
        pagina.goto(f"/financeiro/clientes/{acesso.servico.cliente_id}/receber/?fatura={fatura.pk}")
        pagina.get_by_role("button", name="Receber").click()
        ver_aviso(pagina, "Recebimento registrado")
        trabalhar()
        assert nas.sessoes == {}
        roteador.ip = "100.64.3.4"
        pago = roteador.discar().atributos
        assert (pago["Framed-Pool"], pago["Mikrotik-Rate-Limit"]) == ("clientes", inteira)
        dele.reload()
        expect(dele.get_by_text("Não há aviso para esta conexão")).to_be_visible()
        pagina.goto(f"/clientes/servicos/{acesso.servico_id}/?aba=podcoa")
        expect(pagina.locator("#lista-aba").get_by_text("Serviço habilitado — Pagamento recebido")).to_be_visible()
        foto(pagina, "r07-parcial-comandos")
        comandos = ComandoCoa.objects.filter(motivo__startswith="Status").order_by("pk")
        assert list(comandos.values_list("tipo", "estado")) == [
            ("coa", "confirmado"), ("coa", "confirmado"), ("disconnect", "confirmado"), ("disconnect", "confirmado"),
            ("disconnect", "confirmado"),
        ]  # fmt: skip
