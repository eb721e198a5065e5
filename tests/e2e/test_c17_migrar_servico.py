"""C17: another plan asked for on the screen, the old one in use until the new is enabled, on the real FreeRADIUS."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from atendimento.models import OrdemServico, TipoOrdemServico
from clientes.estados import Status
from clientes.models import Migracao, ServicoCliente
from demonstracao.servidores import FreeRadius
from estoque.models import EquipamentoEmServico
from financeiro.models import DadosCobranca
from rede.models import Acesso
from tests.clientes import fabricas as de_clientes
from tests.e2e.navegador import TELEFONE, escolher, foto, sem_rolagem_lateral
from tests.estoque.fabricas import emprestimo, equipamento
from tests.fabricas import usuario
from tests.financeiro import fabricas as de_financeiro
from tests.rede import fabricas
from tests.servico_radius import autenticar

pytestmark = pytest.mark.django_db(transaction=True)


def passo(pagina: Page, titulo: str) -> None:
    """Wait for a step to be shown."""
    expect(pagina.locator("h2.card-title", has_text=titulo)).to_be_visible()


def continuar(pagina: Page) -> None:
    """Go on from a step."""
    pagina.get_by_role("button", name="Continuar").click()


def pedir(pagina: Page, servico: ServicoCliente, *, imagem: str, plano: str = "Fibra 800", fica: str = "") -> None:
    """Ask for the migration by the service's menu, everything else as it was; ``fica``: the state, when at once."""
    pagina.goto(f"/clientes/servicos/{servico.pk}/")
    endereco = f"/clientes/servicos/{servico.pk}/migrar-servico/"
    expect(pagina.locator(f"a[href='{endereco}']")).to_have_count(1)
    pagina.goto(endereco)
    passo(pagina, "Novo plano")
    escolher(pagina, "Novo plano", plano, digitar=plano)
    escolher(pagina, "Vendedor", "Vera Vendedora")
    if fica:
        pagina.get_by_label("Executar migração imediata").check()
    foto(pagina, f"{imagem}-plano")
    continuar(pagina)
    passo(pagina, "Cobrança")
    # As the old one is billed.
    expect(pagina.get_by_label("Dia do vencimento")).to_have_value("17")
    continuar(pagina)
    passo(pagina, "Contrato")
    expect(pagina.get_by_label("Manter o contrato atual")).to_be_checked()
    continuar(pagina)
    passo(pagina, "Endereços")
    expect(pagina.locator("[name=endereco-logradouro]")).to_have_value("Rua Conceição")
    continuar(pagina)
    passo(pagina, "Instalação")
    continuar(pagina)
    expect(pagina.get_by_role("button", name="Migrar serviço")).to_be_visible()
    foto(pagina, f"{imagem}-revisao")
    pagina.get_by_role("button", name="Migrar serviço").click()
    expect(pagina.locator("h1")).to_contain_text(fica or "Aguardando migração")


def tudo_em(servico: ServicoCliente, onu: EquipamentoEmServico, ordem: OrdemServico) -> bool:
    """Whether login with its IP, equipment and order are the service's."""
    acesso = Acesso.objects.get()
    aberto = EquipamentoEmServico.objects.abertos().get(equipamento=onu.equipamento)
    ordem.refresh_from_db()
    donos = {acesso.servico_id, aberto.servico_id, ordem.servico_id}
    return donos == {servico.pk} and acesso.ipv4 == "100.64.7.7"


def test_o_login_funciona_antes_e_depois_na_velocidade_certa(
    admin: Any, entrar: Callable[..., Page], freeradius: FreeRadius
) -> None:
    fabricas.equipamento("127.0.0.71")
    antigo = de_clientes.plano(nome="Fibra 300", download_kbps=300_000, upload_kbps=150_000)
    plano = de_clientes.plano(nome="Fibra 800", valor=Decimal("149.90"), download_kbps=800_000, upload_kbps=400_000)
    de_clientes.plano(nome="Fibra 1000", valor=Decimal("199.90"), download_kbps=1_000_000, upload_kbps=500_000)
    vera = usuario("vera", nome="Vera Vendedora", vendedor=True)
    acesso = fabricas.acesso("ana.lima", "senha-da-ana", servico={"plano": antigo}, ipv4="100.64.7.7")
    de = acesso.servico
    onu = emprestimo(de, equipamento("HWTC0017"))
    ordem = OrdemServico.objects.create(servico=de, tipo=TipoOrdemServico.objects.create(nome="Reparo"))
    DadosCobranca.objects.create(servico=de, forma=de_financeiro.forma_cobranca(), dia_vencimento=17)

    def velocidade() -> str:
        resposta = autenticar(freeradius, "ana.lima", "senha-da-ana", origem="127.0.0.71")
        assert resposta.aceito
        return str(resposta.atributos["Mikrotik-Rate-Limit"])

    assert velocidade().startswith("150000k/300000k")
    pagina = entrar(admin)
    pedir(pagina, de, imagem="c17")
    para = ServicoCliente.objects.get(plano=plano)
    de.refresh_from_db()
    assert (de.status, para.status) == (Status.HABILITADO, Status.AGUARDANDO_MIGRACAO)
    assert velocidade().startswith("150000k/300000k")
    foto(pagina, "c17-aguardando")

    # Undone, the old one goes on; asked for again, it is told on both.
    pagina.get_by_role("link", name="Desfazer migração").last.click()
    pagina.locator("#modal").get_by_label("Motivo").fill("Cliente desistiu")
    pagina.locator("#modal").get_by_role("button", name="Desfazer migração").click()
    expect(pagina.locator("h1")).to_contain_text("Cancelado")
    pedir(pagina, de, imagem="c17-de-novo")
    pagina.goto(f"/clientes/servicos/{de.pk}/")
    expect(pagina.get_by_text("Migração pendente para")).to_be_visible()
    foto(pagina, "c17-no-antigo")
    pagina.get_by_role("link", name="Habilitar o novo").click()
    modal = pagina.locator("#modal")
    expect(modal.get_by_text("o serviço antigo cobra até a véspera")).to_be_visible()
    foto(pagina, "c17-habilitar", inteira=False)
    modal.get_by_role("button", name="Habilitar").click()
    # The page of the old one, which ends now.
    expect(pagina.locator("h1")).to_contain_text("Cancelado")
    de.refresh_from_db()
    atual = Migracao.objects.get(situacao="concluida").para
    assert (de.status, atual.status, atual.vendedor) == (Status.CANCELADO, Status.HABILITADO, vera)
    assert tudo_em(atual, onu, ordem)
    assert velocidade().startswith("400000k/800000k")
    pagina.goto(f"/clientes/servicos/{atual.pk}/?aba=historicos")
    expect(pagina.locator("#aba").get_by_text("Login ana.lima movido com").first).to_be_visible()
    foto(pagina, "c17-depois")

    # At once: another plan in the same minute, the login at its speed, all of it on the new one.
    pedir(pagina, atual, imagem="c17-imediata", plano="Fibra 1000", fica="Serviço habilitado")
    ultimo = Migracao.objects.get(de=atual).para
    atual.refresh_from_db()
    assert (atual.status, ultimo.plano.nome, ultimo.vendedor) == (Status.CANCELADO, "Fibra 1000", vera)
    assert tudo_em(ultimo, onu, ordem)
    assert velocidade().startswith("500000k/1000000k")
    pagina.goto(f"/clientes/servicos/{atual.pk}/?aba=historicos")
    expect(pagina.locator("#aba").get_by_text(f"migrado para {ultimo}").first).to_be_visible()
    telefone = entrar(admin, TELEFONE)
    telefone.goto(f"/clientes/{de.cliente_id}/")
    expect(telefone.locator("article").first).to_be_visible()
    sem_rolagem_lateral(telefone)
    foto(telefone, "c17-telefone")
