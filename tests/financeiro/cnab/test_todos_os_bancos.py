"""Every layout with its stand-in bank: remessa -> bank -> retorno -> reader, whoever wrote the positions."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from financeiro.bancos.cnab import ErroDeRemessa, TituloRemessa, conferir_convenio, gerar_remessa, ler_retorno
from tests.financeiro.cnab.casos import CASOS, TODOS, Caso
from tests.financeiro.cnab.exemplos import GERADO_EM, JOAO, VENCIMENTO
from tests.financeiro.cnab.test_ida_e_volta import pagadores, reais, texto_livre
from tests.standins.banco import Liquidacao, RemessaRecusada
from tests.standins.banco_base import Banco

DIA = date(2026, 12, 2)


def registrar(caso: Caso, *titulos: TituloRemessa) -> Banco:
    """The bank with ``titulos`` registered and its answer already given."""
    banco = caso.banco()
    recebimento = banco.receber_remessa(gerar_remessa(caso.convenio, titulos, 1, GERADO_EM))
    assert recebimento.rejeitados == {}
    banco.gerar_retorno(DIA)
    return banco


@TODOS
def test_entradas_confirmadas(caso: Caso) -> None:
    banco = caso.banco()
    enviados = [caso.titulo(nosso_numero=str(n), seu_numero=f"F{n}", valor=Decimal(n)) for n in (1, 20, 300)]
    assert banco.receber_remessa(gerar_remessa(caso.convenio, enviados, 1, GERADO_EM)).rejeitados == {}
    retorno = ler_retorno(banco.gerar_retorno(DIA))
    assert (retorno.banco, retorno.layout, retorno.data) == (caso.convenio.banco, caso.convenio.layout, DIA)
    assert {nome: getattr(retorno, nome) for nome in caso.conta} == caso.conta
    for enviado, voltou in zip(enviados, retorno.titulos, strict=True):
        assert (voltou.tipo, voltou.motivos) == ("entrada_confirmada", [])
        assert (voltou.seu_numero, voltou.valor, voltou.vencimento) == (enviado.seu_numero, enviado.valor, VENCIMENTO)
        assert voltou.numero == enviado.nosso_numero
        assert (voltou.data_ocorrencia, voltou.data_credito, voltou.valor_recebido) == (DIA, None, 0)


@TODOS
def test_liquidacao_com_juros_desconto_e_tarifa(caso: Caso) -> None:
    banco = registrar(caso, caso.titulo(), caso.titulo(nosso_numero="43", seu_numero="F43"))
    atrasado = Liquidacao(
        "42",
        Decimal("102.23"),
        em=date(2027, 1, 12),
        credito=date(2027, 1, 13),
        juros=Decimal("2.33"),
        tarifa=Decimal("1.95"),
    )
    em_dia = Liquidacao("43", Decimal("94.90"), em=DIA, credito=DIA, desconto=Decimal("5.00"), tarifa=Decimal("1.95"))
    pago, com_desconto = ler_retorno(banco.gerar_retorno(date(2027, 1, 13), liquidacoes=[atrasado, em_dia])).titulos
    assert (pago.tipo, pago.numero, pago.seu_numero) == ("liquidacao", "42", "FAT0000042")
    assert (pago.valor_recebido, pago.juros, pago.desconto, pago.tarifa) == (
        Decimal("102.23"),
        Decimal("2.33"),
        Decimal("0.00"),
        Decimal("1.95"),
    )
    assert (pago.data_ocorrencia, pago.data_credito) == (date(2027, 1, 12), date(2027, 1, 13))
    assert (com_desconto.valor_recebido, com_desconto.desconto) == (Decimal("94.90"), Decimal("5.00"))
    assert com_desconto.valor == Decimal("99.90")


@TODOS
def test_entrada_rejeitada_diz_por_que(caso: Caso) -> None:
    banco = caso.banco()
    banco.receber_remessa(gerar_remessa(caso.convenio, [caso.titulo(), caso.titulo(nosso_numero="43")], 1, GERADO_EM))
    rejeitado, aceito = ler_retorno(banco.gerar_retorno(DIA, rejeicoes={"42": list(caso.motivos)})).titulos
    assert (rejeitado.tipo, rejeitado.numero) == ("entrada_rejeitada", "42")
    assert dict(zip(rejeitado.motivos, rejeitado.motivos_descricao, strict=True)) == caso.motivos
    assert (aceito.tipo, aceito.motivos) == ("entrada_confirmada", [])


CONFIRMADO = {
    "baixa": "baixa",
    "alteracao_vencimento": "alteracao_confirmada",
    "alteracao_valor": "alteracao_confirmada",
    "abatimento": "alteracao_confirmada",
}


@TODOS
def test_comandos_que_o_layout_tem(caso: Caso) -> None:
    banco = registrar(caso, *(caso.titulo(nosso_numero=str(n)) for n in range(1, len(caso.comandos) + 1)))
    novo = date(2027, 2, 10)
    comandos = [
        caso.titulo(
            nosso_numero=str(n),
            comando=comando,
            vencimento=novo if comando == "alteracao_vencimento" else VENCIMENTO,
            valor=Decimal("80.00") if comando == "alteracao_valor" else Decimal("99.90"),
            abatimento_valor=Decimal("10.00") if comando == "abatimento" else Decimal("0.00"),
        )
        for n, comando in enumerate(caso.comandos, 1)
    ]
    assert banco.receber_remessa(gerar_remessa(caso.convenio, comandos, 2, GERADO_EM)).rejeitados == {}
    titulos = ler_retorno(banco.gerar_retorno(DIA)).titulos
    assert [voltou.tipo for voltou in titulos] == [CONFIRMADO[comando] for comando in caso.comandos]
    for comando, voltou in zip(caso.comandos, titulos, strict=True):
        assert voltou.vencimento == (novo if comando == "alteracao_vencimento" else VENCIMENTO)
        assert voltou.valor == (Decimal("80.00") if comando == "alteracao_valor" else Decimal("99.90"))


@TODOS
def test_comando_que_o_layout_nao_tem(caso: Caso) -> None:
    for comando in CONFIRMADO.keys() - set(caso.comandos):
        recusado = caso.titulo(comando=comando, abatimento_valor=Decimal("1.00"))
        with pytest.raises(ErroDeRemessa) as erro:
            gerar_remessa(caso.convenio, [recusado], 1, GERADO_EM)
        assert erro.value.campo == "comando"


@TODOS
def test_comando_sobre_titulo_que_o_banco_nao_tem(caso: Caso) -> None:
    if not caso.comandos:
        return
    banco = registrar(caso, caso.titulo())
    banco.receber_remessa(gerar_remessa(caso.convenio, [caso.titulo(nosso_numero="9", comando="baixa")], 2, GERADO_EM))
    (recusado,) = ler_retorno(banco.gerar_retorno(DIA)).titulos
    assert (recusado.tipo, recusado.numero) == ("instrucao_rejeitada", "9")
    assert recusado.motivos_descricao
    assert "sem descrição" not in recusado.motivos_descricao[0]


@TODOS
def test_baixa_pelo_banco_e_titulo_desconhecido(caso: Caso) -> None:
    banco = registrar(caso, caso.titulo())
    estranho = Liquidacao("777", Decimal("10.00"), DIA, DIA, valor_titulo=Decimal("10.00"))
    pago, baixado = ler_retorno(banco.gerar_retorno(DIA, liquidacoes=[estranho], baixas=["42"])).titulos
    assert (pago.numero, pago.tipo, pago.valor_recebido) == ("777", "liquidacao", Decimal("10.00"))
    assert (baixado.numero, baixado.tipo, baixado.valor_recebido) == ("42", "baixa", Decimal("0.00"))


@TODOS
def test_entrada_repetida_e_rejeitada_so_ela(caso: Caso) -> None:
    banco = registrar(caso, caso.titulo())
    de_novo = gerar_remessa(caso.convenio, [caso.titulo(), caso.titulo(nosso_numero="43")], 2, GERADO_EM)
    assert list(banco.receber_remessa(de_novo).rejeitados) == ["42"]
    tipos = [voltou.tipo for voltou in ler_retorno(banco.gerar_retorno(DIA)).titulos]
    assert tipos == ["entrada_rejeitada", "entrada_confirmada"]


@TODOS
def test_remessa_fora_da_sequencia_e_recusada(caso: Caso) -> None:
    banco = registrar(caso, caso.titulo())
    outra = [caso.titulo(nosso_numero="43")]
    for sequencia in (1, 3):
        with pytest.raises(RemessaRecusada, match="esperada a remessa 2"):
            banco.receber_remessa(gerar_remessa(caso.convenio, outra, sequencia, GERADO_EM))
    banco.receber_remessa(gerar_remessa(caso.convenio, outra, 2, GERADO_EM))


@TODOS
def test_o_banco_de_teste_sabe_recusar(caso: Caso) -> None:
    """A sign put anywhere but into free text makes the stand-in refuse the file."""
    conteudo = gerar_remessa(caso.convenio, [caso.titulo()], 1, GERADO_EM)
    aceitas = set()
    for posicao in range(len(conteudo)):
        try:
            caso.banco().receber_remessa(conteudo[:posicao] + b"#" + conteudo[posicao + 1 :])
        except RemessaRecusada:
            continue
        aceitas.add((posicao // (caso.largura + 2) + 1, posicao % (caso.largura + 2) + 1))
    assert aceitas == {
        (linha, coluna)
        for linha, trechos in caso.livres.items()
        for de, ate in trechos
        for coluna in range(de, ate + 1)
    }


@TODOS
def test_convenio_sem_um_campo_obrigatorio(caso: Caso) -> None:
    from financeiro.bancos.cnab.layouts import LAYOUTS

    conferir_convenio(caso.convenio)
    for campo in LAYOUTS[caso.convenio.banco, caso.convenio.layout].obrigatorios:
        with pytest.raises(ErroDeRemessa) as erro:
            conferir_convenio(replace(caso.convenio, **{campo: ""}))  # type: ignore[arg-type]
        assert (erro.value.seu_numero, erro.value.campo) == ("", campo)


@TODOS
def test_numero_que_nao_cabe(caso: Caso) -> None:
    if caso.maior == 0:
        return
    grande = caso.titulo(nosso_numero=str(caso.maior + 1), nosso_numero_dv="1")
    with pytest.raises(ErroDeRemessa) as erro:
        gerar_remessa(caso.convenio, [grande], 1, GERADO_EM)
    assert (erro.value.seu_numero, erro.value.campo) == (grande.seu_numero, "nosso_numero")


def _titulo_qualquer(draw: st.DrawFn, caso: Caso) -> TituloRemessa:
    desconto = draw(st.sampled_from([Decimal("0.00"), Decimal("0.10")]))
    return caso.titulo(
        nosso_numero=str(draw(st.integers(1, caso.maior or 9_999_999))),
        seu_numero=draw(st.from_regex(r"[A-Z0-9]{1,10}", fullmatch=True)),
        valor=draw(reais),
        vencimento=draw(st.dates(date(2026, 12, 2), date(2099, 12, 31))),
        pagador=draw(pagadores),
        multa_percentual=draw(st.decimals(0, Decimal("10.00"), places=2)),
        juros_mes_percentual=draw(st.decimals(0, Decimal("10.00"), places=2)),
        desconto_valor=desconto,
        desconto_ate=date(2026, 12, 2) if desconto else None,
        protesto_dias=draw(st.sampled_from([0, 10, 20])),
        instrucoes=draw(st.lists(texto_livre, max_size=3)),
    )


@TODOS
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(dados=st.data())
def test_o_banco_aceita_tudo_o_que_geramos(caso: Caso, dados: st.DataObject) -> None:
    titulos = dados.draw(
        st.lists(
            st.composite(_titulo_qualquer)(caso),
            min_size=1,
            max_size=4,
            unique_by=(lambda cada: cada.nosso_numero, lambda cada: cada.seu_numero),
        )
    )
    banco = caso.banco()
    recebimento = banco.receber_remessa(gerar_remessa(caso.convenio, titulos, 1, GERADO_EM))
    assert recebimento.rejeitados == {}
    assert sum(cada.valor for cada in banco.titulos.values()) == sum(cada.valor for cada in titulos)
    for cada, registrado in zip(titulos, banco.titulos.values(), strict=True):
        assert (registrado.valor, registrado.vencimento) == (cada.valor, cada.vencimento)
        assert registrado.multa_percentual == cada.multa_percentual
    voltaram = ler_retorno(banco.gerar_retorno(DIA)).titulos
    assert [(voltou.seu_numero, voltou.valor, voltou.vencimento) for voltou in voltaram] == [
        (cada.seu_numero, cada.valor, cada.vencimento) for cada in titulos
    ]


@TODOS
def test_nomes_com_acento_e_simbolos_nao_deslocam_nada(caso: Caso) -> None:
    pagador = replace(JOAO, nome="ﬁlho de Ångström\n& Cia — “Ltda”", logradouro="Av. ½ nº 3º ²", bairro="")
    banco = registrar(caso, caso.titulo(pagador=pagador))
    (registrado,) = banco.titulos.values()
    assert registrado.pagador.rstrip().startswith('FILHO DE ANGSTROM & CIA - "LTD')


def test_ha_um_caso_para_cada_layout() -> None:
    from financeiro.bancos.cnab.layouts import LAYOUTS

    com_testes_proprios = {("077", "cnab400"), ("341", "cnab400"), ("756", "cnab240")}
    assert LAYOUTS.keys() == com_testes_proprios | {(caso.convenio.banco, caso.convenio.layout) for caso in CASOS}
