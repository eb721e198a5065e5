"""F06: an overdue fatura received at the desk: fine and interest, the receipt, the connection back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from clientes.estados import Status
from configuracao.models import Usuario
from financeiro.acoes import Recebimento, montar_fatura, receber
from financeiro.models import CaixaUsuario, Cobranca, DadosCobranca, Fatura, MovimentoCaixa, Recibo
from hubsoft.core.datas import hoje
from tests.clientes.fabricas import cliente, servico
from tests.e2e.navegador import TELEFONE, esperar_htmx, foto, sem_rolagem_lateral, ver_aviso
from tests.fabricas import cidade, usuario
from tests.financeiro import fabricas
from tests.financeiro.impressao.leitura import texto

pytestmark = pytest.mark.django_db(transaction=True)
CAIXA_DO_BALCAO = (
    "clientes.ver_cliente", "financeiro.ver_fatura", "financeiro.receber_cobranca", "financeiro.ver_recibo",
)  # fmt: skip


@pytest.fixture
def balconista() -> Usuario:
    """Receives in Campinas, but changes neither value nor date."""
    return usuario(permissoes=CAIXA_DO_BALCAO, cidades=[cidade("Campinas")], nome="Bruna Balcão")


def vencida(dias: int = 30, valor: str = "100.00") -> Fatura:
    """A fatura due days ago, of a service suspended for it."""
    do_servico = servico(status=Status.SUSPENSO_DEBITO)
    forma = fabricas.forma_cobranca(conta_dv="7")
    DadosCobranca.objects.create(servico=do_servico, forma=forma, dia_vencimento=10)
    cobranca = fabricas.cobranca(do_servico.cliente, valor, servico=do_servico, descricao="Fibra 500 10/2026")
    return montar_fatura([cobranca], forma, hoje() - dt.timedelta(days=dias), hoje() - dt.timedelta(days=dias + 10))


def test_receber_vencida_imprime_e_devolve_a_conexao(balconista: Usuario, entrar: Callable[..., Page]) -> None:
    fatura, caixa, alheio = vencida(), fabricas.caixa(), fabricas.caixa()
    CaixaUsuario.objects.create(caixa=caixa, usuario=balconista)
    pagina = entrar(balconista)
    pagina.goto(f"/clientes/{fatura.cliente_id}/?aba=financeiro")
    pagina.get_by_label(f"Selecionar a fatura {fatura.pk}").check()
    foto(pagina, "f06-cliente")
    pagina.locator("#aba").get_by_role("button", name="Receber").click()
    # 100 + 2 % once + 1 % a month for thirty days
    expect(pagina.locator("#total-devido")).to_contain_text("103,00")
    expect(pagina.get_by_label("Valor recebido")).to_be_disabled()
    expect(pagina.locator("#id_caixa")).not_to_contain_text(str(alheio))
    pagina.get_by_label("Forma de recebimento").select_option("pix")
    foto(pagina, "f06-receber")
    pagina.get_by_role("button", name="Receber").click()
    recibo_na_tela = pagina.locator("#detalhe-cabecalho")
    expect(recibo_na_tela).to_contain_text("103,00")
    ver_aviso(pagina, "Recebimento registrado")
    foto(pagina, "f06-recibo")
    recibo = Recibo.objects.get()
    assert (recibo.valor, recibo.caixa, recibo.usuario, recibo.meio) == (Decimal("103.00"), caixa, balconista, "pix")
    for layout in ("termico", "comum"):
        papel = texto(pagina.request.get(f"/financeiro/recibos/{recibo.pk}/imprimir/{layout}/").body())
        for trecho in ("José da Silva", "Fibra 500 10/2026", "103,00", "Bruna Balcão", f"{recibo.pk}"):
            assert trecho in papel, (layout, trecho)
    fatura.refresh_from_db()
    assert (fatura.status, fatura.pago_em) == ("paga", hoje())
    do_servico = fatura.cobrancas.get().servico
    assert do_servico is not None
    assert do_servico.status == Status.HABILITADO


def test_valor_menor_com_permissao_deixa_o_resto_aberto(admin: Any, entrar: Callable[..., Page]) -> None:
    fatura = vencida()
    fabricas.caixa()
    pagina = entrar(admin)
    pagina.goto(f"/financeiro/faturas/{fatura.pk}/")
    pagina.get_by_role("link", name="Receber").click()
    pagina.get_by_label("Valor recebido").fill("150,00")
    pagina.get_by_role("button", name="Receber").click()
    expect(pagina.locator("#div_id_valor .invalid-feedback")).to_contain_text("passa do que é devido")
    pagina.get_by_label("Valor recebido").fill("51,50")
    pagina.get_by_role("button", name="Receber").click()
    expect(pagina.locator("#detalhe-cabecalho")).to_contain_text("51,50")
    cobranca = Cobranca.objects.get()
    assert (cobranca.status, cobranca.saldo) == ("parcial", Decimal("50.00"))


def test_outra_data_muda_multa_e_juros(admin: Any, entrar: Callable[..., Page]) -> None:
    fatura = vencida(dias=30)
    fabricas.caixa()
    pagina = entrar(admin)
    pagina.goto(f"/financeiro/clientes/{fatura.cliente_id}/receber/?fatura={fatura.pk}")
    data = pagina.get_by_label("Data do recebimento")
    data.fill((hoje() - dt.timedelta(days=29)).isoformat())
    data.press("Tab")
    # the first day of delay counts: 2,00 + 0,03
    expect(pagina.locator("#total-devido")).to_contain_text("102,03")
    expect(pagina.get_by_label("Valor recebido")).to_have_value("102,03")
    data.fill((hoje() - dt.timedelta(days=30)).isoformat())
    data.press("Tab")
    expect(pagina.locator("#total-devido")).to_contain_text("100,00")
    data.fill((hoje() + dt.timedelta(days=1)).isoformat())
    pagina.get_by_role("button", name="Receber").click()
    expect(pagina.locator("#div_id_recebido_em .invalid-feedback")).to_contain_text("não pode estar no futuro")
    assert not Recibo.objects.exists()


def test_clique_duplo_faz_um_recibo(admin: Any, entrar: Callable[..., Page]) -> None:
    fatura = vencida()
    caixa = fabricas.caixa()
    pagina = entrar(admin)
    pagina.goto(f"/financeiro/clientes/{fatura.cliente_id}/receber/?fatura={fatura.pk}")
    # The same form sent twice at once, as an impatient person with a slow network does.
    destinos = pagina.evaluate(
        """async () => {
          const form = document.querySelector('#formulario');
          const enviar = () => fetch(form.action, {method: 'POST', body: new FormData(form)}).then((r) => r.url);
          return Promise.all([enviar(), enviar()]);
        }"""
    )
    recibo = Recibo.objects.get()
    assert {d.rsplit("/financeiro", 1)[1] for d in destinos} == {f"/recibos/{recibo.pk}/"}
    assert MovimentoCaixa.objects.filter(caixa=caixa).count() == 1
    pagina.goto(f"/financeiro/caixas/{caixa.pk}/")
    expect(pagina.locator("#saldo-do-caixa")).to_contain_text("103,00")
    expect(pagina.locator("tfoot")).to_contain_text("103,00")
    foto(pagina, "f06-caixa")


def test_caixa_diz_quem_recebe_nele(admin: Any, balconista: Usuario, entrar: Callable[..., Page]) -> None:
    caixa = fabricas.caixa()
    pagina = entrar(admin)
    pagina.goto(f"/financeiro/caixas/{caixa.pk}/")
    pagina.get_by_role("link", name="Editar").click()
    pagina.locator("#id_usuarios + .ts-wrapper .ts-control").click()
    pagina.locator(".ts-dropdown:visible .option", has_text="Bruna Balcão").click()
    pagina.locator("#modal .modal-title").click()
    pagina.locator("#modal").get_by_role("button", name="Salvar").click()
    ver_aviso(pagina, "salvo")
    assert CaixaUsuario.objects.filter(caixa=caixa, usuario=balconista, receber=True).exists()


def test_inicio_mostra_o_dia(admin: Any, entrar: Callable[..., Page]) -> None:
    vencida(valor="250.00")
    paga = fabricas.cobranca(cliente("Paga Hoje"), "40.00")
    receber(Recebimento([paga], fabricas.caixa(), "pix", hoje(), "a"), admin)
    fabricas.cobranca(cliente("Vence Hoje"), "70.00", vencimento=hoje())
    pagina = entrar(admin)
    pagina.goto("/")
    dia = pagina.get_by_role("region", name="Financeiro hoje")
    expect(dia).to_contain_text("70,00")
    expect(dia).to_contain_text("40,00")
    expect(dia).to_contain_text("250,00")
    expect(pagina.get_by_role("region", name="Recebido por dia").locator("canvas")).to_be_visible()
    expect(pagina.get_by_role("region", name="Vencido por idade").locator("canvas")).to_be_visible()
    foto(pagina, "f06-inicio")


def test_cabe_no_telefone(admin: Any, entrar: Callable[..., Page]) -> None:
    fatura, caixa = vencida(), fabricas.caixa()
    recibo = receber(Recebimento([fabricas.cobranca(fatura.cliente)], caixa, "dinheiro", hoje(), "a"), admin)
    pagina = entrar(admin, TELEFONE)
    for nome, url in {
        "receber": f"/financeiro/clientes/{fatura.cliente_id}/receber/?fatura={fatura.pk}",
        "recibo": f"/financeiro/recibos/{recibo.pk}/",
        "recibos": "/financeiro/recibos/",
        "caixas": "/financeiro/caixas/",
        "caixa": f"/financeiro/caixas/{caixa.pk}/",
        "inicio": "/",
    }.items():
        pagina.goto(url)
        esperar_htmx(pagina)
        sem_rolagem_lateral(pagina)
        foto(pagina, f"f06-{nome}")
