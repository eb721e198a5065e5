"""The Pix BR Code ("copia e cola"): EMV TLV with a CRC (Central Bank's manual of the BR Code)."""

from __future__ import annotations

import binascii
import re
import unicodedata
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from financeiro.pix.chaves import chave_valida

SEM_TXID = "***"
NOME_MAXIMO = 25
CIDADE_MAXIMA = 15
_TXID = re.compile(r"[A-Za-z0-9]{1,25}", re.ASCII)


class ErroDePix(ValueError):
    """A BR Code that cannot be made or read; ``campo`` names what is wrong."""

    def __init__(self, campo: str, mensagem: str) -> None:
        super().__init__(mensagem)
        self.campo = campo
        self.mensagem = mensagem


class Leitura(NamedTuple):
    """What a BR Code says; ``chave`` or ``url`` is empty, ``valor`` in reais or ``None``."""

    chave: str
    url: str
    valor: Decimal | None
    txid: str
    nome: str
    cidade: str


def crc16(texto: str) -> str:
    """Return the CRC16-CCITT (polynomial 0x1021, start 0xFFFF) as four hexadecimal digits."""
    return f"{binascii.crc_hqx(texto.encode(), 0xFFFF):04X}"


@lru_cache(maxsize=1024)  # the receiver's name and city, the same in thousands of codes
def _sem_acento(texto: str) -> str:
    ascii_ = unicodedata.normalize("NFKD", texto).encode("ascii", "ignore").decode()
    return " ".join("".join(c for c in ascii_ if c.isprintable()).split())


def _tlv(codigo: str, conteudo: str) -> str:
    return f"{codigo}{len(conteudo):02}{conteudo}"


@lru_cache(maxsize=1024)
def _conta(chave: str, url: str) -> str:
    if bool(chave) == bool(url):
        raise ErroDePix("chave", "Informe a chave Pix ou a URL da cobrança, uma das duas.")
    if chave and not chave_valida(chave):
        raise ErroDePix("chave", "Chave Pix inválida: use CPF, CNPJ, e-mail, telefone (+55…) ou chave aleatória.")
    if url and (len(url) > 77 or "://" in url):
        raise ErroDePix("url", "A URL da cobrança vai sem https:// e com no máximo 77 caracteres.")
    return _tlv("00", "br.gov.bcb.pix") + (_tlv("01", chave) if chave else _tlv("25", url))


def montar(
    *, chave: str = "", url: str = "", valor: Decimal | None = None, txid: str = SEM_TXID, nome: str, cidade: str
) -> str:
    """Return the BR Code of a key (static) or of a charge's URL (dynamic).

    ``valor`` in reais, ``None`` lets the payer say it; ``txid`` up to 25 letters and digits, ``***`` for none; name
    and city lose accents and are cut at 25 and 15 characters. Raises :class:`ErroDePix`.
    """
    conta = _conta(chave, url)
    if txid != SEM_TXID and not _TXID.fullmatch(txid):
        raise ErroDePix("txid", "O txid tem de 1 a 25 letras e algarismos, sem espaço nem pontuação.")
    if valor is not None and not (Decimal(0) < valor < Decimal(10) ** 10 and valor == round(valor, 2)):
        raise ErroDePix("valor", "O valor deve ser maior que zero, com duas casas decimais.")
    nome, cidade = _sem_acento(nome)[:NOME_MAXIMO].strip(), _sem_acento(cidade)[:CIDADE_MAXIMA].strip()
    for campo, texto in (("nome", nome), ("cidade", cidade)):
        if not texto:
            raise ErroDePix(campo, f"Informe o campo {campo} do recebedor.")
    partes = ["000201", _tlv("26", conta), "52040000", "5303986"]
    if valor is not None:
        partes.append(_tlv("54", f"{valor:.2f}"))
    partes += ["5802BR", _tlv("59", nome), _tlv("60", cidade), _tlv("62", _tlv("05", txid)), "6304"]
    corpo = "".join(partes)
    return corpo + crc16(corpo)


def _campos(texto: str) -> dict[str, str]:
    campos: dict[str, str] = {}
    posicao = 0
    while posicao < len(texto):
        codigo, tamanho = texto[posicao : posicao + 2], texto[posicao + 2 : posicao + 4]
        if not (len(tamanho) == 2 and (codigo + tamanho).isascii() and (codigo + tamanho).isdigit()):
            raise ErroDePix("codigo", f"Código Pix malformado na posição {posicao + 1}.")
        fim = posicao + 4 + int(tamanho)
        if fim > len(texto) or codigo in campos:
            raise ErroDePix("codigo", f"Código Pix malformado na posição {posicao + 1}.")
        campos[codigo] = texto[posicao + 4 : fim]
        posicao = fim
    return campos


def ler(codigo: str) -> Leitura:
    """Return what a BR Code says; raises :class:`ErroDePix` when its structure or its CRC is wrong."""
    if len(codigo) < 8 or codigo[-8:-4] != "6304" or crc16(codigo[:-4]) != codigo[-4:]:
        raise ErroDePix("codigo", "O código Pix está incompleto ou foi alterado (CRC não confere).")
    campos = _campos(codigo)
    conta, extra = _campos(campos.get("26", "")), _campos(campos.get("62", ""))
    if campos.get("00") != "01" or conta.get("00", "").lower() != "br.gov.bcb.pix":
        raise ErroDePix("codigo", "O código não é de um Pix.")
    valor = campos.get("54")
    if valor is not None and not re.fullmatch(r"\d{1,10}\.\d{2}", valor, re.ASCII):
        raise ErroDePix("valor", "O valor do código Pix está malformado.")
    return Leitura(
        conta.get("01", ""),
        conta.get("25", ""),
        None if valor is None else Decimal(valor),
        extra.get("05", SEM_TXID),
        campos.get("59", ""),
        campos.get("60", ""),
    )
