"""Santander, CNAB 240 (*Layout de Arquivo Padrão 240 – Cobrança*, H7815, version 2.9, April 2018).

Positions checked against the remessas of brcobranca and laravel-boleto. Interest goes in reais a day (code 1): the
manual gives a rate two decimals in its considerations and five in note 18. The amount of a title changes only for
credit cards and proposals (note 18), so "alteracao_valor" is not offered. The manual has no table of the reasons of
movement 28 (its note 41-B is missing): FEBRABAN's is used. Files of the bank number their only batch and end with that
number, and one seen counts only the details in its batch trailer, where notes 1 and 38 say otherwise: both are read.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import ClassVar

from financeiro.bancos.cnab.campos import Leitura, Registro, Valor
from financeiro.bancos.cnab.estrutura240 import Cnab240
from financeiro.bancos.cnab.layout import Totais, exigir
from financeiro.bancos.cnab.layouts.febraban240 import TARIFAS
from financeiro.bancos.cnab.layouts.pecas240 import (
    conta,
    desconto,
    inscricao_da_empresa,
    multa_e_mensagens,
    pagador,
)
from financeiro.bancos.cnab.layouts.santander240 import registros
from financeiro.bancos.cnab.layouts.santander240.ocorrencias import BAIXA, LIQUIDACAO, OCORRENCIAS, REJEICOES
from financeiro.bancos.cnab.layouts.valores import juros_por_dia
from financeiro.bancos.cnab.tipos import Comando, Convenio, Ocorrencia, TituloRemessa

# Note 14.
_COMANDOS: Mapping[Comando, str] = {
    "entrada": "01",
    "baixa": "02",
    "abatimento": "04",
    "alteracao_vencimento": "06",
}
# Note 20; there is no code for other kinds.
_ESPECIES = {"DM": "02", "DS": "04", "NP": "12", "NR": "13", "RC": "17", "AP": "20", "CH": "97", "ND": "98"}
# Note 5: "rápida com registro", simple and pledged; 102 has no registration and so no remessa.
_TIPO_DA_CARTEIRA = {"101": "5", "201": "6"}
_VALOR_POR_DIA, _ISENTO = 1, 3
_DIGITOS_NOSSO_NUMERO = 12
_DIGITOS_DO_CODIGO = 15


class Santander240(Cnab240):
    """Santander's choices where the layout leaves room."""

    banco: ClassVar[str] = "033"
    comandos: ClassVar[Mapping[Comando, str]] = _COMANDOS
    obrigatorios: ClassVar[tuple[str, ...]] = (
        "agencia",
        "agencia_dv",
        "conta",
        "conta_dv",
        "convenio",
        "carteira",
        "transmissao",
    )
    ocorrencias: ClassVar[Mapping[str, Ocorrencia]] = OCORRENCIAS
    # Y-04 names the cheques of a payment, Y-03 the Pix of a title that has one.
    segmentos_extras: ClassVar[frozenset[str]] = frozenset({"Y"})
    lote_livre: ClassVar[bool] = True

    header_remessa: ClassVar[Registro] = registros.HEADER_REMESSA
    header_lote_remessa: ClassVar[Registro] = registros.HEADER_LOTE_REMESSA
    trailer_lote_remessa: ClassVar[Registro] = registros.TRAILER_LOTE_REMESSA
    trailer_remessa: ClassVar[Registro] = registros.TRAILER_REMESSA
    header_retorno: ClassVar[Registro] = registros.HEADER_RETORNO
    header_lote_retorno: ClassVar[Registro] = registros.HEADER_LOTE_RETORNO
    segmento_t: ClassVar[Registro] = registros.SEGMENTO_T
    segmento_u: ClassVar[Registro] = registros.SEGMENTO_U
    trailer_lote_retorno: ClassVar[Registro] = registros.TRAILER_LOTE_RETORNO
    trailer_retorno: ClassVar[Registro] = registros.TRAILER_RETORNO

    def conferir_convenio(self, convenio: Convenio) -> None:
        """Check carteira, espécie, aceite and the code of transmission (note 3)."""
        super().conferir_convenio(convenio)
        atende = convenio.carteira in _TIPO_DA_CARTEIRA
        exigir(atende, "carteira", "a remessa do Santander atende as carteiras com registro, 101 e 201.")
        tem_especie = convenio.especie.upper() in _ESPECIES
        exigir(tem_especie, "especie", "o Santander não tem esta espécie. Use DM, DS ou RC.")
        exigir(not convenio.aceite, "aceite", "o Santander só registra títulos sem aceite neste layout.")
        codigo = convenio.transmissao
        certo = len(codigo) == _DIGITOS_DO_CODIGO and codigo.isascii() and codigo.isdecimal()
        exigir(certo, "transmissao", "o código de transmissão do Santander tem 15 algarismos; peça-o ao banco.")

    def conferir_titulo(self, titulo: TituloRemessa) -> None:
        """Note 23: a discount ends after the day of issue."""
        super().conferir_titulo(titulo)
        depois = titulo.desconto_ate is None or titulo.desconto_ate > titulo.emissao
        motivo = "no Santander o desconto vale até um dia depois da emissão, ou não se dá."
        exigir(depois, "desconto_ate", motivo, titulo.seu_numero)

    def valores_header(self, convenio: Convenio, sequencia: int, gerado_em: datetime) -> dict[str, Valor]:
        """Return the values of the file header."""
        quem = inscricao_da_empresa(convenio)
        return quem | {"transmissao": convenio.transmissao, "sequencia": sequencia, "data": gerado_em}

    def valores_header_lote(self, convenio: Convenio, sequencia: int, gerado_em: datetime) -> dict[str, Valor]:
        """Return the values of the batch header."""
        return self.valores_header(convenio, sequencia, gerado_em)

    def valores_trailer_lote(self, totais: Totais) -> dict[str, Valor]:
        """Return the values of the batch trailer: none but the count of its records."""
        return {}

    def segmentos(self, convenio: Convenio, titulo: TituloRemessa) -> Iterator[tuple[Registro, dict[str, Valor]]]:
        """Yield the segments of one title with their values; Q and R only for new ones (note 13)."""
        movimento: dict[str, Valor] = {"ocorrencia": _COMANDOS[titulo.comando]}
        yield registros.SEGMENTO_P, movimento | _titulo(convenio, titulo)
        if titulo.comando == "entrada":
            yield registros.SEGMENTO_Q, movimento | pagador(titulo)
            yield registros.SEGMENTO_R, movimento | multa_e_mensagens(titulo)

    def conta_do_retorno(self, header: Leitura) -> dict[str, str]:
        """Return the account; the code of the beneficiário without its leading zeros."""
        conta_lida = super().conta_do_retorno(header)
        return conta_lida | {"convenio": conta_lida["convenio"].lstrip("0")}

    def numero(self, header: Leitura, t: Leitura) -> str:
        """Return the number before its check digit (note 15)."""
        return t.texto("nosso_numero")[:-1].lstrip("0")

    def textos(self, ocorrencia: str) -> Mapping[str, str]:
        """Note 41 says which table goes with which movement."""
        if ocorrencia == "28":
            return TARIFAS
        if ocorrencia == "09":
            return {**LIQUIDACAO, **BAIXA}
        return LIQUIDACAO if ocorrencia in ("06", "17", "93", "94") else REJEICOES


def _nosso_numero(titulo: TituloRemessa) -> str:
    numero = titulo.nosso_numero.lstrip("0")
    motivo = f"{titulo.nosso_numero} tem mais de {_DIGITOS_NOSSO_NUMERO} algarismos."
    exigir(len(numero) <= _DIGITOS_NOSSO_NUMERO, "nosso_numero", motivo, titulo.seu_numero)
    tem_digito = len(titulo.nosso_numero_dv) == 1
    exigir(tem_digito, "nosso_numero_dv", "o dígito do nosso número não foi informado.", titulo.seu_numero)
    return numero + titulo.nosso_numero_dv


def _titulo(convenio: Convenio, titulo: TituloRemessa) -> dict[str, Valor]:
    valores: dict[str, Valor] = {
        **conta(convenio),
        "nosso_numero": _nosso_numero(titulo),
        "tipo_cobranca": _TIPO_DA_CARTEIRA[convenio.carteira],
        "seu_numero": titulo.seu_numero,
        "uso_empresa": titulo.seu_numero,
        "vencimento": titulo.vencimento,
        "valor": titulo.valor,
        "especie": _ESPECIES[convenio.especie.upper()],
        "emissao": titulo.emissao,
        "juros_codigo": _ISENTO,
        "protesto_codigo": 1 if titulo.protesto_dias else 0,
        "protesto_dias": titulo.protesto_dias,
        **desconto(titulo),
    }
    por_dia = juros_por_dia(titulo)
    if por_dia > 0:
        valores |= {"juros_codigo": _VALOR_POR_DIA, "juros_data": titulo.vencimento, "juros_dia": por_dia}
    if titulo.comando == "abatimento":
        valores["abatimento_valor"] = titulo.abatimento_valor
    return valores
