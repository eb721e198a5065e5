"""CNAB 400: a header, the details with what completes them, a trailer; every line numbered at 395-400."""

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from financeiro.bancos.cnab.campos import Leitura, Linha, Registro, Valor
from financeiro.bancos.cnab.layout import Layout, Montador, Totais
from financeiro.bancos.cnab.tipos import (
    ZERO,
    Convenio,
    ErroDeLayout,
    Retorno,
    TituloRemessa,
    TituloRetorno,
    trecho,
)

_DETALHE = "1"
_TRAILER = "9"


class Cnab400(Layout):
    """A bank's layout of 400 columns: its records as tables, and the few places where banks differ as methods.

    Every record has a NUMERO field named ``registro`` at 395-400. The header of a retorno has ``data``; whose it
    is :meth:`conta_do_retorno` tells, its number :meth:`sequencia_do_retorno`. Its trailer has ``quantidade`` and
    ``total`` (NUMERO_OPCIONAL, in centavos; zero or blank when the bank does not fill them). ``complementos`` are the
    record types that may follow a detail of a retorno and carry nothing that we use.
    """

    layout: ClassVar[str] = "cnab400"
    tamanho: ClassVar[int] = 400
    posicao_banco: ClassVar[int] = 77
    complementos: ClassVar[frozenset[str]] = frozenset()

    header_remessa: ClassVar[Registro]
    trailer_remessa: ClassVar[Registro]
    header_retorno: ClassVar[Registro]
    detalhe_retorno: ClassVar[Registro]
    trailer_retorno: ClassVar[Registro]

    @abstractmethod
    def valores_header(self, convenio: Convenio, sequencia: int, gerado_em: datetime) -> dict[str, Valor]:
        """The values of the remessa's header."""

    def valores_trailer(self, totais: Totais) -> dict[str, Valor]:
        """The values of the remessa's trailer (without ``registro``): most layouts have none."""
        return {}

    @abstractmethod
    def registros(self, convenio: Convenio, titulo: TituloRemessa) -> Iterable[tuple[Registro, dict[str, Valor]]]:
        """The records of one title, in order, with their values (without ``registro``)."""

    @abstractmethod
    def titulo(self, header: Leitura, detalhe: Leitura) -> TituloRetorno:
        """What a detail of a retorno says."""

    def conta_do_retorno(self, header: Leitura, detalhe: Leitura | None) -> dict[str, str]:
        """Whose file it is, by its header and first detail (``None`` without any).

        ``agencia``, ``conta``, ``conta_dv`` and ``convenio``; "" for what the file does not say.
        """
        return {
            "agencia": header.texto("agencia").lstrip("0"),
            "conta": header.texto("conta").lstrip("0"),
            "conta_dv": header.texto("conta_dv"),
            "convenio": "",
        }

    def sequencia_do_retorno(self, header: Leitura) -> int:
        """The file's number, 0 where the layout has none."""
        return header.inteiro("sequencia")

    def montador(self, convenio: Convenio, sequencia: int, gerado_em: datetime) -> Montador:
        """Return a remessa that has its header so far; raises ErroDeRemessa."""
        return _Montador400(self, convenio, sequencia, gerado_em)

    def ler(self, linhas: Sequence[Linha]) -> Retorno:
        """A retorno from its lines (each of the right width, at least one); raises ErroDeLayout."""
        header = self.header_retorno.ler(linhas[0])
        data = header.data("data")
        if data is None:
            raise linhas[0].erro(self.header_retorno.coluna("data"), "data do arquivo", "campo vazio")
        titulos: list[TituloRetorno] = []
        primeiro: Leitura | None = None
        trailer: Leitura | None = None
        for posicao, linha in enumerate(linhas[1:], 2):
            if trailer is not None:
                raise linha.erro(1, "fim do arquivo depois do trailer", trecho(linha.texto))
            tipo = linha.texto[0]
            if tipo == _TRAILER:
                trailer = self.trailer_retorno.ler(linha)
                self._conferir_posicao(trailer, posicao)
            elif tipo == _DETALHE:
                detalhe = self.detalhe_retorno.ler(linha)
                self._conferir_posicao(detalhe, posicao)
                primeiro = primeiro or detalhe
                titulos.append(self.titulo(header, detalhe))
            elif tipo in self.complementos and titulos:
                self._conferir_numero(linha, linha.texto[394:], posicao)
            else:
                raise linha.erro(1, self._tipos_aceitos(bool(titulos)))
        if trailer is None:
            raise ErroDeLayout(linhas[-1].numero + 1, 1, "registro trailer (tipo 9)", "fim do arquivo")
        self.conferir_totais(trailer, titulos)
        return Retorno(
            banco=self.banco,
            layout=self.layout,
            sequencia=self.sequencia_do_retorno(header),
            data=data,
            titulos=titulos,
            **self.conta_do_retorno(header, primeiro),
        )

    def _tipos_aceitos(self, depois_de_detalhe: bool) -> str:
        complementos = sorted(self.complementos) if depois_de_detalhe else []
        return f"tipo de registro {', '.join([_DETALHE, *complementos])} ou {_TRAILER}"

    def _conferir_posicao(self, lido: Leitura, posicao: int) -> None:
        self._conferir_numero(lido.linha, lido.texto("registro"), posicao)

    def _conferir_numero(self, linha: Linha, numero: str, posicao: int) -> None:
        if numero != f"{posicao:06}":
            raise linha.erro(395, f'"{posicao:06}" (número sequencial do registro)', trecho(numero))

    def conferir_totais(self, trailer: Leitura, titulos: Sequence[TituloRetorno]) -> None:
        """Compare what the trailer counts and sums with the file; raises ErroDeLayout."""
        quantidade = trailer.inteiro("quantidade")
        if quantidade and quantidade != len(titulos):
            coluna = self.trailer_retorno.coluna("quantidade")
            raise trailer.linha.erro(coluna, f"{len(titulos)} registros de detalhe", str(quantidade))
        total = Decimal(trailer.inteiro("total")).scaleb(-2)
        soma = sum((titulo.valor for titulo in titulos), ZERO)
        if total and total != soma:
            coluna = self.trailer_retorno.coluna("total")
            raise trailer.linha.erro(coluna, f"{soma} (soma dos valores dos títulos)", str(total))


class _Montador400(Montador):
    def __init__(self, layout: Cnab400, convenio: Convenio, sequencia: int, gerado_em: datetime) -> None:
        super().__init__()
        self.layout, self.convenio, self.totais = layout, convenio, Totais()
        header = layout.valores_header(convenio, sequencia, gerado_em)
        self.escrever([layout.header_remessa.montar(header | {"registro": 1})])

    def acrescentar(self, titulos: Sequence[TituloRemessa]) -> None:
        linhas: list[str] = []
        proxima = self.linhas + 1
        for titulo in titulos:
            for registro, valores in self.layout.registros(self.convenio, titulo):
                linhas.append(registro.montar(valores | {"registro": proxima + len(linhas)}, titulo.seu_numero))
        self.escrever(linhas)
        self.totais = self.totais.mais(titulos)

    def concluir(self) -> None:
        trailer = self.layout.valores_trailer(self.totais) | {"registro": self.linhas + 1}
        self.escrever([self.layout.trailer_remessa.montar(trailer)])
