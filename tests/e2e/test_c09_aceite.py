"""C09: the staff e-mails a contract; the subscriber opens the link on the phone, enters for the first time, accepts."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pypdf
import pytest
from playwright.sync_api import Page, expect

from clientes.models import AssinaturaContrato
from hubsoft.core.documentos import formatar_documento
from tests.central.fabricas import assinante
from tests.clientes import fabricas
from tests.configuracao.fabricas import remetente_de
from tests.e2e.navegador import LARGURA, TELEFONE, foto, sem_rolagem_lateral, ver_aviso
from tests.servicos import Trabalhador, esperar_ate
from tests.standins.smtp import ServidorDeEmail, texto_de

pytestmark = pytest.mark.django_db(transaction=True)
TEXTO = """<h1 class="ql-align-center">Contrato de Prestação de Serviço</h1>
<p><strong>CONTRATANTE:</strong> [[CLIENTE_NOME]], CPF/CNPJ [[CLIENTE_CPF_CNPJ]].</p>
<h2>1. Do serviço</h2><p>Acesso à internet pelo plano [[PLANO_NOME]], por [[SERVICO_VALOR]] ao mês.</p>
<h2>2. Da vigência</h2><p>De [[CONTRATO_INICIO]] a [[CONTRATO_FIM]].</p>"""


@pytest.fixture
def servidor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ServidorDeEmail]:
    with ServidorDeEmail(tmp_path, usuario="provedor", senha="segredo-7") as aberto:
        monkeypatch.setenv("SSL_CERT_FILE", str(aberto.pem))
        yield aberto


def carta(servidor: ServidorDeEmail, n: int) -> EmailMessage:
    """Return the n-th message that arrived, once it has."""
    esperar_ate(lambda: len(servidor.recebidas) >= n, segundos=60, o_que=f"o {n}º e-mail")
    return servidor.recebidas[n - 1]


def test_do_email_ao_aceite(
    admin: Any,
    entrar: Callable[..., Page],
    nova_pagina: Callable[..., Page],
    servidor: ServidorDeEmail,
    trabalhador: Trabalhador,
) -> None:
    remetente_de(servidor)
    rita = assinante("Rita de Cássia Lima")
    servico = fabricas.servico(rita, plano=fabricas.plano(nome="Fibra 500 Mega"))
    contrato = fabricas.contrato(servico, fabricas.modelo_contrato("Contrato de adesão", TEXTO))

    mesa = entrar(admin)
    mesa.goto(f"/clientes/contratos/{contrato.pk}/")
    expect(mesa.get_by_role("button", name="Copiar link de aceite")).to_be_visible()
    mesa.get_by_role("button", name="Ações").click()
    mesa.get_by_text("Enviar por e-mail").click()
    mesa.locator("#modal").get_by_role("button", name="Enviar").click()
    ver_aviso(mesa, "E-mail na fila de envio.")
    convite = texto_de(carta(servidor, 1))
    link = re.search(r"https?://\S+/central/contratos/\d+/", convite)
    assert link

    celular = nova_pagina(TELEFONE)
    celular.goto(link[0])
    expect(celular.get_by_role("heading", name="Central do assinante")).to_be_visible()
    sem_rolagem_lateral(celular)
    foto(celular, "c09-central-entrar")
    celular.get_by_role("link", name="Primeiro acesso ou esqueci a senha").click()
    celular.get_by_label("CPF ou CNPJ").fill(rita.cpf_cnpj)
    expect(celular.get_by_label("CPF ou CNPJ")).to_have_value(formatar_documento(rita.cpf_cnpj))
    foto(celular, "c09-central-pedir")
    celular.get_by_role("button", name="Enviar código").click()
    expect(celular.get_by_text("um código de 8 números está a caminho")).to_be_visible()
    sem_rolagem_lateral(celular)
    foto(celular, "c09-central-codigo")
    codigo = re.search(r"\b\d{4} \d{4}\b", texto_de(carta(servidor, 2)))
    assert codigo
    celular.get_by_label("Código do e-mail").fill(codigo[0])
    celular.get_by_label("Nova senha", exact=True).fill("segredo-so-meu-7")
    celular.get_by_label("Repita a nova senha").fill("segredo-so-meu-7")
    celular.get_by_role("button", name="Definir senha e entrar").click()

    # Back where the e-mail led to.
    expect(celular.get_by_role("heading", name="Contrato de Prestação de Serviço")).to_be_visible()
    expect(celular.locator(".contrato-texto")).to_contain_text("Rita de Cássia Lima, CPF/CNPJ")
    sem_rolagem_lateral(celular)
    foto(celular, "c09-central-contrato")
    celular.get_by_role("button", name="Aceitar contrato").click()
    expect(celular.get_by_text("Marque que leu e concorda")).to_be_visible()
    celular.get_by_label("Li o contrato e concordo").check()
    celular.get_by_role("button", name="Aceitar contrato").click()
    expect(celular.get_by_text("Contrato aceito.")).to_be_visible()
    sem_rolagem_lateral(celular)
    foto(celular, "c09-central-aceito")
    feita = AssinaturaContrato.objects.get(contrato=contrato)
    documento = celular.request.get(celular.get_by_role("link", name="Abrir PDF").get_attribute("href") or "")
    assert documento.body() == bytes(feita.pdf)
    certificado = celular.request.get(celular.get_by_role("link", name="Certificado").get_attribute("href") or "")
    no_papel = pypdf.PdfReader(io.BytesIO(certificado.body())).pages[0].extract_text().replace("\n", "")
    assert feita.sha256 in no_papel
    celular.get_by_role("link", name="Meus contratos").click()
    expect(celular.get_by_text("Assinado em")).to_be_visible()
    celular.emulate_media(color_scheme="dark")
    celular.reload()
    expect(celular.get_by_text("Assinado em")).to_be_visible()
    foto(celular, "c09-central-lista-escura")
    celular.get_by_role("button", name="Sair").click()
    expect(celular.get_by_role("heading", name="Central do assinante")).to_be_visible()

    mesa.reload()
    expect(mesa.get_by_text("Aceite eletrônico na central do assinante")).to_be_visible()
    expect(mesa.get_by_text(feita.sha256)).to_be_visible()
    foto(mesa, "c09-aceito-na-equipe")
    larga = nova_pagina(LARGURA, "dark")
    larga.goto("/central/entrar/")
    larga.get_by_label("CPF ou CNPJ").fill(rita.cpf_cnpj)
    larga.get_by_label("Senha").fill("segredo-so-meu-7")
    larga.get_by_role("button", name="Entrar").click()
    larga.get_by_role("link", name="Fibra 500 Mega").click()
    expect(larga.get_by_text("SHA-256 do documento")).to_be_visible()
    foto(larga, "c09-central-larga")
