"""Retornos: taken once, shown, applied once, whatever dies (F16). The stand-in bank answers our own remessas."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.db import transaction
from django.db.models import Sum

from clientes.estados import Status
from financeiro.acoes import Recebimento, estornar, receber
from financeiro.acoes.aplicar_retorno import aplicar_agora, iniciar_aplicacao
from financeiro.acoes.gerar_remessa import gerar_remessa
from financeiro.acoes.liquidar_titulos import Pagamento, liquidar_titulos
from financeiro.acoes.receber_retorno import receber_retorno
from financeiro.acoes.suspensao import executar_suspensao
from financeiro.models import Caixa, Cobranca, DadosCobranca, Fatura, FormaCobranca, MovimentoCaixa, Recibo, Retorno
from hubsoft.core import processos
from hubsoft.core.dinheiro import ZERO
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Evento, Historico, Processo
from tests.clientes.fabricas import cliente, servico
from tests.financeiro import fabricas
from tests.financeiro.banco import HOJE, VENCIMENTO, fatura, itau, sicoob
from tests.standins.banco import Liquidacao

R = Fatura.Registro
PAGO_EM, CREDITO = dt.date(2026, 12, 9), dt.date(2026, 12, 10)
CONTAS = pytest.mark.parametrize("conta", [itau, sicoob])


@pytest.fixture(autouse=True)
def agora():
    with time_machine.travel("2026-11-24T12:00:00-03:00", tick=False):
        yield


@pytest.fixture
def caixa(db) -> Caixa:
    return fabricas.caixa()


def pago(f: Fatura, valor: str = "100.00", em: dt.date = PAGO_EM, **campos) -> Liquidacao:
    return Liquidacao(f.nosso_numero, Decimal(valor), em, max(em, CREDITO), **campos)


def registrar(forma, banco, admin) -> None:
    """Send what waits and throw the confirmation away."""
    banco.receber_remessa(bytes(gerar_remessa(forma, admin).conteudo))
    banco.gerar_retorno(HOJE)


def aplicar(conteudo: bytes, caixa: Caixa, usuario, nome: str = "retorno.ret") -> Retorno:
    retorno = receber_retorno(conteudo, nome, usuario, caixa=caixa).retorno
    assert aplicar_agora(retorno, usuario).estado == "concluido"
    retorno.refresh_from_db()
    return retorno


def resultados(retorno: Retorno) -> list[str]:
    return list(retorno.itens.values_list("resultado", flat=True))


@pytest.mark.django_db
@CONTAS
def test_entradas_confirmadas_e_rejeitadas(admin, caixa, conta) -> None:
    forma, banco = conta()
    boa, ruim = fatura(forma), fatura(forma)
    banco.receber_remessa(bytes(gerar_remessa(forma, admin).conteudo))
    motivos = {"341": ["13"], "756": ["51"]}[forma.banco]
    retorno = aplicar(banco.gerar_retorno(HOJE, rejeicoes={ruim.nosso_numero: motivos}), caixa, admin)
    boa.refresh_from_db()
    ruim.refresh_from_db()
    assert (boa.registro, boa.motivo_rejeicao) == (R.CONFIRMADA, "")
    assert ruim.registro == R.REJEITADA
    assert resultados(retorno) == ["aplicado", "problema"], "alguém precisa corrigir e reenviar"
    assert "CEP incompatível" in ruim.motivo_rejeicao
    assert retorno.forma == forma
    assert retorno.aplicado_em is not None
    assert "CEP incompatível" in Historico.objects.filter(objeto_id=ruim.pk).last().frase


@pytest.mark.django_db
@CONTAS
def test_liquidacao_quita_com_tarifa_e_juros(admin, caixa, conta) -> None:
    forma, banco = conta()
    em_dia, atrasada = fatura(forma), fatura(forma)
    registrar(forma, banco, admin)
    tarde = VENCIMENTO + dt.timedelta(days=3)
    linhas = [
        pago(em_dia, tarifa=Decimal("1.95")),
        pago(atrasada, "102.10", em=tarde, juros=Decimal("2.10"), tarifa=Decimal("1.95")),
    ]
    retorno = aplicar(banco.gerar_retorno(CREDITO, liquidacoes=linhas), caixa, admin)
    em_dia.refresh_from_db()
    atrasada.refresh_from_db()
    assert resultados(retorno) == ["aplicado", "aplicado"]
    assert (em_dia.status, em_dia.pago_em, em_dia.registro) == ("paga", PAGO_EM, R.LIQUIDADA)
    assert (atrasada.status, atrasada.pago_em, atrasada.valor_recebido) == ("paga", tarde, Decimal("100.00"))
    recibo = Recibo.objects.get(cliente=atrasada.cliente)
    assert (recibo.valor, recibo.tarifa, recibo.meio) == (Decimal("102.10"), Decimal("1.95"), "boleto")
    item = recibo.itens.get()
    assert (item.principal, item.multa, item.juros) == (Decimal("100.00"), Decimal("2.00"), Decimal("0.10"))
    assert MovimentoCaixa.objects.aggregate(Sum("valor"))["valor__sum"] == Decimal("202.10") - Decimal("3.90")
    assert Evento.objects.filter(nome="fatura.paga").count() == 2


@pytest.mark.django_db
def test_estorno_devolve_o_recebido_e_deixa_a_tarifa_do_banco(admin, caixa) -> None:
    forma, banco = itau()
    titulo = fatura(forma)
    registrar(forma, banco, admin)
    aplicar(banco.gerar_retorno(CREDITO, liquidacoes=[pago(titulo, tarifa=Decimal("1.95"))]), caixa, admin)
    recibo = Recibo.objects.get()
    estornar(recibo, motivo="Título errado", usuario=admin)
    valores = list(MovimentoCaixa.objects.order_by("pk").values_list("valor", "recibo"))
    assert valores == [
        (Decimal("100.00"), recibo.pk),
        (Decimal("-1.95"), None),
        (Decimal("-100.00"), recibo.pk),
    ]
    titulo.refresh_from_db()
    assert (titulo.status, titulo.valor_recebido) == ("aberta", Decimal("0.00"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("valor", "desconto", "status", "recebido", "principal", "resultado"),
    [
        ("40.00", "0.00", "parcial", "40.00", "40.00", "aplicado"),
        ("95.00", "5.00", "paga", "100.00", "100.00", "aplicado"),
        ("130.00", "0.00", "paga", "100.00", "100.00", "problema"),
    ],
    ids=["a-menos", "com-desconto", "a-mais"],
)
def test_valor_diferente_do_devido(admin, caixa, valor, desconto, status, recebido, principal, resultado) -> None:
    forma, banco = itau()
    titulo = fatura(forma)
    registrar(forma, banco, admin)
    linha = pago(titulo, valor, desconto=Decimal(desconto))
    retorno = aplicar(banco.gerar_retorno(CREDITO, liquidacoes=[linha]), caixa, admin)
    titulo.refresh_from_db()
    recibo = Recibo.objects.get()
    assert (titulo.status, titulo.valor_recebido) == (status, Decimal(recebido))
    assert (recibo.valor, recibo.itens.get().principal) == (Decimal(valor), Decimal(principal))
    item = retorno.itens.get()
    assert item.resultado == resultado
    assert ("R$ 30,00 acima do devido" in item.mensagem) == (resultado == "problema")


@pytest.mark.django_db
def test_titulo_de_varias_cobrancas_paga_a_mais_antiga_antes(admin, caixa) -> None:
    from financeiro.acoes import montar_fatura

    forma, banco = itau()
    dona = cliente()
    partes = [fabricas.cobranca(dona, valor, VENCIMENTO) for valor in ("60.00", "40.00")]
    titulo = montar_fatura(partes, forma, VENCIMENTO, HOJE)
    registrar(forma, banco, admin)
    aplicar(banco.gerar_retorno(CREDITO, liquidacoes=[pago(titulo, "70.00")]), caixa, admin)
    assert list(Cobranca.objects.order_by("pk").values_list("status", "valor_recebido")) == [
        ("recebida", Decimal("60.00")),
        ("parcial", Decimal("10.00")),
    ]


@pytest.mark.django_db
def test_pago_no_caixa_e_no_banco_vira_credito_e_pede_analise(admin, caixa) -> None:
    forma, banco = itau()
    titulo = fatura(forma)
    registrar(forma, banco, admin)
    receber(Recebimento(list(titulo.cobrancas.all()), caixa, "dinheiro", HOJE, "k"), admin)
    retorno = aplicar(banco.gerar_retorno(CREDITO, liquidacoes=[pago(titulo)]), caixa, admin)
    item = retorno.itens.get()
    assert item.resultado == "problema"
    assert "já estava paga: R$ 100,00 de crédito" in item.mensagem
    assert MovimentoCaixa.objects.aggregate(Sum("valor"))["valor__sum"] == Decimal("200.00"), "o dinheiro entrou"
    titulo.refresh_from_db()
    assert (titulo.status, titulo.pago_em, titulo.registro) == ("paga", HOJE, R.LIQUIDADA)


@pytest.mark.django_db
@CONTAS
def test_baixa_desconhecido_e_instrucao_recusada(admin, caixa, conta) -> None:
    forma, banco = conta()
    some, pede, recusada = fatura(forma), fatura(forma), fatura(forma)
    registrar(forma, banco, admin)
    estranho = Liquidacao("9999", Decimal("10.00"), PAGO_EM, CREDITO, valor_titulo=Decimal("10.00"))
    retorno = aplicar(
        banco.gerar_retorno(HOJE, liquidacoes=[estranho], baixas=[some.nosso_numero, recusada.nosso_numero]),
        caixa,
        admin,
    )
    assert sorted(resultados(retorno)) == ["aplicado", "aplicado", "desconhecido"]
    assert retorno.itens.get(resultado="desconhecido").valor_recebido == Decimal("10.00")
    assert not Recibo.objects.exists()
    Fatura.objects.filter(pk__in=[pede.pk, recusada.pk]).update(status="cancelada", registro=R.BAIXA_PENDENTE)
    banco.receber_remessa(bytes(gerar_remessa(forma, admin).conteudo))
    aplicar(banco.gerar_retorno(HOJE), caixa, admin, "segundo.ret")
    some.refresh_from_db()
    pede.refresh_from_db()
    recusada.refresh_from_db()
    assert (some.registro, some.status) == (R.BAIXADA, "aberta")
    assert pede.registro == R.BAIXADA
    assert recusada.registro == R.REJEITADA, "o banco já tinha baixado: recusou o pedido"
    assert recusada.motivo_rejeicao


@pytest.mark.django_db
def test_mesmo_arquivo_duas_vezes_nao_muda_nada(admin, caixa) -> None:
    forma, banco = itau()
    titulo = fatura(forma)
    registrar(forma, banco, admin)
    conteudo = banco.gerar_retorno(CREDITO, liquidacoes=[pago(titulo)])
    retorno = aplicar(conteudo, caixa, admin)
    de_novo = receber_retorno(conteudo, "copia.ret", admin, caixa=caixa)
    assert (de_novo.retorno, de_novo.novo) == (retorno, False)
    with pytest.raises(ErroDeNegocio, match="já foi aplicado em 24/11/2026 12:00"):
        iniciar_aplicacao(retorno, admin)
    assert Recibo.objects.count() == 1


@pytest.mark.django_db
def test_mesmo_pagamento_em_dois_arquivos_e_um_recibo_mesmo_estornado(admin, caixa) -> None:
    forma, banco = itau()
    titulo = fatura(forma)
    registrar(forma, banco, admin)
    aplicar(banco.gerar_retorno(CREDITO, liquidacoes=[pago(titulo)]), caixa, admin)
    banco.reabrir(titulo.nosso_numero)
    segundo = aplicar(banco.gerar_retorno(CREDITO, liquidacoes=[pago(titulo)]), caixa, admin, "b.ret")
    assert resultados(segundo) == ["repetido"]
    assert Recibo.objects.count() == 1
    estornar(Recibo.objects.get(), motivo="Engano", usuario=admin)
    banco.reabrir(titulo.nosso_numero)
    terceiro = banco.gerar_retorno(CREDITO + dt.timedelta(days=1), liquidacoes=[pago(titulo)])
    item = aplicar(terceiro, caixa, admin, "c.ret").itens.get()
    assert (item.resultado, item.mensagem) == ("repetido", "O recibo deste pagamento foi estornado.")


@pytest.mark.django_db
def test_pagar_a_ultima_vencida_traz_o_servico_de_volta(admin, caixa) -> None:
    forma, banco = itau()
    contratado = servico(cliente())
    DadosCobranca.objects.create(servico=contratado, forma=forma, dia_vencimento=10)
    vencida = HOJE - dt.timedelta(days=20)
    titulos = [
        fatura(forma, dona=contratado.cliente, servico=contratado, vencimento=dia)
        for dia in (vencida - dt.timedelta(days=30), vencida)
    ]
    executar_suspensao(processos.Contexto(Processo.objects.create(tipo="teste", titulo="Suspensão")))
    registrar(forma, banco, admin)

    def pagar(titulo: Fatura, nome: str) -> str:
        valor = Decimal("100.00")
        linha = Liquidacao(titulo.nosso_numero, valor, HOJE, HOJE)
        aplicar(banco.gerar_retorno(HOJE, liquidacoes=[linha]), caixa, admin, nome)
        contratado.refresh_from_db()
        return contratado.status

    assert pagar(titulos[0], "a.ret") == Status.SUSPENSO_DEBITO
    assert pagar(titulos[1], "b.ret") == Status.HABILITADO


@pytest.mark.django_db
def test_recusas_ao_enviar(admin, atendente, caixa) -> None:
    forma, banco = itau()
    fatura(forma)
    banco.receber_remessa(bytes(gerar_remessa(forma, admin).conteudo))
    conteudo = banco.gerar_retorno(HOJE)
    with pytest.raises(ErroDeNegocio, match=r"recusado inteiro. Linha 2, coluna 395") as erro:
        receber_retorno(conteudo.replace(b"000002\r\n", b"000009\r\n"), "x.ret", admin, caixa=caixa)
    assert erro.value.campo == "arquivo"
    with pytest.raises(ErroDeNegocio, match="outra conta"):
        receber_retorno(conteudo, "x.ret", admin, sicoob()[0], caixa)
    with pytest.raises(ErroDeNegocio, match="não pode receber no caixa"):
        receber_retorno(conteudo, "x.ret", atendente, caixa=caixa)
    FormaCobranca.objects.filter(pk=forma.pk).update(conta="1")
    with pytest.raises(ErroDeNegocio, match="Nenhuma forma de cobrança usa a conta"):
        receber_retorno(conteudo, "x.ret", admin, caixa=caixa)
    assert not Retorno.objects.exists()


@pytest.mark.django_db
def test_antes_de_aplicar_ja_se_ve_de_quem_e_cada_linha(admin, caixa) -> None:
    forma, banco = itau()
    titulo = fatura(forma)
    registrar(forma, banco, admin)
    estranho = Liquidacao("9999", Decimal("10.00"), PAGO_EM, CREDITO, valor_titulo=Decimal("10.00"))
    conteudo = banco.gerar_retorno(CREDITO, liquidacoes=[pago(titulo), estranho])
    retorno = receber_retorno(conteudo, "a.ret", admin, caixa=caixa).retorno
    assert list(retorno.itens.values_list("fatura", "resultado")) == [(titulo.pk, "pendente"), (None, "pendente")]
    titulo.refresh_from_db()
    assert (titulo.status, titulo.registro) == ("aberta", R.ENVIADA)


@pytest.mark.django_db
def test_caixa_do_ultimo_retorno_ou_o_unico_da_empresa(admin) -> None:
    forma, banco = itau()
    fatura(forma)
    banco.receber_remessa(bytes(gerar_remessa(forma, admin).conteudo))
    conteudo = banco.gerar_retorno(HOJE)
    with pytest.raises(ErroDeNegocio, match="Escolha o caixa"):
        receber_retorno(conteudo, "a.ret", admin)
    unico = fabricas.caixa(empresa=forma.empresa)
    assert receber_retorno(conteudo, "a.ret", admin).retorno.caixa == unico
    fabricas.caixa(empresa=forma.empresa)
    assert receber_retorno(banco.gerar_retorno(CREDITO), "b.ret", admin).retorno.caixa == unico


@pytest.mark.django_db
def test_duas_carteiras_da_mesma_conta_se_distinguem_pelo_nosso_numero_e_pelo_seu(admin, caixa) -> None:
    forma, banco = itau()
    outra = fabricas.forma_cobranca(
        empresa=forma.empresa, agencia="0057", conta="72192", conta_dv="0", carteira="112", proximo_nosso_numero=1
    )
    nossa, alheia = fatura(forma), fatura(outra)
    assert nossa.nosso_numero == alheia.nosso_numero
    registrar(forma, banco, admin)
    banco.titulos[nossa.nosso_numero].seu_numero = str(alheia.pk)
    aplicar(banco.gerar_retorno(CREDITO, liquidacoes=[pago(nossa)]), caixa, admin)
    nossa.refresh_from_db()
    alheia.refresh_from_db()
    assert (nossa.status, alheia.status) == ("aberta", "paga")


@pytest.mark.django_db
def test_pago_em_partes_fica_pago_no_dia_da_ultima(admin, caixa) -> None:
    titulo = fatura(itau()[0])
    ultimo_dia = PAGO_EM + dt.timedelta(days=1)
    # The later one comes first in the file.
    partes = [(ultimo_dia, "40.00"), (PAGO_EM, "60.00")]
    pagamentos = [
        Pagamento(titulo.pk, f"k{valor}", em, CREDITO, Decimal(valor), ZERO, ZERO, ZERO) for em, valor in partes
    ]
    with transaction.atomic():
        recebidos = liquidar_titulos(pagamentos, caixa, admin, "teste")
    assert [(r.repetido, r.aviso) for r in recebidos] == [(False, "")] * 2
    titulo.refresh_from_db()
    assert (titulo.status, titulo.pago_em) == ("paga", ultimo_dia)
    assert Evento.objects.filter(nome="fatura.paga").count() == 1
