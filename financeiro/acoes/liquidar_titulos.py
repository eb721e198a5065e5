"""Receipts of what a bank received, by sets (F16)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from financeiro.acoes.conciliar_fatura import conciliar_faturas_pagas
from financeiro.acoes.receber import encargos_devidos
from financeiro.acoes.suspensao import restaurar_quitados_de
from financeiro.consultas.prazos import prazos_sem_encargos
from financeiro.models import Caixa, Cobranca, Fatura, ItemRecibo, MovimentoCaixa, Recibo
from financeiro.regras.desconto import desconto_devido
from financeiro.regras.encargos import Encargos
from financeiro.regras.liquidacao import Liquidacao, liquidar, por_cobranca
from hubsoft.core import historico
from hubsoft.core.datas import agora
from hubsoft.core.dinheiro import ZERO, formatar
from hubsoft.core.em_lote import Copia, atualizar_em_lote, na_lista, reservar_ids
from hubsoft.core.models import Historico

DA_FATURA = (
    "cliente_id", "status", "valor", "vencimento", "desconto_valor", "desconto_ate", "multa_percentual",
    "juros_percentual",
)  # fmt: skip
DA_COBRANCA = ("fatura_id", "valor", "desconto", "valor_recebido", "status")
DO_RECIBO = (
    "id", "cliente_id", "caixa_id", "meio", "data", "valor", "tarifa", "observacao", "chave", "usuario_id", "criado_em",
)  # fmt: skip
DO_ITEM = ("recibo_id", "cobranca_id", "principal", "multa", "juros", "desconto")
DO_MOVIMENTO = ("caixa_id", "usuario_id", "criado_em", "data", "valor", "descricao", "recibo_id")


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


class _Titulo(NamedTuple):
    """A title, its living charges, and until when each fatura of the batch is paid without fine and interest."""

    fatura: Fatura
    cobrancas: list[Cobranca]
    prazos: Mapping[int, dt.date]


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
    faturas = {f.pk: f for f in Fatura.objects.filter(na_lista("pk", _faturas(faltam.values()))).only(*DA_FATURA)}
    cobrancas = _cobrancas(faturas)
    prazos = prazos_sem_encargos((faturas[p.fatura_id], p.data) for p in faltam.values())
    ids = reservar_ids(Recibo, len(faltam))
    novos = {
        chave: _receber_um(pk, p, _Titulo(faturas[p.fatura_id], cobrancas[p.fatura_id], prazos), caixa, usuario)
        for pk, (chave, p) in zip(ids, faltam.items(), strict=True)
    }
    _gravar(list(novos.values()), usuario, origem)
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


def _faturas(pagamentos: Iterable[Pagamento]) -> set[int]:
    return {pagamento.fatura_id for pagamento in pagamentos}


def _cobrancas(faturas: dict[int, Fatura]) -> dict[int, list[Cobranca]]:
    """Return the living charges of faturas, in the order in which money pays them."""
    cobrancas: dict[int, list[Cobranca]] = defaultdict(list)
    vivas = Cobranca.objects.filter(na_lista("fatura_id", faturas)).exclude(status=Cobranca.Status.CANCELADA)
    for cobranca in vivas.only(*DA_COBRANCA).order_by("vencimento", "pk"):
        cobranca.fatura = faturas[cobranca.fatura_id or 0]
        cobrancas[cobranca.fatura.pk].append(cobranca)
    return cobrancas


def _receber_um(pk: int, p: Pagamento, titulo: _Titulo, caixa: Caixa, usuario: Any) -> _Novo:
    """Split one payment over the charges of its title, changing them in memory."""
    fatura = titulo.fatura
    abertas = [c for c in titulo.cobrancas if c.saldo > 0]
    devidos = encargos_devidos(abertas, p.data, titulo.prazos)
    devido = Encargos(sum((e.multa for e in devidos), ZERO), sum((e.juros for e in devidos), ZERO))
    saldos = [c.saldo for c in abertas]
    total = liquidar(sum(saldos, ZERO), devido, p.recebido, p.juros, _desconto(p, fatura, sum(saldos, ZERO)))
    recibo = Recibo(
        id=pk,
        cliente_id=fatura.cliente_id,
        caixa=caixa,
        meio=Recibo.Meio.BOLETO,
        data=p.data,
        valor=p.recebido,
        tarifa=p.tarifa,
        observacao=f"Fatura {fatura.pk}",
        chave=p.chave,
        usuario=usuario,
        criado_em=agora(),
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


def _gravar(novos: list[_Novo], usuario: Any, origem: str) -> None:
    """Write receipts, entries, charges and sentences with a constant number of statements."""
    if not novos:
        return
    Copia(Recibo, *DO_RECIBO).escrever([getattr(n.recibo, campo) for campo in DO_RECIBO] for n in novos)
    Copia(ItemRecibo, *DO_ITEM).escrever([getattr(item, campo) for campo in DO_ITEM] for n in novos for item in n.itens)
    Copia(MovimentoCaixa, *DO_MOVIMENTO).escrever(linha for n in novos for linha in _movimentos(n))
    tocadas = {item.cobranca_id: item.cobranca for n in novos for item in n.itens}
    atualizar_em_lote(tocadas.values(), ["valor_recebido", "status"])
    # A title paid by parts is paid on the day of the last one.
    com_itens = sorted((n.pagamento for n in novos if n.itens), key=lambda pagamento: pagamento.data)
    conciliar_faturas_pagas({pagamento.fatura_id: pagamento.data for pagamento in com_itens})
    restaurar_quitados_de({novo.recibo.cliente_id for novo in novos})
    historico.escrever_varios([_sentenca(n, usuario, origem) for n in novos])


def _movimentos(novo: _Novo) -> Iterator[tuple[Any, ...]]:
    """Yield the money in, and the bank's fee out as an entry of its own, as ``DO_MOVIMENTO``.

    The fee pays the bank for taking the boleto, which it did: an estorno of the receipt does not bring it back
    (``docs/adr``: fees of the bank). So it names no receipt, and stays.
    """
    p, recibo = novo.pagamento, novo.recibo
    comuns = (recibo.caixa_id, recibo.usuario_id, recibo.criado_em, p.credito_em)
    yield (*comuns, p.recebido, str(recibo), recibo.pk)
    if p.tarifa:
        yield (*comuns, -p.tarifa, f"Tarifa do banco, {recibo}", None)


def _sentenca(novo: _Novo, usuario: Any, origem: str) -> Historico:
    recibo = novo.recibo
    frase = f"Recebido {formatar(recibo.valor)} pelo banco em {recibo.data:%d/%m/%Y}, recibo {recibo.pk}."
    if novo.aviso:
        frase = f"{frase} {novo.aviso}"
    return historico.montar(recibo, historico.Area.FINANCEIRO, frase, usuario=usuario, origem=origem)
