"""Charges by hand (F02) and the discounts that wait for the receipt (F05, F07)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from financeiro.acoes import Recebimento, estornar, montar_fatura, receber
from financeiro.acoes.adicionar_cobranca import (
    NovaCobranca,
    adicionar_cobranca,
    adicionar_com_fatura,
    cancelar_cobrancas,
)
from financeiro.acoes.dar_desconto import (
    dar_desconto,
    dar_desconto_na_fatura,
    dar_desconto_promocional,
    remover_desconto,
)
from financeiro.acoes.receber import repartir
from financeiro.consultas.boleto import boletos_das_faturas
from financeiro.models import Cobranca, DadosCobranca, DescontoCobranca, Fatura
from financeiro.regras.desconto import promocional_ate, texto_promocional
from hubsoft.core.datas import hoje, primeiro_do_mes, somar_meses
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Historico
from tests.clientes.fabricas import cliente, servico
from tests.financeiro import fabricas

VENCIMENTO = dt.date(2026, 12, 10)


def nova(**campos: Any) -> NovaCobranca:
    return NovaCobranca(**{"descricao": "Roteador", "valor": Decimal("100.00"), "vencimento": VENCIMENTO, **campos})


@given(dia=st.dates(dt.date(2020, 1, 1), dt.date(2090, 1, 1)), dias=st.integers(0, 90))
def test_promocional_vale_ate_dias_corridos_antes_do_vencimento(dia: dt.date, dias: int) -> None:
    assert (dia - promocional_ate(dia, dias)).days == dias


def test_texto_com_zero_dias_diz_o_vencimento() -> None:
    texto = texto_promocional(Decimal("10.00"), promocional_ate(VENCIMENTO, 0))
    assert texto == "Desconto de R$ 10,00 para pagamento até o dia 10/12/2026"


@pytest.mark.django_db
def test_repetir_meses_numera_e_anda_com_o_vencimento(admin: Any) -> None:
    feitas = adicionar_cobranca(cliente(), nova(vencimento=dt.date(2027, 1, 31), meses=3), admin)
    assert [c.vencimento for c in feitas] == [dt.date(2027, 1, 31), dt.date(2027, 2, 28), dt.date(2027, 3, 31)]
    assert [c.descricao for c in feitas] == ["Roteador (1/3)", "Roteador (2/3)", "Roteador (3/3)"]
    assert Historico.objects.filter(frase__contains="Roteador").count() == 3


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("campos", "campo"),
    [
        ({"valor": Decimal(0)}, "valor"),
        ({"desconto": Decimal("100.00")}, "desconto"),
        ({"desconto": Decimal("-1")}, "desconto"),
        ({"desconto": Decimal("60"), "promocional": Decimal("40")}, "promocional"),
        ({"meses": 0}, "meses"),
        ({"meses": 61}, "meses"),
        ({"tipo": "mensalidade"}, "servico"),
    ],
)
def test_recusa_o_que_nao_faz_sentido_e_nao_grava_nada(admin: Any, campos: dict[str, Any], campo: str) -> None:
    with pytest.raises(ErroDeNegocio) as recusa:
        adicionar_cobranca(cliente(), nova(**campos), admin)
    assert recusa.value.campo == campo
    assert not Cobranca.objects.exists()


@pytest.mark.django_db
def test_servico_de_outro_cliente_e_recusado(admin: Any) -> None:
    with pytest.raises(ErroDeNegocio, match="outro cliente"):
        adicionar_cobranca(cliente(), nova(servico=servico()), admin)


@pytest.mark.django_db
def test_mensalidade_avulsa_ocupa_o_mes_da_data_base(admin: Any) -> None:
    do_servico = servico(desde=dt.datetime(2026, 1, 5, 12, tzinfo=dt.UTC))
    DadosCobranca.objects.create(servico=do_servico, forma=fabricas.forma_cobranca(), dia_vencimento=10)
    mes = primeiro_do_mes(hoje())
    pedida = nova(tipo="mensalidade", servico=do_servico, data_base=mes + dt.timedelta(days=3), vencimento=hoje())
    [avulsa] = adicionar_cobranca(do_servico.cliente, pedida, admin)
    assert avulsa.competencia == mes
    with pytest.raises(ErroDeNegocio, match="já tem mensalidade") as recusa:
        adicionar_cobranca(do_servico.cliente, pedida, admin)
    assert recusa.value.campo == "data_base"
    assert Cobranca.objects.filter(servico=do_servico).count() == 1


@pytest.mark.django_db
def test_cobranca_e_fatura_de_uma_vez_ou_nada(admin: Any) -> None:
    dona, forma = cliente(), fabricas.forma_cobranca()
    faturas = adicionar_com_fatura(
        dona, nova(meses=3, desconto=Decimal("10.00"), vencimento=hoje()), forma, hoje(), admin
    )
    assert [f.valor for f in faturas] == [Decimal("90.00")] * 3
    assert [f.vencimento for f in faturas] == [somar_meses(hoje(), n) for n in range(3)]
    assert [f.cobrancas.count() for f in faturas] == [1, 1, 1]
    with pytest.raises(ErroDeNegocio, match="passado"):
        adicionar_com_fatura(dona, nova(vencimento=hoje() - dt.timedelta(days=1)), forma, hoje(), admin)
    sem_agencia = fabricas.forma_cobranca(agencia="ABCD")
    with pytest.raises(ErroDeNegocio, match="não gera este boleto"):
        adicionar_com_fatura(dona, nova(descricao="Outra", vencimento=hoje()), sem_agencia, hoje(), admin)
    assert (Cobranca.objects.count(), Fatura.objects.count()) == (3, 3)


@pytest.mark.django_db
def test_cancelar_varias_e_tudo_ou_nada(admin: Any) -> None:
    dona = cliente()
    soltas = [fabricas.cobranca(dona), fabricas.cobranca(dona)]
    na_fatura = fabricas.cobranca(dona)
    montar_fatura([na_fatura], fabricas.forma_cobranca(), hoje(), hoje())
    with pytest.raises(ErroDeNegocio, match="está na fatura"):
        cancelar_cobrancas([*soltas, na_fatura], motivo="Engano", usuario=admin)
    assert not Cobranca.objects.filter(status="cancelada").exists()
    assert cancelar_cobrancas(soltas, motivo="Engano", usuario=admin) == 2


# -- F07: a discount at the counter ---------------------------------------------------------------------------------


@pytest.mark.django_db
def test_desconto_no_recebimento_abate_no_caixa_e_fica_no_recibo(admin: Any) -> None:
    dona, caixa = cliente(), fabricas.caixa()
    cobranca = fabricas.cobranca(dona, "100.00")
    dar_desconto(cobranca, Decimal("15.00"), motivo="Falta de conexão", usuario=admin)
    recibo = receber(Recebimento([cobranca], caixa, "dinheiro", cobranca.vencimento, "a"), admin)
    item = recibo.itens.get()
    assert (recibo.valor, item.principal, item.desconto) == (Decimal("85.00"), Decimal("100.00"), Decimal("15.00"))
    assert item.motivo_desconto == "Falta de conexão"
    cobranca.refresh_from_db()
    assert (cobranca.status, cobranca.saldo) == ("recebida", Decimal(0))
    estornar(recibo, motivo="Errado", usuario=admin)
    cobranca.refresh_from_db()
    assert (cobranca.status, cobranca.saldo) == ("aberta", Decimal("100.00"))
    assert repartir([cobranca], cobranca.vencimento, None)[0].total == Decimal("85.00")


@pytest.mark.django_db
def test_desconto_e_da_cobranca_paga_inteira(admin: Any) -> None:
    dona = cliente()
    primeira, segunda = fabricas.cobranca(dona, "100.00"), fabricas.cobranca(dona, "50.00")
    dar_desconto(primeira, Decimal("20.00"), motivo="Acordo", usuario=admin)
    dar_desconto(segunda, Decimal("10.00"), motivo="Acordo", usuario=admin)
    partes = repartir([primeira, segunda], primeira.vencimento, Decimal("100.00"))
    assert [(p.principal, p.desconto) for p in partes] == [
        (Decimal("100.00"), Decimal("20.00")),
        (Decimal("20.00"), Decimal("0.00")),
    ]
    assert sum(p.total for p in partes) == Decimal("100.00")


@pytest.mark.django_db
def test_desconto_na_fatura_soma_o_pedido_ao_centavo(admin: Any) -> None:
    dona = cliente()
    cobrancas = [fabricas.cobranca(dona, v) for v in ("33.33", "33.33", "33.34")]
    fatura = montar_fatura(cobrancas, fabricas.forma_cobranca(), hoje(), hoje())
    dar_desconto_na_fatura(fatura, Decimal("10.01"), motivo="Falta de conexão", usuario=admin)
    dados = DescontoCobranca.objects.filter(cobranca__fatura=fatura)
    assert sum(d.valor for d in dados) == Decimal("10.01")
    recibo = receber(Recebimento(cobrancas, fabricas.caixa(), "pix", hoje(), "a"), admin)
    assert recibo.valor == Decimal("89.99")
    fatura.refresh_from_db()
    assert fatura.status == "paga"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("valor", "motivo", "recusa"),
    [
        ("10.00", " ", "motivo"),
        ("0.00", "x", "maior que zero"),
        ("100.00", "x", "menor que o que falta"),
        ("-5.00", "x", "maior que zero"),
    ],
)
def test_desconto_recusado(admin: Any, valor: str, motivo: str, recusa: str) -> None:
    with pytest.raises(ErroDeNegocio, match=recusa):
        dar_desconto(fabricas.cobranca(cliente()), Decimal(valor), motivo=motivo, usuario=admin)
    assert not DescontoCobranca.objects.exists()


@pytest.mark.django_db
def test_um_desconto_de_cada_tipo_e_nenhum_depois_de_paga(admin: Any) -> None:
    cobranca = fabricas.cobranca(cliente())
    desconto = dar_desconto(cobranca, Decimal("5.00"), motivo="Acordo", usuario=admin)
    with pytest.raises(ErroDeNegocio, match="já tem este desconto"):
        dar_desconto(cobranca, Decimal("6.00"), motivo="Outro", usuario=admin)
    remover_desconto(desconto, usuario=admin)
    remover_desconto(desconto, usuario=admin)
    dar_desconto(cobranca, Decimal("6.00"), motivo="Outro", usuario=admin)
    receber(Recebimento([cobranca], fabricas.caixa(), "pix", cobranca.vencimento, "a"), admin)
    with pytest.raises(ErroDeNegocio, match="não está em aberto"):
        remover_desconto(DescontoCobranca.objects.get(), usuario=admin)


# -- F05: a discount for paying in time -------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("dias", "pago_em", "valor"),
    [
        (0, VENCIMENTO, "90.00"),
        (0, VENCIMENTO + dt.timedelta(days=1), "100.00"),
        (5, VENCIMENTO - dt.timedelta(days=5), "90.00"),
        (5, VENCIMENTO - dt.timedelta(days=4), "100.00"),
    ],
)
def test_promocional_de_cobranca_sem_fatura(admin: Any, dias: int, pago_em: dt.date, valor: str) -> None:
    [cobranca] = adicionar_cobranca(cliente(), nova(promocional=Decimal("10.00"), promocional_dias=dias), admin)
    assert cobranca.saldo == Decimal("100.00")
    assert repartir([cobranca], pago_em, None)[0].total == Decimal(valor)


@pytest.mark.django_db
def test_promocional_e_desconto_juntos_sempre_deixam_algo_a_pagar(admin: Any) -> None:
    [cobranca] = adicionar_cobranca(cliente(), nova(promocional=Decimal("60.00")), admin)
    dar_desconto(cobranca, Decimal("39.99"), motivo="Acordo", usuario=admin)
    assert repartir([cobranca], VENCIMENTO, None)[0].total == Decimal("0.01")
    with pytest.raises(ErroDeNegocio, match="já tem este desconto"):
        dar_desconto_promocional(cobranca, Decimal("1.00"), dias=0, usuario=admin)


@pytest.mark.django_db
def test_promocional_entra_no_titulo_ainda_nao_enviado(admin: Any) -> None:
    dona, forma = cliente(), fabricas.forma_cobranca(desconto_valor=Decimal("2.00"))
    [cobranca] = adicionar_cobranca(dona, nova(promocional=Decimal("10.00"), promocional_dias=5), admin)
    fatura = montar_fatura([cobranca, fabricas.cobranca(dona, "50.00")], forma, VENCIMENTO, hoje())
    assert (fatura.desconto_valor, fatura.limite_do_desconto) == (Decimal("12.00"), VENCIMENTO - dt.timedelta(days=5))
    linhas = next(boletos_das_faturas([fatura.pk])).instrucoes
    assert "Desconto de R$ 12,00 para pagamento até o dia 05/12/2026: cobrar R$ 138,00." in linhas
    remover_desconto(DescontoCobranca.objects.get(), usuario=admin)
    fatura.refresh_from_db()
    assert (fatura.desconto_valor, fatura.limite_do_desconto) == (Decimal("2.00"), VENCIMENTO)
    cobranca.refresh_from_db()
    dar_desconto_promocional(cobranca, Decimal("7.00"), dias=0, usuario=admin)
    partes = repartir(list(Cobranca.objects.filter(fatura=fatura.pk).order_by("pk")), VENCIMENTO, None)
    assert sum(p.desconto for p in partes) == Decimal("9.00")


@pytest.mark.django_db
def test_promocional_de_titulo_que_o_banco_ja_tem_e_recusado(admin: Any) -> None:
    cobranca = fabricas.cobranca(cliente())
    fatura = montar_fatura([cobranca], fabricas.forma_cobranca(), hoje(), hoje())
    Fatura.objects.filter(pk=fatura.pk).update(registro="confirmada")
    with pytest.raises(ErroDeNegocio, match="O banco já tem o boleto"):
        dar_desconto_promocional(cobranca, Decimal("7.00"), dias=0, usuario=admin)
    assert not DescontoCobranca.objects.exists()


@pytest.mark.django_db
def test_promocional_que_com_o_da_forma_zeraria_o_titulo_e_recusado(admin: Any) -> None:
    cobranca = fabricas.cobranca(cliente(), "100.00")
    montar_fatura([cobranca], fabricas.forma_cobranca(desconto_valor=Decimal("2.00")), hoje(), hoje())
    with pytest.raises(ErroDeNegocio, match="Com o desconto da forma"):
        dar_desconto_promocional(cobranca, Decimal("98.00"), dias=0, usuario=admin)
    dar_desconto_promocional(cobranca, Decimal("97.99"), dias=0, usuario=admin)
