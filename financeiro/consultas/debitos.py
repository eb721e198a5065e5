"""What a client owes that is overdue, as other areas ask for it."""

from __future__ import annotations

from django.db.models import F, Sum

from clientes.models import ServicoCliente
from financeiro.models import Cobranca
from hubsoft.core.datas import hoje
from hubsoft.core.dinheiro import formatar


def impede_pausa(servico: ServicoCliente) -> str:
    """Return why a client with overdue charges may not pause (RGC: only without debt), "" when nothing is overdue."""
    vencidas = Cobranca.objects.vencidas(hoje()).filter(cliente=servico.cliente_id)
    divida = vencidas.aggregate(soma=Sum(F("valor") - F("desconto") - F("valor_recebido")))["soma"]
    return f"O cliente tem {formatar(divida)} em atraso: receba antes de pausar." if divida else ""
