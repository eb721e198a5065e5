"""The carnê: three boletos to a page, each read from the paper as the bank's slip alone is."""

from __future__ import annotations

import dataclasses
import io
from decimal import Decimal

import pytest

from financeiro.bancos.catalogo import calcular
from financeiro.impressao.boleto import Boleto, Pessoa
from financeiro.impressao.pdf_carne import escrever_carne
from financeiro.impressao.titulos import boleto_do_titulo
from financeiro.pix.brcode import montar
from tests.financeiro.impressao.leitura import barras, texto, todos_os_codigos
from tests.financeiro.impressao.test_pdf_boleto import UM_POR_BANCO


def boleto(ordem: int, **campos) -> Boleto:
    titulo = UM_POR_BANCO[ordem % len(UM_POR_BANCO)]["titulo"]
    pix = montar(chave="52998224725", valor=Decimal("149.90"), txid=f"F1N{ordem}", nome="Conexão", cidade="São Paulo")
    return dataclasses.replace(boleto_do_titulo(titulo, calcular(titulo)), **{"pix": pix, **campos})


def carne(*boletos: Boleto) -> bytes:
    saida = io.BytesIO()
    assert escrever_carne(boletos, saida) == -(-len(boletos) // 3)
    return saida.getvalue()


def test_leitor_le_os_tres_boletos_e_os_tres_pix_de_cada_pagina() -> None:
    todos = [boleto(ordem) for ordem in range(8)]
    folhas = carne(*todos)
    for pagina in range(3):
        desta = todos[pagina * 3 : pagina * 3 + 3]
        lidos = todos_os_codigos(folhas, pagina)
        assert lidos == {"ITF": [b.codigo_barras for b in desta], "QR": [b.pix for b in desta]}
        for cada in desta:
            assert cada.linha_digitavel in texto(folhas, pagina)


def test_barras_tem_as_medidas_da_febraban_em_cada_terco() -> None:
    desenhadas = barras(carne(boleto(0), boleto(1), boleto(2)))
    milimetros = Decimal("2.834646")
    por_boleto = 2 + 44 // 2 * 5 + 2
    assert len(desenhadas) == 3 * por_boleto
    for inicio in range(0, len(desenhadas), por_boleto):
        deste = desenhadas[inicio : inicio + por_boleto]
        largura = deste[-1][0] + deste[-1][1] - deste[0][0]
        assert abs(largura / milimetros - 103) < Decimal("0.1")
        assert deste[0][0] / milimetros > 50, "o canhoto fica à esquerda"


def test_canhoto_e_ficha_dizem_o_mesmo_e_o_que_foi_cobrado() -> None:
    lido = texto(
        carne(
            boleto(
                0,
                beneficiario=Pessoa("Provedor Conexão Ltda", "12.345.678/0001-95", ("Rua A, 1 - Centro",)),
                pagador=Pessoa("Conceição d'Ávila", "529.982.247-25", ("Rua B, 2", "13010-000 - Campinas/SP")),
                demonstrativo=(("Fibra 500 12/2026", Decimal("149.90")),),
                instrucoes=("Não receber em cheque.",),
                valor=Decimal("1149.90"),
                recebido=Decimal("49.90"),
            )
        )
    )
    for trecho, vezes in (
        ("Conceição d'Ávila", 2), ("Provedor Conexão Ltda", 2), ("1.149,90", 2), ("1.100,00", 2), ("49,90", 4),
        ("13010-000 - Campinas/SP", 1), ("Fibra 500 12/2026: 149,90", 1), ("Não receber em cheque.", 1),
    ):  # fmt: skip
        assert lido.count(trecho) == vezes, trecho


def test_texto_hostil_nao_quebra_o_carne() -> None:
    hostil = "A\x00B\n😀" + "名" * 5000
    pessoa = Pessoa(hostil, hostil, (hostil,) * 10)
    um = boleto(
        0, beneficiario=pessoa, pagador=pessoa, instrucoes=(hostil,) * 50, demonstrativo=((hostil, Decimal(1)),) * 50
    )
    assert todos_os_codigos(carne(um, um, um))["ITF"] == [um.codigo_barras] * 3


def test_carne_sem_boleto_e_recusado() -> None:
    with pytest.raises(ValueError, match="at least one"):
        carne()
