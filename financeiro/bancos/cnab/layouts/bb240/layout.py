"""Banco do Brasil, CNAB 240 (*Particularidades BB – Leiaute CNAB 240*, August 2017, over FEBRABAN's layout).

Positions checked against the remessas of brcobranca and laravel-boleto. Only carteira 17, modalidade simples: the one
in which the company itself prints the boleto. Movement 31 (other data) is not documented to change the amount, so
"alteracao_valor" is not offered.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import ClassVar

from financeiro.bancos.cnab.campos import Leitura, Registro, Valor
from financeiro.bancos.cnab.estrutura240 import Cnab240
from financeiro.bancos.cnab.layout import Totais, exigir
from financeiro.bancos.cnab.layouts.bb240 import registros
from financeiro.bancos.cnab.layouts.bb240.ocorrencias import OCORRENCIAS, REJEICOES_DO_BB
from financeiro.bancos.cnab.layouts.febraban240 import LIQUIDACAO_E_BAIXA, REJEICOES, TARIFAS
from financeiro.bancos.cnab.layouts.pecas240 import conta, desconto, empresa, multa_e_mensagens, pagador
from financeiro.bancos.cnab.tipos import Comando, Convenio, Ocorrencia, TituloRemessa
from financeiro.bancos.digitos import resto11

# Field 07.3P.
_COMANDOS: Mapping[Comando, str] = {
    "entrada": "01",
    "baixa": "02",
    "abatimento": "04",
    "alteracao_vencimento": "06",
}
# Field 24.3P, carteira 17 simples; there is no code for other kinds.
_ESPECIES = {"CH": "01", "DM": "02", "DS": "04", "LC": "07", "NP": "12", "RC": "17", "ND": "19"}
_CARTEIRA = "17"
_TAXA_MENSAL, _ISENTO = 2, 3
_PROTESTAR_DIAS_CORRIDOS, _NAO_PROTESTAR = 1, 3
# Field 37.3P, calendar days.
_PROTESTO = frozenset((*range(6, 30), 35, 40))
_DIGITOS_POR_CONVENIO = {4: 7, 6: 5, 7: 10}
_SEM_DV = 7
_MAIOR_CONVENIO_DE_QUATRO = 9_999


class BancoDoBrasil240(Cnab240):
    """Banco do Brasil's choices where the layout leaves room."""

    banco: ClassVar[str] = "001"
    comandos: ClassVar[Mapping[Comando, str]] = _COMANDOS
    obrigatorios: ClassVar[tuple[str, ...]] = (
        "agencia",
        "agencia_dv",
        "conta",
        "conta_dv",
        "convenio",
        "carteira",
        "variacao",
    )
    ocorrencias: ClassVar[Mapping[str, Ocorrencia]] = OCORRENCIAS
    # Y-04 names the cheques of a payment; other Y and S may come with what this system does not use.
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
        """Check carteira, convênio, espécie and the check digits of agência and conta."""
        super().conferir_convenio(convenio)
        exigir(convenio.carteira == _CARTEIRA, "carteira", "a remessa do Banco do Brasil atende só a carteira 17.")
        tamanho_certo = len(convenio.convenio) in _DIGITOS_POR_CONVENIO
        exigir(tamanho_certo, "convenio", "o convênio do Banco do Brasil tem 4, 6 ou 7 algarismos.")
        tem_especie = convenio.especie.upper() in _ESPECIES
        exigir(tem_especie, "especie", "a carteira 17 do Banco do Brasil não tem esta espécie. Use DM, DS ou RC.")
        for campo in ("agencia", "conta"):
            certo = digito(getattr(convenio, campo))
            informado = getattr(convenio, f"{campo}_dv").upper()
            exigir(informado == certo, f"{campo}_dv", f"o dígito de {getattr(convenio, campo)} é {certo}.")

    def recusa_de_protesto(self, dias: int) -> str:
        """Field 37.3P: 6 to 29, 35 or 40 calendar days."""
        return "" if dias in _PROTESTO else "o Banco do Brasil protesta de 6 a 29, com 35 ou com 40 dias corridos."

    def valores_header(self, convenio: Convenio, sequencia: int, gerado_em: datetime) -> dict[str, Valor]:
        """Return the values of the file header."""
        return _contrato(convenio) | {"sequencia": sequencia, "data": gerado_em, "hora": gerado_em}

    def valores_header_lote(self, convenio: Convenio, sequencia: int, gerado_em: datetime) -> dict[str, Valor]:
        """Return the values of the batch header."""
        return _contrato(convenio) | {"sequencia": sequencia, "data": gerado_em}

    def valores_trailer_lote(self, totais: Totais) -> dict[str, Valor]:
        """Return the values of the batch trailer: none but the count of its records."""
        return {}

    def segmentos(self, convenio: Convenio, titulo: TituloRemessa) -> Iterator[tuple[Registro, dict[str, Valor]]]:
        """Yield the segments of one title with their values."""
        movimento: dict[str, Valor] = {"ocorrencia": _COMANDOS[titulo.comando]}
        yield registros.SEGMENTO_P, movimento | _titulo(convenio, titulo)
        if titulo.comando == "entrada":
            yield registros.SEGMENTO_Q, movimento | pagador(titulo)
            yield registros.SEGMENTO_R, movimento | _multa_e_mensagem(titulo)

    def conta_do_retorno(self, header: Leitura) -> dict[str, str]:
        """Return the account; the convênio without its leading zeros."""
        conta_lida = super().conta_do_retorno(header)
        return conta_lida | {"convenio": conta_lida["convenio"].lstrip("0")}

    def numero(self, header: Leitura, t: Leitura) -> str:
        """Return the sequence after the convênio: of 17 digits the last ten, else before the check digit (13.3P)."""
        completo = t.texto("nosso_numero")
        if len(completo) == _SEM_DV + _DIGITOS_POR_CONVENIO[_SEM_DV]:
            return completo[_SEM_DV:].lstrip("0")
        convenio = 4 if header.inteiro("convenio") <= _MAIOR_CONVENIO_DE_QUATRO else 6
        return completo[convenio:-1].lstrip("0")

    def textos(self, ocorrencia: str) -> Mapping[str, str]:
        """FEBRABAN's tables by movement, with the bank's own exception (28.3T)."""
        if ocorrencia == "28":
            return TARIFAS
        return LIQUIDACAO_E_BAIXA if ocorrencia in ("06", "09", "17") else REJEICOES | REJEICOES_DO_BB


def digito(numero: str) -> str:
    """The check digit of an agência or conta: mod 11 with weights 2…9 from the right, 11 − rest; 10 is X, 11 is 0."""
    resto = resto11(numero)
    return {0: "0", 1: "X"}.get(resto) or str(11 - resto)


def _contrato(convenio: Convenio) -> dict[str, Valor]:
    return {
        **empresa(convenio),
        "convenio": convenio.convenio,
        "carteira": convenio.carteira,
        "variacao": convenio.variacao,
    }


def _nosso_numero(convenio: Convenio, titulo: TituloRemessa) -> str:
    """Field 13.3P: convênio and sequence; the check digit only with a convênio of four or six digits."""
    tamanho = len(convenio.convenio)
    digitos = _DIGITOS_POR_CONVENIO[tamanho]
    numero = titulo.nosso_numero.lstrip("0")
    motivo = f"{titulo.nosso_numero} só pode ter algarismos, no máximo {digitos}."
    cabe = numero.isascii() and numero.isdecimal() and len(numero) <= digitos
    exigir(cabe, "nosso_numero", motivo, titulo.seu_numero)
    dv = "" if tamanho == _SEM_DV else titulo.nosso_numero_dv
    falta = tamanho != _SEM_DV and len(dv) != 1
    exigir(not falta, "nosso_numero_dv", "o dígito do nosso número não foi informado.", titulo.seu_numero)
    return f"{convenio.convenio}{numero:0>{digitos}}{dv}"


def _titulo(convenio: Convenio, titulo: TituloRemessa) -> dict[str, Valor]:
    valores: dict[str, Valor] = {
        **conta(convenio),
        "nosso_numero": _nosso_numero(convenio, titulo),
        "seu_numero": titulo.seu_numero,
        "uso_empresa": titulo.seu_numero,
        "vencimento": titulo.vencimento,
        "valor": titulo.valor,
        "especie": _ESPECIES[convenio.especie.upper()],
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
            "juros_data": titulo.vencimento,
            "juros_mes_percentual": titulo.juros_mes_percentual,
        }
    if titulo.comando == "abatimento":
        valores["abatimento_valor"] = titulo.abatimento_valor
    return valores


def _multa_e_mensagem(titulo: TituloRemessa) -> dict[str, Valor]:
    """Only the third message is read (19.3R)."""
    return multa_e_mensagens(titulo) | {"mensagem_4": ""}
