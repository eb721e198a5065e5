"""Bradesco, CNAB 400 (*Manual de Procedimentos 4008.524.0121*, version 11).

Positions checked against the remessas of brcobranca and laravel-boleto. The two differ at 2-20 and 94, which serve
direct debit: zeros and "N" go, as brcobranca sends. A change of the amount (20) is a service that companies contract;
without it the bank rejects the instruction. The trailer of a retorno counts what the bank holds, so only its counts of
confirmed and settled titles are compared with the file.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import ClassVar

from financeiro.bancos.cnab.campos import Leitura, Registro, Valor, inscricao, tipo_inscricao
from financeiro.bancos.cnab.estrutura400 import Cnab400
from financeiro.bancos.cnab.layout import exigir
from financeiro.bancos.cnab.layouts.bradesco400 import registros
from financeiro.bancos.cnab.layouts.bradesco400.motivos import MOTIVOS
from financeiro.bancos.cnab.layouts.bradesco400.ocorrencias import OCORRENCIAS
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

# Positions 109-110.
_COMANDOS: Mapping[Comando, str] = {
    "entrada": "01",
    "baixa": "02",
    "abatimento": "04",
    "alteracao_vencimento": "06",
    "alteracao_valor": "20",
}
# Positions 148-149. What has no code of its own there goes as "outros".
_ESPECIES = {"DM": "01", "NP": "02", "NS": "03", "RC": "05", "LC": "10", "ND": "11", "DS": "12"}
_OUTROS = "99"
_COM_MULTA = 2
_PROTESTAR = "06"
_MINIMO_PARA_PROTESTO = 5
_DIGITOS_NOSSO_NUMERO = 11
_DESPREZADO = "D"
_LIQUIDACAO: TipoOcorrencia = "liquidacao"


class Bradesco400(Cnab400):
    """Bradesco's choices where the layout leaves room."""

    banco: ClassVar[str] = "237"
    comandos: ClassVar[Mapping[Comando, str]] = _COMANDOS
    obrigatorios: ClassVar[tuple[str, ...]] = ("agencia", "conta", "conta_dv", "carteira", "convenio")
    # Split of the credit, and records of Pix: nothing that changes what the title's own record says.
    complementos: ClassVar[frozenset[str]] = frozenset({"3", "4"})

    header_remessa: ClassVar[Registro] = registros.HEADER_REMESSA
    trailer_remessa: ClassVar[Registro] = registros.TRAILER_REMESSA
    header_retorno: ClassVar[Registro] = registros.HEADER_RETORNO
    detalhe_retorno: ClassVar[Registro] = registros.DETALHE_RETORNO
    trailer_retorno: ClassVar[Registro] = registros.TRAILER_RETORNO

    def conferir_convenio(self, convenio: Convenio) -> None:
        """Check aceite: position 150 is always N."""
        super().conferir_convenio(convenio)
        exigir(not convenio.aceite, "aceite", "o Bradesco só registra títulos sem aceite neste layout.")

    def recusa_de_protesto(self, dias: int) -> str:
        """Positions 157-160: from five days on."""
        return "" if dias >= _MINIMO_PARA_PROTESTO else "o Bradesco protesta a partir de 5 dias."

    def nome_do_arquivo(self, convenio: Convenio, sequencia: int, gerado_em: datetime) -> str:
        """CBDDMM??.REM: day, month and two characters that do not repeat in the day."""
        return f"CB{gerado_em:%d%m}{sequencia % 100:02}.REM"

    def valores_header(self, convenio: Convenio, sequencia: int, gerado_em: datetime) -> dict[str, Valor]:
        """Return the values of the file header."""
        return {
            "convenio": convenio.convenio,
            "empresa_nome": convenio.empresa_nome,
            "data": gerado_em,
            "sequencia": sequencia,
        }

    def registros(self, convenio: Convenio, titulo: TituloRemessa) -> Iterator[tuple[Registro, dict[str, Valor]]]:
        """Yield the record of one title with its values; commands carry all of them too."""
        yield registros.DETALHE_REMESSA, _identificacao(convenio, titulo) | _condicoes(titulo) | _pagador(titulo)

    def conta_do_retorno(self, header: Leitura, detalhe: Leitura | None) -> dict[str, str]:
        """Return the account of the details; a file without any tells only the code of the company."""
        return {
            "agencia": detalhe.texto("agencia").lstrip("0") if detalhe else "",
            "conta": detalhe.texto("conta").lstrip("0") if detalhe else "",
            "conta_dv": detalhe.texto("conta_dv") if detalhe else "",
            "convenio": header.texto("convenio").lstrip("0"),
        }

    def conferir_totais(self, trailer: Leitura, titulos: Sequence[TituloRetorno]) -> None:
        """Compare the counts of occurrences 02 and 06 with the file, where the bank fills them."""
        for campo, codigo in (("confirmadas", "02"), ("liquidadas", "06")):
            informada, contada = trailer.inteiro(campo), sum(titulo.ocorrencia == codigo for titulo in titulos)
            if informada and informada != contada:
                esperado = f"{contada} registros com a ocorrência {codigo}"
                raise trailer.linha.erro(self.trailer_retorno.coluna(campo), esperado, str(informada))

    def titulo(self, header: Leitura, detalhe: Leitura) -> TituloRetorno:
        """Return the title that the record describes."""
        codigo = detalhe.texto("ocorrencia")
        ocorrencia = OCORRENCIAS.get(codigo) or Ocorrencia("outro", f"Ocorrência {codigo}, sem descrição no manual")
        motivos = _motivos(detalhe.texto("motivos"))
        textos = MOTIVOS.get(codigo, {})
        descricoes = [textos.get(cada, f"Motivo {cada}, sem descrição no manual") for cada in motivos]
        if codigo in ("19", "25") and detalhe.texto("protesto_aceito") == _DESPREZADO:
            motivos, descricoes = [*motivos, _DESPREZADO], [*descricoes, "Instrução desprezada"]
        numero, pago = detalhe.texto("nosso_numero"), detalhe.valor("valor_pago")
        return TituloRetorno(
            linha=detalhe.linha.numero,
            ocorrencia=codigo,
            tipo=ocorrencia.tipo,
            descricao=ocorrencia.descricao,
            nosso_numero=numero + detalhe.texto("nosso_numero_dv"),
            numero=numero.lstrip("0"),
            seu_numero=detalhe.texto("seu_numero"),
            vencimento=detalhe.data("vencimento"),
            valor=detalhe.valor("valor"),
            valor_pago=pago,
            valor_recebido=pago if ocorrencia.tipo == _LIQUIDACAO else ZERO,
            juros=detalhe.valor("juros"),
            desconto=detalhe.valor("desconto"),
            tarifa=detalhe.valor("despesa") + detalhe.valor("outras_despesas"),
            data_ocorrencia=detalhe.data("data_ocorrencia"),
            data_credito=_credito(header, detalhe, ocorrencia.tipo),
            motivos=motivos,
            motivos_descricao=descricoes,
        )


def _identificacao(convenio: Convenio, titulo: TituloRemessa) -> dict[str, Valor]:
    numero = titulo.nosso_numero.lstrip("0")
    motivo = f"{titulo.nosso_numero} tem mais de {_DIGITOS_NOSSO_NUMERO} algarismos."
    exigir(len(numero) <= _DIGITOS_NOSSO_NUMERO, "nosso_numero", motivo, titulo.seu_numero)
    tem_digito = len(titulo.nosso_numero_dv) == 1
    exigir(tem_digito, "nosso_numero_dv", "o dígito do nosso número não foi informado.", titulo.seu_numero)
    return {
        "carteira": convenio.carteira,
        "agencia": convenio.agencia,
        "conta": convenio.conta,
        "conta_dv": convenio.conta_dv,
        "uso_empresa": titulo.seu_numero,
        "nosso_numero": numero,
        "nosso_numero_dv": titulo.nosso_numero_dv,
        "ocorrencia": _COMANDOS[titulo.comando],
        "seu_numero": titulo.seu_numero,
        "especie": _ESPECIES.get(convenio.especie.upper(), _OUTROS),
    }


def _condicoes(titulo: TituloRemessa) -> dict[str, Valor]:
    valores: dict[str, Valor] = {
        "vencimento": titulo.vencimento,
        "valor": titulo.valor,
        "emissao": titulo.emissao,
        "juros_dia": juros_por_dia(titulo),
        "mensagem_2": titulo.instrucoes[0] if titulo.instrucoes else "",
    }
    if titulo.multa_percentual > 0:
        valores |= {"multa_codigo": _COM_MULTA, "multa_percentual": titulo.multa_percentual}
    if titulo.desconto_valor > 0:
        valores |= {"desconto_ate": titulo.desconto_ate, "desconto_valor": titulo.desconto_valor}
    if titulo.protesto_dias:
        valores |= {"instrucao_1": _PROTESTAR, "instrucao_2": titulo.protesto_dias}
    if titulo.comando == "abatimento":
        valores["abatimento_valor"] = titulo.abatimento_valor
    return valores


def _pagador(titulo: TituloRemessa) -> dict[str, Valor]:
    """The layout has no place for bairro, cidade and UF: the bank finds them by the CEP."""
    quem = titulo.pagador
    return {
        "pagador_tipo": tipo_inscricao(quem.cpf_cnpj),
        "cpf_cnpj": quem.cpf_cnpj,
        "nome": quem.nome,
        "logradouro": quem.logradouro,
        "cep": inscricao(quem.cep),
    }


def _motivos(campo: str) -> list[str]:
    """Up to five codes of two digits; 00 says that there is none."""
    partes = [campo[i : i + 2] for i in range(0, len(campo), 2)]
    return [parte.strip() for parte in partes if parte.strip("0 ")]


def _credito(header: Leitura, detalhe: Leitura, tipo: TipoOcorrencia) -> date | None:
    """The title's own date of credit; for payments the header's stands in for a missing one."""
    do_titulo = detalhe.data("data_credito")
    if tipo != _LIQUIDACAO:
        return None
    return do_titulo or header.data("data_credito")
