"""The engine of fixed-width records: a record is a table of fields, written and read by the same few rules.

CNAB knows two pictures (manual of Itaú, 2.2; of Sicoob, *Recomendações*): alphanumeric, left-aligned and filled with
blanks, and numeric, right-aligned and filled with zeros, the decimal comma assumed. ``Tipo`` refines them by what may
be cut, what may be empty, and what a value is in Python.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cached_property

from financeiro.bancos.cnab.tipos import ErroDeLayout, ErroDeRemessa, trecho

Valor = str | int | Decimal | date | datetime | None


class Tipo(Enum):
    """How a field is written and what is accepted when it is read."""

    FIXO = "literal of the layout; reading anything else is an error"
    BRANCOS = "blanks; ignored when read"
    ZEROS = "zeros; ignored when read"
    LIVRE = "of no use to us; blanks when written, ignored when read"
    TEXTO = "text: accents stripped, upper case, cut to the width"
    CODIGO = "identification in text: never cut"
    NUMERO = "digits, kept as text with its zeros"
    NUMERO_OPCIONAL = "digits, or blanks read as empty text"
    VALOR = "amount in reais, written in centavos"
    DATA6 = "DDMMAA; zeros or blanks are no date"
    DATA8 = "DDMMAAAA; zeros or blanks are no date"
    HORA = "HHMMSS"
    INSCRICAO = "CPF or CNPJ without punctuation, right-aligned, zeros at the left"


_LEMBRADOS = 256
_SEM_CONTEUDO = frozenset({Tipo.BRANCOS, Tipo.ZEROS, Tipo.LIVRE})
_TROCAS = str.maketrans({"–": "-", "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "ø": "o", "Ø": "O", "ß": "ss"})
_DIGITOS = re.compile(r"[0-9]+")
_NAO_DIGITO = re.compile(r"[^0-9]")
_INSCRICAO = re.compile(r"[0-9A-Z]{12}[0-9]{2}|[0-9]{11}")


def sem_acentos(texto: str) -> str:
    """``texto`` in the letters a bank takes: printable ASCII, upper case, single blanks."""
    simples = texto
    if not texto.isascii():
        simples = unicodedata.normalize("NFKD", texto.translate(_TROCAS)).encode("ascii", "ignore").decode()
    if not simples.isprintable():
        simples = "".join(c if c.isprintable() else " " for c in simples)
    return " ".join(simples.split()).upper()


def inscricao(documento: str) -> str:
    """A CPF or CNPJ without punctuation, upper case ("" when there is nothing in it)."""
    return re.sub(r"[^0-9A-Z]", "", documento.upper())


def tipo_inscricao(documento: str) -> int:
    """CNAB's kind of a document: 1 for CPF, 2 for CNPJ."""
    return 1 if len(inscricao(documento)) == 11 else 2


@dataclass(frozen=True, slots=True)
class Linha:
    """A line of a file without its end; ``numero`` counts from 1 as an editor does."""

    numero: int
    texto: str

    def erro(self, coluna: int, esperado: str, encontrado: str | None = None) -> ErroDeLayout:
        """The error of this line at ``coluna``; ``encontrado`` defaults to the character there."""
        achado = trecho(self.texto[coluna - 1 : coluna]) if encontrado is None else encontrado
        return ErroDeLayout(self.numero, coluna, esperado, achado)


@dataclass(frozen=True, slots=True)
class Campo:
    """A field of a record: positions ``de`` to ``ate`` as the manuals print them (from 1, both included).

    ``padrao`` is the literal of a ``FIXO``, else the value written when none is given.
    """

    nome: str
    de: int
    ate: int
    tipo: Tipo
    padrao: str = ""

    @property
    def tamanho(self) -> int:
        """Number of characters."""
        return self.ate - self.de + 1

    def escrever(self, valor: Valor, seu_numero: str) -> str:
        """The field's characters; raises ErroDeRemessa when ``valor`` does not fit or is of the wrong kind."""
        try:
            texto = self._texto(valor)
        except ValueError as erro:
            raise ErroDeRemessa(seu_numero, self.nome, str(erro)) from None
        if len(texto) > self.tamanho:
            motivo = f"{trecho(texto)} não cabe em {self.tamanho} posições."
            raise ErroDeRemessa(seu_numero, self.nome, motivo)
        return texto.ljust(self.tamanho) if self.tipo in (Tipo.TEXTO, Tipo.CODIGO) else texto.zfill(self.tamanho)

    def _texto(self, valor: Valor) -> str:
        if valor is None or valor == "":
            return ""
        match self.tipo:
            case Tipo.TEXTO:
                return sem_acentos(str(valor))[: self.tamanho].rstrip()
            case Tipo.CODIGO:
                return _codigo(str(valor))
            case Tipo.NUMERO | Tipo.NUMERO_OPCIONAL:
                return _numero(str(valor))
            case Tipo.VALOR:
                return _centavos(valor)
            case Tipo.INSCRICAO:
                return _inscricao(str(valor))
            case Tipo.DATA6 | Tipo.DATA8 | Tipo.HORA:
                return _instante(valor, self.tipo)
        raise ValueError("este campo não recebe valor.")

    def ler(self, linha: Linha) -> Valor:
        """The field's value; raises ErroDeLayout with its column when the characters are not of its kind."""
        bruto = linha.texto[self.de - 1 : self.ate]
        match self.tipo:
            case Tipo.FIXO:
                return self._ler_fixo(bruto, linha)
            case Tipo.TEXTO | Tipo.CODIGO | Tipo.INSCRICAO:
                return bruto.strip()
            case Tipo.NUMERO_OPCIONAL if not bruto.strip(" "):
                return ""
            case Tipo.NUMERO | Tipo.NUMERO_OPCIONAL:
                return self._ler_digitos(bruto, linha, "só algarismos")
            case Tipo.VALOR:
                return Decimal(self._ler_digitos(bruto, linha, "valor em centavos, só algarismos")).scaleb(-2)
            case Tipo.DATA6 | Tipo.DATA8:
                return self._ler_data(bruto, linha)
        return bruto

    def _ler_fixo(self, bruto: str, linha: Linha) -> str:
        esperado = self.padrao.ljust(self.tamanho)
        if bruto != esperado:
            raise linha.erro(self.de, f"{trecho(self.padrao)} ({self.nome})", trecho(bruto))
        return self.padrao

    def _ler_digitos(self, bruto: str, linha: Linha, esperado: str) -> str:
        if estranho := _NAO_DIGITO.search(bruto):
            raise linha.erro(self.de + estranho.start(), f"{esperado} ({self.nome})", trecho(bruto))
        return bruto

    def _ler_data(self, bruto: str, linha: Linha) -> date | None:
        if not bruto.strip(" ") or not bruto.strip("0"):
            return None
        formato = "DDMMAA" if self.tipo is Tipo.DATA6 else "DDMMAAAA"
        digitos = self._ler_digitos(bruto, linha, f"data {formato}")
        ano = int(digitos[4:]) + (2000 if self.tipo is Tipo.DATA6 else 0)
        try:
            return date(ano, int(digitos[2:4]), int(digitos[:2]))
        except ValueError:
            raise linha.erro(self.de, f"data {formato} existente ({self.nome})", trecho(bruto)) from None


def _codigo(valor: str) -> str:
    if not (valor.isascii() and valor.isprintable()):
        raise ValueError(f"{trecho(valor)} só pode ter letras sem acento, algarismos e sinais.")
    return valor.strip().upper()


def _numero(valor: str) -> str:
    if not _DIGITOS.fullmatch(valor):
        raise ValueError(f"{trecho(valor)} só pode ter algarismos.")
    return valor.lstrip("0")


def _centavos(valor: Valor) -> str:
    if not isinstance(valor, Decimal) or not valor.is_finite() or valor < 0:
        raise ValueError(f"{trecho(str(valor))} não é um valor em reais.")
    centavos = valor.scaleb(2)
    if centavos != centavos.to_integral_value():
        raise ValueError(f"{valor} tem mais de duas casas decimais.")
    return str(int(centavos))


def _inscricao(valor: str) -> str:
    documento = inscricao(valor)
    if not _INSCRICAO.fullmatch(documento):
        raise ValueError(f"{trecho(valor)} não é CPF nem CNPJ.")
    return documento


def _instante(valor: Valor, tipo: Tipo) -> str:
    if tipo is Tipo.HORA and isinstance(valor, datetime):
        return valor.strftime("%H%M%S")
    if tipo is Tipo.HORA or not isinstance(valor, date):
        raise ValueError(f"{trecho(str(valor))} não é data nem hora.")
    if not 2000 <= valor.year <= 2099:
        raise ValueError(f"{valor:%d/%m/%Y} está fora deste século.")
    return valor.strftime("%d%m%y" if tipo is Tipo.DATA6 else "%d%m%Y")


class Leitura:
    """The values of one line read by its record, by field name."""

    __slots__ = ("_valores", "linha")

    def __init__(self, linha: Linha, valores: Mapping[str, Valor]) -> None:
        self.linha = linha
        self._valores = valores

    def texto(self, nome: str) -> str:
        """Return a text field."""
        return str(self._valores[nome])

    def inteiro(self, nome: str) -> int:
        """Return a numeric field as an integer, 0 when blank."""
        return int(str(self._valores[nome]) or 0)

    def valor(self, nome: str) -> Decimal:
        """Return a money field in reais."""
        valor = self._valores[nome]
        if not isinstance(valor, Decimal):
            raise TypeError(nome)
        return valor

    def data(self, nome: str) -> date | None:
        """Return a date field, ``None`` when blank."""
        valor = self._valores[nome]
        if valor is not None and not isinstance(valor, date):
            raise TypeError(nome)
        return valor


@dataclass(frozen=True)
class Registro:
    """A record: its fields cover every position once, in order, which is checked when the table is built.

    Fields without content (blanks, zeros, unused) may share a name; the others may not.
    """

    nome: str
    tamanho: int
    campos: tuple[Campo, ...]

    def __post_init__(self) -> None:
        proxima = 1
        for campo in self.campos:
            if campo.de != proxima or campo.ate < campo.de:
                raise ValueError(f"{self.nome}: o campo {campo.nome} deveria começar na posição {proxima}")
            proxima = campo.ate + 1
        if proxima != self.tamanho + 1:
            raise ValueError(f"{self.nome}: a tabela termina na posição {proxima - 1}, não na {self.tamanho}")
        nomes = [campo.nome for campo in self._com_conteudo]
        if len(nomes) != len(set(nomes)):
            raise ValueError(f"{self.nome}: há nome de campo repetido")

    @cached_property
    def _com_conteudo(self) -> list[Campo]:
        return [campo for campo in self.campos if campo.tipo not in _SEM_CONTEUDO]

    def coluna(self, nome: str) -> int:
        """The first position of the field ``nome``."""
        return next(campo.de for campo in self.campos if campo.nome == nome)

    def montar(self, valores: Mapping[str, Valor], seu_numero: str = "") -> str:
        """The record as a line. Fields not in ``valores`` are empty (blanks or zeros, by their picture).

        Raises ErroDeRemessa naming ``seu_numero`` and the field, KeyError for a name the record does not have.
        """
        if not self._nomes.issuperset(valores):
            estranhos = valores.keys() - self._nomes
            raise KeyError(f"{self.nome}: {sorted(estranhos)}")
        partes = []
        for fixo, campo, escritos in self._plano:
            if campo is None or campo.nome not in valores:
                partes.append(fixo)
                continue
            valor = valores[campo.nome]
            # Thousands of titles share their dates, cities and instructions. Texts and dates equal nothing but their
            # own kind, so what was written for one is right for the other.
            if valor.__class__ is not str and valor.__class__ is not date:
                partes.append(campo.escrever(valor, seu_numero))
                continue
            texto = escritos.get(valor)
            if texto is None:
                texto = campo.escrever(valor, seu_numero)
                if len(escritos) < _LEMBRADOS:
                    escritos[valor] = texto
            partes.append(texto)
        return "".join(partes)

    @cached_property
    def _plano(self) -> list[tuple[str, Campo | None, dict[Valor, str]]]:
        """What is written, in order: constant text, or a field with its text when no value is given and those of some
        values seen."""
        plano: list[tuple[str, Campo | None, dict[Valor, str]]] = []
        for campo in self.campos:
            match campo.tipo:
                case Tipo.FIXO:
                    plano.append((campo.padrao.ljust(campo.tamanho), None, {}))
                case Tipo.BRANCOS | Tipo.LIVRE:
                    plano.append((" " * campo.tamanho, None, {}))
                case Tipo.ZEROS:
                    plano.append(("0" * campo.tamanho, None, {}))
                case _:
                    plano.append((campo.escrever(campo.padrao, ""), campo, {}))
        return plano

    @cached_property
    def _nomes(self) -> frozenset[str]:
        return frozenset(campo.nome for campo in self._com_conteudo)

    def ler(self, linha: Linha) -> Leitura:
        """Read a line of this record's width; raises ErroDeLayout at the first field that is not of its kind."""
        return Leitura(linha, {campo.nome: campo.ler(linha) for campo in self._com_conteudo})
