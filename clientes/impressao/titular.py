"""What is kept on a person, as a PDF to read (LGPD, C24)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from clientes.models import Cliente
from configuracao.models import Empresa
from hubsoft.core.pdf import desenhar
from hubsoft.core.telas.formatos import data_hora, dinheiro
from hubsoft.core.titular import Secao

NO_PDF = 40
"""Rows of a section that are drawn; all are in the JSON."""


def _texto(valor: Any) -> str:
    if valor in (None, ""):
        return "—"
    if isinstance(valor, bool):
        return "sim" if valor else "não"
    if isinstance(valor, dt.date):
        return data_hora(valor)
    return dinheiro(valor) if isinstance(valor, Decimal) else str(valor)[:600]


def pdf_do_titular(cliente: Cliente, secoes: list[Secao], instante: dt.datetime) -> bytes:
    """Return the PDF."""
    desenhadas = [
        {
            "titulo": s.titulo,
            "linhas": [[(rotulo, _texto(valor)) for rotulo, valor in linha.items()] for linha in s.linhas[:NO_PDF]],
            "restam": max(0, len(s.linhas) - NO_PDF),
        }
        for s in secoes
    ]
    empresa = Empresa.objects.order_by("pk").first()
    dados = {"cliente": cliente, "secoes": desenhadas, "instante": instante, "empresa": empresa}
    return desenhar("clientes/privacidade/titular.html", dados)
