"""Equipment for tests."""

from __future__ import annotations

from itertools import count
from typing import Any

from clientes.models import ServicoCliente
from estoque.acoes import Emprestimo, NovoEquipamento, cadastrar, emprestar
from estoque.models import Equipamento, EquipamentoEmServico, Produto
from hubsoft.core.datas import hoje

_sequencia = count(1)


def produto(nome: str = "ONU de teste", **campos: Any) -> Produto:
    """Return the product of that name, made when missing."""
    return Produto.objects.get_or_create(nome=nome, defaults={"valor": "250.00", **campos})[0]


def equipamento(serial: str | None = None, mac: str = "", de: Produto | None = None) -> Equipamento:
    """Return a new piece in stock."""
    novo = NovoEquipamento(serial or f"HWTC{next(_sequencia):08d}", mac)
    return cadastrar(de or produto(), [novo], None)[0]


def emprestimo(servico: ServicoCliente, de: Equipamento | None = None) -> EquipamentoEmServico:
    """Return a new loan of a (new) piece to a service."""
    return emprestar(servico, Emprestimo([de or equipamento()], hoje(), None), None)[0]
