"""What a retorno says, done: titles registered, rejected, dropped, paid (F16)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils.timezone import localtime

from financeiro.acoes.liquidar_titulos import Pagamento, liquidar_titulos
from financeiro.acoes.numerar_no_banco import CAMPOS_DO_NUMERO, NumeracaoDoBanco
from financeiro.acoes.receber_retorno import conferir_direito
from financeiro.consultas.titulos import achar_faturas, numera_no_banco
from financeiro.models import Caixa, Cobranca, Fatura, ItemRetorno, Retorno
from financeiro.regras.registro_bancario import REJEICOES, depois_de
from hubsoft.core import historico, processos
from hubsoft.core.datas import agora, hoje
from hubsoft.core.em_lote import atualizar_em_lote, na_lista
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Historico, Processo
from hubsoft.core.processos import Contexto

LOTE = 1000
X, T = ItemRetorno.Resultado, ItemRetorno.Tipo
PALAVRAS = {
    X.APLICADO: ("linha aplicada", "linhas aplicadas"),
    X.REPETIDO: ("já aplicada antes", "já aplicadas antes"),
    X.INFORMATIVO: ("informativa", "informativas"),
    X.DESCONHECIDO: ("de título desconhecido", "de títulos desconhecidos"),
    X.PROBLEMA: ("precisa de análise", "precisam de análise"),
}
CAMPOS_DO_ITEM = ["fatura", "recibo", "resultado", "mensagem"]


@transaction.atomic
def iniciar_aplicacao(retorno: Retorno, usuario: Any) -> Processo:
    """Queue the job that applies a retorno; raises ``ErroDeNegocio`` when it was applied or is being applied."""
    retorno = Retorno.objects.select_for_update(of=("self",)).select_related("caixa").get(pk=retorno.pk)
    processo = processos.iniciar(*_pedido(retorno, usuario))
    retorno.processo = processo
    retorno.save(update_fields=["processo"])
    return processo


def aplicar_agora(retorno: Retorno, usuario: Any = None) -> Processo:
    """Apply a retorno in this process (command line); errors as :func:`iniciar_aplicacao`."""
    with transaction.atomic():
        retorno = Retorno.objects.select_for_update(of=("self",)).select_related("caixa").get(pk=retorno.pk)
        processo = processos.criar(*_pedido(retorno, usuario))
        retorno.processo = processo
        retorno.save(update_fields=["processo"])
    return processos.executar_agora(processo)


def _pedido(retorno: Retorno, usuario: Any) -> tuple[str, str, dict[str, Any], Any, str]:
    if retorno.aplicado_em is not None:
        raise ErroDeNegocio(f"Este retorno já foi aplicado em {localtime(retorno.aplicado_em):%d/%m/%Y %H:%M}.")
    conferir_direito(caixa_do_retorno(retorno), usuario)
    chave = f"financeiro.aplicar_retorno:{retorno.pk}"
    return "financeiro.aplicar_retorno", f"Retorno {retorno}"[:200], {"retorno_id": retorno.pk}, usuario, chave


def caixa_do_retorno(retorno: Retorno) -> Caixa:
    """Return where the payments come in; raises ``ErroDeNegocio`` when nobody chose."""
    if retorno.caixa is None:
        raise ErroDeNegocio("Escolha o caixa (conta bancária) em que os pagamentos entram.", "caixa")
    return retorno.caixa


def aplicar_retorno(contexto: Contexto, retorno_id: int) -> str:
    """Job: apply the lines that are still pending, one transaction a chunk, in the order of the file.

    A line and its effect commit together, so a killed worker's successor goes on without paying anything twice.
    """
    retorno = Retorno.objects.select_related("forma", "caixa").defer("conteudo").get(pk=retorno_id)
    itens = ItemRetorno.objects.filter(retorno=retorno)
    contexto.total(itens.count())
    contexto.feito(itens.exclude(resultado=X.PENDENTE).count())
    while True:
        contexto.verificar_cancelamento()
        with transaction.atomic():
            lote = list(itens.filter(resultado=X.PENDENTE).order_by("linha").select_for_update()[:LOTE])
            if not lote:
                break
            _aplicar_lote(retorno, lote, contexto.usuario)
            contexto.avancar(len(lote))
    Retorno.objects.filter(pk=retorno.pk, aplicado_em__isnull=True).update(aplicado_em=agora())
    contas = dict(itens.order_by().values_list("resultado").annotate(Count("pk")))
    partes = [f"{contas[r]} {palavras[contas[r] > 1]}" for r, palavras in PALAVRAS.items() if r in contas]
    return f"{', '.join(partes) or 'Nenhuma linha no arquivo'}."


def _aplicar_lote(retorno: Retorno, lote: list[ItemRetorno], usuario: Any) -> None:
    # Again: a fatura may have been made or cancelled since the file was taken in.
    for item, fatura_id in zip(lote, achar_faturas(retorno.forma, lote), strict=True):
        item.fatura_id = fatura_id
    # The same order as every receipt: charges first, then faturas.
    ids = {item.fatura_id for item in lote if item.fatura_id}
    cobrancas = Cobranca.objects.select_for_update().filter(na_lista("fatura_id", ids))
    list(cobrancas.order_by("vencimento", "pk").values_list("pk"))
    faturas = {f.pk: f for f in Fatura.objects.select_for_update().filter(na_lista("pk", ids)).order_by("pk")}
    numeracao = NumeracaoDoBanco(faturas.values(), lote) if numera_no_banco(retorno.forma) else None
    campos = ["registro", "motivo_rejeicao", *(CAMPOS_DO_NUMERO if numeracao else [])]
    antes = {f.pk: [getattr(f, campo) for campo in campos] for f in faturas.values()}
    sentencas: list[Historico] = []
    for item in lote:
        if item.fatura_id is None:
            item.resultado = X.DESCONHECIDO
            item.mensagem = "Nenhuma fatura desta conta tem este nosso número."
            continue
        _registrar(item, faturas[item.fatura_id], retorno, numeracao, sentencas)
    mudadas = [f for f in faturas.values() if antes[f.pk] != [getattr(f, campo) for campo in campos]]
    atualizar_em_lote(mudadas, campos)
    _liquidar(retorno, lote, usuario)
    atualizar_em_lote(lote, CAMPOS_DO_ITEM)
    historico.escrever_varios(sentencas)


def _registrar(
    item: ItemRetorno,
    fatura: Fatura,
    retorno: Retorno,
    numeracao: NumeracaoDoBanco | None,
    sentencas: list[Historico],
) -> None:
    """Apply what the line says about the title at the bank; payments are written apart."""
    antes = fatura.registro
    fatura.registro = depois_de(antes, item.tipo)
    mudou = fatura.registro != antes
    if item.tipo in REJEICOES:
        motivo = "; ".join(item.motivos) or item.descricao
        fatura.motivo_rejeicao = motivo[:300]
        # Somebody must correct it and send it again.
        item.resultado = X.PROBLEMA
        item.mensagem = motivo[:300]
    elif item.tipo == T.ENTRADA_CONFIRMADA and mudou:
        fatura.motivo_rejeicao = ""
        item.resultado = X.APLICADO
        if numeracao is not None:
            item.mensagem = numeracao.numerar(fatura, item)
        if item.mensagem:
            fatura.registro, item.resultado = antes, X.PROBLEMA
            fatura.motivo_rejeicao = item.mensagem[:300]
    elif item.tipo == T.LIQUIDACAO:
        return
    else:
        item.resultado = (
            X.APLICADO if mudou else (X.REPETIDO if item.tipo in (T.ENTRADA_CONFIRMADA, T.BAIXA) else X.INFORMATIVO)
        )
    if mudou or item.tipo in REJEICOES:
        frase = f"{item.descricao} pelo banco (retorno {retorno.nome_arquivo})."
        if item.mensagem:
            frase = f"{frase[:-1]}: {item.mensagem}."
        sentencas.append(
            historico.montar(fatura, historico.Area.FINANCEIRO, frase, origem=f"Retorno {retorno.pk}"[:80])
        )


def _liquidar(retorno: Retorno, lote: Iterable[ItemRetorno], usuario: Any) -> None:
    """Turn the paid lines into receipts."""
    pagos = [item for item in lote if item.tipo == T.LIQUIDACAO and item.fatura_id is not None]
    com_valor = []
    for item in pagos:
        if item.valor_recebido > 0:
            com_valor.append(item)
        else:
            item.resultado, item.mensagem = X.PROBLEMA, "Liquidação sem valor recebido no arquivo."
    pagamentos = [_pagamento(retorno, item) for item in com_valor]
    recebidos = liquidar_titulos(pagamentos, caixa_do_retorno(retorno), usuario, origem=f"Retorno {retorno.pk}")
    for item, recebido in zip(com_valor, recebidos, strict=True):
        item.recibo = recebido.recibo
        item.mensagem = recebido.aviso
        if recebido.repetido:
            item.resultado = X.REPETIDO
        else:
            item.resultado = X.PROBLEMA if recebido.aviso else X.APLICADO


def _pagamento(retorno: Retorno, item: ItemRetorno) -> Pagamento:
    data = item.data_ocorrencia or item.data_credito or retorno.data or hoje()
    return Pagamento(
        fatura_id=item.fatura_id or 0,
        chave=f"retorno:{item.fatura_id}:{item.numero}:{data.isoformat()}:{item.valor_recebido}",
        data=data,
        credito_em=item.data_credito or data,
        recebido=item.valor_recebido,
        juros=item.juros,
        desconto=item.desconto,
        tarifa=item.tarifa,
    )
