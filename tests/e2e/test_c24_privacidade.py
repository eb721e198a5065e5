"""C24: a request with its day, a consent, everything in one file by the real worker, a former client let go of."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from clientes.models import PedidoTitular
from tests.clientes import fabricas
from tests.e2e.navegador import TELEFONE, foto, sem_rolagem_lateral, ver_aviso
from tests.servicos import Trabalhador

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pasta(settings: Any, tmp_path: Path) -> Path:
    """Where files are kept, told before the worker begins."""
    settings.MEDIA_ROOT = str(tmp_path / "arquivos")
    return tmp_path


def test_pedido_exportacao_e_eliminacao(
    admin: Any, entrar: Callable[..., Page], pasta: Path, trabalhador: Trabalhador
) -> None:
    ana = fabricas.cliente("Ana Souza")
    pagina = entrar(admin)
    pagina.goto(f"/clientes/{ana.pk}/?aba=privacidade")
    aba, janela = pagina.locator("#aba"), pagina.locator("#modal")
    expect(aba).to_contain_text("Nenhum pedido deste titular")
    aba.get_by_role("link", name="Registrar pedido").click()
    janela.get_by_label("Por onde pediu").fill("WhatsApp")
    janela.get_by_label("O que pediu").fill("Quero saber o que vocês têm sobre mim.")
    foto(pagina, "c24-pedido", inteira=False)
    janela.get_by_role("button", name="Registrar").click()
    ver_aviso(pagina, "Pedido registrado: protocolo")
    pedido = PedidoTitular.objects.get()
    expect(aba).to_contain_text(pedido.protocolo)

    aba.get_by_role("link", name="Registrar consentimento").click()
    janela.get_by_label("Como concordou").fill("WhatsApp")
    janela.get_by_role("button", name="Registrar").click()
    expect(aba).to_contain_text("em vigor")
    foto(pagina, "c24-aba")

    aba.get_by_role("link", name="Exportar dados").click()
    janela.get_by_role("button", name="Exportar").click()
    link = pagina.get_by_role("link", name="Baixar arquivo")
    expect(link).to_be_visible()
    with pagina.expect_download() as baixado:
        link.click()
    baixado.value.save_as(pasta / "titular.zip")
    with zipfile.ZipFile(pasta / "titular.zip") as pacote:
        assert "Ana Souza" in pacote.read("dados.json").decode()
        (pasta / "c24-dados.pdf").write_bytes(pacote.read("dados.pdf"))
    foto(pagina, "c24-exportado")

    pagina.goto("/clientes/pedidos-de-titulares/")
    expect(pagina.locator("table")).to_contain_text("Ana Souza")
    foto(pagina, "c24-lista")
    pagina.get_by_role("link", name=f"Responder o pedido {pedido.pk}").click()
    janela.get_by_label("O que foi respondido").fill("Arquivo entregue por e-mail.")
    janela.get_by_role("button", name="Responder").click()
    expect(pagina.locator("table")).to_contain_text("Atendido")

    pagina.goto(f"/clientes/{ana.pk}/")
    pagina.get_by_role("link", name="Inativar").click()
    janela.get_by_label("Motivo").fill("Mudou de cidade")
    janela.get_by_role("button", name="Inativar").click()
    expect(pagina.locator("h1")).to_contain_text("INATIVO")
    pagina.goto(f"/clientes/{ana.pk}/?aba=privacidade")
    aba.get_by_role("link", name="Eliminar dados").click()
    expect(janela).to_contain_text("Nada mais precisa ser guardado")
    janela.get_by_label("Motivo").fill(pedido.protocolo)
    janela.get_by_label("Sei que não há como desfazer").check()
    foto(pagina, "c24-eliminar", inteira=False)
    janela.get_by_role("button", name="Eliminar").click()
    # A worker does it; the tab and the head of the page follow by themselves.
    expect(aba).to_contain_text("Cliente anonimizado em")
    expect(aba).to_contain_text("Eliminação dos dados pessoais")
    expect(pagina.locator("h1")).to_contain_text(f"Titular anonimizado {ana.pk}")
    expect(pagina.locator("#detalhe-cabecalho")).to_contain_text("não pode ser reativado")
    expect(pagina.get_by_role("link", name="Reativar")).to_have_count(0)
    foto(pagina, "c24-eliminado")

    telefone = entrar(admin, TELEFONE)
    telefone.goto(f"/clientes/{ana.pk}/?aba=privacidade")
    expect(telefone.locator("#aba")).to_contain_text("Cliente anonimizado em")
    sem_rolagem_lateral(telefone)
    foto(telefone, "c24-aba")
