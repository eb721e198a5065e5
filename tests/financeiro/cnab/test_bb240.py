"""What is Banco do Brasil's own: the nosso número by the size of the convênio, protest terms, a reason of its own."""

from dataclasses import replace

import pytest

from financeiro.bancos.cnab import ErroDeRemessa, conferir_convenio, gerar_remessa, ler_retorno
from tests.financeiro.cnab.casos import BB
from tests.financeiro.cnab.exemplos import CNPJ, GERADO_EM, linhas
from tests.financeiro.cnab.test_todos_os_bancos import DIA
from tests.standins.banco import BancoDoBrasil240
from tests.standins.banco_bb240 import dv_bb


@pytest.mark.parametrize(
    ("convenio", "impresso", "maior"),
    [
        ("3294860", "32948600000000042   ", 9_999_999_999),
        ("123456", "123456000428        ", 99_999),
        ("1234", "123400000428        ", 9_999_999),
    ],
)
def test_nosso_numero_por_tamanho_do_convenio(convenio: str, impresso: str, maior: int) -> None:
    dv = "" if len(convenio) == 7 else dv_bb(impresso.rstrip()[:-1])
    if dv:
        impresso = impresso.rstrip()[:-1] + dv + " " * 8
    agreement = replace(BB.convenio, convenio=convenio)
    banco = BancoDoBrasil240("1606", "69838", convenio, CNPJ)
    conteudo = gerar_remessa(agreement, [BB.titulo(nosso_numero_dv=dv)], 1, GERADO_EM)
    assert linhas(conteudo)[2][37:57] == impresso
    assert banco.receber_remessa(conteudo).entradas == ["42"]
    (voltou,) = ler_retorno(banco.gerar_retorno(DIA)).titulos
    assert (voltou.numero, voltou.nosso_numero) == ("42", impresso.rstrip())
    with pytest.raises(ErroDeRemessa) as erro:
        gerar_remessa(agreement, [BB.titulo(nosso_numero=str(maior + 1), nosso_numero_dv="1")], 1, GERADO_EM)
    assert erro.value.campo == "nosso_numero"


def test_convenio_curto_sem_digito() -> None:
    with pytest.raises(ErroDeRemessa) as erro:
        gerar_remessa(replace(BB.convenio, convenio="123456"), [BB.titulo(nosso_numero_dv="")], 1, GERADO_EM)
    assert erro.value.campo == "nosso_numero_dv"


@pytest.mark.parametrize(("dias", "aceito"), [(5, False), (6, True), (29, True), (30, False), (35, True), (40, True)])
def test_prazo_de_protesto(dias: int, aceito: bool) -> None:
    if aceito:
        (linha,) = [
            cada
            for cada in linhas(gerar_remessa(BB.convenio, [BB.titulo(protesto_dias=dias)], 1, GERADO_EM))
            if cada[13] == "P"
        ]
        assert linha[220:223] == f"1{dias:02}"
        return
    with pytest.raises(ErroDeRemessa, match="protesta de 6 a 29"):
        gerar_remessa(BB.convenio, [BB.titulo(protesto_dias=dias)], 1, GERADO_EM)


@pytest.mark.parametrize(
    ("mudanca", "campo"),
    [
        ({"carteira": "11"}, "carteira"),
        ({"convenio": "12345"}, "convenio"),
        ({"especie": "OU"}, "especie"),
        ({"agencia_dv": "4"}, "agencia_dv"),
        ({"conta_dv": "X"}, "conta_dv"),
        ({"conta": "69a38"}, "conta"),
        ({"agencia": "160600", "agencia_dv": dv_bb("160600")}, "agencia"),
    ],
)
def test_convenio_recusado_no_campo(mudanca: dict[str, str], campo: str) -> None:
    with pytest.raises(ErroDeRemessa) as erro:
        conferir_convenio(replace(BB.convenio, **mudanca))  # type: ignore[arg-type]
    assert (erro.value.seu_numero, erro.value.campo) == ("", campo)
