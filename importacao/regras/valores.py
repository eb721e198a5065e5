"""Text of another system → value of a field. Each raises ``ValueError`` with what is wrong, in Portuguese."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email, validate_ipv4_address

from hubsoft.core.documentos import limpar, validar_cpf_cnpj
from hubsoft.core.telas.numeros import ler_decimal
from rede.regras.login import LOGIN, normalizar_mac

_VARIOS = re.compile(r"[;,/|]|\s{2,}|\s+e\s+")
_DATA = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ T].*)?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?")
CENTAVO, SEIS_CASAS = Decimal("0.01"), Decimal("0.000001")
PRIMEIRO_ANO, ULTIMO_ANO = 1900, 2100
MAIOR_VALOR = Decimal("9999999.99")


def _so_digitos(texto: str) -> str:
    return "".join(c for c in texto if c in "0123456789")


def documento(texto: str) -> str:
    """A CPF or CNPJ; zeros that a spreadsheet dropped from its beginning are put back."""
    limpo = limpar(texto)
    if limpo.isascii() and limpo.isdigit() and len(limpo) < 14:
        limpo = limpo.zfill(11 if len(limpo) <= 11 else 14)
    try:
        return validar_cpf_cnpj(limpo)
    except ValidationError as erro:
        raise ValueError(erro.messages[0]) from erro


def telefones(texto: str) -> list[str]:
    """Phones with area code as digits; country code and trunk zero are dropped; several are separated by , ; or /."""
    achados = []
    for parte in filter(None, map(str.strip, _VARIOS.split(texto))):
        digitos = _so_digitos(parte).lstrip("0")
        if digitos.startswith("55") and len(digitos) in (12, 13):
            digitos = digitos[2:]
        if len(digitos) not in (10, 11):
            raise ValueError("Informe o telefone com DDD, como (34) 99999-1234.")
        achados.append(digitos)
    return list(dict.fromkeys(achados))


def emails(texto: str) -> list[str]:
    """E-mails in lower case; several are separated by a comma, a semicolon, a slash or blanks."""
    achados = []
    for parte in filter(None, re.split(r"[;,/|\s]+", texto.lower())):
        try:
            validate_email(parte)
        except ValidationError as erro:
            raise ValueError(f"“{parte}” não é um e-mail.") from erro
        if len(parte) > 150:
            raise ValueError("O e-mail passa de 150 letras.")
        achados.append(parte)
    return list(dict.fromkeys(achados))


def cep(texto: str) -> str:
    """Eight digits; a zero that a spreadsheet dropped is put back."""
    digitos = _so_digitos(texto)
    if len(digitos) == 7:
        digitos = "0" + digitos
    if len(digitos) != 8:
        raise ValueError("O CEP tem 8 dígitos, como 38400-100.")
    return digitos


def data(texto: str) -> dt.date | None:
    """A day as dd/mm/aaaa or aaaa-mm-dd; a day of zeros is none."""
    if achada := _DATA.fullmatch(texto):
        dia, mes, ano = map(int, achada.groups())
    elif achada := _ISO.fullmatch(texto):
        ano, mes, dia = map(int, achada.groups())
    else:
        raise ValueError("Informe a data como 31/12/2026.")
    if not (dia or mes or ano):
        return None
    try:
        lida = dt.date(ano, mes, dia)
    except ValueError:
        raise ValueError("Esta data não existe no calendário.") from None
    if not PRIMEIRO_ANO <= ano <= ULTIMO_ANO:
        raise ValueError(f"O ano vai de {PRIMEIRO_ANO} a {ULTIMO_ANO}.")
    return lida


def dinheiro(texto: str) -> Decimal:
    """Reais, ``1.234,56`` or ``1234.56``, not negative."""
    try:
        lido = ler_decimal(texto)
    except ValueError:
        raise ValueError("Informe um valor como 1.234,56.") from None
    if not 0 <= lido <= MAIOR_VALOR:
        raise ValueError("O valor vai de 0,00 a 9.999.999,99.")
    return lido.quantize(CENTAVO, ROUND_HALF_UP)


def dia(texto: str) -> int:
    """A day of the month."""
    if not (texto.isascii() and texto.isdigit() and len(texto) <= 2 and 1 <= int(texto) <= 31):
        raise ValueError("O dia do vencimento vai de 1 a 31.")
    return int(texto)


def _graus(limite: int) -> Callable[[str], Decimal]:
    def ler(texto: str) -> Decimal:
        try:
            graus = Decimal(texto.replace(",", "."))
            if not -limite <= graus <= limite:
                raise ValueError
        except (ValueError, ArithmeticError):
            raise ValueError(f"Informe graus entre -{limite} e {limite}, como -22,905600.") from None
        return graus.quantize(SEIS_CASAS)

    return ler


def login(texto: str) -> str:
    """A PPPoE login."""
    limpo = texto.lower()
    if not LOGIN.fullmatch(limpo):
        raise ValueError("O login tem de 3 a 64 letras sem acento, números, ponto, hífen, sublinhado ou arroba.")
    return limpo


def senha(texto: str) -> str:
    """A PPPoE password."""
    if len(texto) > 64 or not texto.isprintable():
        raise ValueError("A senha tem até 64 caracteres visíveis.")
    return texto


def mac(texto: str) -> str:
    """A MAC in any usual notation."""
    try:
        return normalizar_mac(texto)
    except ValueError:
        raise ValueError("Informe o MAC com 12 dígitos, como AA:BB:CC:DD:EE:FF.") from None


def ipv4(texto: str) -> str:
    """An IPv4 address."""
    try:
        validate_ipv4_address(texto)
    except ValidationError:
        raise ValueError("Informe um IPv4, como 100.64.0.10.") from None
    return texto


def numero_do_banco(texto: str) -> str:
    """A nosso número without its check digit."""
    if not (texto.isascii() and texto.isdigit() and len(texto) <= 17):
        raise ValueError("Informe o nosso número só com dígitos, sem o dígito verificador.")
    return str(int(texto))


def texto_ate(limite: int) -> Callable[[str], str]:
    """Return a reader of text of at most so many letters."""

    def ler(texto: str) -> str:
        if len(texto) > limite:
            raise ValueError(f"O texto passa de {limite} letras.")
        return texto

    return ler


LEITORES: dict[str, Callable[[str], Any]] = {
    "documento": documento,
    "telefones": telefones,
    "emails": emails,
    "cep": cep,
    "data": data,
    "dinheiro": dinheiro,
    "dia": dia,
    "latitude": _graus(90),
    "longitude": _graus(180),
    "login": login,
    "senha": senha,
    "mac": mac,
    "ipv4": ipv4,
    "numero_do_banco": numero_do_banco,
}
