"""Banks whose files differ from an account and a number of ours: Inter gives the number, Caixa names no account."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from financeiro.acoes.aplicar_retorno import aplicar_agora
from financeiro.acoes.gerar_remessa import gerar_remessa
from financeiro.acoes.imprimir_boletos import imprimir_em_segundo_plano
from financeiro.acoes.receber_retorno import receber_retorno
from financeiro.consultas.boleto import boleto_da_fatura, boletos_das_faturas, com_dados_do_boleto
from financeiro.models import Caixa, Fatura, Recibo, Retorno
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.processos import executar_agora
from tests.financeiro import fabricas
from tests.financeiro.banco import HOJE, bradesco, caixa_federal, fatura, inter, itau, sicoob
from tests.standins.banco import Liquidacao

R = Fatura.Registro
PAGO_EM, CREDITO = dt.date(2026, 12, 9), dt.date(2026, 12, 10)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def agora():
    with time_machine.travel("2026-11-24T12:00:00-03:00", tick=False):
        yield


@pytest.fixture
def caixa(db) -> Caixa:
    return fabricas.caixa()


def aplicar(conteudo: bytes, caixa: Caixa, admin) -> Retorno:
    retorno = receber_retorno(conteudo, "retorno.ret", admin, caixa=caixa).retorno
    assert aplicar_agora(retorno, admin).estado == "concluido"
    return retorno


def boleto(f: Fatura):
    return boleto_da_fatura(com_dados_do_boleto(Fatura.objects.filter(pk=f.pk)).get())


def test_inter_da_o_numero_e_so_entao_ha_boleto(admin, caixa) -> None:
    forma, banco = inter()
    boa, ruim = fatura(forma), fatura(forma)
    with pytest.raises(ErroDeNegocio, match="ainda não deu o número"):
        boleto(boa)
    remessa = gerar_remessa(forma, admin)
    assert remessa.nome_arquivo == "CI400_001_0000001.REM"
    banco.receber_remessa(bytes(remessa.conteudo))
    aplicar(banco.gerar_retorno(HOJE, rejeicoes={str(ruim.pk): ["03"]}), caixa, admin)
    for cada in (boa, ruim):
        cada.refresh_from_db()
    assert (boa.registro, boa.nosso_numero) == (R.CONFIRMADA, "4000000000")
    assert boa.codigo_barras[-11:] == "4000000000" + boa.nosso_numero_dv
    assert boleto(boa).nosso_numero == f"4000000000-{boa.nosso_numero_dv}"
    assert (ruim.registro, ruim.motivo_rejeicao) == (R.REJEITADA, "03: CEP DO PAGADOR INVALIDO")
    assert [b.numero_documento for b in boletos_das_faturas([boa.pk, ruim.pk])] == [str(boa.pk)]
    pagamento = Liquidacao(str(boa.pk), Decimal("100.00"), PAGO_EM, CREDITO)
    aplicar(banco.gerar_retorno(CREDITO, liquidacoes=[pagamento]), caixa, admin)
    boa.refresh_from_db()
    assert (boa.status, Recibo.objects.get().valor) == (Fatura.Status.PAGA, Decimal("100.00"))


def test_impressao_em_massa_conta_o_que_imprime_e_diz_o_que_o_banco_ainda_nao_numerou(
    admin, client_admin, caixa, settings, tmp_path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    forma, banco = inter()
    confirmada = fatura(forma)
    banco.receber_remessa(bytes(gerar_remessa(forma, admin).conteudo))
    aplicar(banco.gerar_retorno(HOJE), caixa, admin)
    numerada, outra = fatura(itau()[0]), fatura(sicoob()[0])
    sem_numero, enviada = fatura(forma), fatura(forma)
    Fatura.objects.filter(pk=enviada.pk).update(registro=R.ENVIADA)
    processo = imprimir_em_segundo_plano([f.pk for f in (confirmada, sem_numero, numerada, enviada, outra)], admin)
    assert processo.titulo == "Impressão de 3 boletos"
    feito = executar_agora(processo)
    assert (feito.estado, feito.total, feito.feito) == ("concluido", 3, 3)
    assert feito.mensagem.startswith("3 boletos impressos. 2 ficaram de fora: o banco ainda não deu o número.")
    with feito.arquivo.open() as arquivo:
        assert len(PdfReader(arquivo).pages) == 3
    nenhum = executar_agora(imprimir_em_segundo_plano([sem_numero.pk, enviada.pk], admin))
    assert (nenhum.estado, "ainda não deu o número das faturas escolhidas" in nenhum.mensagem) == ("falhou", True)
    url = reverse("financeiro:boletos")
    assert client_admin.get(url, {"fatura": [sem_numero.pk, numerada.pk]})["Content-Type"] == "application/pdf"
    recusado = client_admin.get(url, {"fatura": [sem_numero.pk]}, follow=True)
    assert "ainda não deu o número das faturas escolhidas" in recusado.content.decode()
    em_massa = client_admin.post(
        reverse("financeiro:fatura_imprimir_massa"), {"ids": [sem_numero.pk, numerada.pk], "confirmado": "1"}
    )
    assert em_massa["Location"] == f"{url}?fatura={numerada.pk}&formato=boleto"


def test_inter_com_numero_de_outra_fatura_ou_digito_errado_pede_analise(admin, caixa) -> None:
    forma, banco = inter()
    primeira, segunda = fatura(forma), fatura(forma)
    Fatura.objects.filter(pk=primeira.pk).update(nosso_numero="4000000001", registro=R.CONFIRMADA)
    banco.receber_remessa(bytes(gerar_remessa(forma, admin).conteudo))
    banco.proximo = 4_000_000_001
    retorno = aplicar(banco.gerar_retorno(HOJE), caixa, admin)
    segunda.refresh_from_db()
    assert (segunda.registro, segunda.nosso_numero) == (R.ENVIADA, "2")
    assert retorno.itens.get().resultado == "problema"
    assert "já é de outra fatura" in segunda.motivo_rejeicao


def test_numero_repetido_no_mesmo_arquivo_fica_com_o_primeiro_e_o_outro_pede_analise(admin, caixa) -> None:
    forma, banco = inter()
    primeira, segunda = fatura(forma), fatura(forma)
    banco.receber_remessa(bytes(gerar_remessa(forma, admin).conteudo))
    conteudo = banco.gerar_retorno(HOJE)
    dado = boleto_do_banco(conteudo, 0)
    repetido = conteudo.replace(boleto_do_banco(conteudo, 1), dado)
    retorno = aplicar(repetido, caixa, admin)
    primeira.refresh_from_db()
    segunda.refresh_from_db()
    assert (primeira.registro, primeira.nosso_numero) == (R.CONFIRMADA, "4000000000")
    assert (segunda.registro, segunda.nosso_numero) == (R.ENVIADA, "2")
    assert list(retorno.itens.values_list("resultado", flat=True)) == ["aplicado", "problema"]
    assert "já é de outra fatura" in segunda.motivo_rejeicao


def boleto_do_banco(conteudo: bytes, qual: int) -> bytes:
    """Return the nosso número with its digit in a title's line of Inter's file."""
    return conteudo.split(b"\r\n")[1 + qual][70:81]


def consultas_para_numerar(quantas: int, forma, banco, admin) -> int:
    """Return how many statements it takes to apply a retorno that numbers so many titles."""
    for _ in range(quantas):
        fatura(forma)
    banco.receber_remessa(bytes(gerar_remessa(forma, admin).conteudo))
    retorno = receber_retorno(banco.gerar_retorno(HOJE), f"{quantas}.ret", admin, caixa=fabricas.caixa()).retorno
    with CaptureQueriesContext(connection) as consultas:
        assert aplicar_agora(retorno, admin).estado == "concluido"
    assert retorno.itens.filter(resultado="aplicado", fatura__registro=R.CONFIRMADA).count() == quantas
    return len(consultas)


def test_consultas_nao_crescem_com_os_titulos_que_o_banco_numera(admin) -> None:
    forma, banco = inter()
    de_tres = consultas_para_numerar(3, forma, banco, admin)
    assert consultas_para_numerar(30, forma, banco, admin) == de_tres <= 45


def test_retorno_da_caixa_acha_a_forma_pelo_codigo_do_beneficiario(admin, caixa) -> None:
    outra, _banco = caixa_federal(descricao="Caixa filial", convenio="654321")
    forma, banco = caixa_federal()
    da_forma, da_outra = fatura(forma), fatura(outra)
    assert da_forma.nosso_numero == da_outra.nosso_numero == "1"
    banco.receber_remessa(bytes(gerar_remessa(forma, admin).conteudo))
    retorno = aplicar(banco.gerar_retorno(HOJE), caixa, admin)
    assert (retorno.forma, retorno.itens.get().fatura) == (forma, da_forma)
    da_outra.refresh_from_db()
    assert da_outra.registro == R.PENDENTE


@pytest.mark.parametrize("conta", [bradesco, caixa_federal])
def test_pagamento_e_baixa_de_ponta_a_ponta(admin, caixa, conta) -> None:
    forma, banco = conta()
    paga, baixada = fatura(forma), fatura(forma)
    banco.receber_remessa(bytes(gerar_remessa(forma, admin).conteudo))
    aplicar(banco.gerar_retorno(HOJE), caixa, admin)
    pagamento = Liquidacao("1", Decimal("100.00"), PAGO_EM, CREDITO, tarifa=Decimal("1.95"))
    aplicar(banco.gerar_retorno(CREDITO, liquidacoes=[pagamento], baixas=["2"]), caixa, admin)
    paga.refresh_from_db()
    baixada.refresh_from_db()
    assert (paga.status, paga.registro) == (Fatura.Status.PAGA, R.LIQUIDADA)
    assert (baixada.status, baixada.registro) == (Fatura.Status.ABERTA, R.BAIXADA)


def test_arquivo_de_conta_que_ninguem_usa_diz_o_convenio(admin, caixa) -> None:
    forma, banco = caixa_federal()
    fatura(forma)
    banco.receber_remessa(bytes(gerar_remessa(forma, admin).conteudo))
    conteudo = banco.gerar_retorno(HOJE)
    type(forma).objects.filter(pk=forma.pk).update(convenio="111111")
    with pytest.raises(ErroDeNegocio, match="banco 104, convênio 0432100"):
        receber_retorno(conteudo, "r.ret", admin, caixa=caixa)
