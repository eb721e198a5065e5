"""Inter: the bank gives the number, there is one command, and the retorno's one amount tells interest and discount."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from financeiro.bancos.cnab import (
    Convenio,
    ErroDeLayout,
    ErroDeRemessa,
    TituloRemessa,
    conferir_convenio,
    gerar_remessa,
    ler_retorno,
    nome_do_arquivo,
)
from financeiro.bancos.cnab.layouts import LAYOUTS
from tests.financeiro.cnab.casos import EMPRESA
from tests.financeiro.cnab.exemplos import CNPJ, GERADO_EM, linhas
from tests.financeiro.cnab.exemplos import titulo as exemplo
from tests.financeiro.cnab.test_ida_e_volta import pagadores, reais, texto_livre
from tests.financeiro.cnab.test_retorno import erro_de, trocar
from tests.financeiro.cnab.test_retorno_mutacoes import _le_ou_diz_onde, mutados
from tests.standins.banco import BancoInter400, Liquidacao, RemessaRecusada
from tests.standins.banco_inter400 import dv_inter

DIA = date(2026, 12, 2)
INTER = Convenio(
    banco="077",
    layout="cnab400",
    agencia="",
    conta="12345678",
    conta_dv="9",
    carteira="",
    convenio="1234567",
    **EMPRESA,
)


def inter() -> BancoInter400:
    return BancoInter400("123456789", CNPJ)


def titulo(seu_numero: str = "42", **campos: object) -> TituloRemessa:
    return exemplo(seu_numero=seu_numero, nosso_numero="1", nosso_numero_dv="0", **campos)


def _arquivo() -> bytes:
    banco = inter()
    banco.receber_remessa(gerar_remessa(INTER, [titulo(str(n)) for n in (1, 2, 3)], 1, GERADO_EM))
    return banco.gerar_retorno(DIA, liquidacoes=[Liquidacao("1", Decimal("99.90"), DIA, DIA)])


ARQUIVO = _arquivo()


def test_o_banco_da_o_numero() -> None:
    banco = inter()
    conteudo = gerar_remessa(INTER, [titulo("7"), titulo("8")], 1, GERADO_EM)
    assert linhas(conteudo)[1][89:100] == "0" * 11
    banco.receber_remessa(conteudo)
    primeiro, segundo = ler_retorno(banco.gerar_retorno(DIA)).titulos
    assert (primeiro.tipo, primeiro.seu_numero, primeiro.numero) == ("entrada_confirmada", "7", "4000000000")
    assert primeiro.nosso_numero == "4000000000" + dv_inter("4000000000")
    assert (segundo.seu_numero, segundo.numero) == ("8", "4000000001")


@pytest.mark.parametrize(
    ("pago", "juros", "desconto"), [("102.23", "2.33", "0.00"), ("94.90", "0.00", "5.00"), ("99.90", "0.00", "0.00")]
)
def test_o_que_se_pagou_a_mais_ou_a_menos(pago: str, juros: str, desconto: str) -> None:
    banco = inter()
    banco.receber_remessa(gerar_remessa(INTER, [titulo()], 1, GERADO_EM))
    banco.gerar_retorno(DIA)
    pagamento = Liquidacao("42", Decimal(pago), date(2027, 1, 12), date(2027, 1, 13))
    (lido,) = ler_retorno(banco.gerar_retorno(date(2027, 1, 13), liquidacoes=[pagamento])).titulos
    assert (lido.tipo, lido.valor_recebido, lido.juros, lido.desconto) == (
        "liquidacao",
        Decimal(pago),
        Decimal(juros),
        Decimal(desconto),
    )
    assert (lido.data_ocorrencia, lido.data_credito) == (date(2027, 1, 12), date(2027, 1, 13))


def test_rejeicao_com_o_texto_do_banco_e_baixa() -> None:
    banco = inter()
    banco.receber_remessa(gerar_remessa(INTER, [titulo("1"), titulo("2")], 1, GERADO_EM))
    rejeitado, aceito = ler_retorno(banco.gerar_retorno(DIA, rejeicoes={"1": ["03"]})).titulos
    assert (rejeitado.tipo, rejeitado.motivos_descricao) == ("entrada_rejeitada", ["CEP DO PAGADOR INVALIDO"])
    assert (aceito.tipo, aceito.motivos) == ("entrada_confirmada", [])
    (baixado,) = ler_retorno(banco.gerar_retorno(DIA, baixas=["2"])).titulos
    assert (baixado.tipo, baixado.valor_recebido) == ("baixa", Decimal("0.00"))


@pytest.mark.parametrize("comando", ["baixa", "alteracao_vencimento", "alteracao_valor", "abatimento"])
def test_nao_ha_comandos(comando: str) -> None:
    with pytest.raises(ErroDeRemessa) as erro:
        gerar_remessa(INTER, [titulo(comando=comando, abatimento_valor=Decimal("1.00"))], 1, GERADO_EM)
    assert erro.value.campo == "comando"


def test_protesto_nao_existe() -> None:
    with pytest.raises(ErroDeRemessa) as erro:
        gerar_remessa(INTER, [titulo(protesto_dias=10)], 1, GERADO_EM)
    assert erro.value.campo == "protesto_dias"


def test_mensagens_alem_da_primeira_vao_no_registro_2() -> None:
    conteudo = gerar_remessa(INTER, [titulo(instrucoes=["Uma", "Duas", "Três"]), titulo("43")], 1, GERADO_EM)
    inter().receber_remessa(conteudo)
    todas = linhas(conteudo)
    assert [linha[0] for linha in todas] == list("01219")
    assert (todas[1][324:394].rstrip(), todas[2][1:79].rstrip(), todas[2][79:157].rstrip()) == ("UMA", "DUAS", "TRES")
    assert todas[-1][1:7] == "000002"


def test_o_banco_de_teste_sabe_recusar() -> None:
    conteudo = gerar_remessa(INTER, [titulo()], 1, GERADO_EM)
    aceitas = set()
    for posicao in range(len(conteudo)):
        try:
            inter().receber_remessa(conteudo[:posicao] + b"#" + conteudo[posicao + 1 :])
        except RemessaRecusada:
            continue
        aceitas.add((posicao // 402 + 1, posicao % 402 + 1))
    livres = {1: [(47, 76)], 2: [(38, 62), (111, 120), (237, 316), (325, 394)]}
    assert aceitas == {
        (linha, coluna) for linha, trechos in livres.items() for de, ate in trechos for coluna in range(de, ate + 1)
    }


def test_remessa_fora_da_sequencia_e_recusada() -> None:
    banco = inter()
    banco.receber_remessa(gerar_remessa(INTER, [titulo()], 1, GERADO_EM))
    with pytest.raises(RemessaRecusada, match="esperada a remessa 2"):
        banco.receber_remessa(gerar_remessa(INTER, [titulo("43")], 3, GERADO_EM))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(dados=st.data())
def test_o_banco_aceita_tudo_o_que_geramos(dados: st.DataObject) -> None:
    numeros = dados.draw(st.lists(st.integers(1, 999_999_999), min_size=1, max_size=4, unique=True))
    titulos = [
        titulo(
            str(numero),
            valor=dados.draw(reais),
            vencimento=dados.draw(st.dates(date(2026, 12, 2), date(2099, 12, 30))),
            pagador=dados.draw(pagadores),
            multa_percentual=dados.draw(st.decimals(0, Decimal("10.00"), places=2)),
            juros_mes_percentual=dados.draw(st.decimals(0, Decimal("10.00"), places=2)),
            desconto_valor=desconto,
            desconto_ate=date(2026, 12, 2) if desconto else None,
            instrucoes=dados.draw(st.lists(texto_livre, max_size=6)),
        )
        for numero in numeros
        for desconto in [dados.draw(st.sampled_from([Decimal("0.00"), Decimal("0.10")]))]
    ]
    banco = inter()
    assert banco.receber_remessa(gerar_remessa(INTER, titulos, 1, GERADO_EM)).rejeitados == {}
    for cada in titulos:
        registrado = banco.titulos[cada.seu_numero]
        assert (registrado.valor, registrado.vencimento, registrado.multa_percentual) == (
            cada.valor,
            cada.vencimento,
            cada.multa_percentual,
        )
    voltaram = ler_retorno(banco.gerar_retorno(DIA)).titulos
    assert [(v.seu_numero, v.valor, v.vencimento) for v in voltaram] == [
        (cada.seu_numero, cada.valor, cada.vencimento) for cada in titulos
    ]


@pytest.mark.parametrize(
    ("linha", "coluna", "novo", "acusada", "esperado"),
    [
        (1, 2, "1", 2, '"2" (arquivo de retorno)'),
        (1, 77, "001", 77, "código de banco"),
        (1, 95, "310227", 95, "data DDMMAA existente"),
        (2, 1, "7", 1, "tipo de registro 1"),
        (2, 28, "00000X6789", 33, "só algarismos (conta)"),
        (2, 90, "A2", 90, "só algarismos (ocorrencia)"),
        (2, 119, "1O0127", 120, "data DDMMAA (vencimento)"),
        (5, 160, "00000000098,0", 171, "valor em centavos, só algarismos (valor_pago)"),
        (6, 18, "00000003", 18, "4 registros de detalhe"),
        (4, 395, "000003", 395, '"000004"'),
    ],
)
def test_retorno_estragado(linha: int, coluna: int, novo: str, acusada: int, esperado: str) -> None:
    erro = erro_de(trocar(ARQUIVO, linha, coluna, novo))
    assert (erro.linha, erro.coluna) == (linha, acusada)
    assert esperado in erro.esperado


def test_cada_byte_a_menos_e_notado() -> None:
    for posicao in range(len(ARQUIVO) - 1):
        if ARQUIVO[posicao : posicao + 1] != b"\r":
            with pytest.raises(ErroDeLayout):
                ler_retorno(ARQUIVO[:posicao] + ARQUIVO[posicao + 1 :])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(dados=st.data())
def test_mutacoes(dados: st.DataObject) -> None:
    _le_ou_diz_onde(dados.draw(mutados(ARQUIVO)))


@pytest.mark.parametrize(
    ("conta", "dv", "mesma"), [("12345678", "9", True), ("123456789", "0", True), ("87654321", "0", False)]
)
def test_conta_com_ou_sem_digito(conta: str, dv: str, mesma: bool) -> None:
    convenio = replace(INTER, conta=conta, conta_dv=dv)
    assert LAYOUTS["077", "cnab400"].mesma_conta(convenio, ler_retorno(ARQUIVO)) is mesma


def test_nome_do_arquivo() -> None:
    assert nome_do_arquivo(INTER, 12, datetime(2026, 3, 5)) == "CI400_001_0000012.REM"


@pytest.mark.parametrize(
    ("mudanca", "campo"),
    [
        ({"conta": "1234567890"}, "conta"),
        ({"conta_dv": "X"}, "conta_dv"),
        ({"conta": ""}, "conta"),
        ({"convenio": ""}, "convenio"),
        ({"aceite": True}, "aceite"),
    ],
)
def test_convenio_recusado_no_campo(mudanca: dict[str, object], campo: str) -> None:
    conferir_convenio(INTER)
    with pytest.raises(ErroDeRemessa) as erro:
        conferir_convenio(replace(INTER, **mudanca))  # type: ignore[arg-type]
    assert (erro.value.seu_numero, erro.value.campo) == ("", campo)
