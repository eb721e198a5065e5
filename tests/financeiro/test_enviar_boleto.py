"""Boletos by e-mail: once, to the fatura's own client only, with its PDF, also when runs are repeated."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdf
import pytest
from django.test import Client
from django.urls import reverse

from clientes.models import Cliente, Contato
from configuracao.acoes.enviar_emails import enviar_pendentes
from configuracao.models import MensagemEmail
from financeiro.acoes import montar_fatura
from financeiro.acoes.cancelar_fatura import cancelar_fatura
from financeiro.acoes.enviar_boleto import enviar_boleto, enviar_do_faturamento, enviar_em_segundo_plano
from financeiro.models import DadosCobranca, Fatura, Faturamento
from hubsoft.core import processos
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.eventos import entregar_pendentes
from hubsoft.core.models import Historico, Processo
from tests import fabricas as casa
from tests.clientes import fabricas as de_clientes
from tests.configuracao.fabricas import remetente, remetente_de
from tests.financeiro import fabricas
from tests.standins.smtp import ServidorDeEmail, html_de, texto_de

pytestmark = pytest.mark.django_db
S = MensagemEmail.Situacao


@pytest.fixture
def servidor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ServidorDeEmail]:
    with ServidorDeEmail(tmp_path, usuario="financeiro", senha="segredo-7") as aberto:
        monkeypatch.setenv("SSL_CERT_FILE", str(aberto.pem))
        yield aberto


def cliente(nome: str, *emails: str, **campos: Any) -> Cliente:
    novo = de_clientes.cliente(nome, **campos)
    for email in emails:
        Contato.objects.create(cliente=novo, tipo=Contato.Tipo.EMAIL, valor=email)
    return novo


def fatura_de(de: Cliente, valor: str = "99.90", **campos: Any) -> Fatura:
    forma = campos.pop("forma", None) or fabricas.forma_cobranca(pix_chave="pix@provedor.example")
    cobranca = fabricas.cobranca(de, valor)
    return montar_fatura([cobranca], forma, dt.date(2026, 12, 10), dt.date(2026, 11, 25), None)


def test_envia_o_boleto_com_pdf_linha_digitavel_e_pix(servidor: ServidorDeEmail, admin: Any) -> None:
    remetente_de(servidor)
    ana = cliente("Ana <b>Souza</b>", "ana@cliente.example", "ana2@cliente.example")
    Contato.objects.create(cliente=ana, tipo="email", valor="sem@cliente.example", recebe_faturas=False)
    fatura = fatura_de(ana)
    assert enviar_boleto(fatura, ["ana@cliente.example"]) == 1
    assert enviar_boleto(fatura, ["ana@cliente.example"]) == 0, "once"
    assert enviar_pendentes() == 1
    (recebida,) = servidor.recebidas
    assert servidor.envelopes[0][1] == ["ana@cliente.example"]
    assert "R$ 99,90" in recebida["Subject"]
    assert "10/12/2026" in recebida["Subject"]
    texto = texto_de(recebida)
    for parte in ("Ana <b>Souza</b>", fatura.linha_digitavel, fatura.pix, "10/12/2026"):
        assert parte in texto
    assert "Ana &lt;b&gt;Souza&lt;/b&gt;" in html_de(recebida)
    (anexo,) = recebida.iter_attachments()
    assert anexo.get_filename() == f"boleto-{fatura.pk}.pdf"
    pdf = pypdf.PdfReader(io.BytesIO(anexo.get_content())).pages[0].extract_text()
    assert fatura.linha_digitavel in pdf
    sentenca = Historico.objects.get(objeto_tipo="financeiro.fatura", objeto_id=fatura.pk, origem="e-mail")
    assert sentenca.cliente_id == ana.pk
    assert "enviado para ana@cliente.example" in sentenca.frase


def test_so_para_o_proprio_cliente() -> None:
    remetente()
    ana, bia = cliente("Ana", "ana@cliente.example"), cliente("Bia", "bia@cliente.example")
    fatura = fatura_de(ana)
    for para in (["bia@cliente.example"], ["ana@cliente.example", "bia@cliente.example"], ["x@x.example"], []):
        with pytest.raises(ErroDeNegocio, match="do próprio cliente"):
            enviar_boleto(fatura, para)
    with pytest.raises(ErroDeNegocio, match="não tem e-mail"):
        enviar_boleto(fatura_de(cliente("Caio")), ["ana@cliente.example"])
    assert not MensagemEmail.objects.exists()
    assert bia.contatos.exists()


def test_paga_ou_cancelada_nao_vai_e_a_que_foi_paga_na_fila_tambem_nao(servidor: ServidorDeEmail, admin: Any) -> None:
    remetente_de(servidor)
    ana = cliente("Ana", "ana@cliente.example")
    fatura = fatura_de(ana)
    enviar_boleto(fatura, ["ana@cliente.example"])
    cancelar_fatura(fatura, motivo="Engano", usuario=admin)
    assert enviar_pendentes() == 0
    assert servidor.recebidas == []
    mensagem = MensagemEmail.objects.get()
    assert (mensagem.situacao, "cancelada" in mensagem.erro) == (S.FALHOU, True)
    fatura.refresh_from_db()
    with pytest.raises(ErroDeNegocio, match="cancelada"):
        enviar_boleto(fatura, ["ana@cliente.example"], 1)


def test_tela_mostra_o_que_ja_foi_e_o_mesmo_pedido_duas_vezes_e_um(client_admin: Client) -> None:
    ana = cliente("Ana", "ana@cliente.example")
    fatura = fatura_de(ana)
    url = reverse("financeiro:fatura_enviar", args=[fatura.pk])
    no_modal = {"HX-Request": "true", "HX-Target": "modal"}
    assert client_admin.get(url, headers=no_modal).status_code == 422, "no sender yet"
    remetente()
    assert "ana@cliente.example" in client_admin.get(url).content.decode()
    for _ in range(2):
        assert client_admin.post(url, {"para": "ana@cliente.example", "vez": "0"}).status_code == 302
    assert MensagemEmail.objects.count() == 1
    assert "Esta fatura já tem e-mail" in client_admin.get(url).content.decode()
    client_admin.post(url, {"para": "ana@cliente.example", "vez": "1"})
    assert MensagemEmail.objects.count() == 2
    recusada = client_admin.post(url, {"para": "bia@cliente.example", "vez": "2"})
    assert recusada.status_code == 422
    assert MensagemEmail.objects.count() == 2


def test_selecao_vai_uma_vez_e_so_dentro_da_cidade(client_admin: Client, atendente: Any) -> None:
    remetente()
    daqui = fatura_de(cliente("Ana", "ana@cliente.example"))
    de_fora = fatura_de(cliente("Bia", "bia@cliente.example", cidade=casa.cidade("Santos")))
    sem = fatura_de(cliente("Caio"))
    processo = processos.executar_agora(enviar_em_segundo_plano([daqui.pk, de_fora.pk, sem.pk], atendente))
    assert processo.estado == Processo.Estado.CONCLUIDO, processo.mensagem
    assert list(MensagemEmail.objects.values_list("para", flat=True)) == ["ana@cliente.example"]
    assert [erro.item for erro in processo.erros.all()] == [f"Fatura {sem.pk} de Caio"]
    resposta = client_admin.post(
        reverse("financeiro:fatura_enviar_massa"), {"todos": "1", "filtro": "", "confirmado": "1"}
    )
    assert resposta.status_code == 302
    segundo = processos.executar_agora(Processo.objects.latest("pk"))
    assert segundo.mensagem == "1 e-mail na fila. 1 já tinha sido enviado."
    assert sorted(MensagemEmail.objects.values_list("para", "cliente_id")) == sorted(
        [("ana@cliente.example", daqui.cliente_id), ("bia@cliente.example", de_fora.cliente_id)]
    )


def contratar(de: Cliente, forma: Any) -> None:
    novo = de_clientes.servico(de, desde=dt.datetime(2026, 1, 5, 12, tzinfo=dt.UTC), valor=Decimal("90.00"))
    DadosCobranca.objects.create(servico=novo, forma=forma, dia_vencimento=10, modalidade="postecipado")


def faturar() -> Faturamento:
    faturamento = Faturamento.objects.create(competencia=dt.date(2026, 11, 1), prorata=True)
    processo = processos.iniciar("financeiro.faturar_mes", "Novembro", {"faturamento_id": faturamento.pk})
    assert processos.executar_agora(processo).estado == "concluido"
    return faturamento


def test_faturamento_envia_cada_um_ao_seu_e_repetir_nao_envia_de_novo(servidor: ServidorDeEmail) -> None:
    remetente_de(servidor)
    envia, nao_envia = fabricas.forma_cobranca(envia_boleto_email=True), fabricas.forma_cobranca()
    for nome in ("ana", "bia", "caio"):
        contratar(cliente(nome.title(), f"{nome}@cliente.example"), envia)
    contratar(cliente("Duda", "duda@cliente.example"), nao_envia)

    for _vez in range(2):  # the same month billed again
        faturamento = faturar()
        entregar_pendentes()
        for _entrega in range(2):  # the event delivered again
            enviar_do_faturamento({"faturamento_id": faturamento.pk}, None)  # type: ignore[arg-type]
        for processo in Processo.objects.filter(tipo="financeiro.enviar_boletos", estado="na_fila"):
            assert processos.executar_agora(processo).estado == "concluido"
        enviar_pendentes()
    assert Processo.objects.filter(tipo="financeiro.enviar_boletos").exists()
    assert sorted(envelope[1][0] for envelope in servidor.envelopes) == [
        "ana@cliente.example",
        "bia@cliente.example",
        "caio@cliente.example",
    ]
    for mensagem in servidor.recebidas:
        dona = Fatura.objects.get(cliente__contatos__valor=mensagem["To"])
        assert dona.linha_digitavel in texto_de(mensagem)
        (anexo,) = mensagem.iter_attachments()
        assert anexo.get_filename() == f"boleto-{dona.pk}.pdf"


def test_lote_custa_consultas_fixas(django_assert_max_num_queries: Any, admin: Any) -> None:
    remetente()
    forma = fabricas.forma_cobranca()
    faturas = [fatura_de(cliente(f"Cliente {n}", f"c{n}@cliente.example"), forma=forma).pk for n in range(12)]
    processo = enviar_em_segundo_plano(faturas, admin)
    with django_assert_max_num_queries(32):
        assert processos.executar_agora(processo).mensagem == "12 e-mails na fila."
