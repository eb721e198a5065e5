"""Contracts (C09): variables, cleaning, versions, immutability, signatures, screens."""

from __future__ import annotations

import datetime as dt
import hashlib
import html
import io
from threading import Barrier, Thread
from typing import Any

import pypdf
import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from clientes.acoes import NovoContrato, contratar, salvar_modelo_contrato, salvar_variavel
from clientes.acoes.assinar_contrato import (
    Aceite,
    aceitar_contrato,
    assinar_em_papel,
    cancelar_contrato,
    documento_integro,
)
from clientes.acoes.salvar_contrato import excluir_variavel
from clientes.models import AssinaturaContrato, ContratoServico, ModeloContrato, VariavelPlano
from clientes.regras.contrato import cortadas, mais_proxima, normalizar_nome, preencher, queixas_do_texto
from clientes.regras.html_contrato import limpar
from hubsoft.core.datas import hoje
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Historico
from tests.clientes import fabricas
from tests.fabricas import cidade


@pytest.mark.parametrize(
    ("digitado", "nome"),
    [
        ("TAXA_ADESAO", "TAXA_ADESAO"),
        ("[[TAXA_ADESAO]]", "TAXA_ADESAO"),
        (" taxa de adesão ", "TAXA_DE_ADESAO"),
        ("[[multa-rescisória", "MULTA_RESCISORIA"),
        ("", None),
        ("[[]]", None),
        ("1TAXA", None),
        ("TAXA<b>", None),
        ("X" * 61, None),
    ],
)
def test_nome_da_variavel(digitado: str, nome: str | None) -> None:
    assert normalizar_nome(digitado) == nome


def test_queixas_nomeiam_a_variavel_e_a_mais_proxima() -> None:
    conhecidas = ["CLIENTE_NOME", "PLANO_VALOR"]
    assert queixas_do_texto("[[cliente_nome]] [[PLANO_VALOR]]", conhecidas) == []
    assert queixas_do_texto("[[CLIENTE_NONE]]", conhecidas) == [
        "A variável [[CLIENTE_NONE]] não existe. Você quis dizer [[CLIENTE_NOME]]?"
    ]
    assert mais_proxima("ZZZ", conhecidas) is None
    assert cortadas("<p>[[CLIENTE_<strong>NOME</strong>]]</p>") == ["CLIENTE_NOME"]
    assert cortadas("<p>[[CLIENTE_NOME]]</p>") == []


@pytest.mark.parametrize(
    ("sujo", "limpo"),
    [
        ("a\n\nb\nc", "<p>a</p><p>b<br>c</p>"),
        ("<p onclick='x()' style='color:red' class='ql-align-center x'>A</p>", '<p class="ql-align-center">A</p>'),
        ("<p>A<script>alert(1)</script><a href='javascript:1'>b</a><img src=x></p>", "<p>Ab</p>"),
        ('<hr class="quebra-pagina"><p>x</p>', '<hr class="quebra-pagina"><p>x</p>'),
    ],
)
def test_limpar(sujo: str, limpo: str) -> None:
    assert limpar(sujo) == limpo


@given(st.text(max_size=300))
def test_limpar_e_estavel_e_nunca_deixa_script(texto: str) -> None:
    uma = limpar(texto)
    assert limpar(uma) == uma
    assert "<script" not in uma.lower()


@given(st.text(max_size=60))
def test_valores_entram_escapados_e_uma_vez(valor: str) -> None:
    assert preencher("<p>[[A]]|[[ a ]]</p>", {"A": valor}) == f"<p>{html.escape(valor)}|{html.escape(valor)}</p>"


@pytest.fixture
def contrato(db: None) -> ContratoServico:
    return fabricas.contrato(fabricas.servico(fabricas.cliente("Ana <b>Souza</b>")))


def mudar(**campos: Any) -> None:
    with transaction.atomic():
        ContratoServico.objects.update(**campos)


def test_versoes_do_modelo(contrato: ContratoServico) -> None:
    modelo = contrato.modelo
    assert contrato.texto == "<p>Contrato de Ana &lt;b&gt;Souza&lt;/b&gt;.</p>"
    salvar_modelo_contrato(modelo, {"nome": "Outro nome", "texto": modelo.texto, "ativo": True})
    assert ModeloContrato.objects.get().versao == 1, "only a changed text is a version"
    salvar_modelo_contrato(modelo, {"nome": "Adesão", "texto": "<p>Novo de [[CLIENTE_NOME]]</p>", "ativo": True})
    assert list(modelo.versoes.values_list("numero", flat=True)) == [2, 1]
    contrato.refresh_from_db()
    assert (contrato.versao, contrato.texto[:14]) == (1, "<p>Contrato de")
    assert fabricas.contrato(contrato.servico, ModeloContrato.objects.get()).versao == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        modelo.versoes.update(texto="x")
    with pytest.raises(ErroDeNegocio, match=r"\[\[CLIENTE_NOM\]\] não existe. Você quis dizer \[\[CLIENTE_NOME\]\]"):
        salvar_modelo_contrato(modelo, {"nome": "A", "texto": "[[CLIENTE_NOM]]", "ativo": True})


def test_o_banco_recusa_mudar_um_contrato(contrato: ContratoServico) -> None:
    for campos in ({"texto": "x"}, {"fim": hoje()}, {"versao": 2}, {"situacao": "assinado"}):
        with pytest.raises(IntegrityError):
            mudar(**campos)
    aceitar_contrato(contrato, Aceite("203.0.113.7", "Navegador"))
    for campos in ({"situacao": "aguardando"}, {"motivo_cancelamento": "x"}, {"texto": "x"}):
        with pytest.raises(IntegrityError):
            mudar(**campos)
    with pytest.raises(IntegrityError), transaction.atomic():
        AssinaturaContrato.objects.update(ip="203.0.113.8")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM clientes_assinaturacontrato")
    outro = fabricas.contrato(contrato.servico)
    with pytest.raises(IntegrityError), transaction.atomic():
        AssinaturaContrato.objects.create(
            contrato=outro, forma="eletronica", dia=hoje(), registrada_em=contrato.criado_em, nome="A",
            documento="1", declaracao="x", pdf=b"outro", sha256=hashlib.sha256(b"um").hexdigest(),
        )  # fmt: skip


def test_so_passa_inteiro_a_outro_servico_do_mesmo_cliente(contrato: ContratoServico) -> None:
    seu, alheio = fabricas.servico(contrato.servico.cliente), fabricas.servico()
    for muda_antes in (False, True):
        if muda_antes:
            aceitar_contrato(contrato, Aceite("203.0.113.7", "Navegador"))
        for campos in ({"servico": alheio}, {"servico": seu, "texto": "x"}, {"servico": seu, "situacao": "cancelado"}):
            with pytest.raises(IntegrityError):
                mudar(**campos)
    mudar(servico=seu)
    contrato.refresh_from_db()
    assert (contrato.servico, contrato.assinado) == (seu, True)


def test_o_assinado_nao_muda_com_cliente_plano_e_modelo(contrato: ContratoServico, client_admin: Client) -> None:
    assinatura = aceitar_contrato(contrato, Aceite("203.0.113.7", "Navegador\x00" + "x" * 900))
    url = reverse("clientes:contrato_pdf", args=[contrato.pk])
    antes = client_admin.get(url).content
    cliente, plano = contrato.servico.cliente, contrato.servico.plano
    cliente.nome, plano.nome = "Outra", "Outro plano"
    cliente.save()
    plano.save()
    ModeloContrato.objects.update(texto="<p>Outro</p>")
    contrato.refresh_from_db()
    assert "Ana" in contrato.texto
    assert client_admin.get(url).content == antes == bytes(assinatura.pdf)
    assert hashlib.sha256(antes).hexdigest() == assinatura.sha256
    assert documento_integro(AssinaturaContrato.objects.get())
    texto = "\n".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(antes)).pages)
    for trecho in ("Ana <b>Souza</b>", "página 1 de 1", "Horizonte Fibra", "11.222.333/0001-81"):
        assert trecho in texto
    pagina = client_admin.get(reverse("clientes:contrato_detalhe", args=[contrato.pk])).content.decode()
    assert "203.0.113.7" in pagina
    assert assinatura.sha256 in pagina
    conferido = client_admin.post(reverse("clientes:contrato_conferir", args=[contrato.pk])).content.decode()
    assert "Documento íntegro" in conferido
    certificado = client_admin.get(reverse("clientes:contrato_certificado", args=[contrato.pk])).content
    texto = pypdf.PdfReader(io.BytesIO(certificado)).pages[0].extract_text().replace("\n", "")
    assert assinatura.sha256 in texto
    assert "203.0.113.7" in texto
    assert Historico.objects.filter(servico_id=contrato.servico_id, frase__contains=assinatura.sha256).exists()


def test_papel_e_cancelamento(contrato: ContratoServico, admin: Any, client_admin: Client) -> None:
    url = reverse("clientes:contrato_papel", args=[contrato.pk])
    assert client_admin.post(url, {"dia": hoje() + dt.timedelta(days=1)}).status_code == 422
    assert client_admin.post(url, {"dia": hoje()}).status_code == 302
    contrato.refresh_from_db()
    assert contrato.assinado
    assert contrato.assinatura.usuario == admin
    for verbo in (lambda: assinar_em_papel(contrato, hoje(), admin), lambda: cancelar_contrato(contrato, "x", admin)):
        with pytest.raises(ErroDeNegocio, match="já está assinado"):
            verbo()
    outro = fabricas.contrato(contrato.servico)
    client_admin.post(reverse("clientes:contrato_cancelar", args=[outro.pk]), {"motivo": "Engano"})
    with pytest.raises(ErroDeNegocio, match="cancelado"):
        aceitar_contrato(outro, Aceite(None, ""))
    lista = client_admin.get(reverse("clientes:contrato_lista"), {"situacao": "cancelado"}).content.decode()
    assert reverse("clientes:contrato_detalhe", args=[outro.pk]) in lista
    assert reverse("clientes:contrato_detalhe", args=[contrato.pk]) not in lista
    for vencimento, ha in (("vencido", False), ("30", False), ("vigente", True)):
        lista = client_admin.get(reverse("clientes:contrato_lista"), {"vencimento": vencimento}).content.decode()
        assert (reverse("clientes:contrato_detalhe", args=[contrato.pk]) in lista) is ha


@pytest.mark.django_db(transaction=True)
def test_dois_aceites_ao_mesmo_tempo_sao_um() -> None:
    contrato = fabricas.contrato()
    juntos, feitas = Barrier(2), []

    def aceitar(ip: str) -> None:
        juntos.wait()
        try:
            feitas.append(aceitar_contrato(contrato, Aceite(ip, "x")).pk)
        finally:
            connection.close()

    fios = [Thread(target=aceitar, args=(f"203.0.113.{n}",)) for n in (1, 2)]
    for fio in fios:
        fio.start()
    for fio in fios:
        fio.join()
    assert len(feitas) == 2
    assert set(feitas) == {AssinaturaContrato.objects.get().pk}
    assert Historico.objects.filter(frase__contains="aceito pelo assinante").count() == 1


@pytest.mark.django_db
def test_variavel_customizada_por_plano(admin: Any, client_admin: Client) -> None:
    plano, outro = fabricas.plano(), fabricas.plano()
    url = reverse("clientes:variavel_plano_adicionar", args=[plano.pk])
    assert client_admin.post(url, {"nome": "taxa adesao", "valor": "R$ 100,00"}).status_code == 302
    assert client_admin.post(url, {"nome": "[[TAXA_ADESAO]]", "valor": "1"}).status_code == 422
    assert client_admin.post(url, {"nome": "CLIENTE_NOME", "valor": "1"}).status_code == 422
    modelo = fabricas.modelo_contrato(texto="<p>Adesão: [[TAXA_ADESAO]]</p>")
    salvar_modelo_contrato(modelo, {"nome": "A", "texto": modelo.texto, "ativo": True})
    vinculo = reverse("clientes:plano_vincular", args=[outro.pk])
    aviso = client_admin.post(vinculo, {"modelo": modelo.pk, "meses": 12}, follow=True).content.decode()
    assert "usa [[TAXA_ADESAO]]" in aviso
    aba = client_admin.get(reverse("clientes:plano_contratos", args=[outro.pk])).content.decode()
    assert "que este plano não define" in aba
    with pytest.raises(ErroDeNegocio, match="não define"):
        contratar(fabricas.servico(plano=outro), NovoContrato(modelo, hoje(), 12))
    assert not ContratoServico.objects.exists()
    salvar_variavel(VariavelPlano(plano=outro), "TAXA_ADESAO", "R$ 120,00", admin)
    textos = [contratar(fabricas.servico(plano=p), NovoContrato(modelo, hoje(), 12)).texto for p in (plano, outro)]
    assert textos == ["<p>Adesão: R$ 100,00</p>", "<p>Adesão: R$ 120,00</p>"]
    with pytest.raises(ErroDeNegocio, match="Tire-a antes"):
        excluir_variavel(VariavelPlano.objects.select_related("plano__modelo_contrato").get(plano=outro), admin)


@pytest.mark.django_db
def test_previa_do_modelo(client_admin: Client, client: Client, atendente: Any) -> None:
    fora = fabricas.servico(fabricas.cliente("Rui Fora", cidade("Valinhos")))
    fabricas.empresa()
    url = reverse("clientes:modelo_contrato_previa")
    dados = {"texto": "<p>[[CLIENTE_NOME]] [[NADA]]<script>x</script></p>", "previa-servico": fora.pk}
    pagina = client_admin.post(url, dados).content.decode()
    assert "A variável [[NADA]] não existe." in pagina
    assert 'sandbox=""' in pagina
    assert "Rui Fora" in pagina
    assert "&lt;mark&gt;[[NADA]]&lt;/mark&gt;" in pagina
    assert "<script" not in html.unescape(pagina)
    client.force_login(atendente)
    assert "Rui Fora" not in client.post(url, dados).content.decode(), "a client of another city is not previewed"
