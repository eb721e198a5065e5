"""CNAB 240: a file of batches; every record carries bank, batch and type at 1-8, every detail its number in the batch.

FEBRABAN's standard (*Layout Padrão 240 posições*, cobrança): remessa by segments P, Q, R…; retorno by pairs T and U.
"""

from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import ClassVar

from financeiro.bancos.cnab.campos import Leitura, Linha, Registro, Valor
from financeiro.bancos.cnab.layout import Layout, Montador, Totais
from financeiro.bancos.cnab.tipos import (
    ZERO,
    Convenio,
    ErroDeLayout,
    Ocorrencia,
    Retorno,
    TituloRemessa,
    TituloRetorno,
    trecho,
)

_HEADER, _HEADER_LOTE, _DETALHE, _TRAILER_LOTE, _TRAILER = "0", "1", "3", "5", "9"
_LOTE = slice(3, 7)
_TIPO = 7
_NUMERO = slice(8, 13)
_SEGMENTO = 13
# A detail's number within its batch has five digits, and a title takes up to three segments.
_TITULOS_POR_LOTE = 30_000
_MOTIVOS_POR_OCORRENCIA = 5


class Cnab240(Layout):
    """A bank's layout of 240 columns: its records as tables, and the few places where banks differ as methods.

    Fields by name: every record but the file's header and trailer has ``lote``; details have ``registro``; trailers
    have ``registros`` and the file's ``lotes``. The header of a retorno has ``sequencia`` and ``data``; whose it is
    :meth:`conta_do_retorno` tells. ``ocorrencias`` are the bank's movements of a retorno. ``segmentos_extras`` are
    segments that may follow a U and carry nothing that we use. ``lote_livre``: the bank numbers its batches as it
    likes instead of from 1, and their trailers may count the details alone.
    """

    layout: ClassVar[str] = "cnab240"
    tamanho: ClassVar[int] = 240
    posicao_banco: ClassVar[int] = 1
    ocorrencias: ClassVar[Mapping[str, Ocorrencia]]
    segmentos_extras: ClassVar[frozenset[str]] = frozenset()
    lote_livre: ClassVar[bool] = False

    header_remessa: ClassVar[Registro]
    header_lote_remessa: ClassVar[Registro]
    trailer_lote_remessa: ClassVar[Registro]
    trailer_remessa: ClassVar[Registro]
    header_retorno: ClassVar[Registro]
    header_lote_retorno: ClassVar[Registro]
    segmento_t: ClassVar[Registro]
    segmento_u: ClassVar[Registro]
    trailer_lote_retorno: ClassVar[Registro]
    trailer_retorno: ClassVar[Registro]

    @abstractmethod
    def valores_header(self, convenio: Convenio, sequencia: int, gerado_em: datetime) -> dict[str, Valor]:
        """The values of the remessa's file header."""

    @abstractmethod
    def valores_header_lote(self, convenio: Convenio, sequencia: int, gerado_em: datetime) -> dict[str, Valor]:
        """The values of the remessa's batch header (without ``lote``)."""

    @abstractmethod
    def valores_trailer_lote(self, totais: Totais) -> dict[str, Valor]:
        """The values of the remessa's batch trailer (without ``lote`` and ``registros``)."""

    @abstractmethod
    def segmentos(self, convenio: Convenio, titulo: TituloRemessa) -> Iterable[tuple[Registro, dict[str, Valor]]]:
        """The segments of one title, in order, with their values (without ``lote`` and ``registro``)."""

    @abstractmethod
    def numero(self, header: Leitura, t: Leitura) -> str:
        """The title's own number in a segment T: without check digit, leading zeros and what the bank puts before."""

    @abstractmethod
    def textos(self, ocorrencia: str) -> Mapping[str, str]:
        """The texts of the reasons that may come with a movement of a retorno."""

    def conta_do_retorno(self, header: Leitura) -> dict[str, str]:
        """Whose file it is: ``agencia``, ``conta``, ``conta_dv`` and ``convenio``, "" for what it does not say."""
        return {
            "agencia": header.texto("agencia").lstrip("0"),
            "conta": header.texto("conta").lstrip("0"),
            "conta_dv": header.texto("conta_dv"),
            "convenio": header.texto("convenio"),
        }

    def motivos(self, t: Leitura) -> list[str]:
        """The reasons in a segment T: by FEBRABAN's C047 up to five codes of two characters."""
        campo = t.texto("motivos")
        partes = [campo[i : i + 2] for i in range(0, 2 * _MOTIVOS_POR_OCORRENCIA, 2)]
        return [parte.strip() for parte in partes if parte.strip("0 ")]

    def titulo(self, header: Leitura, t: Leitura, u: Leitura) -> TituloRetorno:
        """What a pair of segments T and U of a retorno says."""
        codigo = t.texto("ocorrencia")
        ocorrencia = self.ocorrencias.get(codigo) or Ocorrencia("outro", f"Movimento {codigo}, sem descrição no manual")
        motivos = self.motivos(t)
        textos = self.textos(codigo)
        pago = u.valor("valor_pago")
        return TituloRetorno(
            linha=t.linha.numero,
            ocorrencia=codigo,
            tipo=ocorrencia.tipo,
            descricao=ocorrencia.descricao,
            nosso_numero=t.texto("nosso_numero"),
            numero=self.numero(header, t),
            seu_numero=t.texto("seu_numero"),
            vencimento=t.data("vencimento"),
            valor=t.valor("valor"),
            valor_pago=pago,
            valor_recebido=pago if ocorrencia.tipo == "liquidacao" else ZERO,
            juros=u.valor("juros"),
            desconto=u.valor("desconto"),
            tarifa=t.valor("tarifa"),
            data_ocorrencia=u.data("data_ocorrencia"),
            data_credito=u.data("data_credito"),
            motivos=motivos,
            motivos_descricao=[textos.get(cada, f"Motivo {cada}, sem descrição no manual") for cada in motivos],
        )

    def montador(self, convenio: Convenio, sequencia: int, gerado_em: datetime) -> Montador:
        """Return a remessa that has its header so far; raises ErroDeRemessa."""
        return _Montador240(self, convenio, sequencia, gerado_em)

    def ler(self, linhas: Sequence[Linha]) -> Retorno:
        """A retorno from its lines (each of the right width, at least one); raises ErroDeLayout."""
        header = self.header_retorno.ler(linhas[0])
        conta = self.conta_do_retorno(header)
        data = header.data("data")
        if data is None:
            raise linhas[0].erro(self.header_retorno.coluna("data"), "data do arquivo", "campo vazio")
        titulos: list[TituloRetorno] = []
        lotes, posicao = 0, 1
        while posicao < len(linhas) and linhas[posicao].texto[_TIPO] == _HEADER_LOTE:
            lotes += 1
            posicao = self._ler_lote(header, linhas, posicao, lotes, titulos)
        if posicao == len(linhas):
            raise _fim_inesperado(linhas, "registro trailer do arquivo (tipo 9)")
        self._ler_trailer(linhas, posicao, lotes)
        return Retorno(
            banco=self.banco,
            layout=self.layout,
            sequencia=header.inteiro("sequencia"),
            data=data,
            titulos=titulos,
            **conta,
        )

    def _ler_trailer(self, linhas: Sequence[Linha], posicao: int, lotes: int) -> None:
        linha = linhas[posicao]
        if linha.texto[_TIPO] != _TRAILER:
            raise linha.erro(_TIPO + 1, "tipo de registro 1 (lote) ou 9 (fim do arquivo)")
        trailer = self.trailer_retorno.ler(linha)
        if posicao + 1 < len(linhas):
            sobra = linhas[posicao + 1]
            raise sobra.erro(1, "fim do arquivo depois do trailer", trecho(sobra.texto))
        _conferir(self.trailer_retorno, trailer, "lotes", lotes, "quantidade de lotes")
        _conferir(self.trailer_retorno, trailer, "registros", len(linhas), "quantidade de registros do arquivo")

    def _ler_lote(
        self, header: Leitura, linhas: Sequence[Linha], inicio: int, lote: int, titulos: list[TituloRetorno]
    ) -> int:
        """Read the batch whose header is at ``inicio`` into ``titulos``; the position after its trailer."""
        cabecalho = self.header_lote_retorno.ler(linhas[inicio])
        if self.lote_livre:
            lote = cabecalho.inteiro("lote")
        _conferir(self.header_lote_retorno, cabecalho, "lote", lote, "número do lote")
        t: Leitura | None = None
        posicao = inicio + 1
        while posicao < len(linhas) and linhas[posicao].texto[_TIPO] == _DETALHE:
            self._conferir_numeracao(linhas[posicao], lote, posicao - inicio)
            t = self._ler_detalhe(header, linhas[posicao], t, titulos)
            posicao += 1
        if posicao == len(linhas):
            raise _fim_inesperado(linhas, "registro trailer do lote (tipo 5)")
        linha = linhas[posicao]
        if t is not None:
            raise linha.erro(_TIPO + 1, f"segmento U do título da linha {t.linha.numero} (tipo de registro 3)")
        if linha.texto[_TIPO] != _TRAILER_LOTE:
            raise linha.erro(_TIPO + 1, "tipo de registro 3 (detalhe) ou 5 (fim do lote)")
        trailer = self.trailer_lote_retorno.ler(linha)
        _conferir(self.trailer_lote_retorno, trailer, "lote", lote, "número do lote")
        quantidade = posicao - inicio + 1
        if not (self.lote_livre and trailer.inteiro("registros") == quantidade - 2):
            _conferir(self.trailer_lote_retorno, trailer, "registros", quantidade, "quantidade de registros do lote")
        return posicao + 1

    def _conferir_numeracao(self, linha: Linha, lote: int, numero: int) -> None:
        if linha.texto[_LOTE] != f"{lote:04}":
            raise linha.erro(_LOTE.start + 1, f'"{lote:04}" (número do lote)', trecho(linha.texto[_LOTE]))
        if linha.texto[_NUMERO] != f"{numero:05}":
            esperado = f'"{numero:05}" (número do registro no lote)'
            raise linha.erro(_NUMERO.start + 1, esperado, trecho(linha.texto[_NUMERO]))

    def _ler_detalhe(
        self, header: Leitura, linha: Linha, t: Leitura | None, titulos: list[TituloRetorno]
    ) -> Leitura | None:
        """Read a detail, given the T that still waits for its U; what waits after this one."""
        segmento = linha.texto[_SEGMENTO]
        if t is not None:
            if segmento != "U":
                raise linha.erro(_SEGMENTO + 1, f"segmento U do título da linha {t.linha.numero}")
            titulos.append(self._par(header, t, self.segmento_u.ler(linha)))
            return None
        if segmento == "T":
            return self.segmento_t.ler(linha)
        if segmento not in self.segmentos_extras or not titulos:
            raise linha.erro(_SEGMENTO + 1, "segmento T")
        return None

    def _par(self, header: Leitura, t: Leitura, u: Leitura) -> TituloRetorno:
        if u.texto("ocorrencia") != t.texto("ocorrencia"):
            esperado = f'"{t.texto("ocorrencia")}" (movimento igual ao do segmento T)'
            raise u.linha.erro(self.segmento_u.coluna("ocorrencia"), esperado, trecho(u.texto("ocorrencia")))
        return self.titulo(header, t, u)


class _Montador240(Montador):
    """``lote`` is the number of the open batch, 0 before the first; ``registros`` the details in it."""

    def __init__(self, layout: Cnab240, convenio: Convenio, sequencia: int, gerado_em: datetime) -> None:
        super().__init__()
        self.layout, self.convenio = layout, convenio
        self.header_lote = layout.valores_header_lote(convenio, sequencia, gerado_em)
        self.lote, self.registros, self.totais = 0, 0, Totais()
        self.escrever([layout.header_remessa.montar(layout.valores_header(convenio, sequencia, gerado_em))])

    def acrescentar(self, titulos: Sequence[TituloRemessa]) -> None:
        lote, registros, totais = self.lote, self.registros, self.totais
        linhas: list[str] = []
        resto = titulos
        while resto:
            if not lote or totais.titulos == _TITULOS_POR_LOTE:
                linhas += self._fim_do_lote(lote, registros, totais) if lote else []
                lote, registros, totais = lote + 1, 0, Totais()
                linhas.append(self.layout.header_lote_remessa.montar(self.header_lote | {"lote": lote}))
            cabem = _TITULOS_POR_LOTE - totais.titulos
            do_lote, resto = resto[:cabem], resto[cabem:]
            detalhes = self._detalhes(do_lote, lote, registros)
            linhas += detalhes
            registros, totais = registros + len(detalhes), totais.mais(do_lote)
        self.escrever(linhas)
        self.lote, self.registros, self.totais = lote, registros, totais

    def _detalhes(self, titulos: Sequence[TituloRemessa], lote: int, ja: int) -> list[str]:
        detalhes: list[str] = []
        for titulo in titulos:
            for registro, valores in self.layout.segmentos(self.convenio, titulo):
                numeracao: dict[str, Valor] = {"lote": lote, "registro": ja + len(detalhes) + 1}
                detalhes.append(registro.montar(valores | numeracao, titulo.seu_numero))
        return detalhes

    def _fim_do_lote(self, lote: int, registros: int, totais: Totais) -> list[str]:
        trailer = self.layout.valores_trailer_lote(totais) | {"lote": lote, "registros": registros + 2}
        return [self.layout.trailer_lote_remessa.montar(trailer)]

    def concluir(self) -> None:
        self.escrever(self._fim_do_lote(self.lote, self.registros, self.totais))
        fim = self.layout.trailer_remessa.montar({"lotes": self.lote, "registros": self.linhas + 1})
        self.escrever([fim])


def _conferir(registro: Registro, lido: Leitura, nome: str, esperado: int, rotulo: str) -> None:
    if lido.inteiro(nome) != esperado:
        raise lido.linha.erro(registro.coluna(nome), f"{esperado} ({rotulo})", trecho(lido.texto(nome)))


def _fim_inesperado(linhas: Sequence[Linha], esperado: str) -> ErroDeLayout:
    return ErroDeLayout(linhas[-1].numero + 1, 1, esperado, "fim do arquivo")
