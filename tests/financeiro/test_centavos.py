"""One amount everywhere: charges, screen, boleto, Pix, remessa, retorno, receipt, statement and cash agree."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db.models import Sum
from django.http import HttpResponse
from django.test import Client

from financeiro.acoes import montar_fatura
from financeiro.acoes.aplicar_retorno import aplicar_agora
from financeiro.acoes.gerar_remessa import gerar_remessa
from financeiro.acoes.receber import encargos_devidos
from financeiro.acoes.receber_retorno import receber_retorno
from financeiro.consultas.boleto import boletos_das_faturas
from financeiro.models import Cobranca, LinhaExtrato, MovimentoCaixa, Recibo
from hubsoft.core.dinheiro import ZERO, formatar
from tests.clientes.fabricas import cliente
from tests.financeiro import fabricas
from tests.financeiro.banco import HOJE, VENCIMENTO, bradesco, caixa_federal, itau, sicoob
from tests.standins.banco import Liquidacao

ATRASO = dt.timedelta(days=17)


def _texto(resposta: HttpResponse) -> str:
    """The page, its amounts with plain spaces."""
    return resposta.content.decode().replace("\xa0", " ")


@pytest.mark.django_db
@pytest.mark.parametrize("conta", [itau, sicoob, bradesco, caixa_federal])
@pytest.mark.parametrize(
    "valores", [("33.33", "33.33", "33.34"), ("0.01", "99.99", "7.77"), ("149.95", "0.07", "1.01")]
)
def test_do_lancamento_ao_extrato(admin: Any, conta: Any, valores: tuple[str, ...]) -> None:
    forma, banco = conta(pix_chave="financeiro@provedor.example")
    dona, caixa = cliente("Ana Souza"), fabricas.caixa(empresa=forma.empresa)
    pago_em = VENCIMENTO + ATRASO
    with time_machine.travel(dt.datetime.combine(HOJE, dt.time(15)), tick=False):
        cobrancas = [fabricas.cobranca(dona, valor, VENCIMENTO) for valor in valores]
        fatura = montar_fatura(cobrancas, forma, VENCIMENTO, HOJE)
        total = sum(map(Decimal, valores), ZERO)
        assert fatura.valor == total
        (boleto,) = boletos_das_faturas([fatura.pk])
        assert boleto.valor == sum((linha[1] for linha in boleto.demonstrativo), ZERO) == total
        assert boleto.codigo_barras[9:19] == boleto.linha_digitavel.replace(" ", "")[-10:] == f"{total * 100:010.0f}"
        assert f"54{len(str(total)):02d}{total}" in fatura.pix, "valor do BR Code"
        banco.receber_remessa(bytes(gerar_remessa(forma, admin).conteudo))
        (titulo,) = banco.titulos.values()
        assert titulo.valor == total
        banco.gerar_retorno(HOJE)
    navegador = Client()
    with time_machine.travel(dt.datetime.combine(pago_em, dt.time(15)), tick=False):
        navegador.force_login(admin)
        devidos = encargos_devidos(list(Cobranca.objects.select_related("fatura")), pago_em)
        juros = sum((d.multa + d.juros for d in devidos), ZERO)
        assert juros > 0
        dados = {"cobrancas": [c.pk for c in cobrancas]}
        na_tela = _texto(navegador.get(f"/financeiro/clientes/{dona.pk}/receber/", dados))
        assert formatar(total + juros) in na_tela
        pagamento = Liquidacao(titulo.numero, total + juros, pago_em, pago_em, juros=juros)
        arquivo = banco.gerar_retorno(pago_em, liquidacoes=[pagamento])
        retorno = receber_retorno(arquivo, "pago.ret", admin, caixa=caixa).retorno
        aplicar_agora(retorno, admin)
        recibo = Recibo.objects.get()
        somas = recibo.itens.aggregate(p=Sum("principal"), m=Sum("multa"), j=Sum("juros"))
        assert recibo.valor == total + juros == sum(somas.values())
        assert MovimentoCaixa.objects.aggregate(soma=Sum("valor"))["soma"] == recibo.valor
        linhas = LinhaExtrato.objects.filter(cliente=dona)
        assert linhas.aggregate(d=Sum("debito"), c=Sum("credito")) == {"d": recibo.valor, "c": recibo.valor}
        assert not any(c.saldo for c in Cobranca.objects.all())
        extrato = _texto(navegador.get(f"/financeiro/clientes/{dona.pk}/extrato/"))
        assert formatar(recibo.valor) in extrato
        assert formatar(recibo.valor) in _texto(navegador.get(f"/financeiro/recibos/{recibo.pk}/"))
