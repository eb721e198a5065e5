"""The rows of a chunk of the monthly run, one COPY a table (F10)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from clientes.models import ServicoCliente
from financeiro.acoes.numerar_faturas import (
    CAMPOS_DO_EMITIDO,
    CONDICOES_DO_TITULO,
    Emitido,
    condicoes_do_titulo,
    frase_da_fatura,
)
from financeiro.acoes.prever_faturamento import Grupo, Previsto
from financeiro.models import Cobranca, Fatura, Faturamento, FormaCobranca
from financeiro.regras.memoria import memoria_em_json
from hubsoft.core.datas import agora
from hubsoft.core.dinheiro import ZERO, formatar
from hubsoft.core.em_lote import Copia, reservar_ids
from hubsoft.core.models import Historico

TAXA_DE_BOLETO = "Taxa de boleto"
_DA_FATURA = (
    "id",
    "cliente_id",
    "forma_id",
    "faturamento_id",
    "emissao",
    "vencimento",
    "valor",
    *CAMPOS_DO_EMITIDO,
    *CONDICOES_DO_TITULO,
    "criada_em",
)
_DA_COBRANCA = (
    "cliente_id",
    "servico_id",
    "fatura_id",
    "faturamento_id",
    "competencia",
    "vencimento",
    "criada_em",
    "status",
    "tipo",
    "descricao",
    "periodo_inicio",
    "periodo_fim",
    "valor",
    "desconto",
    "memoria",
)
_DO_HISTORICO = ("criado_em", "area", "frase", "objeto_tipo", "objeto_id", "cliente_id", "usuario_id")
_FATURA = Fatura._meta.label_lower


class AFaturar(NamedTuple):
    """A fatura to be written: its services, what it is of with the fee of the boleto, and its title."""

    grupo: Grupo
    valor: Decimal
    emitido: Emitido


def gravar_faturas(
    faturamento: Faturamento, formas: dict[int, FormaCobranca], faturas: Sequence[AFaturar], emissao: dt.date
) -> None:
    """Write the faturas of a chunk with their charges and sentences, in the caller's transaction."""
    instante, ids = agora(), reservar_ids(Fatura, len(faturas))
    condicoes = {pk: condicoes_do_titulo(forma) for pk, forma in formas.items()}
    das_faturas, das_cobrancas, sentencas = [], [], []
    for pk, (grupo, valor, emitido) in zip(ids, faturas, strict=True):
        c, mes = grupo.previstos[0].contratado, grupo.previstos[0].mensalidade
        comuns = (c.cliente_id, c.forma_id, faturamento.pk, emissao, mes.vencimento, valor)
        das_faturas.append((pk, *comuns, *emitido, *condicoes[c.forma_id], instante))
        das_cobrancas += _cobrancas(faturamento, grupo, valor, pk, instante)
        frase = frase_da_fatura(pk, valor, mes.vencimento)
        sentencas.append(
            (instante, Historico.Area.FINANCEIRO.value, frase, _FATURA, pk, c.cliente_id, faturamento.usuario_id)
        )
    Copia(Fatura, *_DA_FATURA).escrever(das_faturas)
    Copia(Cobranca, *_DA_COBRANCA).escrever(das_cobrancas)
    Copia(Historico, *_DO_HISTORICO).escrever(sentencas)


def gravar_cobertos(faturamento: Faturamento, cobertos: Sequence[Previsto]) -> None:
    """Write the charges that a credit of earlier months pays whole: settled at once, in no fatura."""
    if not cobertos:
        return
    instante, servico, area = agora(), ServicoCliente._meta.label_lower, Historico.Area.FINANCEIRO.value
    cobrancas, sentencas = [], []
    for previsto in cobertos:
        c, mes = previsto.contratado, previsto.mensalidade
        cobrancas.append(_mensal(faturamento, previsto, None, Cobranca.Status.RECEBIDA, instante))
        pagos = f"{formatar(mes.valor)} pagos pelo acerto de meses anteriores, não há fatura."
        frase = f"{_descricao(faturamento, previsto)}: {pagos}"
        sentencas.append((instante, area, frase, servico, c.servico_id, c.cliente_id, faturamento.usuario_id))
    Copia(Cobranca, *_DA_COBRANCA).escrever(cobrancas)
    Copia(Historico, *_DO_HISTORICO).escrever(sentencas)


def _cobrancas(
    faturamento: Faturamento, grupo: Grupo, valor: Decimal, fatura_id: int, instante: dt.datetime
) -> list[tuple[Any, ...]]:
    """Return the charges of a fatura: the month of each service and, where the forma has one, the fee of the boleto."""
    aberta = Cobranca.Status.ABERTA
    linhas = [_mensal(faturamento, previsto, fatura_id, aberta, instante) for previsto in grupo.previstos]
    taxa = valor - sum((previsto.mensalidade.liquido for previsto in grupo.previstos), ZERO)
    if taxa != ZERO:
        comuns = _comuns(faturamento, grupo.previstos[0], fatura_id, instante)
        da_taxa = (aberta.value, Cobranca.Tipo.TAXA_BOLETO.value, TAXA_DE_BOLETO, None, None, taxa, ZERO, None)
        linhas.append((*comuns, *da_taxa))
    return linhas


def _mensal(
    faturamento: Faturamento, previsto: Previsto, fatura_id: int | None, status: Cobranca.Status, instante: dt.datetime
) -> tuple[Any, ...]:
    """Return the row of a monthly charge, its columns as ``_DA_COBRANCA``."""
    mes = previsto.mensalidade
    return (
        *_comuns(faturamento, previsto, fatura_id, instante),
        status.value,
        Cobranca.Tipo.MENSALIDADE.value,
        _descricao(faturamento, previsto),
        mes.inicio,
        mes.fim,
        mes.valor,
        mes.desconto,
        memoria_em_json(mes),
    )


def _comuns(
    faturamento: Faturamento, previsto: Previsto, fatura_id: int | None, instante: dt.datetime
) -> tuple[Any, ...]:
    """Return what the charges of a service have in common."""
    c, mes = previsto.contratado, previsto.mensalidade
    return (
        c.cliente_id,
        c.servico_id,
        fatura_id,
        faturamento.pk,
        faturamento.competencia,
        mes.vencimento,
        instante,
    )


def _descricao(faturamento: Faturamento, previsto: Previsto) -> str:
    return f"{previsto.contratado.plano} {faturamento.competencia:%m/%Y}"
