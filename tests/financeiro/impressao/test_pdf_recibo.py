"""The printed receipt, thermal and common (F06)."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
from decimal import Decimal

import pytest
from pypdf import PdfReader

from financeiro.impressao.boleto import Pessoa
from financeiro.impressao.recibo import LAYOUTS, ItemImpresso, ReciboImpresso, imprimir
from tests.financeiro.impressao.leitura import texto

RECIBO = ReciboImpresso(
    numero="4711",
    empresa=Pessoa("Provedor Conexão Ltda", "12.345.678/0001-95", ("Rua A, 1 - Centro", "Campinas/SP - CEP 13010-000")),
    cliente=Pessoa("Conceição d'Ávila", "529.982.247-25"),
    data=dt.date(2026, 11, 24),
    emitido_em="24/11/2026 10:15",
    meio="Dinheiro",
    caixa="Balcão",
    recebedor="Bruna",
    valor=Decimal("1153.33"),
    itens=(
        ItemImpresso("Fibra 500 10/2026", Decimal("1000.00"), Decimal("20.00"), Decimal("13.33")),
        ItemImpresso("Visita técnica", Decimal("130.00"), desconto=Decimal("10.00")),
    ),
    observacao="Pagou com troco",
)


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_recibo_diz_quem_quanto_e_de_que(layout: str) -> None:
    lido = texto(imprimir(RECIBO, layout))
    for trecho in (
        "Provedor Conexão Ltda", "12.345.678/0001-95", "4711", "Conceição d'Ávila", "529.982.247-25", "24/11/2026",
        "Dinheiro", "Balcão", "Bruna", "R$ 1.153,33", "Fibra 500 10/2026", "1.033,33", "20,00", "13,33",
        "Visita técnica", "120,00", "Pagou com troco",
    ):  # fmt: skip
        assert trecho in lido, trecho
    assert "ESTORNADO" not in lido


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_recibo_estornado_diz_que_nao_vale(layout: str) -> None:
    assert "ESTORNADO" in texto(imprimir(dataclasses.replace(RECIBO, estornado=True), layout))


def test_termico_tem_80_mm_e_o_comprimento_do_que_diz() -> None:
    curto = PdfReader(io.BytesIO(imprimir(RECIBO, "termico"))).pages[0].mediabox
    longo = (
        PdfReader(io.BytesIO(imprimir(dataclasses.replace(RECIBO, itens=RECIBO.itens * 20), "termico")))
        .pages[0]
        .mediabox
    )
    assert round(float(curto.width) / 72 * 25.4) == 80
    assert longo.height > curto.height


def test_comum_com_muitas_cobrancas_continua_em_outra_folha() -> None:
    itens = tuple(ItemImpresso(f"Cobrança {n}", Decimal("1.00")) for n in range(80))
    paginas = PdfReader(io.BytesIO(imprimir(dataclasses.replace(RECIBO, itens=itens), "comum"))).pages
    lido = "\n".join(p.extract_text() for p in paginas)
    assert len(paginas) == 3
    assert all(f"Cobrança {n}" in lido for n in range(80))
    assert lido.count("Total recebido") == 1


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_texto_hostil_nao_quebra(layout: str) -> None:
    ruim = "\x00\n😀" + "名" * 3000
    hostil = dataclasses.replace(
        RECIBO, empresa=Pessoa(ruim, ruim, (ruim,)), cliente=Pessoa(ruim, ruim), observacao=ruim, caixa=ruim,
        recebedor=ruim, itens=(ItemImpresso(ruim, Decimal("1.00")),),
    )  # fmt: skip
    assert "4711" in texto(imprimir(hostil, layout))


def test_layout_desconhecido_e_recusado() -> None:
    with pytest.raises(KeyError):
        imprimir(RECIBO, "fantasia")
