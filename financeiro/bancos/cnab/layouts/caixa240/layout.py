"""Caixa Econômica Federal, CNAB 240 SIGCB (*Manual de Leiaute CNAB 240*, MO 67118 version 10, June 2018).

Positions checked against the remessas of brcobranca and laravel-boleto. The manual knows codes of beneficiário of six
digits; those of seven (versions 107 and 067) are laravel-boleto's and BoletoNetCore's, which agree, without a manual at
hand. A title that is not protested must carry a term after which the bank drops it: 120 days, as brcobranca
sends. In a retorno of settlements only the first reason is a code, the channel; the others are means and days of float.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import ClassVar

from financeiro.bancos.cnab.campos import Leitura, Registro, Valor
from financeiro.bancos.cnab.estrutura240 import Cnab240
from financeiro.bancos.cnab.layout import Totais, exigir
from financeiro.bancos.cnab.layouts.caixa240 import registros
from financeiro.bancos.cnab.layouts.caixa240.motivos import LIQUIDACAO_E_BAIXA, REJEICOES, TARIFAS
from financeiro.bancos.cnab.layouts.caixa240.ocorrencias import OCORRENCIAS
from financeiro.bancos.cnab.layouts.pecas240 import desconto, inscricao_da_empresa, multa_e_mensagens, pagador
from financeiro.bancos.cnab.tipos import Comando, Convenio, Ocorrencia, TituloRemessa

# Note C004.
_COMANDOS: Mapping[Comando, str] = {
    "entrada": "01",
    "baixa": "02",
    "abatimento": "04",
    "alteracao_vencimento": "06",
    "alteracao_valor": "47",
}
# Note C015. What has no code of its own there goes as "outros".
_ESPECIES = {
    "CH": "01",
    "DM": "02",
    "DMI": "03",
    "DS": "04",
    "DSI": "05",
    "LC": "07",
    "NP": "12",
    "RC": "17",
    "FAT": "18",
    "ND": "19",
    "ME": "21",
    "NF": "23",
    "DD": "24",
}
_OUTROS = "99"
_COM_REGISTRO = "1"
_TAXA_MENSAL, _ISENTO = 2, 3
_PROTESTAR, _NAO_PROTESTAR = 1, 3
_BAIXAR, _NAO_BAIXAR = 1, 2
_DIAS_ATE_A_BAIXA = 120
# Note C009: a change of the amount says that the bank does not print the boleto again.
_BENEFICIARIO_EMITE, _BANCO_NAO_REEMITE = 2, 5
# Note C027: fewer are working days, more the bank cuts down to 90.
_PROTESTO = range(6, 91)
_DIGITOS_NOSSO_NUMERO = 15
_DIGITOS_DO_CODIGO = 6
_VERSOES = {6: ("101", "060"), 7: ("107", "067")}
_COM_CANAL = frozenset({"06", "09", "17"})
_UM_DIA = timedelta(days=1)


class Caixa240(Cnab240):
    """Caixa's choices where the layout leaves room."""

    banco: ClassVar[str] = "104"
    comandos: ClassVar[Mapping[Comando, str]] = _COMANDOS
    obrigatorios: ClassVar[tuple[str, ...]] = ("agencia", "agencia_dv", "convenio", "carteira")
    ocorrencias: ClassVar[Mapping[str, Ocorrencia]] = OCORRENCIAS
    # Y-04 names cheques, Y-08 and Y-50 services and splits, Y-53 how a title may be paid.
    segmentos_extras: ClassVar[frozenset[str]] = frozenset({"Y"})

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
        """Check carteira and code of the beneficiário."""
        super().conferir_convenio(convenio)
        com_registro = convenio.carteira == _COM_REGISTRO
        exigir(com_registro, "carteira", "só a carteira 1, com registro, tem remessa na Caixa.")
        tamanho_certo = len(convenio.convenio.lstrip("0")) <= max(_VERSOES)
        exigir(tamanho_certo, "convenio", "o código do beneficiário da Caixa tem 6 ou 7 algarismos.")

    def recusa_de_protesto(self, dias: int) -> str:
        """Note C027: two to five are working days."""
        return "" if dias in _PROTESTO else "a Caixa protesta de 6 a 90 dias corridos depois do vencimento."

    def mesmo_convenio(self, da_forma: str, do_arquivo: str) -> bool:
        """Whether a file is of the code ``da_forma``: one of six digits is followed by a zero in the file."""
        return _codigo(da_forma) == do_arquivo

    def valores_header(self, convenio: Convenio, sequencia: int, gerado_em: datetime) -> dict[str, Valor]:
        """Return the values of the file header."""
        arquivo, _lote = _VERSOES[_tamanho(convenio.convenio)]
        quando: dict[str, Valor] = {"sequencia": sequencia, "data": gerado_em, "hora": gerado_em}
        return inscricao_da_empresa(convenio) | _conta(convenio) | quando | {"versao": arquivo}

    def valores_header_lote(self, convenio: Convenio, sequencia: int, gerado_em: datetime) -> dict[str, Valor]:
        """Return the values of the batch header."""
        tamanho = _tamanho(convenio.convenio)
        _arquivo, lote = _VERSOES[tamanho]
        de_seis = convenio.convenio.lstrip("0") if tamanho == _DIGITOS_DO_CODIGO else ""
        outros: dict[str, Valor] = {"versao": lote, "beneficiario_de_seis": de_seis}
        return inscricao_da_empresa(convenio) | _conta(convenio) | {"sequencia": sequencia, "data": gerado_em} | outros

    def valores_trailer_lote(self, totais: Totais) -> dict[str, Valor]:
        """Return the values of the batch trailer: what is in the batch."""
        return {"titulos": totais.titulos, "total": totais.valor}

    def segmentos(self, convenio: Convenio, titulo: TituloRemessa) -> Iterator[tuple[Registro, dict[str, Valor]]]:
        """Yield the segments of one title with their values; Q and R only for new ones (3.2)."""
        movimento: dict[str, Valor] = {"ocorrencia": _COMANDOS[titulo.comando]}
        yield registros.SEGMENTO_P, movimento | _titulo(convenio, titulo)
        if titulo.comando == "entrada":
            yield registros.SEGMENTO_Q, movimento | pagador(titulo)
            yield registros.SEGMENTO_R, movimento | multa_e_mensagens(titulo, titulo.vencimento + _UM_DIA)

    def conta_do_retorno(self, header: Leitura) -> dict[str, str]:
        """Return agência and code; the files name no account."""
        agencia = header.texto("agencia").lstrip("0")
        return {"agencia": agencia, "conta": "", "conta_dv": "", "convenio": header.texto("beneficiario")}

    def numero(self, header: Leitura, t: Leitura) -> str:
        """Return the fifteen digits after the modalidade (G069)."""
        return t.texto("nosso_numero")[2:].lstrip("0")

    def motivos(self, t: Leitura) -> list[str]:
        """Return the reasons; of settlements and drops only the first two positions are one."""
        motivos = super().motivos(t)
        return motivos[:1] if t.texto("ocorrencia") in _COM_CANAL else motivos

    def textos(self, ocorrencia: str) -> Mapping[str, str]:
        """Note C047 says which table goes with which movement."""
        if ocorrencia == "28":
            return TARIFAS
        return LIQUIDACAO_E_BAIXA if ocorrencia in _COM_CANAL else REJEICOES


def _tamanho(codigo: str) -> int:
    return max(len(codigo.lstrip("0")), _DIGITOS_DO_CODIGO)


def _codigo(codigo: str) -> str:
    """A code in seven positions: six digits and a zero, or all seven."""
    return f"{codigo.lstrip('0'):0>{_DIGITOS_DO_CODIGO}}".ljust(max(_VERSOES), "0")


def _conta(convenio: Convenio) -> dict[str, Valor]:
    return {
        "agencia": convenio.agencia,
        "agencia_dv": convenio.agencia_dv,
        "beneficiario": _codigo(convenio.convenio),
    }


def _titulo(convenio: Convenio, titulo: TituloRemessa) -> dict[str, Valor]:
    numero = titulo.nosso_numero.lstrip("0")
    motivo = f"{titulo.nosso_numero} tem mais de {_DIGITOS_NOSSO_NUMERO} algarismos."
    exigir(len(numero) <= _DIGITOS_NOSSO_NUMERO, "nosso_numero", motivo, titulo.seu_numero)
    valores: dict[str, Valor] = {
        **_conta(convenio),
        "nosso_numero": numero,
        "emissao_do_boleto": _BANCO_NAO_REEMITE if titulo.comando == "alteracao_valor" else _BENEFICIARIO_EMITE,
        "seu_numero": titulo.seu_numero,
        "uso_empresa": titulo.seu_numero,
        "vencimento": titulo.vencimento,
        "valor": titulo.valor,
        "especie": _ESPECIES.get(convenio.especie.upper(), _OUTROS),
        "aceite": "A" if convenio.aceite else "N",
        "emissao": titulo.emissao,
        "juros_codigo": _ISENTO,
        **_protesto_ou_baixa(titulo),
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


def _protesto_ou_baixa(titulo: TituloRemessa) -> dict[str, Valor]:
    """Notes C026 and C028: a title is protested and not dropped, or dropped and not protested."""
    if titulo.protesto_dias:
        return {
            "protesto_codigo": _PROTESTAR,
            "protesto_dias": titulo.protesto_dias,
            "baixa_codigo": _NAO_BAIXAR,
        }
    return {"protesto_codigo": _NAO_PROTESTAR, "baixa_codigo": _BAIXAR, "baixa_dias": _DIAS_ATE_A_BAIXA}
