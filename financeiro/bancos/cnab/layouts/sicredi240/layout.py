"""Sicredi, CNAB 240 (*Manual do beneficiário – CNAB 240*, August 2019).

Positions checked against the remessas of brcobranca and the older manual kept with it. The manual has every title
dropped after sixty days and takes a fine only as a percentage from the due date; it names code 2 alone for it, and a
title without fine but with messages goes with code 0, as brcobranca sends. The amount of a title cannot be changed.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import ClassVar

from financeiro.bancos.cnab.campos import Leitura, Registro, Valor
from financeiro.bancos.cnab.estrutura240 import Cnab240
from financeiro.bancos.cnab.layout import Totais, exigir
from financeiro.bancos.cnab.layouts.pecas240 import desconto, inscricao_da_empresa, multa_e_mensagens, pagador
from financeiro.bancos.cnab.layouts.sicredi240 import registros
from financeiro.bancos.cnab.layouts.sicredi240.motivos import (
    ALTERACAO,
    LIQUIDACAO_E_BAIXA,
    NEGATIVACAO,
    REJEICOES,
    TARIFAS,
)
from financeiro.bancos.cnab.layouts.sicredi240.ocorrencias import OCORRENCIAS
from financeiro.bancos.cnab.tipos import Comando, Convenio, Ocorrencia, TituloRemessa

# Field 07.3P.
_COMANDOS: Mapping[Comando, str] = {
    "entrada": "01",
    "baixa": "02",
    "abatimento": "04",
    "alteracao_vencimento": "06",
}
# Field 24.3P: duplicatas only by indication. What has no code of its own there goes as "outros".
_ESPECIES = {"DM": "03", "DMI": "03", "DS": "05", "DSI": "05", "LC": "07", "NP": "12", "RC": "17", "ND": "19"}
_OUTROS = "99"
_TAXA_MENSAL, _ISENTO = 2, 3
_PROTESTAR_DIAS_CORRIDOS, _NAO_PROTESTAR = 1, 3
# Field 37.3P: three and four are working days.
_PRIMEIRO_DIA_CORRIDO = 5
_DIGITOS_NOSSO_NUMERO = 5
_INICIO_DO_NUMERO = 3
_TAMANHO_DO_NOSSO_NUMERO = 9
_UM_DIA = timedelta(days=1)
# 5.5: the month in one character.
_MESES = "123456789OND"


class Sicredi240(Cnab240):
    """Sicredi's choices where the layout leaves room."""

    banco: ClassVar[str] = "748"
    comandos: ClassVar[Mapping[Comando, str]] = _COMANDOS
    obrigatorios: ClassVar[tuple[str, ...]] = (
        "agencia",
        "conta",
        "conta_dv",
        "carteira",
        "convenio",
        "posto",
        "byte",
    )
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

    def conferir_convenio(self, convenio: Convenio) -> None:
        """Check carteira and byte."""
        super().conferir_convenio(convenio)
        exigir(convenio.carteira == "1", "carteira", "a remessa do Sicredi atende a carteira 1, simples.")
        byte_certo = len(convenio.byte) == 1 and convenio.byte in "23456789"
        exigir(byte_certo, "byte", "o byte de quem emite os boletos vai de 2 a 9; o 1 é da agência.")

    def recusa_de_protesto(self, dias: int) -> str:
        """Field 37.3P: with three or four days the bank counts working days."""
        return "" if dias >= _PRIMEIRO_DIA_CORRIDO else "o Sicredi protesta em dias corridos a partir de 5."

    def nome_do_arquivo(self, convenio: Convenio, sequencia: int, gerado_em: datetime) -> str:
        """CCCCCMDD.XXX: code of the beneficiário, month, day, and an ending that does not repeat in the day (5.5)."""
        mes = _MESES[gerado_em.month - 1]
        return f"{convenio.convenio:0>5}{mes}{gerado_em:%d}.{sequencia % 1000:03}"

    def valores_header(self, convenio: Convenio, sequencia: int, gerado_em: datetime) -> dict[str, Valor]:
        """Return the values of the file header."""
        quando: dict[str, Valor] = {"sequencia": sequencia, "data": gerado_em, "hora": gerado_em}
        return inscricao_da_empresa(convenio) | _conta(convenio) | quando

    def valores_header_lote(self, convenio: Convenio, sequencia: int, gerado_em: datetime) -> dict[str, Valor]:
        """Return the values of the batch header."""
        return inscricao_da_empresa(convenio) | _conta(convenio) | {"sequencia": sequencia, "data": gerado_em}

    def valores_trailer_lote(self, totais: Totais) -> dict[str, Valor]:
        """Return the values of the batch trailer: its totals serve only the retorno."""
        return {}

    def segmentos(self, convenio: Convenio, titulo: TituloRemessa) -> Iterator[tuple[Registro, dict[str, Valor]]]:
        """Yield the segments of one title with their values; commands go with P and Q too (5.8)."""
        movimento: dict[str, Valor] = {"ocorrencia": _COMANDOS[titulo.comando]}
        yield registros.SEGMENTO_P, movimento | _titulo(convenio, titulo)
        yield registros.SEGMENTO_Q, movimento | pagador(titulo)
        if titulo.comando == "entrada" and (titulo.multa_percentual > 0 or titulo.instrucoes):
            yield registros.SEGMENTO_R, movimento | multa_e_mensagens(titulo)

    def conta_do_retorno(self, header: Leitura) -> dict[str, str]:
        """Return the account; the files name no convênio."""
        return {
            "agencia": header.texto("agencia").lstrip("0"),
            "conta": header.texto("conta").lstrip("0"),
            "conta_dv": header.texto("conta_dv"),
            "convenio": "",
        }

    def numero(self, header: Leitura, t: Leitura) -> str:
        """Return the sequence between the byte and the check digit (13.3T); another form as the bank has it."""
        completo = t.texto("nosso_numero")
        if len(completo) == _TAMANHO_DO_NOSSO_NUMERO and completo.isdecimal():
            return completo[_INICIO_DO_NUMERO:-1].lstrip("0")
        return completo.lstrip("0")

    def textos(self, ocorrencia: str) -> Mapping[str, str]:
        """C047 says which table goes with which movement."""
        if ocorrencia in ("06", "09", "17"):
            return LIQUIDACAO_E_BAIXA
        if ocorrencia in ("81", "83", "84", "85"):
            return NEGATIVACAO
        return {"28": TARIFAS, "27": ALTERACAO}.get(ocorrencia, REJEICOES)


def _conta(convenio: Convenio) -> dict[str, Valor]:
    return {"agencia": convenio.agencia, "conta": convenio.conta, "conta_dv": convenio.conta_dv}


def _nosso_numero(convenio: Convenio, titulo: TituloRemessa) -> str:
    """Field 13.3P: the year of issue, the byte, five digits and the check digit."""
    numero = titulo.nosso_numero.lstrip("0")
    motivo = f"{titulo.nosso_numero} só pode ter algarismos, no máximo {_DIGITOS_NOSSO_NUMERO}: troque o byte."
    cabe = numero.isascii() and numero.isdecimal() and len(numero) <= _DIGITOS_NOSSO_NUMERO
    exigir(cabe, "nosso_numero", motivo, titulo.seu_numero)
    tem_digito = len(titulo.nosso_numero_dv) == 1
    exigir(tem_digito, "nosso_numero_dv", "o dígito do nosso número não foi informado.", titulo.seu_numero)
    return f"{titulo.emissao:%y}{convenio.byte}{numero:0>{_DIGITOS_NOSSO_NUMERO}}{titulo.nosso_numero_dv}"


def _titulo(convenio: Convenio, titulo: TituloRemessa) -> dict[str, Valor]:
    valores: dict[str, Valor] = {
        **_conta(convenio),
        "nosso_numero": _nosso_numero(convenio, titulo),
        "seu_numero": titulo.seu_numero,
        "vencimento": titulo.vencimento,
        "valor": titulo.valor,
        "especie": _ESPECIES.get(convenio.especie.upper(), _OUTROS),
        "aceite": "A" if convenio.aceite else "N",
        "emissao": titulo.emissao,
        "juros_codigo": _ISENTO,
        "protesto_codigo": _PROTESTAR_DIAS_CORRIDOS if titulo.protesto_dias else _NAO_PROTESTAR,
        "protesto_dias": titulo.protesto_dias,
        **desconto(titulo),
    }
    if titulo.juros_mes_percentual > 0:
        valores |= {
            "juros_codigo": _TAXA_MENSAL,
            "juros_data": titulo.vencimento + _UM_DIA,
            "juros_mes_percentual": titulo.juros_mes_percentual,
        }
    if titulo.comando == "abatimento":
        valores["abatimento_valor"] = titulo.abatimento_valor
    return valores
