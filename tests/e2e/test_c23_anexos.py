"""C23: files sent to a client and to an order, one refused for what it holds, seen, and taken away again."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from atendimento.models import OrdemServico, TipoOrdemServico
from clientes.models import Anexo
from tests.clientes import fabricas
from tests.e2e.navegador import TELEFONE, foto, sem_rolagem_lateral, ver_aviso
from tests.fabricas import cidade, usuario

pytestmark = pytest.mark.django_db(transaction=True)


def test_enviar_ver_e_excluir(admin: Any, entrar: Callable[..., Page], settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    servico = fabricas.servico(fabricas.cliente("Ana Souza"))
    ordem = OrdemServico.objects.create(servico=servico, tipo=TipoOrdemServico.objects.create(nome="Instalação"))
    saida = io.BytesIO()
    Image.new("RGB", (64, 48), "navy").save(saida, "PNG")
    rg = {"name": "RG da Ana.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n%%EOF\n"}
    casa = {"name": "fachada.png", "mimeType": "image/png", "buffer": saida.getvalue()}
    falso = {"name": "fatura.pdf", "mimeType": "application/pdf", "buffer": b"<html><script>1</script></html>"}

    pagina = entrar(admin)
    pagina.goto(f"/clientes/{servico.cliente_id}/?aba=anexos")
    aba, janela = pagina.locator("#aba"), pagina.locator("#modal")
    expect(aba).to_contain_text("Nenhum anexo")
    aba.get_by_role("link", name="Adicionar anexos").click()
    janela.get_by_label("Arquivos").set_input_files([rg, falso])
    janela.get_by_label("Descrição").fill("Documentos da venda")
    janela.get_by_role("button", name="Enviar").click()
    expect(janela).to_contain_text("fatura.pdf: o conteúdo não é de um arquivo PDF")
    foto(pagina, "c23-recusado", inteira=False)
    janela.get_by_label("Arquivos").set_input_files([rg, casa])
    janela.get_by_role("button", name="Enviar").click()
    ver_aviso(pagina, "2 anexos adicionados")
    expect(aba).to_contain_text("fachada.png")

    pagina.goto(f"/atendimento/ordens/{ordem.pk}/?aba=anexos")
    aba.get_by_role("link", name="Adicionar anexos").click()
    janela.get_by_label("Arquivos").set_input_files([casa])
    janela.get_by_role("button", name="Enviar").click()
    ver_aviso(pagina, "Anexo adicionado")
    foto(pagina, "c23-ordem")

    pagina.goto(f"/clientes/{servico.cliente_id}/?aba=anexos")
    expect(aba).to_contain_text(f"OS {ordem.pk}")
    foto(pagina, "c23-anexos")
    da_ordem = Anexo.objects.get(objeto_tipo="atendimento.ordemservico")
    vista = pagina.request.get(f"/clientes/anexos/{da_ordem.pk}/ver/")
    assert vista.headers["content-type"] == "image/png"
    assert vista.headers["x-content-type-options"] == "nosniff"
    assert vista.body() == saida.getvalue()
    # On a service too; who may not see attachments gets none of it, by no address.
    pagina.goto(f"/clientes/servicos/{servico.pk}/?aba=anexos")
    aba.get_by_role("link", name="Adicionar anexos").click()
    janela.get_by_label("Arquivos").set_input_files([rg])
    janela.get_by_role("button", name="Enviar").click()
    ver_aviso(pagina, "Anexo adicionado")
    expect(aba).to_contain_text("RG da Ana.pdf")
    sem = entrar(usuario("sem.anexos", permissoes=["clientes.ver_cliente", "clientes.ver_servico"], cidades=[cidade()]))
    sem.goto(f"/clientes/{servico.cliente_id}/")
    expect(sem.get_by_role("tab", name="Serviços")).to_be_visible()
    expect(sem.get_by_role("tab", name="Anexos")).to_have_count(0)
    assert sem.request.get(f"/clientes/anexos/{da_ordem.pk}/ver/").status == 403
    pagina.goto(f"/clientes/{servico.cliente_id}/?aba=anexos")
    aba.get_by_role("link", name=f"Excluir o anexo {da_ordem.pk}").click()
    janela.get_by_role("button", name="Excluir").click()
    ver_aviso(pagina, "Anexo excluído")
    expect(aba).not_to_contain_text(f"OS {ordem.pk}")
    assert len([p for p in tmp_path.rglob("*") if p.is_file()]) == 3

    telefone = entrar(admin, TELEFONE)
    telefone.goto(f"/clientes/{servico.cliente_id}/?aba=anexos")
    expect(telefone.locator("#aba")).to_contain_text("RG da Ana.pdf")
    sem_rolagem_lateral(telefone)
    foto(telefone, "c23-anexos")
