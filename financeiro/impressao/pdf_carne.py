"""Boletos as a carnê: three to a page of A4, each with its stub (canhoto) at the left and the bank's slip at the right.

Heights and widths are in mm from the lower left corner of the third of the page that a boleto has.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from financeiro.impressao.barras import desenhar_itf, desenhar_qr
from financeiro.impressao.boleto import LOCAL_DE_PAGAMENTO, Boleto
from financeiro.impressao.pdf_boleto import (
    BARRAS_ALTURA,
    BARRAS_LARGURA,
    FORTE,
    NORMAL,
    VALORES,
    Caixa,
    formatar_data,
    formatar_reais,
)
from financeiro.impressao.texto import caber, limpar, quebrar
from hubsoft.core.dinheiro import ZERO

POR_PAGINA = 3
TERCO = A4[1] / POR_PAGINA
TOPO = 94.0  # of header and stub
LINHA = 6.2
CABECALHO = 7.0
CANHOTO, CANHOTO_LARGURA = 8.0, 42.0
CORTE = 52.0
FICHA, FICHA_LARGURA = 54.0, 148.0
COLUNA = 38.0  # the narrow column at the right, with due date and amounts
ESQUERDA_LARGURA = FICHA_LARGURA - COLUNA
VALOR_LINHA = 4.8
QR_LADO = 25.0
BASE_DA_GRADE = TOPO - CABECALHO - 4 * LINHA
FIM_DOS_VALORES = BASE_DA_GRADE - 5 * VALOR_LINHA
FIM_DO_PAGADOR = FIM_DOS_VALORES - 9.6
LINHAS_DE_INSTRUCAO = 7

LINHAS_DA_FICHA = (
    (Caixa(0, ESQUERDA_LARGURA, "Local de pagamento"), Caixa(ESQUERDA_LARGURA, COLUNA, "Vencimento")),
    (Caixa(0, ESQUERDA_LARGURA, "Beneficiário"), Caixa(ESQUERDA_LARGURA, COLUNA, "Agência / código do beneficiário")),
    (
        Caixa(0, 24, "Data do documento"),
        Caixa(24, 28, "Número do documento"),
        Caixa(52, 18, "Espécie doc."),
        Caixa(70, 13, "Aceite"),
        Caixa(83, 27, "Data do processamento"),
        Caixa(ESQUERDA_LARGURA, COLUNA, "Nosso número"),
    ),
    (
        Caixa(0, 24, "Uso do banco"),
        Caixa(24, 18, "Carteira"),
        Caixa(42, 16, "Espécie"),
        Caixa(58, 25, "Quantidade"),
        Caixa(83, 27, "Valor"),
        Caixa(ESQUERDA_LARGURA, COLUNA, "(=) Valor do documento"),
    ),
)
LINHAS_DO_CANHOTO = (
    "Vencimento",
    "(=) Valor do documento",
    "Nosso número",
    "Número do documento",
    "Agência / código",
    "(=) Valor cobrado",
    "Pagador",
    "Beneficiário",
)


def escrever_carne(boletos: Iterable[Boleto], saida: str | IO[bytes], titulo: str = "Carnê") -> int:
    """Write the boletos as one PDF into a path or binary file and return how many pages it has.

    Raises ``ValueError`` when there is none.
    """
    tela = Canvas(saida, pagesize=A4, pageCompression=1)
    tela.setTitle(limpar(titulo))
    tela.setCreator("Hubsoft")
    # What all boletos share is drawn once and used by reference.
    tela.beginForm("terco", 0, 0, A4[0], TERCO)
    _moldura(tela)
    tela.endForm()
    feitos = 0
    for boleto in boletos:
        lugar = feitos % POR_PAGINA
        if feitos and lugar == 0:
            tela.showPage()
        tela.saveState()
        tela.translate(0, A4[1] - (lugar + 1) * TERCO)
        tela.doForm("terco")
        _canhoto(tela, boleto)
        _ficha(tela, boleto)
        tela.restoreState()
        feitos += 1
    if not feitos:
        raise ValueError("a PDF needs at least one boleto")
    tela.showPage()
    tela.save()
    return -(-feitos // POR_PAGINA)


# -- what does not change --------------------------------------------------------------------------------------------


def _moldura(tela: Canvas) -> None:
    tela.setLineWidth(0.5)
    _tracejado(tela, CORTE, 2, CORTE, TERCO / mm - 2)
    _tracejado(tela, CANHOTO, 0.3, FICHA + FICHA_LARGURA, 0.3)
    direita = FICHA + FICHA_LARGURA
    y = TOPO - CABECALHO
    _risco(tela, FICHA, y, direita, y)
    for linha in LINHAS_DA_FICHA:
        for caixa in linha:
            x = FICHA + caixa.x
            _rotulo(tela, x, y, caixa.rotulo)
            if caixa.x:
                _risco(tela, x, y, x, y - LINHA)
        y -= LINHA
        _risco(tela, FICHA, y, direita, y)
    x = FICHA + ESQUERDA_LARGURA
    for ordem, rotulo in enumerate(VALORES, 1):
        _rotulo(tela, x, y - (ordem - 1) * VALOR_LINHA, rotulo)
        _risco(tela, x, y - ordem * VALOR_LINHA, direita, y - ordem * VALOR_LINHA)
    _risco(tela, x, BASE_DA_GRADE, x, FIM_DOS_VALORES)
    _rotulo(tela, FICHA, BASE_DA_GRADE, "Instruções (texto de responsabilidade do beneficiário)")
    _risco(tela, FICHA, FIM_DOS_VALORES, direita, FIM_DOS_VALORES)
    _rotulo(tela, FICHA, FIM_DOS_VALORES, "Pagador")
    _risco(tela, FICHA, FIM_DO_PAGADOR, FICHA + BARRAS_LARGURA / mm, FIM_DO_PAGADOR)
    tela.setFont(NORMAL, 5)
    tela.drawString(FICHA * mm, 8 * mm, "Autenticação mecânica · FICHA DE COMPENSAÇÃO")
    y = TOPO - CABECALHO
    fim = CANHOTO + CANHOTO_LARGURA
    _risco(tela, CANHOTO, y, fim, y)
    for rotulo in LINHAS_DO_CANHOTO:
        _rotulo(tela, CANHOTO, y, rotulo)
        y -= LINHA
        _risco(tela, CANHOTO, y, fim, y)
    tela.setFont(NORMAL, 5)
    tela.drawString((CANHOTO + 1) * mm, (y - 3) * mm, "Recibo do pagador · autenticação mecânica no verso")


def _risco(tela: Canvas, x1: float, y1: float, x2: float, y2: float) -> None:
    tela.line(x1 * mm, y1 * mm, x2 * mm, y2 * mm)


def _tracejado(tela: Canvas, x1: float, y1: float, x2: float, y2: float) -> None:
    tela.setDash(2, 2)
    _risco(tela, x1, y1, x2, y2)
    tela.setDash()


def _rotulo(tela: Canvas, x: float, topo: float, texto: str) -> None:
    tela.setFont(NORMAL, 5)
    tela.drawString((x + 0.8) * mm, (topo - 2.1) * mm, texto)


# -- what each boleto says -------------------------------------------------------------------------------------------


def _canhoto(tela: Canvas, boleto: Boleto) -> None:
    base = TOPO - CABECALHO
    nome = caber(boleto.banco_nome, FORTE, 8, 24 * mm)
    tela.setFont(FORTE, 8)
    tela.drawString(CANHOTO * mm, (base + 1.8) * mm, nome)
    tela.setFont(FORTE, 10)
    tela.drawRightString((CANHOTO + CANHOTO_LARGURA) * mm, (base + 1.8) * mm, boleto.banco_com_digito)
    textos = (
        formatar_data(boleto.vencimento),
        formatar_reais(boleto.valor),
        boleto.nosso_numero,
        boleto.numero_documento,
        boleto.agencia_codigo,
        formatar_reais(boleto.valor - boleto.recebido) if boleto.recebido else "",
        boleto.pagador.nome,
        boleto.beneficiario.nome,
    )
    for ordem, texto in enumerate(textos, 1):
        fonte = FORTE if ordem <= 2 else NORMAL
        tela.setFont(fonte, 7)
        cortado = caber(texto, fonte, 7, (CANHOTO_LARGURA - 1.6) * mm)
        tela.drawString((CANHOTO + 0.8) * mm, (base - ordem * LINHA + 1.2) * mm, cortado)


def _ficha(tela: Canvas, boleto: Boleto) -> None:
    _cabecalho(tela, boleto)
    dono = boleto.beneficiario
    emissao, vencimento = formatar_data(boleto.emissao), formatar_data(boleto.vencimento)
    textos = (
        (LOCAL_DE_PAGAMENTO, vencimento),
        (" · ".join(p for p in (dono.nome, dono.documento) if p), boleto.agencia_codigo),
        (emissao, boleto.numero_documento, boleto.especie, "A" if boleto.aceite else "N", emissao, boleto.nosso_numero),
        ("", boleto.carteira, "R$", "", "", formatar_reais(boleto.valor)),
    )
    y = TOPO - CABECALHO
    for caixas, valores in zip(LINHAS_DA_FICHA, textos, strict=True):
        y -= LINHA
        for caixa, texto in zip(caixas, valores, strict=True):
            if texto:
                _valor(tela, caixa, y, texto)
    _em_linhas(
        tela, [caber(" - ".join(dono.endereco), NORMAL, 5, 85 * mm)], FICHA + 14, TOPO - CABECALHO - LINHA - 2.1, 5
    )
    if boleto.recebido > ZERO:
        tela.setFont(FORTE, 7)
        direita = (FICHA + FICHA_LARGURA - 0.8) * mm
        tela.drawRightString(direita, (BASE_DA_GRADE - VALOR_LINHA + 0.8) * mm, formatar_reais(boleto.recebido))
        cobrado = formatar_reais(boleto.valor - boleto.recebido)
        tela.drawRightString(direita, (FIM_DOS_VALORES + 0.8) * mm, cobrado)
    _em_linhas(tela, _instrucoes(boleto), FICHA + 0.8, BASE_DA_GRADE - 4.6, 6, 2.9)
    quem = boleto.pagador
    linhas = [" · ".join(p for p in (quem.nome, quem.documento) if p), *quem.endereco][:3]
    largura = BARRAS_LARGURA - 12 * mm
    _em_linhas(tela, [caber(t, NORMAL, 6, largura) for t in linhas], FICHA + 10, FIM_DOS_VALORES - 2.4, 6, 2.8)
    desenhar_itf(
        tela,
        boleto.codigo_barras,
        FICHA * mm,
        (FIM_DO_PAGADOR - 1.6) * mm - BARRAS_ALTURA,
        BARRAS_LARGURA,
        BARRAS_ALTURA,
    )
    if boleto.pix:
        x = FICHA + FICHA_LARGURA - QR_LADO - 5
        y = FIM_DOS_VALORES - 3.4 - QR_LADO
        desenhar_qr(tela, boleto.pix, x * mm, y * mm, QR_LADO * mm)
        tela.setFont(FORTE, 6)
        tela.drawCentredString((x + QR_LADO / 2) * mm, (FIM_DOS_VALORES - 3) * mm, "Pague com Pix")


def _cabecalho(tela: Canvas, boleto: Boleto) -> None:
    """Draw bank, code with digit and the typed line above the slip."""
    base = TOPO - CABECALHO
    tela.setFont(FORTE, 9)
    tela.drawString(FICHA * mm, (base + 1.8) * mm, caber(boleto.banco_nome, FORTE, 9, 28 * mm))
    tela.setLineWidth(1)
    for x in (FICHA + 29, FICHA + 43):
        _risco(tela, x, base, x, base + 6)
    tela.setLineWidth(0.5)
    tela.setFont(FORTE, 11)
    tela.drawCentredString((FICHA + 36) * mm, (base + 1.6) * mm, boleto.banco_com_digito)
    tela.setFont(FORTE, 9)
    tela.drawRightString((FICHA + FICHA_LARGURA) * mm, (base + 1.8) * mm, boleto.linha_digitavel)


def _valor(tela: Canvas, caixa: Caixa, base: float, texto: str) -> None:
    """Write what a box of the slip says; ``base`` is its lower line."""
    x = FICHA + caixa.x
    if caixa.x == ESQUERDA_LARGURA:
        tela.setFont(FORTE, 7.5)
        cortado = caber(texto, FORTE, 7.5, (caixa.largura - 1.6) * mm)
        tela.drawRightString((x + caixa.largura - 0.8) * mm, (base + 1) * mm, cortado)
    else:
        tela.setFont(NORMAL, 7)
        tela.drawString((x + 0.8) * mm, (base + 1) * mm, caber(texto, NORMAL, 7, (caixa.largura - 1.6) * mm))


def _instrucoes(boleto: Boleto) -> list[str]:
    """Return the lines of the instructions, then what is charged, as far as there is room."""
    largura = (ESQUERDA_LARGURA - 2) * mm
    linhas: list[str] = []
    for instrucao in boleto.instrucoes:
        linhas += quebrar(instrucao, NORMAL, 6, largura, 2)
    for descricao, valor in boleto.demonstrativo:
        linhas.append(caber(f"{descricao}: {formatar_reais(valor)}", NORMAL, 6, largura))
    return linhas[:LINHAS_DE_INSTRUCAO]


def _em_linhas(tela: Canvas, linhas: Iterable[str], x: float, y: float, corpo: float, passo: float = 0) -> None:
    tela.setFont(NORMAL, corpo)
    for linha in linhas:
        tela.drawString(x * mm, y * mm, linha)
        y -= passo
