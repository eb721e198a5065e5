"""What is kept on a person, as a PDF to read (LGPD, C24)."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal
from typing import Any

from django.utils.text import slugify

from clientes.models import Cliente
from configuracao.models import Empresa
from hubsoft.core.pdf import desenhar
from hubsoft.core.telas.exportar import BOM, para_texto
from hubsoft.core.telas.formatos import data_hora, dinheiro
from hubsoft.core.titular import Secao

NO_PDF = 40
LETRAS_NO_PDF = 600
"""What of a section, and of a value, is drawn; all of it is in the section's spreadsheet."""


def _texto(valor: Any) -> str:
    if valor in (None, ""):
        return "—"
    if isinstance(valor, bool):
        return "sim" if valor else "não"
    if isinstance(valor, dt.date):
        return data_hora(valor)
    return dinheiro(valor) if isinstance(valor, Decimal) else str(valor)


def _no_pdf(valor: Any) -> str:
    texto = _texto(valor)
    return texto if len(texto) <= LETRAS_NO_PDF else f"{texto[:LETRAS_NO_PDF]}… (inteiro na planilha)"


def planilha(secao: Secao) -> bytes:
    """Return all rows of a section as a CSV that spreadsheet programs open in Portuguese."""
    saida = io.StringIO()
    escritor = csv.writer(saida, delimiter=";", lineterminator="\r\n")
    escritor.writerow(secao.linhas[0])
    for linha in secao.linhas:
        escritor.writerow([para_texto(valor) for valor in linha.values()])
    return (BOM + saida.getvalue()).encode()


def nome_da_planilha(indice: int, secao: Secao) -> str:
    """Return its place in the package, in the order of the PDF."""
    return f"planilhas/{indice:02}-{slugify(secao.titulo)}.csv"


def pdf_do_titular(cliente: Cliente, secoes: list[Secao], instante: dt.datetime) -> bytes:
    """Return the PDF."""
    desenhadas = [
        {
            "titulo": s.titulo,
            "linhas": [[(rotulo, _no_pdf(valor)) for rotulo, valor in linha.items()] for linha in s.linhas[:NO_PDF]],
            "restam": max(0, len(s.linhas) - NO_PDF),
            "planilha": nome_da_planilha(indice, s),
        }
        for indice, s in enumerate(secoes, 1)
    ]
    empresa = Empresa.objects.order_by("pk").first()
    dados = {"cliente": cliente, "secoes": desenhadas, "instante": instante, "empresa": empresa}
    return desenhar("clientes/privacidade/titular.html", dados)
