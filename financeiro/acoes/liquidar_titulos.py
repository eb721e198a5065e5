"""Receipts of what a bank received, by sets (F16)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from financeiro.acoes.conciliar_fatura import conciliar_faturas
from financeiro.acoes.receber import encargos_devidos
from financeiro.acoes.suspensao import restaurar_quitados_de
from financeiro.models import Caixa, Cobranca, Fatura, ItemRecibo, MovimentoCaixa, Recibo
from financeiro.regras.desconto import desconto_devido
from financeiro.regras.encargos import Encargos
from financeiro.regras.liquidacao import Liquidacao, liquidar, por_cobranca
from hubsoft.core import historico
from hubsoft.core.dinheiro import ZERO, formatar
from hubsoft.core.em_lote import atualizar_em_lote
from hubsoft.core.models import Historico

LOTE = 500


class Pagamento(NamedTuple):
    """What a bank says it received for a title, in reais; ``chave`` is the receipt's and makes it idempotent."""

    fatura_id: int
    chave: str
    data: dt.date
    credito_em: dt.date
    recebido: Decimal
    juros: Decimal
    desconto: Decimal
    tarifa: Decimal


class Recebido(NamedTuple):
    """The receipt of a payment; ``repetido``: it was there already; ``aviso``: what a person must look at, or ""."""

    recibo: Recibo
    repetido: bool
    aviso: str


class _Novo(NamedTuple):
    pagamento: Pagamento
    recibo: Recibo
    itens: list[ItemRecibo]
    aviso: str


def liquidar_titulos(pagamentos: Sequence[Pagamento], caixa: Caixa, usuario: Any, origem: str) -> list[Recebido]:
    """Write the receipts of payments, in their order; the caller's transaction holds the faturas' charges locked.

    Less than is due leaves the charges partly open, more is the client's credit; the fee leaves the caixa by an entry
    of its own. Faturas are reconciled (``fatura.paga`` is published) and the services of clients without debt come
    back, all in the same transaction.
    """
    prontos = {r.chave: r for r in Recibo.objects.filter(chave__in=[p.chave for p in pagamentos])}
    faltam = {p.chave: p for p in pagamentos if p.chave not in prontos}
    faturas = {
        f.pk: f
        for f in Fatura.objects.filter(pk__in={p.fatura_id for p in faltam.values()}).select_related("forma", "cliente")
    }
    cobrancas: dict[int, list[Cobranca]] = defaultdict(list)
    for cobranca in (
        Cobranca.objects.filter(fatura__in=faturas)
        .exclude(status=Cobranca.Status.CANCELADA)
        .select_related("fatura__forma")
        .order_by("vencimento", "pk")
    ):
        cobrancas[cobranca.fatura_id or 0].append(cobranca)
    novos = {
        chave: _receber_um(p, faturas[p.fatura_id], cobrancas[p.fatura_id], caixa, usuario)
        for chave, p in faltam.items()
    }
    _gravar(list(novos.values()), cobrancas, usuario, origem)
    respostas, vistos = [], set()
    for pagamento in pagamentos:
        novo = novos.get(pagamento.chave)
        # The same key twice in one list: the first is the payment, the second its repetition.
        if novo is not None and pagamento.chave not in vistos:
            respostas.append(Recebido(novo.recibo, False, novo.aviso))
        else:
            recibo = novo.recibo if novo is not None else prontos[pagamento.chave]
            aviso = "O recibo deste pagamento foi estornado." if recibo.estornado_em else ""
            respostas.append(Recebido(recibo, True, aviso))
        vistos.add(pagamento.chave)
    return respostas


def _receber_um(p: Pagamento, fatura: Fatura, cobrancas: list[Cobranca], caixa: Caixa, usuario: Any) -> _Novo:
    """Split one payment over the charges of its title, changing them in memory."""
    abertas = [c for c in cobrancas if c.saldo > 0]
    devidos = encargos_devidos(abertas, p.data)
    devido = Encargos(sum((e.multa for e in devidos), ZERO), sum((e.juros for e in devidos), ZERO))
    saldos = [c.saldo for c in abertas]
    total = liquidar(sum(saldos, ZERO), devido, p.recebido, p.juros, _desconto(p, fatura, sum(saldos, ZERO)))
    recibo = Recibo(
        cliente_id=fatura.cliente_id,
        caixa=caixa,
        meio=Recibo.Meio.BOLETO,
        data=p.data,
        valor=p.recebido,
        tarifa=p.tarifa,
        observacao=f"Fatura {fatura.pk}",
        chave=p.chave,
        usuario=usuario,
    )
    aviso = _aviso(fatura, total, bool(abertas))
    if aviso:
        recibo.observacao = f"Fatura {fatura.pk}: {aviso}"[:200]
    itens = []
    if abertas:
        for cobranca, parte in zip(abertas, por_cobranca(total, saldos), strict=True):
            if parte.principal or parte.multa or parte.juros:
                itens.append(_item(recibo, cobranca, parte))
    return _Novo(p, recibo, itens, aviso)


def _desconto(p: Pagamento, fatura: Fatura, saldo: Decimal) -> Decimal:
    """Return what the bank says it granted; where it says nothing, our own discount if exactly that is missing."""
    if p.desconto:
        return p.desconto
    nosso = desconto_devido(fatura.desconto_valor, fatura.valor, saldo, fatura.limite_do_desconto, p.data)
    return nosso if p.recebido - p.juros == saldo - nosso else ZERO


def _aviso(fatura: Fatura, total: Liquidacao, devia: bool) -> str:
    """Return what a person must decide about money beyond the debt, "" when there is none."""
    if not total.credito:
        return ""
    if devia:
        return f"{formatar(total.credito)} acima do devido: devolva ou use como crédito do cliente."
    porque = "estava cancelada" if fatura.status == Fatura.Status.CANCELADA else "já estava paga"
    return f"A fatura {porque}: {formatar(total.credito)} de crédito do cliente, devolva ou use."


def _item(recibo: Recibo, cobranca: Cobranca, parte: Liquidacao) -> ItemRecibo:
    cobranca.valor_recebido += parte.principal
    if parte.principal:
        quitada = cobranca.saldo == 0
        cobranca.status = Cobranca.Status.RECEBIDA if quitada else Cobranca.Status.PARCIAL
    return ItemRecibo(
        recibo=recibo,
        cobranca=cobranca,
        principal=parte.principal,
        multa=parte.multa,
        juros=parte.juros,
        desconto=parte.desconto,
    )


def _gravar(novos: list[_Novo], cobrancas: dict[int, list[Cobranca]], usuario: Any, origem: str) -> None:
    """Write receipts, entries, charges and sentences with a constant number of queries a list."""
    if not novos:
        return
    Recibo.objects.bulk_create([n.recibo for n in novos], batch_size=LOTE)
    ItemRecibo.objects.bulk_create([item for n in novos for item in n.itens], batch_size=LOTE)
    MovimentoCaixa.objects.bulk_create([m for n in novos for m in _movimentos(n, usuario)], batch_size=LOTE)
    tocadas = {item.cobranca_id: item.cobranca for n in novos for item in n.itens}
    atualizar_em_lote(tocadas.values(), ["valor_recebido", "status"])
    por_data: dict[dt.date, set[int]] = defaultdict(set)
    for novo in novos:
        if novo.itens:
            por_data[novo.pagamento.data].add(novo.pagamento.fatura_id)
    for data in sorted(por_data):
        conciliar_faturas(por_data[data], data)
    restaurar_quitados_de({novo.recibo.cliente_id for novo in novos})
    Historico.objects.bulk_create([_sentenca(n, usuario, origem) for n in novos], batch_size=LOTE)


def _movimentos(novo: _Novo, usuario: Any) -> list[MovimentoCaixa]:
    """The money in, and the bank's fee out as an entry of its own.

    The fee pays the bank for taking the boleto, which it did: an estorno of the receipt does not bring it back
    (``docs/adr``: fees of the bank). So it names no receipt, and stays.
    """
    p, recibo = novo.pagamento, novo.recibo
    entra = MovimentoCaixa(
        caixa=recibo.caixa, data=p.credito_em, valor=p.recebido, descricao=str(recibo), recibo=recibo, usuario=usuario
    )
    if not p.tarifa:
        return [entra]
    descricao = f"Tarifa do banco, {recibo}"
    sai = MovimentoCaixa(caixa=recibo.caixa, data=p.credito_em, valor=-p.tarifa, descricao=descricao, usuario=usuario)
    return [entra, sai]


def _sentenca(novo: _Novo, usuario: Any, origem: str) -> Historico:
    recibo = novo.recibo
    frase = f"Recebido {formatar(recibo.valor)} pelo banco em {recibo.data:%d/%m/%Y}, recibo {recibo.pk}."
    if novo.aviso:
        frase = f"{frase} {novo.aviso}"
    return historico.montar(recibo, historico.Area.FINANCEIRO, frase, usuario=usuario, origem=origem)
