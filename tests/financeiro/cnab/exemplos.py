"""Agreements, titles and banks that the tests of this folder share."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from financeiro.bancos.cnab import Convenio, Pagador, TituloRemessa
from tests.standins.banco import BancoItau400, BancoSicoob240
from tests.standins.banco_base import dv_sicoob

GERADO_EM = datetime(2026, 12, 1, 9, 41, 7)
EMISSAO = date(2026, 12, 1)
VENCIMENTO = date(2027, 1, 10)
CNPJ = "11222333000181"
CLIENTE_SICOOB = "123450"

ITAU = Convenio(
    banco="341",
    layout="cnab400",
    empresa_nome="Conexão Ágil Telecomunicações Ltda",
    empresa_cnpj="11.222.333/0001-81",
    agencia="57",
    conta="72192",
    conta_dv="0",
    carteira="109",
)
SICOOB = Convenio(
    banco="756",
    layout="cnab240",
    empresa_nome="Conexão Ágil Telecomunicações Ltda",
    empresa_cnpj="11.222.333/0001-81",
    agencia="4327",
    agencia_dv="3",
    conta="3666",
    conta_dv="8",
    carteira="1",
    convenio=CLIENTE_SICOOB,
    modalidade="01",
    especie="DS",
)
JOAO = Pagador(
    nome="João Antônio da Conceição",
    cpf_cnpj="529.982.247-25",
    logradouro="Rua São José, nº 100 – ap. 2",
    bairro="Água Verde",
    cep="80240-000",
    cidade="Curitiba",
    uf="pr",
)


def titulo(**campos: Any) -> TituloRemessa:
    """A title as it enters a bank, with ``campos`` changed; the check digit is Sicoob's."""
    valores: dict[str, Any] = {
        "comando": "entrada",
        "seu_numero": "FAT0000042",
        "nosso_numero": "42",
        "emissao": EMISSAO,
        "vencimento": VENCIMENTO,
        "valor": Decimal("99.90"),
        "pagador": JOAO,
        "multa_percentual": Decimal("2.00"),
        "juros_mes_percentual": Decimal("1.00"),
    } | campos
    digitos = valores["nosso_numero"]
    padrao = dv_sicoob(SICOOB.agencia, CLIENTE_SICOOB, digitos) if digitos.isdecimal() and len(digitos) < 8 else "0"
    valores.setdefault("nosso_numero_dv", padrao)
    return TituloRemessa(**valores)


def itau() -> BancoItau400:
    return BancoItau400(agencia="57", conta="72192", conta_dv="0", carteira="109", cnpj=CNPJ)


def sicoob() -> BancoSicoob240:
    return BancoSicoob240(agencia="4327", agencia_dv="3", conta="3666", conta_dv="8", cliente=CLIENTE_SICOOB, cnpj=CNPJ)


def linhas(conteudo: bytes) -> list[str]:
    """The lines of a file that ends each with CRLF."""
    return conteudo.decode("ascii").removesuffix("\r\n").split("\r\n")
