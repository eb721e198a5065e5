"""What every bank's layout says of itself, whatever its width."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import ClassVar, NamedTuple

from financeiro.bancos.cnab.campos import Linha
from financeiro.bancos.cnab.tipos import ZERO, Comando, Convenio, ErroDeRemessa, Retorno, TituloRemessa

_SO_ALGARISMOS = ("agencia", "conta", "convenio", "carteira")


class Totais(NamedTuple):
    """What trailers tell of titles: how many, and the sum of their amounts in reais."""

    titulos: int = 0
    valor: Decimal = ZERO

    def mais(self, titulos: Sequence[TituloRemessa]) -> "Totais":
        """Return the totals with these titles."""
        return Totais(self.titulos + len(titulos), self.valor + sum((titulo.valor for titulo in titulos), ZERO))


class Montador(ABC):
    """A remessa being written, title by title; it keeps the text, not the titles."""

    def __init__(self) -> None:
        self.texto = bytearray()
        self.linhas = 0

    @abstractmethod
    def acrescentar(self, titulos: Sequence[TituloRemessa]) -> None:
        """Write titles; raises ``ErroDeRemessa``, and then none of them is written."""

    @abstractmethod
    def concluir(self) -> None:
        """Write what ends the file."""

    def escrever(self, linhas: Sequence[str]) -> None:
        """Append lines."""
        self.texto += "".join(f"{linha}\r\n" for linha in linhas).encode("ascii")
        self.linhas += len(linhas)


class Layout(ABC):
    """A bank's layout, as the rest of the package needs it.

    ``tamanho`` is the width of every line; ``posicao_banco`` where the header names the bank (three columns);
    ``obrigatorios`` the fields of the agreement without which the bank takes no file; ``numera_no_banco`` says that
    the bank gives the nosso número, which the remessa leaves empty and the retorno brings.
    """

    banco: ClassVar[str]
    layout: ClassVar[str]
    tamanho: ClassVar[int]
    posicao_banco: ClassVar[int]
    comandos: ClassVar[Mapping[Comando, str]]
    obrigatorios: ClassVar[tuple[str, ...]] = ("agencia", "conta", "conta_dv", "carteira")
    numera_no_banco: ClassVar[bool] = False

    @abstractmethod
    def montador(self, convenio: Convenio, sequencia: int, gerado_em: datetime) -> Montador:
        """Return a remessa that has its header so far; raises ``ErroDeRemessa``."""

    def montar(
        self, convenio: Convenio, titulos: Sequence[TituloRemessa], sequencia: int, gerado_em: datetime
    ) -> bytes:
        """Return a whole remessa; raises ``ErroDeRemessa``."""
        montador = self.montador(convenio, sequencia, gerado_em)
        montador.acrescentar(titulos)
        montador.concluir()
        return bytes(montador.texto)

    @abstractmethod
    def ler(self, linhas: Sequence[Linha]) -> Retorno:
        """Return what the lines of a retorno say; raises ``ErroDeLayout``."""

    def conferir_convenio(self, convenio: Convenio) -> None:
        """Raise ``ErroDeRemessa`` naming the field when what is filled in is not what this bank takes."""
        for campo in ("empresa_nome", "empresa_cnpj", *self.obrigatorios):
            exigir(str(getattr(convenio, campo)).strip() != "", campo, "preencha na forma de cobrança.")
        for campo in _SO_ALGARISMOS:
            valor: str = getattr(convenio, campo)
            exigir(not valor or (valor.isascii() and valor.isdecimal()), campo, "só pode ter algarismos.")

    def conferir_titulo(self, titulo: TituloRemessa) -> None:
        """Raise ``ErroDeRemessa`` for a new title that this bank rejects by a rule of its own."""
        if titulo.protesto_dias:
            recusa = self.recusa_de_protesto(titulo.protesto_dias)
            exigir(not recusa, "protesto_dias", recusa, titulo.seu_numero)

    def recusa_de_protesto(self, dias: int) -> str:
        """Return why the bank does not protest after ``dias`` calendar days (1 to 99), "" when it does."""
        return ""

    def mesmo_convenio(self, da_forma: str, do_arquivo: str) -> bool:
        """Whether a retorno whose convênio is ``do_arquivo`` is of the agreement ``da_forma``."""
        return da_forma.lstrip("0") == do_arquivo.lstrip("0")

    def mesma_conta(self, convenio: Convenio, retorno: Retorno) -> bool:
        """Whether a retorno is of the agreement's account, or of its convênio where the files name no account."""
        if not retorno.conta:
            return retorno.convenio != "" and self.mesmo_convenio(convenio.convenio, retorno.convenio)
        mesma = convenio.agencia.lstrip("0") == retorno.agencia and convenio.conta.lstrip("0") == retorno.conta
        return mesma and (not convenio.conta_dv or convenio.conta_dv.upper() == retorno.conta_dv.strip().upper())

    def nome_do_arquivo(self, convenio: Convenio, sequencia: int, gerado_em: datetime) -> str:
        """Return the name the file should have when it is handed in."""
        return f"{self.banco}-{self.layout}-{sequencia:06}-{gerado_em:%Y%m%d}.rem"


def exigir(condicao: bool, campo: str, motivo: str, seu_numero: str = "") -> None:
    """Raise ``ErroDeRemessa`` unless ``condicao``; without ``seu_numero`` it is about the agreement."""
    if not condicao:
        raise ErroDeRemessa(seu_numero, campo, motivo)
