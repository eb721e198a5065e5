"""Equipment of the story: an ONU at nearly every subscriber's, some in stock, some still to be fetched."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from clientes.estados import Status
from demonstracao.provedor.cadastro import Contratado
from demonstracao.provedor.copia import Copia, Numeracao
from demonstracao.provedor.estrutura import Estrutura
from demonstracao.provedor.vida import Cenario
from estoque.models import Equipamento, EquipamentoEmServico, Produto

PRODUTOS = (
    ("ONU Huawei EG8145V5", "onu", "289.00", "HWTC"),
    ("ONU FiberHome AN5506-04", "onu", "239.00", "FHTT"),
    ("ONU ZTE F670L", "onu", "259.00", "ZTEG"),
)
NO_ESTOQUE = 40
SEM_ONU_A_CADA = 25  # one subscriber in so many uses equipment of their own
DIAS_PARA_BUSCAR = 10
E = Equipamento.Estado


def escrever(contratados: list[Contratado], estrutura: Estrutura, cenario: Cenario) -> None:
    """Write products, pieces and loans."""
    produtos = [
        Produto.objects.create(nome=nome, tipo=tipo, valor=Decimal(valor)).pk for nome, tipo, valor, _ in PRODUTOS
    ]
    pecas: list[tuple[Any, ...]] = []
    numeracao = Numeracao(Equipamento)
    emprestimos = list(_emprestimos(contratados, estrutura, cenario, numeracao, produtos, pecas))
    for n in range(NO_ESTOQUE):
        estado = E.DEFEITO if n % 13 == 5 else E.ESTOQUE
        pecas.append(_peca(numeracao.proximo(), produtos, estado, cenario.agora))
    Copia(Equipamento, "id", "produto_id", "serial", "mac", "estado", "criado_em").escrever(pecas)
    numeracao.gravar()
    Copia(
        EquipamentoEmServico,
        "equipamento_id",
        "servico_id",
        "emprestado_em",
        "responsavel_id",
        "devolvido_em",
        "condicao",
    ).escrever(emprestimos)


def _peca(numero: int, produtos: list[int], estado: Equipamento.Estado, quando: dt.datetime) -> tuple[Any, ...]:
    qual = numero % len(produtos)
    mac = f"{numero:06X}"
    completo = f"8C:15:C7:{mac[:2]}:{mac[2:4]}:{mac[4:]}"
    return numero, produtos[qual], f"{PRODUTOS[qual][3]}{0xA0000000 + numero:08X}", completo, estado.value, quando


def _emprestimos(
    contratados: list[Contratado],
    estrutura: Estrutura,
    cenario: Cenario,
    numeracao: Numeracao,
    produtos: list[int],
    pecas: list[tuple[Any, ...]],
) -> Iterator[tuple[Any, ...]]:
    tecnico = estrutura.pessoas["tecnico"].pk
    for c in contratados:
        vida = c.vida
        if vida.status is Status.AGUARDANDO_INSTALACAO or vida.indice % SEM_ONU_A_CADA == 7:
            continue
        volta = None
        if vida.cancelado_em is not None and vida.indice % 4:
            # One in four of who left still has it.
            volta = min(vida.cancelado_em + dt.timedelta(days=DIAS_PARA_BUSCAR), cenario.hoje)
        numero = numeracao.proximo()
        pecas.append(_peca(numero, produtos, E.ESTOQUE if volta else E.EM_SERVICO, vida.periodos[0].inicio))
        yield numero, vida.servico_id, vida.instalacao, tecnico, volta, "ok" if volta else ""
