"""Receipts as PDF in the two built-in layouts: thermal (roll of 80 mm) and common (A4)."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from decimal import Decimal

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from financeiro.impressao.boleto import Pessoa
from financeiro.impressao.texto import caber, limpar, quebrar
from hubsoft.core.dinheiro import ZERO, formatar, formatar_numero

NORMAL, FORTE = "Helvetica", "Helvetica-Bold"
ROLO, MARGEM_DO_ROLO = 80 * mm, 4 * mm


@dataclass(frozen=True, slots=True)
class ItemImpresso:
    """A charge of the receipt, in reais; ``motivo`` says why of its discount, where a person gave it."""

    descricao: str
    principal: Decimal
    multa: Decimal = ZERO
    juros: Decimal = ZERO
    desconto: Decimal = ZERO
    motivo: str = ""

    @property
    def total(self) -> Decimal:
        """What was paid for it."""
        return self.principal - self.desconto + self.multa + self.juros


@dataclass(frozen=True, slots=True)
class ReciboImpresso:
    """A receipt ready to be printed; ``estornado`` prints across it that it is void."""

    numero: str
    empresa: Pessoa
    cliente: Pessoa
    data: dt.date
    emitido_em: str
    meio: str
    caixa: str
    recebedor: str
    valor: Decimal
    itens: tuple[ItemImpresso, ...]
    observacao: str = ""
    estornado: bool = False


def imprimir(recibo: ReciboImpresso, layout: str) -> bytes:
    """Return the PDF of a receipt; ``layout`` is a key of :data:`LAYOUTS` (raises ``KeyError`` for another one)."""
    desenhar = LAYOUTS[layout]
    saida = io.BytesIO()
    desenhar(recibo, saida)
    return saida.getvalue()


def _partes(item: ItemImpresso) -> list[tuple[str, Decimal]]:
    """Return the lines under a charge that was not simply paid: fine, interest, discount."""
    if item.total == item.principal:
        return []
    rotulo_desconto = f"Desconto: {item.motivo}" if item.motivo else "Desconto"
    todas = (
        ("Principal", item.principal),
        (rotulo_desconto, -item.desconto),
        ("Multa", item.multa),
        ("Juros", item.juros),
    )
    return [(rotulo, valor) for rotulo, valor in todas if valor]


# -- thermal ----------------------------------------------------------------------------------------------------------


def _termico(recibo: ReciboImpresso, saida: io.BytesIO) -> None:
    largura = ROLO - 2 * MARGEM_DO_ROLO
    linhas = _linhas_do_rolo(recibo, largura)
    altura = len(linhas) * 4 * mm + 14 * mm
    tela = Canvas(saida, pagesize=(ROLO, altura))
    tela.setTitle(limpar(f"Recibo {recibo.numero}"))
    y = altura - 8 * mm
    for fonte, esquerda, direita in linhas:
        tela.setFont(fonte, 8)
        if esquerda == "-":
            tela.setDash(1, 1)
            tela.line(MARGEM_DO_ROLO, y + 1 * mm, ROLO - MARGEM_DO_ROLO, y + 1 * mm)
            tela.setDash()
        else:
            tela.drawString(MARGEM_DO_ROLO, y, esquerda)
            tela.drawRightString(ROLO - MARGEM_DO_ROLO, y, direita)
        y -= 4 * mm
    tela.showPage()
    tela.save()


def _linhas_do_rolo(recibo: ReciboImpresso, largura: float) -> list[tuple[str, str, str]]:
    """Return font, text at the left and text at the right of each line of the roll; "-" is a rule."""
    linhas: list[tuple[str, str, str]] = []

    def texto(conteudo: str, fonte: str = NORMAL, maximo: int = 2) -> None:
        linhas.extend((fonte, linha, "") for linha in quebrar(conteudo, fonte, 8, largura, maximo))

    def valor(rotulo: str, reais: str, fonte: str = NORMAL) -> None:
        linhas.append((fonte, caber(rotulo, fonte, 8, largura - 22 * mm), reais))

    texto(recibo.empresa.nome, FORTE)
    for linha in (recibo.empresa.documento, *recibo.empresa.endereco):
        texto(linha)
    linhas.append((NORMAL, "-", ""))
    titulo = f"RECIBO {recibo.numero}" + (" - ESTORNADO" if recibo.estornado else "")
    texto(titulo, FORTE)
    texto(f"Cliente: {recibo.cliente.nome}")
    texto(f"CPF/CNPJ: {recibo.cliente.documento}")
    texto(f"Recebido em {recibo.data:%d/%m/%Y} - {recibo.meio}")
    linhas.append((NORMAL, "-", ""))
    for item in recibo.itens:
        valor(item.descricao, formatar_numero(item.total))
        for rotulo, parte in _partes(item):
            valor(f"- {rotulo}", formatar_numero(parte))
    linhas.append((NORMAL, "-", ""))
    valor("TOTAL RECEBIDO", formatar(recibo.valor), FORTE)
    if recibo.observacao:
        texto(f"Obs.: {recibo.observacao}", maximo=4)
    linhas.append((NORMAL, "-", ""))
    texto(f"{recibo.caixa} - {recibo.recebedor}")
    texto(f"Emitido em {recibo.emitido_em}")
    return linhas


# -- common -----------------------------------------------------------------------------------------------------------

ESQUERDA, LARGURA = 18 * mm, A4[0] - 36 * mm
DIREITA = ESQUERDA + LARGURA
COLUNAS = (("Principal", 84), ("Desconto", 64), ("Multa", 44), ("Juros", 24), ("Total", 0))  # mm from the right edge
LINHAS_POR_FOLHA = 34


def _comum(recibo: ReciboImpresso, saida: io.BytesIO) -> None:
    tela = Canvas(saida, pagesize=A4)
    tela.setTitle(limpar(f"Recibo {recibo.numero}"))
    folhas = _folhas(recibo.itens)
    for ordem, folha in enumerate(folhas, 1):
        y = _tabela(tela, folha, _topo(tela, recibo))
        if ordem == len(folhas):
            _fecho(tela, recibo, y)
        tela.showPage()
    tela.save()


def _folhas(itens: tuple[ItemImpresso, ...]) -> list[list[ItemImpresso]]:
    """Return the charges by page; one with the reason of its discount takes two lines."""
    folhas: list[list[ItemImpresso]] = [[]]
    livres = LINHAS_POR_FOLHA
    for item in itens:
        linhas = 2 if item.motivo else 1
        if linhas > livres:
            folhas.append([])
            livres = LINHAS_POR_FOLHA
        folhas[-1].append(item)
        livres -= linhas
    return folhas


def _topo(tela: Canvas, recibo: ReciboImpresso) -> float:
    y = A4[1] - 22 * mm
    tela.setFont(FORTE, 14)
    tela.drawString(ESQUERDA, y, caber(recibo.empresa.nome, FORTE, 14, LARGURA - 50 * mm))
    tela.drawRightString(DIREITA, y, f"Recibo {recibo.numero}")
    sub = " · ".join(p for p in (recibo.empresa.documento, *recibo.empresa.endereco) if p)
    tela.setFont(NORMAL, 8)
    tela.drawString(ESQUERDA, y - 5 * mm, caber(sub, NORMAL, 8, LARGURA))
    tela.line(ESQUERDA, y - 8 * mm, DIREITA, y - 8 * mm)
    y -= 15 * mm
    quem = f"Recebemos de {recibo.cliente.nome}, CPF/CNPJ {recibo.cliente.documento},"
    quanto = f"a quantia de {formatar(recibo.valor)}, em {recibo.data:%d/%m/%Y}, por {recibo.meio}, referente a:"
    tela.setFont(NORMAL, 10)
    for linha in (*quebrar(quem, NORMAL, 10, LARGURA, 2), *quebrar(quanto, NORMAL, 10, LARGURA, 2)):
        tela.drawString(ESQUERDA, y, linha)
        y -= 5.5 * mm
    return y - 3 * mm


def _tabela(tela: Canvas, itens: list[ItemImpresso], y: float) -> float:
    tela.setFont(FORTE, 9)
    tela.drawString(ESQUERDA, y, "Cobrança")
    for rotulo, da_direita in COLUNAS:
        tela.drawRightString(DIREITA - da_direita * mm, y, rotulo)
    tela.line(ESQUERDA, y - 2 * mm, DIREITA, y - 2 * mm)
    tela.setFont(NORMAL, 9)
    for item in itens:
        y -= 6 * mm
        tela.drawString(ESQUERDA, y, caber(item.descricao, NORMAL, 9, LARGURA - 104 * mm))
        valores = (item.principal, -item.desconto, item.multa, item.juros, item.total)
        for (_rotulo, da_direita), valor in zip(COLUNAS, valores, strict=True):
            tela.drawRightString(DIREITA - da_direita * mm, y, formatar_numero(valor))
        if item.motivo:
            y -= 4 * mm
            tela.setFont(NORMAL, 7.5)
            tela.drawString(ESQUERDA, y, caber(f"Desconto: {item.motivo}", NORMAL, 7.5, LARGURA))
            tela.setFont(NORMAL, 9)
    tela.line(ESQUERDA, y - 2 * mm, DIREITA, y - 2 * mm)
    return y - 7 * mm


def _fecho(tela: Canvas, recibo: ReciboImpresso, y: float) -> None:
    tela.setFont(FORTE, 10)
    tela.drawRightString(DIREITA, y, f"Total recebido {formatar(recibo.valor)}")
    tela.setFont(NORMAL, 9)
    for linha in quebrar(f"Observação: {recibo.observacao}", NORMAL, 9, LARGURA, 3) if recibo.observacao else []:
        y -= 5 * mm
        tela.drawString(ESQUERDA, y, linha)
    y -= 22 * mm
    tela.line(ESQUERDA, y, ESQUERDA + 80 * mm, y)
    tela.drawString(ESQUERDA, y - 4.5 * mm, caber(recibo.recebedor, NORMAL, 9, 80 * mm))
    tela.setFont(NORMAL, 8)
    tela.drawString(ESQUERDA, y - 9 * mm, caber(f"{recibo.caixa} · emitido em {recibo.emitido_em}", NORMAL, 8, LARGURA))
    if recibo.estornado:
        tela.saveState()
        tela.translate(A4[0] / 2, A4[1] * 0.62)
        tela.rotate(20)
        tela.setFillGray(0.75)
        tela.setFont(FORTE, 54)
        tela.drawCentredString(0, 0, "ESTORNADO")
        tela.restoreState()


LAYOUTS = {"termico": _termico, "comum": _comum}
