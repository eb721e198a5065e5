"""What Estoque says when a service is cancelled (C16): the equipment to be given back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from clientes.models import ServicoCliente
from estoque.models import EquipamentoEmServico
from hubsoft.core.dinheiro import formatar


def nada_a_perguntar(servicos: Sequence[ServicoCliente]) -> dict[str, forms.Field]:
    """Return no fields: what is lent is listed, not chosen."""
    return {}


def listar_emprestados(servicos: Sequence[ServicoCliente], dados: Mapping[str, Any], usuario: Any) -> list[str]:
    """Return a line for each piece still lent, with what it costs when it does not come back."""
    abertos = EquipamentoEmServico.objects.abertos().filter(servico__in=servicos).select_related("equipamento__produto")
    linhas = []
    for emprestimo in abertos.order_by("pk"):
        valor = emprestimo.equipamento.produto.valor
        custo = f", valor de reposição {formatar(valor)}" if valor else ""
        linhas.append(f"{emprestimo.equipamento}, em comodato desde {emprestimo.emprestado_em:%d/%m/%Y}{custo}")
    return linhas
