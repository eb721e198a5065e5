"""Charges added by hand (F02; manual: *Como gerar cobranças avulsas*, *Como gerar um boleto bancário*) or cancelled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction

from clientes.models import Cliente, ServicoCliente
from financeiro.acoes.montar_fatura import montar_fatura
from financeiro.models import Cobranca, DescontoCobranca, Fatura, FormaCobranca
from hubsoft.core import historico
from hubsoft.core.datas import primeiro_do_mes, somar_meses
from hubsoft.core.dinheiro import ZERO, formatar
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Historico

MESES_MAXIMO = 60


class NovaCobranca(NamedTuple):
    """What is charged: description, reais, due date.

    ``meses``: how many charges, one a month, the due date moving with them. ``data_base``: a day of the month that the
    (first) charge is about; a mensalidade with it takes that month of its service, so that the monthly run skips it.
    ``promocional`` and ``promocional_dias``: the discount in reais for paying until so many days before the due date.
    """

    descricao: str
    valor: Decimal
    vencimento: dt.date
    tipo: str = Cobranca.Tipo.OUTRA
    servico: ServicoCliente | None = None
    desconto: Decimal = ZERO
    promocional: Decimal = ZERO
    promocional_dias: int = 0
    data_base: dt.date | None = None
    meses: int = 1


@transaction.atomic
def adicionar_cobranca(cliente: Cliente, nova: NovaCobranca, usuario: Any) -> list[Cobranca]:
    """Charge a client, once or for some months; returns the charges by due date.

    Raises ``ErroDeNegocio`` for a value that is not positive, discounts that leave nothing to pay, a service of someone
    else, or a month of the service that is billed already.
    """
    _conferir(cliente, nova)
    cobrancas = [_cobranca(cliente, nova, ordem) for ordem in range(nova.meses)]
    try:
        with transaction.atomic():
            Cobranca.objects.bulk_create(cobrancas)
    except IntegrityError as erro:
        if "mensalidade_unica" not in str(erro):
            raise
        meses = ", ".join(f"{c.competencia:%m/%Y}" for c in cobrancas if c.competencia)
        raise ErroDeNegocio(
            f"Este serviço já tem mensalidade em {meses}. Escolha outra data base ou cancele a que existe.", "data_base"
        ) from erro
    if nova.promocional:
        DescontoCobranca.objects.bulk_create(
            DescontoCobranca(
                cobranca=cobranca,
                tipo=DescontoCobranca.Tipo.PROMOCIONAL,
                valor=nova.promocional,
                dias=nova.promocional_dias,
                usuario=usuario,
            )
            for cobranca in cobrancas
        )
    Historico.objects.bulk_create(
        [
            historico.montar(
                cobranca,
                historico.Area.FINANCEIRO,
                f"Cobrança “{cobranca}” de {formatar(cobranca.saldo)} adicionada, "
                f"vencimento {cobranca.vencimento:%d/%m/%Y}.",
                usuario=usuario,
            )
            for cobranca in cobrancas
        ]
    )
    return cobrancas


@transaction.atomic
def adicionar_com_fatura(
    cliente: Cliente, nova: NovaCobranca, forma: FormaCobranca, emissao: dt.date, usuario: Any
) -> list[Fatura]:
    """Charge a client and make the boleto of each charge at once (*Gerar cobrança e fatura*); all or nothing."""
    if nova.vencimento < emissao:
        raise ErroDeNegocio("O vencimento do boleto não pode estar no passado.", "vencimento")
    cobrancas = adicionar_cobranca(cliente, nova, usuario)
    return [montar_fatura([c], forma, c.vencimento, emissao, usuario) for c in cobrancas]


def _conferir(cliente: Cliente, nova: NovaCobranca) -> None:
    if nova.valor <= ZERO:
        raise ErroDeNegocio("O valor deve ser maior que zero.", "valor")
    if not ZERO <= nova.desconto < nova.valor:
        raise ErroDeNegocio("O desconto deve ser menor que o valor.", "desconto")
    if not ZERO <= nova.promocional < nova.valor - nova.desconto:
        raise ErroDeNegocio("Os descontos não podem chegar ao valor da cobrança.", "promocional")
    if not 1 <= nova.meses <= MESES_MAXIMO:
        raise ErroDeNegocio(f"Repita de 1 a {MESES_MAXIMO} meses.", "meses")
    if nova.servico is not None and nova.servico.cliente_id != cliente.pk:
        raise ErroDeNegocio("Este serviço é de outro cliente.", "servico")
    if nova.tipo == Cobranca.Tipo.MENSALIDADE and nova.servico is None:
        raise ErroDeNegocio("Escolha o serviço desta mensalidade.", "servico")


def _cobranca(cliente: Cliente, nova: NovaCobranca, ordem: int) -> Cobranca:
    base = nova.data_base
    if base is None and nova.tipo == Cobranca.Tipo.MENSALIDADE:
        base = nova.vencimento
    parcela = f" ({ordem + 1}/{nova.meses})" if nova.meses > 1 else ""
    return Cobranca(
        cliente=cliente,
        servico=nova.servico,
        tipo=nova.tipo,
        descricao=nova.descricao[: 200 - len(parcela)] + parcela,
        competencia=somar_meses(primeiro_do_mes(base), ordem) if base else None,
        vencimento=somar_meses(nova.vencimento, ordem),
        valor=nova.valor,
        desconto=nova.desconto,
    )


@transaction.atomic
def cancelar_cobranca(cobranca: Cobranca, *, motivo: str, usuario: Any) -> Cobranca:
    """Cancel an open charge that is in no fatura; raises ``ErroDeNegocio`` saying what to do first."""
    cancelar_cobrancas([cobranca], motivo=motivo, usuario=usuario)
    cobranca.refresh_from_db()
    return cobranca


@transaction.atomic
def cancelar_cobrancas(cobrancas: Sequence[Cobranca], *, motivo: str, usuario: Any) -> int:
    """Cancel open charges that are in no fatura, all or none; returns how many.

    Raises ``ErroDeNegocio`` naming the first that cannot be, with what to do.
    """
    if not motivo.strip():
        raise ErroDeNegocio("Informe o motivo do cancelamento.", "motivo")
    travadas = list(Cobranca.objects.select_for_update().filter(pk__in=[c.pk for c in cobrancas]).order_by("pk"))
    for cobranca in travadas:
        if cobranca.fatura_id is not None:
            raise ErroDeNegocio(f"A cobrança “{cobranca}” está na fatura {cobranca.fatura_id}. Cancele a fatura antes.")
        if cobranca.status != Cobranca.Status.ABERTA:
            raise ErroDeNegocio(f"Só se cancela cobrança em aberto. Estorne os recibos de “{cobranca}” antes.")
    Cobranca.objects.filter(pk__in=[c.pk for c in travadas]).update(status=Cobranca.Status.CANCELADA)
    Historico.objects.bulk_create(
        [
            historico.montar(
                cobranca,
                historico.Area.FINANCEIRO,
                f"Cobrança “{cobranca}” de {formatar(cobranca.saldo)} cancelada. Motivo: {motivo.strip()}",
                usuario=usuario,
            )
            for cobranca in travadas
        ]
    )
    return len(travadas)
