"""Money received for charges (F06)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction

from financeiro.acoes.conciliar_fatura import conciliar_faturas
from financeiro.acoes.pedir_baixa import pedir_baixa
from financeiro.acoes.suspensao import restaurar_quitados
from financeiro.consultas.prazos import prazos_sem_encargos
from financeiro.models import (
    Caixa,
    CaixaUsuario,
    Cobranca,
    DescontoCobranca,
    Fatura,
    ItemRecibo,
    MovimentoCaixa,
    Recibo,
)
from financeiro.regras.desconto import desconto_devido, promocional_ate
from financeiro.regras.encargos import Encargos, encargos
from hubsoft.core import historico
from hubsoft.core.dinheiro import ZERO, formatar, ratear
from hubsoft.core.erros import ErroDeNegocio


class Recebimento(NamedTuple):
    """What is received: ``valor`` in reais, fine and interest included; ``None``: all that is due on ``data``.

    ``chave`` makes it idempotent: the same key again returns the receipt it made.
    """

    cobrancas: Sequence[Cobranca]
    caixa: Caixa
    meio: str
    data: dt.date
    chave: str
    valor: Decimal | None = None
    observacao: str = ""


class Parte(NamedTuple):
    """What a charge takes of the money; ``motivo`` says why of a discount that a person gave."""

    cobranca: Cobranca
    principal: Decimal
    encargos: Encargos
    desconto: Decimal = ZERO
    motivo: str = ""

    @property
    def total(self) -> Decimal:
        """The money, in reais: principal less discount, plus fine and interest."""
        return self.principal - self.desconto + self.encargos.multa + self.encargos.juros


def receber(pedido: Recebimento, usuario: Any) -> Recibo:
    """Receive money for charges of one client, oldest first; what is short leaves the last one partly open.

    Raises ``ErroDeNegocio`` when the person may not receive in
    the caixa, a charge is closed, or the value is more than what is due.
    """
    existente = Recibo.objects.filter(chave=pedido.chave).first()
    if existente is not None:
        return existente
    if not pedido.caixa.ativo:
        raise ErroDeNegocio("Este caixa está inativo. Escolha outro.", "caixa")
    if (
        not usuario.is_superuser
        and not CaixaUsuario.objects.filter(caixa=pedido.caixa, usuario=usuario, receber=True).exists()
    ):
        raise ErroDeNegocio(
            "Você não pode receber neste caixa. Escolha outro ou peça o direito ao administrador.", "caixa"
        )
    try:
        with transaction.atomic():
            return _gravar(pedido, usuario)
    except IntegrityError:
        repetido = Recibo.objects.filter(chave=pedido.chave).first()
        if repetido is None:
            raise
        return repetido


def _gravar(pedido: Recebimento, usuario: Any) -> Recibo:
    travadas = list(
        Cobranca.objects.select_for_update(of=("self",))
        .select_related("fatura__forma")
        .prefetch_related("descontos")
        .filter(pk__in=[c.pk for c in pedido.cobrancas])
        .order_by("vencimento", "pk")
    )
    repetido = Recibo.objects.filter(chave=pedido.chave).first()
    if repetido is not None:
        return repetido
    _conferir(travadas, len(pedido.cobrancas))
    partes = repartir(travadas, pedido.data, pedido.valor)
    total = sum((p.total for p in partes), ZERO)
    recibo = Recibo.objects.create(
        cliente_id=travadas[0].cliente_id,
        caixa=pedido.caixa,
        meio=pedido.meio,
        data=pedido.data,
        valor=total,
        observacao=pedido.observacao,
        chave=pedido.chave,
        usuario=usuario,
    )
    ItemRecibo.objects.bulk_create(
        [
            ItemRecibo(
                recibo=recibo,
                cobranca=p.cobranca,
                principal=p.principal,
                multa=p.encargos.multa,
                juros=p.encargos.juros,
                desconto=p.desconto,
                motivo_desconto=p.motivo,
            )
            for p in partes
        ]
    )
    MovimentoCaixa.objects.create(
        caixa=pedido.caixa, data=pedido.data, valor=total, descricao=str(recibo), recibo=recibo, usuario=usuario
    )
    for parte in partes:
        parte.cobranca.valor_recebido += parte.principal
        quitada = parte.cobranca.saldo == 0
        parte.cobranca.status = Cobranca.Status.RECEBIDA if quitada else Cobranca.Status.PARCIAL
    Cobranca.objects.bulk_update([p.cobranca for p in partes], ["valor_recebido", "status"])
    faturas = {p.cobranca.fatura_id for p in partes if p.cobranca.fatura_id}
    conciliar_faturas(faturas, pedido.data)
    if pedido.meio != Recibo.Meio.BOLETO:
        # Paid outside the bank: nobody must be able to pay the boleto again.
        pedir_baixa(Fatura.objects.filter(pk__in=faturas, status=Fatura.Status.PAGA).values_list("pk", flat=True))
    restaurar_quitados(recibo.cliente_id)
    frase = f"Recebido {formatar(total)} em {pedido.caixa} ({recibo.get_meio_display()}), recibo {recibo.pk}."
    historico.escrever(recibo, historico.Area.FINANCEIRO, frase, usuario=usuario)
    return recibo


def _conferir(cobrancas: list[Cobranca], pedidas: int) -> None:
    if not cobrancas or len(cobrancas) != pedidas:
        raise ErroDeNegocio("Escolha ao menos uma cobrança. Recarregue a página se alguma sumiu da lista.")
    if len({cobranca.cliente_id for cobranca in cobrancas}) > 1:
        raise ErroDeNegocio("Um recibo é de um só cliente.")
    for cobranca in cobrancas:
        if cobranca.status not in (Cobranca.Status.ABERTA, Cobranca.Status.PARCIAL):
            raise ErroDeNegocio(f"A cobrança “{cobranca}” não está em aberto: já foi recebida ou cancelada.")


def repartir(cobrancas: Sequence[Cobranca], em: dt.date, valor: Decimal | None) -> list[Parte]:
    """Split money over open charges in their order; the parts sum to ``valor`` exactly (``None``: to all due).

    The discounts for paying in time are for who pays all of it: less money than that is split without them. The one
    that a person gave to a charge (F07) is granted when this charge is paid whole.
    """
    encargos_de = encargos_devidos(cobrancas, em)
    em_dia = descontos_devidos(cobrancas, em)
    dados = {c.pk: _dado(c) for c in cobrancas}
    devidos = [
        Parte(c, c.saldo, e, _juntos(c, em_dia[c.pk], dados[c.pk][0]), dados[c.pk][1])
        for c, e in zip(cobrancas, encargos_de, strict=True)
    ]
    total = sum((p.total for p in devidos), ZERO)
    if valor is None or valor == total:
        return devidos
    if valor <= 0:
        raise ErroDeNegocio("O valor recebido deve ser maior que zero.", "valor")
    if valor > total:
        raise ErroDeNegocio(f"O valor recebido passa do que é devido ({formatar(total)}).", "valor")
    partes, resto = [], valor
    for parte in (p._replace(desconto=dados[p.cobranca.pk][0]) for p in devidos):
        if resto < parte.total:
            if resto > 0:
                # A part of the debt pays its own share of fine and interest, so the rest never owes them twice.
                pesos = (parte.principal, parte.encargos.multa, parte.encargos.juros)
                principal, multa, juros = ratear(resto, pesos)
                partes.append(Parte(parte.cobranca, principal, Encargos(multa, juros)))
            break
        partes.append(parte)
        resto -= parte.total
    return partes


def _dado(cobranca: Cobranca) -> tuple[Decimal, str]:
    """Return the discount that a person gave to a charge for its receipt, with the reason."""
    for desconto in cobranca.descontos.all():
        if desconto.tipo == DescontoCobranca.Tipo.RECEBIMENTO and desconto.valor < cobranca.saldo:
            return desconto.valor, desconto.motivo
    return ZERO, ""


def _juntos(cobranca: Cobranca, em_dia: Decimal, dado: Decimal) -> Decimal:
    """Return both discounts; the one for paying in time gives way where nothing would be left to pay."""
    return em_dia + dado if em_dia + dado < cobranca.saldo else dado


def _promocional(cobranca: Cobranca, em: dt.date) -> Decimal:
    """Return the promotional discount of a charge without fatura that is paid whole on ``em`` (F05)."""
    if cobranca.fatura_id is not None or cobranca.valor_recebido:
        return ZERO
    return sum(
        (
            d.valor
            for d in cobranca.descontos.all()
            if d.tipo == DescontoCobranca.Tipo.PROMOCIONAL and em <= promocional_ate(cobranca.vencimento, d.dias)
        ),
        ZERO,
    )


def descontos_devidos(cobrancas: Sequence[Cobranca], em: dt.date) -> dict[int, Decimal]:
    """Return, by charge, what it is less when paid whole on ``em``.

    Its share of the discount of each fatura that is among ``cobrancas`` whole and in time, or its own promotional one.
    """
    devidos = {c.pk: _promocional(c, em) for c in cobrancas}
    for fatura, grupo in _por_fatura(cobrancas).items():
        saldos = [c.saldo for c in grupo]
        soma = sum(saldos, ZERO)
        desconto = desconto_devido(fatura.desconto_valor, fatura.valor, soma, fatura.limite_do_desconto, em)
        if desconto:
            devidos |= {c.pk: parte for c, parte in zip(grupo, ratear(desconto, saldos), strict=True)}
    return devidos


def _por_fatura(cobrancas: Sequence[Cobranca]) -> dict[Fatura, list[Cobranca]]:
    por_fatura: dict[Fatura, list[Cobranca]] = {}
    for cobranca in cobrancas:
        if cobranca.fatura is not None:
            por_fatura.setdefault(cobranca.fatura, []).append(cobranca)
    return por_fatura


def encargos_devidos(
    cobrancas: Sequence[Cobranca], em: dt.date, prazos: Mapping[int, dt.date] | None = None
) -> list[Encargos]:
    """Return fine and interest of each charge, by the terms of its fatura; none without a fatura.

    They are computed once on the overdue balance of each fatura, as the bank does, and split over its charges. On the
    first business day after a due date that is none, nothing is due (Lei 7.089/1983); ``prazos``: what
    :func:`prazos_sem_encargos` says of the faturas, when it was asked for all of a batch.
    """
    devidos = {c.pk: Encargos(ZERO, ZERO) for c in cobrancas}
    por_fatura = _por_fatura(cobrancas)
    if prazos is None:
        prazos = prazos_sem_encargos((fatura, em) for fatura in por_fatura)
    for fatura, grupo in por_fatura.items():
        if em <= prazos.get(fatura.pk, fatura.vencimento):
            continue
        saldos = [c.saldo for c in grupo]
        soma = encargos(sum(saldos, ZERO), fatura.vencimento, em, fatura.multa_percentual, fatura.juros_percentual)
        if soma.multa or soma.juros:
            partes = zip(grupo, ratear(soma.multa, saldos), ratear(soma.juros, saldos), strict=True)
            devidos |= {c.pk: Encargos(multa, juros) for c, multa, juros in partes}
    return [devidos[c.pk] for c in cobrancas]
