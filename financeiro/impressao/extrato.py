"""The statement of a client as PDF, A4."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Table, TableStyle

from financeiro.impressao.texto import caber, limpar
from hubsoft.core.dinheiro import ZERO, formatar, formatar_numero

NORMAL, FORTE, CORPO = "Helvetica", "Helvetica-Bold", 8
MARGEM, TOPO, RODAPE = 15 * mm, 38 * mm, 15 * mm
LARGURAS = (20 * mm, 82 * mm, 20 * mm, 19 * mm, 19 * mm, 20 * mm)
TITULOS = ("Data", "Lançamento", "Vencimento", "Débito", "Crédito", "Saldo")


@dataclass(frozen=True, slots=True)
class LancamentoImpresso:
    """A line, in reais; ``saldo`` is what is owed after it."""

    data: dt.date
    descricao: str
    vencimento: dt.date | None
    debito: Decimal
    credito: Decimal
    saldo: Decimal


@dataclass(frozen=True, slots=True)
class ExtratoImpresso:
    """A statement ready to be printed, oldest line first; ``anterior`` is the balance before the first one."""

    empresa: str
    cliente: str
    documento: str
    emitido_em: str
    anterior: Decimal
    linhas: tuple[LancamentoImpresso, ...]

    @property
    def saldo(self) -> Decimal:
        """The balance after the last line."""
        return self.linhas[-1].saldo if self.linhas else self.anterior


def imprimir(extrato: ExtratoImpresso) -> bytes:
    """Return the PDF of a statement; its heading and page number are on every page."""
    saida = io.BytesIO()
    documento = BaseDocTemplate(saida, pagesize=A4, title=limpar(f"Extrato de {extrato.cliente}"))
    quadro = Frame(MARGEM, RODAPE, A4[0] - 2 * MARGEM, A4[1] - TOPO - RODAPE, 0, 0, 0, 0)
    documento.addPageTemplates(PageTemplate(frames=[quadro], onPage=lambda tela, _doc: _cabecalho(tela, extrato)))
    documento.build([_tabela(extrato)])
    return saida.getvalue()


def _tabela(extrato: ExtratoImpresso) -> Table:
    linhas: list[tuple[Any, ...]] = [TITULOS, ("", "Saldo anterior", "", "", "", formatar_numero(extrato.anterior))]
    for linha in extrato.linhas:
        linhas.append(
            (
                f"{linha.data:%d/%m/%Y}",
                caber(linha.descricao, NORMAL, CORPO, LARGURAS[1] - 2 * mm),
                f"{linha.vencimento:%d/%m/%Y}" if linha.vencimento else "",
                formatar_numero(linha.debito) if linha.debito else "",
                formatar_numero(linha.credito) if linha.credito else "",
                formatar_numero(linha.saldo),
            )
        )
    rotulo = "Saldo devedor" if extrato.saldo >= ZERO else "Crédito do cliente"
    linhas.append(("", rotulo, "", "", "", formatar_numero(abs(extrato.saldo))))
    tabela = Table(linhas, colWidths=LARGURAS, repeatRows=1)
    tabela.setStyle(
        TableStyle(
            [
                ("FONT", (0, 0), (-1, -1), NORMAL, CORPO),
                ("FONT", (0, 0), (-1, 0), FORTE, CORPO),
                ("FONT", (0, -1), (-1, -1), FORTE, CORPO),
                ("ALIGN", (3, 0), (-1, -1), "RIGHT"),
                ("LINEBELOW", (0, 0), (-1, 0), 0.6, colors.black),
                ("LINEABOVE", (0, -1), (-1, -1), 0.6, colors.black),
                ("ROWBACKGROUNDS", (0, 1), (-1, -2), (colors.white, colors.Color(0.95, 0.95, 0.95))),
                ("TOPPADDING", (0, 0), (-1, -1), 2.5),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
                ("LEFTPADDING", (0, 0), (-1, -1), 1 * mm),
                ("RIGHTPADDING", (0, 0), (-1, -1), 1 * mm),
            ]
        )
    )
    return tabela


def _cabecalho(tela: Canvas, extrato: ExtratoImpresso) -> None:
    largura = A4[0] - 2 * MARGEM
    y = A4[1] - 16 * mm
    tela.setFont(FORTE, 13)
    tela.drawString(MARGEM, y, "Extrato do cliente")
    tela.setFont(NORMAL, 9)
    tela.drawRightString(A4[0] - MARGEM, y, caber(extrato.empresa, NORMAL, 9, largura / 2))
    tela.drawString(MARGEM, y - 7 * mm, caber(f"{extrato.cliente} · {extrato.documento}", NORMAL, 9, largura - 60 * mm))
    tela.drawRightString(A4[0] - MARGEM, y - 7 * mm, f"Emitido em {extrato.emitido_em}")
    tela.drawString(MARGEM, y - 12 * mm, f"Saldo: {formatar(extrato.saldo)}")
    tela.drawRightString(A4[0] - MARGEM, 8 * mm, f"Página {tela.getPageNumber()}")
