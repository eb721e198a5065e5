"""What Atendimento keeps on a person (``DadosPessoais``, C24)."""

from __future__ import annotations

from atendimento.models import OrdemServico
from clientes.models import Cliente
from hubsoft.core.titular import Secao, mudar, secao


def exportar(cliente: Cliente) -> list[Secao]:
    """Return the orders."""
    ordens = OrdemServico.objects.filter(servico__cliente=cliente).select_related("tipo", "tecnico").order_by("pk")
    campos = ("protocolo", "tipo", "status", "tecnico", "inicio", "descricao", "criada_em", "finalizada_em")
    return [secao("Ordens de serviço", ordens, *campos)]


def anonimizar(cliente: Cliente) -> None:
    """Empty what was written; that there was an order stays."""
    mudar(OrdemServico.objects.filter(servico__cliente=cliente), descricao="")
