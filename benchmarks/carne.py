"""Boletos a second as carnê, three to a page; floor: bare ReportLab pages with as many lines of text."""

from __future__ import annotations

import dataclasses
import io
import time
from collections.abc import Callable, Iterator
from decimal import Decimal

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from benchmarks.boletos import titulos
from benchmarks.medida import Medida
from financeiro.bancos.catalogo import calcular
from financeiro.impressao.boleto import Boleto, Pessoa, instrucoes_de_atraso
from financeiro.impressao.pdf_carne import POR_PAGINA, escrever_carne
from financeiro.impressao.titulos import boleto_do_titulo
from financeiro.pix.brcode import montar

TEXTOS_DE_UM_BOLETO = 34  # what a boleto with two charges and two instructions writes


def medir(quantos: int) -> Iterator[Medida]:
    """Yield the measure, in boletos a second of a core."""
    lista = boletos(quantos)
    carne = _segundos_de_nucleo(lambda: escrever_carne(lista, io.BytesIO()))
    nu = _segundos_de_nucleo(lambda: _paginas_nuas(quantos))
    yield Medida("carnê with Pix, boletos/s of a core (floor: bare pages)", quantos / carne, quantos / nu, "/s")


def boletos(quantos: int) -> list[Boleto]:
    """Boletos of other people, values and Pix codes."""
    dono = Pessoa("Provedor Ltda", "12.345.678/0001-95", ("Rua Barão de Jaguara, 100 - Centro", "Campinas/SP"))
    feitos = []
    for n, titulo in enumerate(titulos(quantos)):
        valor = Decimal(titulo["valor"])
        feitos.append(
            dataclasses.replace(
                boleto_do_titulo(titulo, calcular(titulo)),
                beneficiario=dono,
                pagador=Pessoa(f"Assinante {n} da Silva", "529.982.247-25", (f"Rua B, {n} - Centro", "Campinas/SP")),
                instrucoes=tuple(instrucoes_de_atraso(valor, Decimal(2), Decimal(1))),
                demonstrativo=((f"Fibra 500 {n}", valor - 2), ("Taxa de boleto", Decimal(2))),
                pix=montar(
                    chave="pix@provedor.com.br", valor=valor, txid=f"F1N{n}", nome="Provedor", cidade="Campinas"
                ),
            )
        )
    return feitos


def _paginas_nuas(quantos: int) -> None:
    tela = Canvas(io.BytesIO(), pagesize=A4, pageCompression=1)
    for n in range(quantos):
        tela.setFont("Helvetica", 7)
        for linha in range(TEXTOS_DE_UM_BOLETO):
            tela.drawString(50, 50 + 7 * linha, f"Assinante {n} da Silva, linha {linha}")
        if n % POR_PAGINA == POR_PAGINA - 1:
            tela.showPage()
    tela.save()


def _segundos_de_nucleo(funcao: Callable[[], object], vezes: int = 2) -> float:
    melhor = float("inf")
    for _ in range(vezes):
        inicio = time.process_time()
        funcao()
        melhor = min(melhor, time.process_time() - inicio)
    return melhor
