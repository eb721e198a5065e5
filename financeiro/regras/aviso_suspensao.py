"""What the notice before a suspension says (RGC, Anatel 765/2023: reason, amount, deadline, credit bureaus)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import NamedTuple

from hubsoft.core.dinheiro import formatar

DIAS_PARA_RESCISAO = 60
"""Days of suspension after which the contract may be ended (RGC)."""


class DadosAviso(NamedTuple):
    """``antiga``: due date of the oldest debt; ``prazo``: first day of the suspension (or of the contract's end);
    ``negativacao``: whether the debt may go to credit bureaus.
    """

    cliente: str
    servico: str
    empresa: str
    valor: Decimal
    antiga: dt.date
    prazo: dt.date
    negativacao: bool


def prazo_da_suspensao(enviado: dt.date, antiga: dt.date, dias_total: int, prazo_aviso: int) -> dt.date:
    """Return the first day on which a service may be suspended: both delays have passed."""
    return max(enviado + dt.timedelta(days=prazo_aviso), antiga + dt.timedelta(days=dias_total))


def assunto_da_suspensao(dados: DadosAviso) -> str:
    """Return the subject."""
    return f"Aviso de suspensão por falta de pagamento: {dados.servico}"


def texto_da_suspensao(dados: DadosAviso) -> str:
    """Return the notice of a suspension (Portuguese, plain text)."""
    partes = [
        f"Olá, {dados.cliente}.",
        f"O serviço {dados.servico} tem {formatar(dados.valor)} em aberto, vencidos desde {dados.antiga:%d/%m/%Y}.",
        f"Motivo deste aviso: falta de pagamento. Se o débito não for pago, o serviço será suspenso totalmente a "
        f"partir de {dados.prazo:%d/%m/%Y}. Nada é cobrado pelos dias em que ele ficar suspenso, e ele volta em até "
        f"um dia depois de o pagamento ser identificado.",
        f"Se a suspensão passar de {DIAS_PARA_RESCISAO} dias, o contrato pode ser encerrado.",
    ]
    if dados.negativacao:
        partes.append("O débito também pode ser registrado em órgãos de proteção ao crédito.")
    partes += ["Se você já pagou, desconsidere este aviso.", dados.empresa]
    return "\n\n".join(partes)


def assunto_da_rescisao(dados: DadosAviso) -> str:
    """Return the subject."""
    return f"Aviso de encerramento do contrato: {dados.servico}"


def texto_da_rescisao(dados: DadosAviso) -> str:
    """Return the notice of the end of a contract (Portuguese, plain text)."""
    partes = [
        f"Olá, {dados.cliente}.",
        f"O serviço {dados.servico} está suspenso por falta de pagamento há mais de {DIAS_PARA_RESCISAO} dias, com "
        f"{formatar(dados.valor)} em aberto, vencidos desde {dados.antiga:%d/%m/%Y}.",
        f"Se o débito não for pago, o contrato pode ser encerrado a partir de {dados.prazo:%d/%m/%Y}.",
    ]
    if dados.negativacao:
        partes.append("O débito também pode ser registrado em órgãos de proteção ao crédito.")
    partes += ["Se você já pagou, desconsidere este aviso.", dados.empresa]
    return "\n\n".join(partes)
