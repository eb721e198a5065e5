"""The discount for paying until the due date (F01: *desconto*)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from hubsoft.core.dinheiro import ZERO, formatar


def desconto_do_titulo(desconto: Decimal, valor: Decimal) -> Decimal:
    """Return what a title of ``valor`` (reais) grants until its due date; none when it would leave nothing to pay."""
    return desconto if ZERO < desconto < valor else ZERO


def desconto_devido(desconto: Decimal, valor: Decimal, saldo: Decimal, ate: dt.date, em: dt.date) -> Decimal:
    """Return the discount until ``ate`` of a title paid whole on ``em``; late or paid in part, there is none."""
    return desconto_do_titulo(desconto, valor) if em <= ate and saldo == valor else ZERO


def promocional_ate(vencimento: dt.date, dias: int) -> dt.date:
    """Return the last day of a promotional discount: ``dias`` calendar days before the due date (*dias corridos*)."""
    return vencimento - dt.timedelta(days=dias)


def texto_promocional(valor: Decimal, ate: dt.date) -> str:
    """Return the line of the boleto and the screens (manual: *Como adicionar o desconto promocional*)."""
    return f"Desconto de {formatar(valor)} para pagamento até o dia {ate:%d/%m/%Y}"
