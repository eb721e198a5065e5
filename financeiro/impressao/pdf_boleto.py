"""Boletos as PDF: one a page of A4, receipt of the payer above, the bank's slip (ficha de compensação) below."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import IO, NamedTuple

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from financeiro.impressao.barras import desenhar_itf, desenhar_qr
from financeiro.impressao.boleto import LOCAL_DE_PAGAMENTO, Boleto, Pessoa
from financeiro.impressao.texto import caber, limpar, quebrar
from hubsoft.core.dinheiro import ZERO, formatar_numero

NORMAL, FORTE = "Helvetica", "Helvetica-Bold"
ESQUERDA, LARGURA = 15 * mm, 180 * mm
DIREITA = ESQUERDA + LARGURA
COLUNA = 45 * mm  # the narrow column at the right, with due date and amounts
LINHA = 7.6 * mm
TOPO_RECIBO, TOPO_FICHA = A4[1] - 118 * mm, A4[1] - 172 * mm
BARRAS_LARGURA, BARRAS_ALTURA = 103 * mm, 13 * mm
LINHAS_DO_DEMONSTRATIVO = 16


class Caixa(NamedTuple):
    """A box of the form: where it begins (mm from the left), how wide it is (mm), its label."""

    x: float
    largura: float
    rotulo: str


# The rows of the slip, from above; the last box of each is the narrow column.
FICHA = (
    (Caixa(0, 135, "Local de pagamento"), Caixa(135, 45, "Vencimento")),
    (Caixa(0, 135, "Beneficiário"), Caixa(135, 45, "Agência / código do beneficiário")),
    (
        Caixa(0, 28, "Data do documento"),
        Caixa(28, 37, "Número do documento"),
        Caixa(65, 22, "Espécie doc."),
        Caixa(87, 16, "Aceite"),
        Caixa(103, 32, "Data do processamento"),
        Caixa(135, 45, "Nosso número"),
    ),
    (
        Caixa(0, 28, "Uso do banco"),
        Caixa(28, 20, "Carteira"),
        Caixa(48, 17, "Espécie"),
        Caixa(65, 38, "Quantidade"),
        Caixa(103, 32, "Valor"),
        Caixa(135, 45, "(=) Valor do documento"),
    ),
)
VALORES = (
    "(-) Desconto / abatimento",
    "(-) Outras deduções",
    "(+) Mora / multa",
    "(+) Outros acréscimos",
    "(=) Valor cobrado",
)
RECIBO = (
    (Caixa(0, 100, "Beneficiário"), Caixa(100, 35, "CPF/CNPJ"), Caixa(135, 45, "Vencimento")),
    (Caixa(0, 100, "Pagador"), Caixa(100, 35, "CPF/CNPJ"), Caixa(135, 45, "(=) Valor do documento")),
    (
        Caixa(0, 40, "Nosso número"),
        Caixa(40, 30, "Número do documento"),
        Caixa(70, 30, "Data do documento"),
        Caixa(100, 35, "Agência / código"),
        Caixa(135, 45, "(=) Valor cobrado"),
    ),
)


def escrever(boletos: Iterable[Boleto], saida: str | IO[bytes], titulo: str = "Boletos") -> int:
    """Write the boletos as one PDF into a path or binary file and return how many pages it has.

    Raises ``ValueError`` when there is none.
    """
    tela = Canvas(saida, pagesize=A4, pageCompression=1)
    tela.setTitle(limpar(titulo))
    tela.setCreator("Hubsoft")
    # What all pages share is drawn once and used by reference.
    tela.beginForm("moldura")
    _moldura(tela)
    tela.endForm()
    paginas = 0
    for boleto in boletos:
        tela.doForm("moldura")
        _demonstrativo(tela, boleto)
        _recibo(tela, boleto)
        _ficha(tela, boleto)
        tela.showPage()
        paginas += 1
    if not paginas:
        raise ValueError("a PDF needs at least one boleto")
    tela.save()
    return paginas


# -- what does not change --------------------------------------------------------------------------------------------


def _moldura(tela: Canvas) -> None:
    tela.setLineWidth(0.5)
    _grade(tela, RECIBO, TOPO_RECIBO - 9 * mm)
    tela.setFont(NORMAL, 6)
    tela.drawRightString(DIREITA, TOPO_RECIBO - 9 * mm - 3 * LINHA - 3 * mm, "Autenticação mecânica")
    corte = TOPO_FICHA + 12 * mm
    tela.setDash(2, 2)
    tela.line(ESQUERDA, corte, DIREITA, corte)
    tela.setDash()
    tela.drawRightString(DIREITA, corte + 1 * mm, "Corte aqui")
    topo = TOPO_FICHA - 1 * mm
    _grade(tela, FICHA, topo)
    base = topo - len(FICHA) * LINHA
    x = DIREITA - COLUNA
    for ordem, rotulo in enumerate(VALORES):
        _rotulo(tela, x, base - ordem * LINHA, rotulo)
        tela.line(x, base - (ordem + 1) * LINHA, DIREITA, base - (ordem + 1) * LINHA)
    tela.line(x, base, x, base - 5 * LINHA)
    _rotulo(tela, ESQUERDA, base, "Instruções (texto de responsabilidade do beneficiário)")
    fim = base - 5 * LINHA
    tela.line(ESQUERDA, fim, DIREITA, fim)
    _rotulo(tela, ESQUERDA, fim, "Pagador")
    tela.line(ESQUERDA, fim - 15 * mm, DIREITA, fim - 15 * mm)
    tela.setFont(NORMAL, 6)
    tela.drawRightString(DIREITA, fim - 18 * mm, "Autenticação mecânica · FICHA DE COMPENSAÇÃO")


def _grade(tela: Canvas, linhas: Iterable[tuple[Caixa, ...]], topo: float) -> None:
    y = topo
    tela.line(ESQUERDA, y, DIREITA, y)
    for linha in linhas:
        for caixa in linha:
            x = ESQUERDA + caixa.x * mm
            _rotulo(tela, x, y, caixa.rotulo)
            if caixa.x:
                tela.line(x, y, x, y - LINHA)
        y -= LINHA
        tela.line(ESQUERDA, y, DIREITA, y)


def _rotulo(tela: Canvas, x: float, topo: float, texto: str) -> None:
    tela.setFont(NORMAL, 5.5)
    tela.drawString(x + 1 * mm, topo - 2.3 * mm, texto)


# -- what each boleto says -------------------------------------------------------------------------------------------


def _preencher(
    tela: Canvas, linhas: Iterable[tuple[Caixa, ...]], topo: float, textos: Iterable[tuple[str, ...]]
) -> None:
    y = topo
    for caixas, valores in zip(linhas, textos, strict=True):
        for caixa, texto in zip(caixas, valores, strict=True):
            x, largura = ESQUERDA + caixa.x * mm, caixa.largura * mm
            forte = caixa.x == 135
            fonte, corpo = (FORTE, 9) if forte else (NORMAL, 8)
            cortado = caber(texto, fonte, corpo, largura - 2 * mm)
            tela.setFont(fonte, corpo)
            if forte:
                tela.drawRightString(x + largura - 1 * mm, y - 6.2 * mm, cortado)
            else:
                tela.drawString(x + 1 * mm, y - 6.2 * mm, cortado)
        y -= LINHA


def _cabecalho(tela: Canvas, boleto: Boleto, base: float, a_direita: str) -> None:
    """Draw bank, code with digit and the text at the right above a form's first line."""
    tela.setFont(FORTE, 12)
    tela.drawString(ESQUERDA, base + 2 * mm, caber(boleto.banco_nome, FORTE, 12, 44 * mm))
    tela.setLineWidth(1.2)
    for x in (46 * mm, 64 * mm):
        tela.line(ESQUERDA + x, base, ESQUERDA + x, base + 7 * mm)
    tela.setLineWidth(0.5)
    tela.setFont(FORTE, 14)
    tela.drawCentredString(ESQUERDA + 55 * mm, base + 1.8 * mm, boleto.banco_com_digito)
    tela.setFont(FORTE, 10.5)
    tela.drawRightString(DIREITA, base + 2 * mm, a_direita)


def _recibo(tela: Canvas, boleto: Boleto) -> None:
    topo = TOPO_RECIBO - 9 * mm
    _cabecalho(tela, boleto, topo, "Recibo do pagador")
    textos = (
        (boleto.beneficiario.nome, boleto.beneficiario.documento, formatar_data(boleto.vencimento)),
        (boleto.pagador.nome, boleto.pagador.documento, formatar_reais(boleto.valor)),
        (
            boleto.nosso_numero,
            boleto.numero_documento,
            formatar_data(boleto.emissao),
            boleto.agencia_codigo,
            formatar_reais(boleto.valor - boleto.recebido) if boleto.recebido else "",
        ),
    )
    _preencher(tela, RECIBO, topo, textos)


def _ficha(tela: Canvas, boleto: Boleto) -> None:
    topo = TOPO_FICHA - 1 * mm
    _cabecalho(tela, boleto, topo, boleto.linha_digitavel)
    dono = boleto.beneficiario
    beneficiario = " · ".join(p for p in (dono.nome, dono.documento) if p)
    textos = (
        (LOCAL_DE_PAGAMENTO, formatar_data(boleto.vencimento)),
        (beneficiario, boleto.agencia_codigo),
        (
            formatar_data(boleto.emissao),
            boleto.numero_documento,
            boleto.especie,
            "A" if boleto.aceite else "N",
            formatar_data(boleto.emissao),
            boleto.nosso_numero,
        ),
        ("", boleto.carteira, "R$", "", "", formatar_reais(boleto.valor)),
    )
    _preencher(tela, FICHA, topo, textos)
    base = topo - len(FICHA) * LINHA
    _endereco_do_beneficiario(tela, dono, topo - LINHA)
    largura = LARGURA - COLUNA - 3 * mm
    _linhas(tela, _instrucoes(boleto, largura), ESQUERDA + 1 * mm, base - 6 * mm, 3.6 * mm)
    if boleto.recebido > ZERO:
        tela.setFont(FORTE, 9)
        tela.drawRightString(DIREITA - 1 * mm, base - 6.2 * mm, formatar_reais(boleto.recebido))
        tela.drawRightString(
            DIREITA - 1 * mm, base - 4 * LINHA - 6.2 * mm, formatar_reais(boleto.valor - boleto.recebido)
        )
    fim = base - 5 * LINHA
    quem = boleto.pagador
    linhas = [" · ".join(p for p in (quem.nome, quem.documento) if p), *quem.endereco][:4]
    _linhas(
        tela, [caber(t, NORMAL, 8, LARGURA - 20 * mm) for t in linhas], ESQUERDA + 12 * mm, fim - 3.2 * mm, 3.4 * mm
    )
    desenhar_itf(tela, boleto.codigo_barras, ESQUERDA, fim - 17 * mm - BARRAS_ALTURA, BARRAS_LARGURA, BARRAS_ALTURA)


def _endereco_do_beneficiario(tela: Canvas, dono: Pessoa, topo: float) -> None:
    """Write the beneficiário's address in small type beside the label (Lei 12.039/2009)."""
    endereco = caber(" - ".join(dono.endereco), NORMAL, 6, 115 * mm)
    tela.setFont(NORMAL, 6)
    tela.drawString(ESQUERDA + 16 * mm, topo - 2.4 * mm, endereco)


def _instrucoes(boleto: Boleto, largura: float) -> list[str]:
    linhas: list[str] = []
    for instrucao in boleto.instrucoes:
        linhas += quebrar(instrucao, NORMAL, 8, largura, 2)
    return linhas[:9]


def _demonstrativo(tela: Canvas, boleto: Boleto) -> None:
    """Draw the top of the page: who bills, what is billed, the Pix QR code."""
    y = A4[1] - 18 * mm
    tela.setFont(FORTE, 14)
    tela.drawString(ESQUERDA, y, caber(boleto.beneficiario.nome, FORTE, 14, LARGURA - 40 * mm))
    pagina_util = LARGURA - 50 * mm if boleto.pix else LARGURA
    sub = [" · ".join(p for p in (boleto.beneficiario.documento, *boleto.beneficiario.endereco) if p)]
    _linhas(tela, [caber(t, NORMAL, 8, pagina_util) for t in sub], ESQUERDA, y - 5 * mm, 4 * mm)
    y -= 16 * mm
    tela.setFont(FORTE, 9)
    tela.drawString(ESQUERDA, y, "Demonstrativo")
    tela.line(ESQUERDA, y - 1.5 * mm, ESQUERDA + pagina_util, y - 1.5 * mm)
    for descricao, valor in _linhas_do_demonstrativo(boleto):
        y -= 4.4 * mm
        tela.setFont(NORMAL, 8)
        tela.drawString(ESQUERDA, y - 1.5 * mm, caber(descricao, NORMAL, 8, pagina_util - 28 * mm))
        tela.drawRightString(ESQUERDA + pagina_util, y - 1.5 * mm, valor)
    if boleto.pix:
        _qr(tela, boleto.pix, DIREITA - 42 * mm, A4[1] - 74 * mm, 42 * mm)


def _linhas_do_demonstrativo(boleto: Boleto) -> list[tuple[str, str]]:
    """Return description and value of each charge; those that do not fit are summed in one line."""
    itens = list(boleto.demonstrativo)
    if len(itens) > LINHAS_DO_DEMONSTRATIVO:
        resto = itens[LINHAS_DO_DEMONSTRATIVO - 1 :]
        soma = sum((v for _d, v in resto), ZERO)
        itens = [*itens[: LINHAS_DO_DEMONSTRATIVO - 1], (f"Outras {len(resto)} cobranças", soma)]
    linhas = [(descricao, formatar_reais(valor)) for descricao, valor in itens]
    return [*linhas, ("Total", formatar_reais(boleto.valor))] if len(linhas) > 1 else linhas


def _qr(tela: Canvas, pix: str, x: float, y: float, lado: float) -> None:
    desenhar_qr(tela, pix, x, y, lado)
    tela.setFont(FORTE, 8)
    tela.drawCentredString(x + lado / 2, y + lado + 1 * mm, "Pague com Pix")


def _linhas(tela: Canvas, linhas: Iterable[str], x: float, y: float, passo: float) -> None:
    tela.setFont(NORMAL, 8)
    for linha in linhas:
        tela.drawString(x, y, linha)
        y -= passo


def formatar_data(data: dt.date) -> str:
    """Return "10/12/2026"."""
    return f"{data:%d/%m/%Y}"


def formatar_reais(valor: Decimal) -> str:
    """Return "1.234,56", or "" where nothing is due."""
    return formatar_numero(valor)
