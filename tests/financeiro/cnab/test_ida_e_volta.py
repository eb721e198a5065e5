"""Remessa -> bank -> retorno -> reader: what was sent comes back, whoever wrote the positions."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from financeiro.bancos.cnab import (
    Convenio,
    ErroDeRemessa,
    Pagador,
    RemessaAberta,
    TituloRemessa,
    gerar_remessa,
    ler_retorno,
)
from tests.financeiro.cnab.exemplos import GERADO_EM, ITAU, JOAO, SICOOB, VENCIMENTO, itau, sicoob, titulo
from tests.standins.banco import BancoItau400, BancoSicoob240, Liquidacao, RemessaRecusada

DIA = date(2026, 12, 2)


def _banco(convenio: Convenio) -> BancoItau400 | BancoSicoob240:
    return itau() if convenio.banco == "341" else sicoob()


AMBOS = pytest.mark.parametrize("convenio", [ITAU, SICOOB], ids=["itau", "sicoob"])


@AMBOS
def test_entradas_confirmadas(convenio: Convenio) -> None:
    banco = _banco(convenio)
    enviados = [titulo(nosso_numero=str(n), seu_numero=f"F{n}", valor=Decimal(n)) for n in (1, 20, 300)]
    recebimento = banco.receber_remessa(gerar_remessa(convenio, enviados, 1, GERADO_EM))
    assert recebimento.entradas == ["1", "20", "300"]
    assert recebimento.rejeitados == {}
    retorno = ler_retorno(banco.gerar_retorno(DIA))
    assert (retorno.banco, retorno.layout, retorno.sequencia, retorno.data) == (
        convenio.banco,
        convenio.layout,
        1,
        DIA,
    )
    assert (retorno.agencia, retorno.conta, retorno.conta_dv) == (convenio.agencia, convenio.conta, convenio.conta_dv)
    for enviado, voltou in zip(enviados, retorno.titulos, strict=True):
        assert (voltou.tipo, voltou.ocorrencia, voltou.descricao) == ("entrada_confirmada", "02", "Entrada confirmada")
        assert (voltou.numero, voltou.seu_numero, voltou.valor) == (
            enviado.nosso_numero,
            enviado.seu_numero,
            enviado.valor,
        )
        assert (voltou.vencimento, voltou.data_ocorrencia) == (VENCIMENTO, DIA)
        assert voltou.data_credito is None
        assert voltou.valor_recebido == 0


@AMBOS
def test_liquidacao(convenio: Convenio) -> None:
    banco = _banco(convenio)
    banco.receber_remessa(gerar_remessa(convenio, [titulo()], 1, GERADO_EM))
    ler_retorno(banco.gerar_retorno(DIA))
    pagamento = Liquidacao(
        numero="42",
        valor=Decimal("102.23"),
        em=date(2027, 1, 12),
        credito=date(2027, 1, 13),
        juros=Decimal("2.33"),
        tarifa=Decimal("1.95"),
    )
    retorno = ler_retorno(banco.gerar_retorno(date(2027, 1, 13), liquidacoes=[pagamento]))
    (pago,) = retorno.titulos
    assert retorno.sequencia == 2
    assert (pago.tipo, pago.numero, pago.seu_numero) == ("liquidacao", "42", "FAT0000042")
    assert pago.valor_recebido == Decimal("102.23")
    # Itaú tells what entered the account, its fee taken off; Sicoob what was paid.
    assert pago.valor_pago == (Decimal("100.28") if convenio.banco == "341" else Decimal("102.23"))
    assert (pago.valor, pago.juros, pago.desconto, pago.tarifa) == (
        Decimal("99.90"),
        Decimal("2.33"),
        Decimal("0.00"),
        Decimal("1.95"),
    )
    assert (pago.data_ocorrencia, pago.data_credito) == (date(2027, 1, 12), date(2027, 1, 13))


@AMBOS
def test_pagamento_parcial_e_com_desconto(convenio: Convenio) -> None:
    banco = _banco(convenio)
    banco.receber_remessa(gerar_remessa(convenio, [titulo(), titulo(nosso_numero="43")], 1, GERADO_EM))
    banco.gerar_retorno(DIA)
    tarifa = Decimal("1.95")
    pagos = [
        Liquidacao("42", Decimal("50.00"), DIA, DIA, tarifa=tarifa),
        Liquidacao("43", Decimal("94.90"), DIA, DIA, desconto=Decimal("5.00"), tarifa=tarifa),
    ]
    titulos = ler_retorno(banco.gerar_retorno(DIA, liquidacoes=pagos)).titulos
    assert [pago.valor_recebido for pago in titulos] == [Decimal("50.00"), Decimal("94.90")]
    assert titulos[1].desconto == Decimal("5.00")


@AMBOS
def test_entrada_rejeitada_diz_por_que(convenio: Convenio) -> None:
    banco = _banco(convenio)
    banco.receber_remessa(gerar_remessa(convenio, [titulo(), titulo(nosso_numero="43")], 1, GERADO_EM))
    motivos = ["13", "37"] if convenio.banco == "341" else ["51", "46"]
    textos = {
        "341": ["CEP incompatível com a sigla do estado", "CPF/CNPJ do pagador não numérico ou igual a zeros"],
        "756": ["CEP incompatível com a unidade da federação", "Tipo/número de inscrição do pagador inválidos"],
    }
    rejeitado, aceito = ler_retorno(banco.gerar_retorno(DIA, rejeicoes={"42": motivos})).titulos
    assert (rejeitado.tipo, rejeitado.ocorrencia, rejeitado.numero) == ("entrada_rejeitada", "03", "42")
    assert rejeitado.motivos == motivos
    assert rejeitado.motivos_descricao == textos[convenio.banco]
    assert (aceito.tipo, aceito.motivos) == ("entrada_confirmada", [])


@AMBOS
def test_comandos_sobre_titulos_registrados_e_nao_registrados(convenio: Convenio) -> None:
    banco = _banco(convenio)
    entradas = [titulo(nosso_numero=str(n)) for n in (1, 2, 3)]
    banco.receber_remessa(gerar_remessa(convenio, entradas, 1, GERADO_EM))
    banco.gerar_retorno(DIA)
    novo = date(2027, 2, 10)
    comandos = [
        titulo(nosso_numero="1", comando="baixa"),
        titulo(nosso_numero="2", comando="alteracao_vencimento", vencimento=novo),
        titulo(nosso_numero="3", comando="alteracao_valor", valor=Decimal("80.00")),
        titulo(nosso_numero="9", comando="baixa"),
        titulo(nosso_numero="1", comando="alteracao_vencimento", vencimento=novo),
    ]
    recebimento = banco.receber_remessa(gerar_remessa(convenio, comandos, 2, GERADO_EM))
    assert set(recebimento.rejeitados) == {"9", "1"}
    titulos = ler_retorno(banco.gerar_retorno(DIA)).titulos
    assert [voltou.tipo for voltou in titulos] == [
        "baixa",
        "alteracao_confirmada",
        "alteracao_confirmada",
        "instrucao_rejeitada",
        "instrucao_rejeitada",
    ]
    assert titulos[1].vencimento == novo
    assert titulos[2].valor == Decimal("80.00")
    assert all(
        voltou.motivos_descricao and "sem descrição" not in voltou.motivos_descricao[0] for voltou in titulos[3:]
    )


def test_abatimento_no_itau() -> None:
    banco = itau()
    banco.receber_remessa(gerar_remessa(ITAU, [titulo()], 1, GERADO_EM))
    abatimento = titulo(comando="abatimento", abatimento_valor=Decimal("10.00"))
    banco.receber_remessa(gerar_remessa(ITAU, [abatimento], 2, GERADO_EM))
    assert [voltou.descricao for voltou in ler_retorno(banco.gerar_retorno(DIA)).titulos] == [
        "Entrada confirmada",
        "Abatimento concedido",
    ]


@AMBOS
def test_baixa_pelo_banco_e_titulo_desconhecido(convenio: Convenio) -> None:
    banco = _banco(convenio)
    banco.receber_remessa(gerar_remessa(convenio, [titulo()], 1, GERADO_EM))
    banco.gerar_retorno(DIA)
    estranho = Liquidacao("777", Decimal("10.00"), DIA, DIA, valor_titulo=Decimal("10.00"))
    pago, baixado = ler_retorno(banco.gerar_retorno(DIA, liquidacoes=[estranho], baixas=["42"])).titulos
    assert (pago.numero, pago.tipo, pago.valor_recebido) == ("777", "liquidacao", Decimal("10.00"))
    assert (baixado.numero, baixado.tipo, baixado.valor_recebido) == ("42", "baixa", Decimal("0.00"))


@AMBOS
def test_entrada_repetida_e_rejeitada_so_ela(convenio: Convenio) -> None:
    banco = _banco(convenio)
    banco.receber_remessa(gerar_remessa(convenio, [titulo()], 1, GERADO_EM))
    de_novo = gerar_remessa(convenio, [titulo(), titulo(nosso_numero="43")], 2, GERADO_EM)
    assert list(banco.receber_remessa(de_novo).rejeitados) == ["42"]
    tipos = [voltou.tipo for voltou in ler_retorno(banco.gerar_retorno(DIA)).titulos]
    assert tipos == ["entrada_confirmada", "entrada_rejeitada", "entrada_confirmada"]


def test_sicoob_recusa_remessa_fora_da_sequencia() -> None:
    banco = sicoob()
    banco.receber_remessa(gerar_remessa(SICOOB, [titulo()], 1, GERADO_EM))
    for sequencia in (1, 3):
        with pytest.raises(RemessaRecusada, match="esperada a remessa 2"):
            banco.receber_remessa(gerar_remessa(SICOOB, [titulo(nosso_numero="43")], sequencia, GERADO_EM))
    banco.receber_remessa(gerar_remessa(SICOOB, [titulo(nosso_numero="43")], 2, GERADO_EM))
    assert list(banco.titulos) == ["42", "43"]


TEXTO_LIVRE = {
    "341": {1: [(47, 76)], 2: [(38, 62), (111, 120), (235, 264), (275, 326), (335, 349)], 3: [], 4: []},
    "756": {
        1: [(73, 102)],
        2: [(74, 183)],
        3: [(63, 77), (196, 220)],
        4: [(34, 128), (137, 151)],
        5: [(100, 179)],
        6: [],
        7: [],
    },
}


@AMBOS
def test_os_bancos_de_teste_sabem_recusar(convenio: Convenio) -> None:
    """A sign put anywhere but into free text makes the stand-in refuse the file."""
    largura = 402 if convenio.banco == "341" else 242
    conteudo = gerar_remessa(convenio, [titulo()], 1, GERADO_EM)
    aceitas = set()
    for posicao in range(len(conteudo)):
        try:
            _banco(convenio).receber_remessa(conteudo[:posicao] + b"#" + conteudo[posicao + 1 :])
        except RemessaRecusada:
            continue
        aceitas.add((posicao // largura + 1, posicao % largura + 1))
    livres = TEXTO_LIVRE[convenio.banco]
    assert aceitas == {
        (linha, coluna) for linha, trechos in livres.items() for de, ate in trechos for coluna in range(de, ate + 1)
    }


texto_livre = st.text(min_size=1, max_size=60).filter(lambda texto: any(c.isascii() and c.isalnum() for c in texto))
pagadores = st.builds(
    Pagador,
    nome=texto_livre,
    cpf_cnpj=st.sampled_from(["52998224725", "11222333000181", "12ABC34501DE35"]),
    logradouro=texto_livre,
    bairro=st.text(max_size=30),
    cep=st.from_regex(r"[0-9]{4}[1-9]-?[0-9]{3}", fullmatch=True),
    cidade=texto_livre,
    uf=st.sampled_from(["PR", "sp", "Rj"]),
)
reais = st.decimals(Decimal("0.50"), Decimal("999999.99"), places=2)


@st.composite
def titulos_quaisquer(draw: st.DrawFn) -> TituloRemessa:
    valor = draw(reais)
    desconto = draw(st.sampled_from([Decimal("0.00"), Decimal("0.10")]))
    return titulo(
        nosso_numero=str(draw(st.integers(1, 9_999_999))),
        seu_numero=draw(st.from_regex(r"[A-Z0-9]{1,10}", fullmatch=True)),
        valor=valor,
        vencimento=draw(st.dates(date(2026, 12, 1), date(2099, 12, 31))),
        pagador=draw(pagadores),
        multa_percentual=draw(st.decimals(0, Decimal("10.00"), places=2)),
        juros_mes_percentual=draw(st.decimals(0, Decimal("10.00"), places=2)),
        desconto_valor=desconto,
        desconto_ate=date(2026, 12, 1) if desconto else None,
        protesto_dias=draw(st.sampled_from([0, 5, 99])),
        instrucoes=draw(st.lists(texto_livre, max_size=3)),
    )


@AMBOS
# The first text drawn loads hypothesis's tables, which on a busy machine takes longer than its health check allows.
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(titulos=st.lists(titulos_quaisquer(), min_size=1, max_size=4, unique_by=lambda cada: cada.nosso_numero))
def test_o_banco_aceita_tudo_o_que_geramos(convenio: Convenio, titulos: list[TituloRemessa]) -> None:
    banco = _banco(convenio)
    recebimento = banco.receber_remessa(gerar_remessa(convenio, titulos, 1, GERADO_EM))
    assert recebimento.entradas == [cada.nosso_numero for cada in titulos]
    for cada in titulos:
        registrado = banco.titulos[cada.nosso_numero]
        assert (registrado.valor, registrado.vencimento) == (cada.valor, cada.vencimento)
        assert registrado.multa_percentual == cada.multa_percentual
    voltaram = ler_retorno(banco.gerar_retorno(DIA)).titulos
    assert [(voltou.numero, voltou.seu_numero, voltou.valor, voltou.vencimento) for voltou in voltaram] == [
        (cada.nosso_numero, cada.seu_numero, cada.valor, cada.vencimento) for cada in titulos
    ]


@AMBOS
@pytest.mark.parametrize("tamanho", [1, 2, 3, 5, 7])
def test_arquivo_escrito_por_partes_e_o_mesmo_e_o_recusado_nao_deixa_nada(
    convenio: Convenio, tamanho: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("financeiro.bancos.cnab.estrutura240._TITULOS_POR_LOTE", 3)
    titulos = [titulo(nosso_numero=str(n), seu_numero=f"F{n}", valor=Decimal(n)) for n in range(1, 8)]
    aberta = RemessaAberta(convenio, 1, GERADO_EM)
    for inicio in range(0, len(titulos), tamanho):
        parte = titulos[inicio : inicio + tamanho]
        for ruim in (titulo(nosso_numero="99", valor=Decimal("0.00")), parte[0]):
            with pytest.raises(ErroDeRemessa):
                aberta.acrescentar([*parte, ruim])
        aberta.acrescentar(parte)
        with pytest.raises(ErroDeRemessa, match="repetido"):
            aberta.acrescentar(parte[:1])
    conteudo = aberta.concluir()
    assert conteudo == gerar_remessa(convenio, titulos, 1, GERADO_EM)
    if convenio.banco == "341":
        assert itau().receber_remessa(conteudo).entradas == [cada.nosso_numero for cada in titulos]
        return
    # Batches of 3, 3 and 1 titles of three segments, each with header and trailer; the file's own two around them.
    linhas = conteudo.decode().split("\r\n")[:-1]
    assert [(linha[3:7], linha[7]) for linha in linhas if linha[7] in "15"] == [
        (f"000{lote}", tipo) for lote in (1, 2, 3) for tipo in "15"
    ]
    assert [linha[17:23] for linha in linhas if linha[7] == "5"] == ["000011", "000011", "000005"]
    assert [linha[8:13] for linha in linhas if linha[7] == "3"] == [
        f"{n:05}" for titulos_do_lote in (3, 3, 1) for n in range(1, 3 * titulos_do_lote + 1)
    ]
    assert linhas[-1][17:29] == f"{3:06}{len(linhas):06}"


@AMBOS
def test_nomes_com_acento_e_simbolos_nao_deslocam_nada(convenio: Convenio) -> None:
    pagador = replace(JOAO, nome="ﬁlho de Ångström\n& Cia — “Ltda”", logradouro="Av. ½ nº 3º ²", bairro="")
    banco = _banco(convenio)
    banco.receber_remessa(gerar_remessa(convenio, [titulo(pagador=pagador)], 1, GERADO_EM))
    assert banco.titulos["42"].pagador.rstrip().startswith('FILHO DE ANGSTROM & CIA - "LTD')
