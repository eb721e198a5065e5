"""L07 (e-mail) and F04 by e-mail: a sender is set up and tested; a boleto fails, is sent again and arrives once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from playwright.sync_api import Locator, Page, expect

from clientes.models import Contato
from configuracao.models import MensagemEmail, RemetenteEmail
from financeiro.acoes import montar_fatura
from tests.clientes import fabricas as de_clientes
from tests.e2e.navegador import TELEFONE, esperar_htmx, foto, sem_rolagem_lateral, ver_aviso
from tests.financeiro import fabricas
from tests.servicos import Trabalhador, esperar_ate
from tests.standins.smtp import ServidorDeEmail, texto_de

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def servidor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ServidorDeEmail]:
    with ServidorDeEmail(tmp_path, usuario="financeiro", senha="segredo-7") as aberto:
        monkeypatch.setenv("SSL_CERT_FILE", str(aberto.pem))
        yield aberto


def test_l07_remetente_testado_e_boleto_enviado(
    admin: Any, entrar: Callable[..., Page], servidor: ServidorDeEmail, trabalhador: Trabalhador
) -> None:
    ana = de_clientes.cliente("Ana Souza")
    Contato.objects.create(cliente=ana, tipo=Contato.Tipo.EMAIL, valor="ana@cliente.example")
    forma = fabricas.forma_cobranca(pix_chave="pix@provedor.example")
    vencimento = dt.date.today() + dt.timedelta(days=10)
    fatura = montar_fatura([fabricas.cobranca(ana)], forma, vencimento, dt.date.today(), None)
    pagina = entrar(admin)
    pagina.goto("/configuracao/remetentes/")
    foto(pagina, "l07-vazio")
    pagina.get_by_role("link", name="Novo remetente").first.click()
    pagina.get_by_label("Nome", exact=False).first.fill("Financeiro")
    pagina.get_by_label("E-mail do remetente").fill("financeiro@provedor.example")
    pagina.get_by_label("Servidor SMTP").fill("localhost")
    pagina.get_by_label("Porta").fill(str(servidor.porta))
    pagina.get_by_role("textbox", name="Usuário").fill("financeiro")
    pagina.get_by_label("Senha", exact=True).fill("errada")
    foto(pagina, "l07-formulario")
    pagina.get_by_role("button", name="Salvar").click()
    ver_aviso(pagina, "Remetente Financeiro salvo")

    def testar() -> None:
        pagina.get_by_role("link", name="Testar").click()
        pagina.get_by_label("Enviar o teste para").fill("dona@provedor.example")
        pagina.get_by_role("button", name="Enviar teste").click()

    testar()
    modal = pagina.locator("#modal")
    expect(modal.get_by_text("O servidor recusou o usuário ou a senha")).to_be_visible()
    foto(pagina, "l07-teste-recusado", inteira=False)
    modal.get_by_role("button", name="Fechar").last.click()
    pagina.get_by_role("link", name="Editar").click()
    pagina.get_by_label("Nova senha").fill("segredo-7")
    pagina.get_by_role("button", name="Salvar").click()
    ver_aviso(pagina, "Remetente Financeiro salvo")
    testar()
    expect(modal.get_by_text("aceitou a mensagem de teste")).to_be_visible()
    foto(pagina, "l07-teste-aceito", inteira=False)
    assert [str(m["To"]) for m in servidor.recebidas] == ["dona@provedor.example"]

    # The client's mailbox is refused at first: the queue says so in its words, and one button sends it again.
    servidor.recusas["ana@cliente.example"] = "550 5.1.1 User unknown"
    pagina.goto(f"/financeiro/faturas/{fatura.pk}/")
    pagina.get_by_role("link", name="Enviar por e-mail").click()
    expect(modal.get_by_label("ana@cliente.example")).to_be_checked()
    foto(pagina, "l07-enviar-fatura", inteira=False)
    modal.get_by_role("button", name="Enviar").click()
    ver_aviso(pagina, "E-mail na fila")
    pagina.goto("/configuracao/emails/")
    linha = pagina.get_by_role("row").filter(has_text="ana@cliente.example")
    ate(pagina, linha.get_by_text("Falhou", exact=True))
    expect(linha).to_contain_text("550 5.1.1 User unknown")
    foto(pagina, "l07-emails-falhou")
    assert len(servidor.recebidas) == 1

    servidor.recusas.clear()
    linha.get_by_role("link", name="Reenviar").click()
    modal.get_by_role("button", name="Reenviar").click()
    ver_aviso(pagina, "O e-mail voltou para a fila")
    ate(pagina, linha.get_by_text("Enviada", exact=True))
    foto(pagina, "l07-emails")
    linha.get_by_role("link", name="fatura de").click()
    expect(pagina.get_by_text(fatura.linha_digitavel)).to_be_visible()
    foto(pagina, "l07-email")

    chegou = [m for m in servidor.recebidas if m["To"] == "ana@cliente.example"]
    assert len(chegou) == 1
    assert fatura.linha_digitavel in texto_de(chegou[0])
    (anexo,) = chegou[0].iter_attachments()
    assert anexo.get_content_type() == "application/pdf"
    assert str(anexo.get_filename()).endswith(".pdf")
    no_papel = "".join(pypdfium2.PdfDocument(anexo.get_content())[0].get_textpage().get_text_range().split())
    assert "".join(fatura.linha_digitavel.split()) in no_papel
    pagina.goto(f"/financeiro/faturas/{fatura.pk}/?aba=historico")
    expect(pagina.get_by_text("enviado para ana@cliente.example")).to_have_count(1)


def ate(pagina: Page, algo: Locator) -> None:
    """Reload the list until it shows ``algo``: the worker sends on its own time."""

    def apareceu() -> bool:
        pagina.reload()
        return algo.count() > 0

    esperar_ate(apareceu, o_que="o envio")


@pytest.mark.parametrize(("largura", "tema"), [(1440, "dark"), (TELEFONE, "light")])
def test_l07_telas_cabem(admin: Any, entrar: Callable[..., Page], largura: int, tema: str) -> None:
    from tests.configuracao.fabricas import remetente

    de = remetente(ultimo_erro="O servidor recusou o usuário ou a senha. Confira os dois.", falhas_seguidas=1)
    mensagem = MensagemEmail.objects.create(
        chave="a", remetente=de, para="ana.de.um.nome.comprido@cliente.example", assunto="Provedor: fatura de R$ 99,90",
        texto="Olá, Ana.", situacao="falhou", erro="O servidor recusou o destinatário: 550 5.1.1 User unknown",
    )  # fmt: skip
    pagina = entrar(admin, largura, tema)
    for nome, url in {
        "remetentes": "/configuracao/remetentes/",
        "remetente": f"/configuracao/remetentes/{de.pk}/",
        "remetente-editar": f"/configuracao/remetentes/{de.pk}/editar/",
        "emails": "/configuracao/emails/",
        "email": f"/configuracao/emails/{mensagem.pk}/",
    }.items():
        resposta = pagina.goto(url)
        assert resposta is not None
        assert resposta.ok, url
        esperar_htmx(pagina)
        sem_rolagem_lateral(pagina)
        foto(pagina, f"l07-{nome}")
    assert RemetenteEmail.objects.count() == 1
