"""Banco Inter, CNAB 400 (*Manual CNAB400*, version 1.1, 30 August 2021).

Positions checked against the remessas of laravel-boleto and BoletoNetCore. The bank gives the nosso número: the remessa
leaves it zero and the retorno brings it, so that a boleto can be printed only after its entry is confirmed. There are
no commands but the entry: titles are dropped and changed in the bank's own pages. Interest goes in reais a day,
since the manual calls the percentage one of a day and laravel-boleto sends one of a month there.

Not confirmed by a source: whether the ten positions of the account carry its check digit. It is written with it, as the
bank prints its accounts, and a retorno is recognised with and without.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import ClassVar

from financeiro.bancos.cnab.campos import Leitura, Registro, Valor, inscricao, tipo_inscricao
from financeiro.bancos.cnab.estrutura400 import Cnab400
from financeiro.bancos.cnab.layout import Totais, exigir
from financeiro.bancos.cnab.layouts.inter400 import registros
from financeiro.bancos.cnab.layouts.valores import juros_por_dia
from financeiro.bancos.cnab.tipos import (
    ZERO,
    Comando,
    Convenio,
    Ocorrencia,
    Retorno,
    TipoOcorrencia,
    TituloRemessa,
    TituloRetorno,
)

_COMANDOS: Mapping[Comando, str] = {"entrada": "01"}
# Positions 90-91 of a retorno.
_OCORRENCIAS: Mapping[str, Ocorrencia] = {
    "02": Ocorrencia("entrada_confirmada", "Em aberto"),
    "03": Ocorrencia("entrada_rejeitada", "Erro: entrada rejeitada"),
    "06": Ocorrencia("liquidacao", "Pago"),
    "07": Ocorrencia("baixa", "Baixado"),
}
_PERCENTUAL = 2
_VALOR_POR_DIA = 1
_VALOR_FIXO_ATE_A_DATA = 1
_MENSAGENS = 5
_DIGITOS_DA_CONTA = 10
_UM_DIA = timedelta(days=1)
_LIQUIDACAO: TipoOcorrencia = "liquidacao"


class Inter400(Cnab400):
    """Inter's choices where the layout leaves room."""

    banco: ClassVar[str] = "077"
    comandos: ClassVar[Mapping[Comando, str]] = _COMANDOS
    obrigatorios: ClassVar[tuple[str, ...]] = ("conta", "conta_dv", "convenio")
    numera_no_banco: ClassVar[bool] = True

    header_remessa: ClassVar[Registro] = registros.HEADER_REMESSA
    trailer_remessa: ClassVar[Registro] = registros.TRAILER_REMESSA
    header_retorno: ClassVar[Registro] = registros.HEADER_RETORNO
    detalhe_retorno: ClassVar[Registro] = registros.DETALHE_RETORNO
    trailer_retorno: ClassVar[Registro] = registros.TRAILER_RETORNO

    def conferir_convenio(self, convenio: Convenio) -> None:
        """Check the account's size and aceite."""
        super().conferir_convenio(convenio)
        exigir(not convenio.aceite, "aceite", "o Inter só registra títulos sem aceite neste layout.")
        cabe = len(_conta(convenio)) <= _DIGITOS_DA_CONTA
        exigir(cabe, "conta", "a conta do Inter tem no máximo 10 algarismos, com o dígito.")
        exigir(convenio.conta_dv.isdecimal(), "conta_dv", "o dígito da conta do Inter é um algarismo.")

    def recusa_de_protesto(self, dias: int) -> str:
        """The layout has no instruction of protest."""
        return "o Inter não protesta por arquivo: deixe 0 dias."

    def nome_do_arquivo(self, convenio: Convenio, sequencia: int, gerado_em: datetime) -> str:
        """CI400_001_NNNNNNN.REM, with the number of the file (chapter 3)."""
        return f"CI400_001_{sequencia:07}.REM"

    def mesma_conta(self, convenio: Convenio, retorno: Retorno) -> bool:
        """Whether a retorno is of the agreement's account, with or without its check digit."""
        inteira = _conta(convenio).lstrip("0")
        return retorno.conta != "" and retorno.conta in (inteira, convenio.conta.lstrip("0"))

    def valores_header(self, convenio: Convenio, sequencia: int, gerado_em: datetime) -> dict[str, Valor]:
        """Return the values of the file header."""
        return {"empresa_nome": convenio.empresa_nome, "data": gerado_em, "sequencia": sequencia}

    def valores_trailer(self, totais: Totais) -> dict[str, Valor]:
        """Return the values of the file trailer: how many titles there are."""
        return {"titulos": totais.titulos}

    def registros(self, convenio: Convenio, titulo: TituloRemessa) -> Iterator[tuple[Registro, dict[str, Valor]]]:
        """Yield the records of one title with their values: its own, and one of the messages after the first."""
        mensagens = [*titulo.instrucoes[:_MENSAGENS], *([""] * _MENSAGENS)][:_MENSAGENS]
        valores = _titulo(convenio, titulo) | {"mensagem_1": mensagens[0]}
        yield registros.DETALHE_REMESSA, valores
        if any(mensagens[1:]):
            outras: dict[str, Valor] = {f"mensagem_{n}": texto for n, texto in enumerate(mensagens[1:], 2)}
            yield registros.MENSAGENS_REMESSA, outras

    def sequencia_do_retorno(self, header: Leitura) -> int:
        """Return 0: the layout has no number."""
        return 0

    def conta_do_retorno(self, header: Leitura, detalhe: Leitura | None) -> dict[str, str]:
        """Return the account of the details; the header names nobody."""
        conta = detalhe.texto("conta").lstrip("0") if detalhe else ""
        return {"agencia": "", "conta": conta, "conta_dv": "", "convenio": ""}

    def conferir_totais(self, trailer: Leitura, titulos: Sequence[TituloRetorno]) -> None:
        """Compare the number of titles; the layout sums by occurrence only."""
        quantidade = trailer.inteiro("quantidade")
        if quantidade and quantidade != len(titulos):
            coluna = self.trailer_retorno.coluna("quantidade")
            raise trailer.linha.erro(coluna, f"{len(titulos)} registros de detalhe", str(quantidade))

    def titulo(self, header: Leitura, detalhe: Leitura) -> TituloRetorno:
        """Return the title that the record describes; what was paid above or below its amount is told by nobody else.

        The file has one amount paid: more than the title's is interest and fine, less is discount, since the bank
        takes no part payment.
        """
        codigo, texto = detalhe.texto("ocorrencia"), detalhe.texto("motivo")
        ocorrencia = _OCORRENCIAS.get(codigo) or Ocorrencia("outro", f"Ocorrência {codigo}, sem descrição no manual")
        nosso_numero, valor = detalhe.texto("nosso_numero"), detalhe.valor("valor")
        paga = ocorrencia.tipo == _LIQUIDACAO
        recebido = detalhe.valor("valor_pago") if paga else ZERO
        lido = TituloRetorno(
            linha=detalhe.linha.numero,
            ocorrencia=codigo,
            tipo=ocorrencia.tipo,
            descricao=ocorrencia.descricao,
            nosso_numero=nosso_numero,
            numero=nosso_numero[:-1].lstrip("0"),
            seu_numero=detalhe.texto("seu_numero"),
            vencimento=detalhe.data("vencimento"),
            valor=valor,
            valor_pago=detalhe.valor("valor_pago"),
            valor_recebido=recebido,
            juros=ZERO,
            desconto=ZERO,
            tarifa=ZERO,
            data_ocorrencia=detalhe.data("data_ocorrencia"),
            data_credito=detalhe.data("data_credito") if paga else None,
            motivos=[codigo] if texto else [],
            motivos_descricao=[texto] if texto else [],
        )
        if not paga:
            return lido
        return replace(lido, juros=max(recebido - valor, ZERO), desconto=max(valor - recebido, ZERO))


def _conta(convenio: Convenio) -> str:
    return convenio.conta + convenio.conta_dv


def _titulo(convenio: Convenio, titulo: TituloRemessa) -> dict[str, Valor]:
    quem = titulo.pagador
    valores: dict[str, Valor] = {
        "conta": _conta(convenio),
        "uso_empresa": titulo.seu_numero,
        "ocorrencia": _COMANDOS[titulo.comando],
        "seu_numero": titulo.seu_numero,
        "vencimento": titulo.vencimento,
        "valor": titulo.valor,
        "pagador_tipo": tipo_inscricao(quem.cpf_cnpj),
        "cpf_cnpj": quem.cpf_cnpj,
        "nome": quem.nome,
        "logradouro": quem.logradouro,
        "cep": inscricao(quem.cep),
    }
    amanha, por_dia = titulo.vencimento + _UM_DIA, juros_por_dia(titulo)
    if titulo.multa_percentual > 0:
        valores |= {
            "multa_codigo": _PERCENTUAL,
            "multa_percentual": titulo.multa_percentual,
            "multa_data": amanha,
        }
    if por_dia > 0:
        valores |= {"juros_codigo": _VALOR_POR_DIA, "juros_dia": por_dia, "juros_data": amanha}
    if titulo.desconto_valor > 0:
        valores |= {
            "desconto_codigo": _VALOR_FIXO_ATE_A_DATA,
            "desconto_valor": titulo.desconto_valor,
            "desconto_ate": titulo.desconto_ate,
        }
    return valores
