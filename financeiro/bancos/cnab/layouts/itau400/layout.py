"""Itaú, CNAB 400 (*Cobrança Bancária – Intercâmbio Eletrônico de Arquivos*, July 2021).

Positions and notes are the manual's. The header has no place for the file's number, so a remessa does not show it.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from financeiro.bancos.cnab.campos import Leitura, Registro, Valor, inscricao, tipo_inscricao
from financeiro.bancos.cnab.estrutura400 import Cnab400
from financeiro.bancos.cnab.layouts.itau400 import registros
from financeiro.bancos.cnab.layouts.itau400.ocorrencias import MOTIVOS, OCORRENCIAS, OCORRENCIAS_DE_CODIGO_LONGO
from financeiro.bancos.cnab.layouts.valores import juros_por_dia
from financeiro.bancos.cnab.tipos import (
    ZERO,
    Comando,
    Convenio,
    Ocorrencia,
    TipoOcorrencia,
    TituloRemessa,
    TituloRetorno,
)

_COMANDOS: Mapping[Comando, str] = {
    "entrada": "01",
    "baixa": "02",
    "abatimento": "04",
    "alteracao_vencimento": "06",
    "alteracao_valor": "31",
}
# Note 10. What has no code of its own there goes as "diversos".
_ESPECIES = {"DM": "01", "NP": "02", "NS": "03", "ME": "04", "RC": "05", "DS": "08", "LC": "09", "ND": "13", "DD": "15"}
_DIVERSOS = "99"
# Note 5: the letter that goes with the number of the carteira.
_LETRAS = {"147": "E", "150": "U"}
_PROTESTAR_DIAS_CORRIDOS = "81"
_MENSAGEM_30_POSICOES = "93"
_MULTA_PERCENTUAL = 2
_LIQUIDACAO: TipoOcorrencia = "liquidacao"


class Itau400(Cnab400):
    """Itaú's choices where the layout leaves room."""

    banco: ClassVar[str] = "341"
    comandos: ClassVar[Mapping[Comando, str]] = _COMANDOS
    # Pix copy-and-paste, split of the credit: nothing that changes what the title's own record says.
    complementos: ClassVar[frozenset[str]] = frozenset({"3", "4"})

    header_remessa: ClassVar[Registro] = registros.HEADER_REMESSA
    trailer_remessa: ClassVar[Registro] = registros.TRAILER_REMESSA
    header_retorno: ClassVar[Registro] = registros.HEADER_RETORNO
    detalhe_retorno: ClassVar[Registro] = registros.DETALHE_RETORNO
    trailer_retorno: ClassVar[Registro] = registros.TRAILER_RETORNO

    def valores_header(self, convenio: Convenio, sequencia: int, gerado_em: datetime) -> dict[str, Valor]:
        """Return the values of the file header."""
        return {**_conta(convenio), "empresa_nome": convenio.empresa_nome, "data": gerado_em}

    def registros(self, convenio: Convenio, titulo: TituloRemessa) -> Iterator[tuple[Registro, dict[str, Valor]]]:
        """Yield the records of one title with their values."""
        valores = _identificacao(convenio, titulo)
        match titulo.comando:
            case "entrada":
                yield registros.DETALHE_REMESSA, valores | _entrada(convenio, titulo)
                if titulo.multa_percentual > 0:
                    yield registros.MULTA_REMESSA, _multa(titulo)
            case "alteracao_vencimento":
                yield registros.DETALHE_REMESSA, valores | {"vencimento": titulo.vencimento}
            case "abatimento":
                yield registros.DETALHE_REMESSA, valores | {"abatimento_valor": titulo.abatimento_valor}
            case _:
                yield registros.DETALHE_REMESSA, valores

    def titulo(self, header: Leitura, detalhe: Leitura) -> TituloRetorno:
        """Return the title that the records describe."""
        codigo = detalhe.texto("ocorrencia")
        ocorrencia = OCORRENCIAS.get(codigo) or Ocorrencia("outro", f"Ocorrência {codigo}, sem descrição no manual")
        motivos = _motivos(codigo, detalhe.texto("erros"), detalhe.texto("complemento"))
        textos = MOTIVOS.get(codigo, {})
        nosso_numero = detalhe.texto("nosso_numero")
        return TituloRetorno(
            linha=detalhe.linha.numero,
            ocorrencia=codigo,
            tipo=ocorrencia.tipo,
            descricao=ocorrencia.descricao,
            nosso_numero=nosso_numero,
            numero=nosso_numero.lstrip("0"),
            seu_numero=detalhe.texto("seu_numero"),
            vencimento=detalhe.data("vencimento"),
            valor=detalhe.valor("valor"),
            valor_pago=detalhe.valor("valor_pago"),
            valor_recebido=_recebido(detalhe) if ocorrencia.tipo == _LIQUIDACAO else ZERO,
            juros=detalhe.valor("juros"),
            desconto=detalhe.valor("desconto"),
            tarifa=detalhe.valor("tarifa"),
            data_ocorrencia=detalhe.data("data_ocorrencia"),
            data_credito=_credito(header, detalhe, ocorrencia.tipo),
            motivos=motivos,
            motivos_descricao=[textos.get(cada, f"Motivo {cada}, sem descrição no manual") for cada in motivos],
        )


def _conta(convenio: Convenio) -> dict[str, Valor]:
    return {"agencia": convenio.agencia, "conta": convenio.conta, "conta_dv": convenio.conta_dv}


def _identificacao(convenio: Convenio, titulo: TituloRemessa) -> dict[str, Valor]:
    """What every command needs (note 6, A and B); for commands but "entrada" the other fields stay empty.

    A change of other data (31) must not repeat what does not change, so not even ``seu_numero`` is sent with it.
    """
    return {
        **_conta(convenio),
        "empresa_tipo": tipo_inscricao(convenio.empresa_cnpj),
        "empresa_cnpj": convenio.empresa_cnpj,
        "nosso_numero": titulo.nosso_numero,
        "carteira": convenio.carteira,
        "carteira_letra": _LETRAS.get(convenio.carteira, "I"),
        "ocorrencia": _COMANDOS[titulo.comando],
        "valor": titulo.valor,
    }


def _entrada(convenio: Convenio, titulo: TituloRemessa) -> dict[str, Valor]:
    pagador = titulo.pagador
    valores: dict[str, Valor] = {
        "uso_empresa": titulo.seu_numero,
        "seu_numero": titulo.seu_numero,
        "vencimento": titulo.vencimento,
        "especie": _ESPECIES.get(convenio.especie.upper(), _DIVERSOS),
        "aceite": "A" if convenio.aceite else "N",
        "emissao": titulo.emissao,
        "juros_dia": juros_por_dia(titulo),
        "pagador_tipo": tipo_inscricao(pagador.cpf_cnpj),
        "cpf_cnpj": pagador.cpf_cnpj,
        "nome": pagador.nome,
        "logradouro": pagador.logradouro,
        "bairro": pagador.bairro,
        "cep": inscricao(pagador.cep),
        "cidade": pagador.cidade,
        "uf": pagador.uf,
        "instrucao_1": "00",
        "instrucao_2": "00",
    }
    if titulo.desconto_valor > 0:
        valores |= {"desconto_ate": titulo.desconto_ate, "desconto_valor": titulo.desconto_valor}
    if titulo.protesto_dias:
        valores |= {"instrucao_1": _PROTESTAR_DIAS_CORRIDOS, "prazo": titulo.protesto_dias}
    if titulo.instrucoes:
        valores |= {"instrucao_2": _MENSAGEM_30_POSICOES, "mensagem": titulo.instrucoes[0]}
    return valores


def _multa(titulo: TituloRemessa) -> dict[str, Valor]:
    """Notes 35 to 37: the fine runs after the date given, which may not be before the due date."""
    return {"codigo": _MULTA_PERCENTUAL, "data": titulo.vencimento, "multa_percentual": titulo.multa_percentual}


def _motivos(ocorrencia: str, erros: str, complemento: str) -> list[str]:
    """Note 20: up to four codes of two digits, or one of four digits in the complement or at the same place."""
    if ocorrencia in OCORRENCIAS_DE_CODIGO_LONGO:
        partes = [complemento] if complemento.strip("0 ") else [erros[i : i + 4] for i in range(0, len(erros), 4)]
    else:
        partes = [erros[i : i + 2] for i in range(0, len(erros), 2)]
    return [parte.strip() for parte in partes if parte.strip("0 ")]


def _recebido(detalhe: Leitura) -> Decimal:
    """What the payer paid.

    The field *valor principal* is what entered the account, so the fee is added back, unless the record's own sum
    shows that this bank account is charged its fees apart.
    """
    bruto = (
        detalhe.valor("valor")
        - detalhe.valor("desconto")
        - detalhe.valor("abatimento")
        + detalhe.valor("juros")
        + detalhe.valor("outros_creditos")
    )
    pago = detalhe.valor("valor_pago")
    return pago if pago == bruto else pago + detalhe.valor("tarifa")


def _credito(header: Leitura, detalhe: Leitura, tipo: TipoOcorrencia) -> date | None:
    """By the account's setting (chapter 5, 40.6) the credit's date stands in the detail, in the header or in both."""
    do_titulo = detalhe.data("data_credito")
    return do_titulo or (header.data("data_credito") if tipo == _LIQUIDACAO else None)
