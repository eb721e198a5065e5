"""Another due date for faturas that are open (F03, F15): the boleto, its charges and the bank follow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import transaction

from financeiro.acoes.montar_fatura import promocionais
from financeiro.acoes.numerar_faturas import titulo_da_forma
from financeiro.acoes.suspensao import VENCIMENTO_ALTERADO, restaurar_quitados_de
from financeiro.bancos.base import ErroDeTitulo
from financeiro.bancos.catalogo import calcular
from financeiro.bancos.cnab.layouts import LAYOUTS
from financeiro.models import Cobranca, Fatura, ItemRemessa
from financeiro.regras.desconto import promocional_ate
from hubsoft.core import historico, processos
from hubsoft.core.datas import hoje, somar_meses
from hubsoft.core.em_lote import atualizar_em_lote
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Processo
from hubsoft.core.processos import Contexto
from hubsoft.core.texto import contar

TIPO = "financeiro.alterar_vencimento"
LIMITE_NA_TELA = 1000
"""Faturas that a request may still change by itself."""
LOTE = 500
MESES_NO_MAXIMO = 12
R = Fatura.Registro
ABERTAS = (Fatura.Status.ABERTA, Fatura.Status.PARCIAL)
NO_BANCO = (R.ENVIADA, R.CONFIRMADA)
POR_ENVIAR = (R.PENDENTE, R.REJEITADA)
MUDAM = ["vencimento", "codigo_barras", "linha_digitavel", "desconto_ate"]


class NovoVencimento(NamedTuple):
    """The day, and why."""

    vencimento: dt.date
    motivo: str


class Feito(NamedTuple):
    """How many changed, and why the others did not: (key of the fatura, reason) each."""

    alteradas: int
    recusadas: list[tuple[int, str]]


def alterar_vencimento(fatura: Fatura, novo: NovoVencimento, usuario: Any) -> Fatura:
    """Give an open fatura another due date; return it as it is then.

    Its open charges follow, so fine, interest and suspension count from the new day, and a service that owes nothing
    overdue any more comes back at once. The number at the bank stays; a title that the bank has waits for the next
    remessa. Raises ``ErroDeNegocio`` for a bad day or reason, a closed fatura, or a title that the bank would go on
    charging by the old day.
    """
    feito = _alterar([fatura.pk], novo, usuario)
    if feito.recusadas:
        raise ErroDeNegocio(feito.recusadas[0][1])
    fatura.refresh_from_db()
    return fatura


def alterar_vencimentos(faturas: Sequence[int], novo: NovoVencimento, usuario: Any) -> Feito | Processo:
    """Do it for many; those that cannot be changed are left as they are and told.

    More than :data:`LIMITE_NA_TELA` are changed by a job, which is returned. Raises ``ErroDeNegocio`` for a bad day or
    reason, or when none can be changed.
    """
    _conferir(novo)
    if len(faturas) > LIMITE_NA_TELA:
        argumentos = {"ids": list(faturas), "vencimento": novo.vencimento.isoformat(), "motivo": novo.motivo}
        titulo = f"Vencimento para {novo.vencimento:%d/%m/%Y}"
        return processos.iniciar(TIPO, titulo, argumentos, usuario, chave_exclusiva=TIPO)
    feito = _alterar(faturas, novo, usuario)
    if not feito.alteradas:
        raise ErroDeNegocio(f"Nenhuma fatura foi alterada. {feito.recusadas[0][1] if feito.recusadas else ''}".strip())
    return feito


def alterar_vencimentos_grande(contexto: Contexto, ids: list[int], vencimento: str, motivo: str) -> str:
    """Job: change them batch by batch; a resumed job goes on after the last batch that committed."""
    novo = NovoVencimento(dt.date.fromisoformat(vencimento), motivo)
    inicio, alteradas = int(contexto.ponto.get("inicio", 0)), int(contexto.ponto.get("alteradas", 0))
    contexto.total(len(ids))
    contexto.feito(inicio)
    while inicio < len(ids):
        contexto.verificar_cancelamento()
        with transaction.atomic():
            feito = _alterar(ids[inicio : inicio + LOTE], novo, contexto.usuario)
            inicio, alteradas = inicio + LOTE, alteradas + feito.alteradas
            contexto.erros((f"Fatura {pk}", motivo) for pk, motivo in feito.recusadas)
            contexto.gravar_ponto(inicio=inicio, alteradas=alteradas)
        contexto.feito(min(inicio, len(ids)))
    return f"{contar(alteradas, 'vencimento alterado', 'vencimentos alterados')}."


def _conferir(novo: NovoVencimento) -> None:
    if not novo.motivo.strip():
        raise ErroDeNegocio("Informe o motivo.", "motivo")
    if novo.vencimento < hoje():
        raise ErroDeNegocio("O vencimento não pode estar no passado.", "vencimento")
    if novo.vencimento > somar_meses(hoje(), MESES_NO_MAXIMO):
        raise ErroDeNegocio("O vencimento vai até um ano depois de hoje. Confira a data.", "vencimento")


@transaction.atomic
def _alterar(ids: Sequence[int], novo: NovoVencimento, usuario: Any) -> Feito:
    """Change them with a constant number of queries; charges are locked before faturas, as receipts do."""
    _conferir(novo)
    travadas = Cobranca.objects.select_for_update(of=("self",)).filter(fatura__in=ids).order_by("vencimento", "pk")
    cobrancas: dict[int, list[Cobranca]] = {}
    for cobranca in travadas:
        cobrancas.setdefault(cobranca.fatura_id or 0, []).append(cobranca)
    faturas = Fatura.objects.select_for_update(of=("self",)).filter(pk__in=ids).select_related("forma").order_by("pk")
    lidas = list(faturas)
    enviadas = set(ItemRemessa.objects.filter(fatura__in=ids).values_list("fatura", flat=True))
    dias = {d.cobranca_id: d.dias for d in promocionais([c for lista in cobrancas.values() for c in lista])}
    mudam, recusadas, antes = [], [], {}
    for fatura in lidas:
        antes[fatura.pk] = fatura.vencimento
        motivo = _recusa(fatura, novo.vencimento, fatura.pk in enviadas) or _mudar(fatura, novo.vencimento)
        if motivo:
            recusadas.append((fatura.pk, motivo))
            continue
        fatura.desconto_ate = _limite_do_desconto(fatura, antes[fatura.pk], cobrancas.get(fatura.pk, []), dias)
        mudam.append(fatura)
    atualizar_em_lote(mudam, MUDAM)
    Cobranca.objects.filter(
        fatura__in=[f.pk for f in mudam], status__in=(Cobranca.Status.ABERTA, Cobranca.Status.PARCIAL)
    ).update(vencimento=novo.vencimento)
    historico.escrever_varios(
        historico.montar(
            f,
            historico.Area.FINANCEIRO,
            f"Vencimento alterado de {antes[f.pk]:%d/%m/%Y} para {novo.vencimento:%d/%m/%Y}"
            f"{', o banco será avisado na próxima remessa' if f.registro in NO_BANCO else ''}. "
            f"Motivo: {novo.motivo.strip()[:200]}",
            usuario=usuario,
        )
        for f in mudam
    )
    if mudam:
        restaurar_quitados_de({f.cliente_id for f in mudam}, VENCIMENTO_ALTERADO)
    return Feito(len(mudam), recusadas)


def _recusa(fatura: Fatura, vencimento: dt.date, enviada: bool) -> str:
    """Return why a fatura keeps its due date and what to do instead, "" when it may change."""
    outra = "Cancele a fatura e gere outra com as mesmas cobranças."
    if fatura.status not in ABERTAS:
        return f"A fatura {fatura.pk} não está em aberto: já foi {fatura.get_status_display().lower()}."
    if fatura.vencimento == vencimento:
        return f"A fatura {fatura.pk} já vence em {vencimento:%d/%m/%Y}."
    if fatura.registro in POR_ENVIAR:
        return ""
    if fatura.registro not in NO_BANCO:
        return f"O banco não aceita mais o boleto da fatura {fatura.pk}. {outra}"
    layout = LAYOUTS.get((fatura.forma.banco, fatura.forma.layout))
    if layout is None or "alteracao_vencimento" not in layout.comandos:
        return f"O banco da fatura {fatura.pk} não recebe alteração de vencimento por remessa. {outra}"
    if not enviada:
        return f"O banco não seria avisado: o boleto da fatura {fatura.pk} foi registrado por outro sistema. {outra}"
    return ""


def _mudar(fatura: Fatura, vencimento: dt.date) -> str:
    """Set the day and the boleto made of it; return why the bank refuses it, "" when it does not."""
    try:
        numero = int(fatura.nosso_numero)
        boleto = calcular(titulo_da_forma(fatura.forma, numero, fatura.valor, fatura.emissao, vencimento))
    except (ErroDeTitulo, ValueError) as erro:
        return f"O boleto da fatura {fatura.pk} não pode ser refeito. {getattr(erro, 'mensagem', '')}".strip()
    fatura.vencimento = vencimento
    fatura.codigo_barras, fatura.linha_digitavel = boleto.codigo_barras, boleto.linha_digitavel
    return ""


def _limite_do_desconto(
    fatura: Fatura, antes: dt.date, cobrancas: Sequence[Cobranca], dias: dict[int, int]
) -> dt.date | None:
    """Return the last day of the title's discount: the bank keeps the one that it was told."""
    if fatura.registro in NO_BANCO:
        return fatura.desconto_ate or (antes if fatura.desconto_valor else None)
    limites = [promocional_ate(fatura.vencimento, dias[c.pk]) for c in cobrancas if c.pk in dias]
    return min(limites, default=None)
