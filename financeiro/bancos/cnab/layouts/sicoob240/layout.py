"""Sicoob, CNAB 240 (*Instruções para montagem e validação de boletos*, sheets 05 and 06, version 081/040).

The nosso número travels as ten digits, check digit included, followed by parcela, modalidade and form; the account is
that of the agreement, the code of the beneficiário does not appear.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import ClassVar

from financeiro.bancos.cnab.campos import Leitura, Registro, Valor
from financeiro.bancos.cnab.estrutura240 import Cnab240
from financeiro.bancos.cnab.layout import Totais
from financeiro.bancos.cnab.layouts.febraban240 import LIQUIDACAO_E_BAIXA, REJEICOES, TARIFAS
from financeiro.bancos.cnab.layouts.pecas240 import conta, desconto, empresa, multa_e_mensagens, pagador
from financeiro.bancos.cnab.layouts.sicoob240 import registros
from financeiro.bancos.cnab.layouts.sicoob240.ocorrencias import OCORRENCIAS, TARIFAS_DO_SICOOB
from financeiro.bancos.cnab.tipos import (
    Comando,
    Convenio,
    ErroDeRemessa,
    Ocorrencia,
    TituloRemessa,
)

# Sheet 05, field 07.3P; a rebate (FEBRABAN's 04) is not among Sicoob's movements.
_COMANDOS: Mapping[Comando, str] = {
    "entrada": "01",
    "baixa": "02",
    "alteracao_vencimento": "06",
    "alteracao_valor": "31",
}
# Field 24.3P. What has no code of its own there goes as "outros".
_ESPECIES = {
    "CH": "01",
    "DM": "02",
    "DMI": "03",
    "DS": "04",
    "DSI": "05",
    "NP": "12",
    "RC": "17",
    "FAT": "18",
    "ND": "19",
    "ME": "21",
    "NF": "23",
    "DD": "24",
}
_OUTROS = "99"
_MODALIDADE_SIMPLES = "01"
_DIGITOS_NOSSO_NUMERO = 7
_TAXA_MENSAL = 2
_PROTESTAR_DIAS_CORRIDOS = 1
_NAO_PROTESTAR = 3


class Sicoob240(Cnab240):
    """Sicoob's choices where the layout leaves room."""

    banco: ClassVar[str] = "756"
    comandos: ClassVar[Mapping[Comando, str]] = _COMANDOS
    # Y carries the Pix of a title that has one.
    segmentos_extras: ClassVar[frozenset[str]] = frozenset({"Y"})
    ocorrencias: ClassVar[Mapping[str, Ocorrencia]] = OCORRENCIAS

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

    def valores_header(self, convenio: Convenio, sequencia: int, gerado_em: datetime) -> dict[str, Valor]:
        """Return the values of the file header."""
        return empresa(convenio) | {"sequencia": sequencia, "data": gerado_em, "hora": gerado_em}

    def valores_header_lote(self, convenio: Convenio, sequencia: int, gerado_em: datetime) -> dict[str, Valor]:
        """Return the values of the batch header."""
        return empresa(convenio) | {"sequencia": sequencia, "data": gerado_em}

    def valores_trailer_lote(self, totais: Totais) -> dict[str, Valor]:
        """Return the values of the batch trailer."""
        return {"titulos": totais.titulos, "total": totais.valor}

    def segmentos(self, convenio: Convenio, titulo: TituloRemessa) -> Iterator[tuple[Registro, dict[str, Valor]]]:
        """Yield the segments of one title with their values."""
        movimento: dict[str, Valor] = {"ocorrencia": _COMANDOS[titulo.comando]}
        yield registros.SEGMENTO_P, movimento | _titulo(convenio, titulo)
        yield registros.SEGMENTO_Q, movimento | pagador(titulo)
        if titulo.comando == "entrada":
            yield registros.SEGMENTO_R, movimento | multa_e_mensagens(titulo)

    def numero(self, header: Leitura, t: Leitura) -> str:
        """Return the number before its check digit."""
        return t.texto("nosso_numero")[:-1].lstrip("0")

    def textos(self, ocorrencia: str) -> Mapping[str, str]:
        """FEBRABAN's C044: which of the three tables of C047 explains the reasons of an occurrence."""
        if ocorrencia == "28":
            return TARIFAS | TARIFAS_DO_SICOOB
        return LIQUIDACAO_E_BAIXA if ocorrencia in ("06", "09", "17") else REJEICOES


def _nosso_numero(titulo: TituloRemessa) -> str:
    """Sheet 02, item 3.13: seven digits and the check digit, in a field of ten."""
    numero = titulo.nosso_numero.lstrip("0")
    if len(numero) > _DIGITOS_NOSSO_NUMERO:
        motivo = f"{titulo.nosso_numero} tem mais de {_DIGITOS_NOSSO_NUMERO} algarismos."
        raise ErroDeRemessa(titulo.seu_numero, "nosso_numero", motivo)
    if len(titulo.nosso_numero_dv) != 1:
        raise ErroDeRemessa(titulo.seu_numero, "nosso_numero_dv", "o dígito do nosso número não foi informado.")
    return numero + titulo.nosso_numero_dv


def _titulo(convenio: Convenio, titulo: TituloRemessa) -> dict[str, Valor]:
    valores: dict[str, Valor] = {
        **conta(convenio),
        "nosso_numero": _nosso_numero(titulo),
        "modalidade": convenio.modalidade or _MODALIDADE_SIMPLES,
        "carteira": convenio.carteira,
        "seu_numero": titulo.seu_numero,
        "uso_empresa": titulo.seu_numero,
        "vencimento": titulo.vencimento,
        "valor": titulo.valor,
        "especie": _ESPECIES.get(convenio.especie.upper(), _OUTROS),
        "aceite": "A" if convenio.aceite else "N",
        "emissao": titulo.emissao,
        "protesto_codigo": _PROTESTAR_DIAS_CORRIDOS if titulo.protesto_dias else _NAO_PROTESTAR,
        "protesto_dias": titulo.protesto_dias,
        **desconto(titulo),
    }
    if titulo.juros_mes_percentual > 0:
        valores |= {
            "juros_codigo": _TAXA_MENSAL,
            "juros_data": titulo.vencimento,
            "juros_mes_percentual": titulo.juros_mes_percentual,
        }
    return valores
