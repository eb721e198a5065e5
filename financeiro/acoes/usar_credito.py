"""Credit of a client put on what is open, and that undone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction

from financeiro.acoes.conciliar_fatura import conciliar_faturas
from financeiro.acoes.pedir_baixa import desistir_da_baixa, pedir_baixa
from financeiro.acoes.receber import Parte, repartir
from financeiro.acoes.suspensao import restaurar_quitados
from financeiro.consultas.credito import recibos_com_credito
from financeiro.models import Cobranca, Fatura, ItemRecibo, Recibo, UsoCredito
from financeiro.regras.encargos import Encargos
from hubsoft.core import historico
from hubsoft.core.datas import agora, hoje
from hubsoft.core.dinheiro import ZERO, formatar, ratear
from hubsoft.core.erros import ErroDeNegocio

ABERTAS = (Cobranca.Status.ABERTA, Cobranca.Status.PARCIAL)


class PedidoDeUso(NamedTuple):
    """Which open charges of a client get how much of the credit (reais; ``None``: all they take and there is).

    ``chave`` makes it idempotent: the same key again returns the use it made.
    """

    cliente_id: int
    cobrancas: Sequence[Cobranca]
    chave: str
    valor: Decimal | None = None


@transaction.atomic
def usar_credito(pedido: PedidoDeUso, usuario: Any) -> UsoCredito:
    """Pay open charges, oldest first, with the credit of the client's oldest receipts.

    Fine, interest and discount are those of today, as at the counter. No money enters a caixa: it is there already.
    Receipts are locked before charges, as an estorno does. Raises ``ErroDeNegocio`` when there is no credit, less than
    asked for, or nothing open.
    """
    travados = Recibo.objects.select_for_update(no_key=True).filter(cliente=pedido.cliente_id, estornado_em=None)
    list(travados.order_by("pk").values_list("pk"))
    feito = UsoCredito.objects.filter(chave=pedido.chave).first()
    if feito is not None:
        return feito
    fontes = [(r, r.credito) for r in recibos_com_credito(pedido.cliente_id)]  # type: ignore[attr-defined]
    ha = sum((credito for _recibo, credito in fontes), ZERO)
    cobrancas = _abertas(pedido)
    devido = sum((parte.total for parte in repartir(cobrancas, hoje(), None)), ZERO)
    valor = min(ha, devido) if pedido.valor is None else pedido.valor
    if not ha:
        raise ErroDeNegocio("Este cliente não tem crédito. Recarregue a página.")
    if valor > ha:
        raise ErroDeNegocio(f"O cliente tem {formatar(ha)} de crédito.", "valor")
    partes = repartir(cobrancas, hoje(), valor)
    uso = UsoCredito.objects.create(
        cliente_id=pedido.cliente_id, data=hoje(), valor=valor, chave=pedido.chave, usuario=usuario
    )
    ItemRecibo.objects.bulk_create(_itens(uso, fontes, partes))
    for parte in partes:
        parte.cobranca.valor_recebido += parte.principal
        quitada = parte.cobranca.saldo == 0
        parte.cobranca.status = Cobranca.Status.RECEBIDA if quitada else Cobranca.Status.PARCIAL
    Cobranca.objects.bulk_update(cobrancas, ["valor_recebido", "status"])
    faturas = {parte.cobranca.fatura_id for parte in partes if parte.cobranca.fatura_id}
    conciliar_faturas(faturas, uso.data)
    pedir_baixa(Fatura.objects.filter(pk__in=faturas, status=Fatura.Status.PAGA).values_list("pk", flat=True))
    restaurar_quitados(pedido.cliente_id)
    frase = f"Crédito de {formatar(valor)} usado {', '.join(_onde(partes))}."
    historico.escrever(uso, historico.Area.FINANCEIRO, frase, usuario=usuario)
    return uso


def _abertas(pedido: PedidoDeUso) -> list[Cobranca]:
    cobrancas = list(
        Cobranca.objects.select_for_update(of=("self",))
        .select_related("fatura__forma")
        .prefetch_related("descontos")
        .filter(pk__in=[c.pk for c in pedido.cobrancas], cliente=pedido.cliente_id)
        .order_by("vencimento", "pk")
    )
    if not cobrancas or any(c.status not in ABERTAS for c in cobrancas):
        raise ErroDeNegocio("Escolha ao menos uma cobrança em aberto. Recarregue a página se alguma sumiu da lista.")
    return cobrancas


def _onde(partes: Iterable[Parte]) -> list[str]:
    """Name each fatura once, and the charges that are in none."""
    nomes = [f"na fatura {p.cobranca.fatura_id}" if p.cobranca.fatura_id else f"em “{p.cobranca}”" for p in partes]
    return list(dict.fromkeys(nomes))


def _itens(uso: UsoCredito, fontes: Iterable[tuple[Recibo, Decimal]], partes: Iterable[Parte]) -> list[ItemRecibo]:
    """Draw each part from the receipts in their order; a part on the edge of two is split so that both sum to it."""
    itens: list[ItemRecibo] = []
    restos = iter(fontes)
    recibo, resto = next(restos)
    for inteira in partes:
        parte = inteira
        while parte.total > resto:
            if resto:
                primeira, parte = _cortar(parte, resto)
                itens.append(_item(uso, recibo, primeira))
            recibo, resto = next(restos)
        itens.append(_item(uso, recibo, parte))
        resto -= parte.total
    return itens


def _cortar(parte: Parte, valor: Decimal) -> tuple[Parte, Parte]:
    """Return the part worth ``valor`` and the rest, which keeps the discount."""
    multa, juros = parte.encargos.multa, parte.encargos.juros
    p, m, j = ratear(valor, (parte.principal - parte.desconto, multa, juros))
    primeira = Parte(parte.cobranca, p, Encargos(m, j))
    return primeira, parte._replace(principal=parte.principal - p, encargos=Encargos(multa - m, juros - j))


def _item(uso: UsoCredito, recibo: Recibo, parte: Parte) -> ItemRecibo:
    return ItemRecibo(
        recibo=recibo,
        uso=uso,
        cobranca=parte.cobranca,
        principal=parte.principal,
        multa=parte.encargos.multa,
        juros=parte.encargos.juros,
        desconto=parte.desconto,
        motivo_desconto=parte.motivo,
    )


@transaction.atomic
def estornar_uso(uso: UsoCredito, *, motivo: str, usuario: Any) -> UsoCredito:
    """Undo a use of credit: its charges reopen and the receipts have their credit again.

    Parts of a receipt that was itself undone since are left: their charges reopened then. Raises ``ErroDeNegocio``
    when it is undone already or there is no reason.
    """
    if not motivo.strip():
        raise ErroDeNegocio("Informe o motivo do estorno.", "motivo")
    list(Recibo.objects.select_for_update(no_key=True).filter(itens__uso=uso).order_by("pk").values_list("pk"))
    uso = UsoCredito.objects.select_for_update().get(pk=uso.pk)
    if uso.estornado_em is not None:
        raise ErroDeNegocio("Este uso de crédito já foi estornado.")
    itens = list(uso.itens.filter(recibo__estornado_em__isnull=True))
    ids = {item.cobranca_id for item in itens}
    cobrancas = {c.pk: c for c in Cobranca.objects.select_for_update().filter(pk__in=ids).order_by("vencimento", "pk")}
    for item in itens:
        cobranca = cobrancas[item.cobranca_id]
        cobranca.valor_recebido -= item.principal
        cobranca.status = Cobranca.Status.PARCIAL if cobranca.valor_recebido else Cobranca.Status.ABERTA
    Cobranca.objects.bulk_update(cobrancas.values(), ["valor_recebido", "status"])
    ItemRecibo.objects.filter(pk__in=[item.pk for item in itens]).delete()
    reabertas = {c.fatura_id for c in cobrancas.values() if c.fatura_id}
    conciliar_faturas(reabertas, None)
    desistir_da_baixa(reabertas)
    uso.estornado_em, uso.estornado_por, uso.motivo_estorno = agora(), usuario, motivo[:200]
    uso.save(update_fields=["estornado_em", "estornado_por", "motivo_estorno"])
    frase = f"Uso de crédito de {formatar(uso.valor)} estornado. Motivo: {motivo}"
    historico.escrever(uso, historico.Area.FINANCEIRO, frase, usuario=usuario)
    return uso
