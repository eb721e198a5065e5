"""What Estoque keeps on a person (``DadosPessoais``, C24)."""

from __future__ import annotations

from clientes.models import Cliente
from estoque.models import EquipamentoEmServico
from hubsoft.core.titular import FIM_DA_FILA, Retencao, Secao, mudar, secao


def exportar(cliente: Cliente) -> list[Secao]:
    """Return what was lent."""
    emprestimos = EquipamentoEmServico.objects.filter(servico__cliente=cliente).select_related("equipamento__produto")
    campos = ("equipamento", "emprestado_em", "devolvido_em", "condicao", "observacao")
    return [secao("Equipamentos em comodato", emprestimos.order_by("pk"), *campos)]


def reter(cliente: Cliente) -> list[Retencao]:
    """What was not given back has no end."""
    abertos = EquipamentoEmServico.objects.abertos().filter(servico__cliente=cliente)
    if not abertos.exists():
        return []
    return [Retencao(FIM_DA_FILA, "Há equipamentos emprestados. Receba-os de volta ou dê baixa antes.")]


def anonimizar(cliente: Cliente) -> None:
    """Empty the notes."""
    mudar(EquipamentoEmServico.objects.filter(servico__cliente=cliente), observacao="")
