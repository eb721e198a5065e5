"""The same change made to many services: chosen, looked at, applied batch by batch, gone on with (C21).

A batch commits together: what changes, its history and events, and the mark of each service that it is done. A killed
worker leaves whole batches; the next one finds the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import Count, Q, QuerySet

from clientes.estados import transicao
from clientes.models import AlteracaoServicos, ItemAlteracao, ServicoCliente
from clientes.regras.alteracao import Autoria, Avaliacao
from hubsoft.core import processos
from hubsoft.core.datas import agora
from hubsoft.core.em_lote import atualizar_em_lote, na_lista
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.processos import Contexto
from hubsoft.core.registro import AlteracaoEmMassa, registro, resolver
from hubsoft.core.texto import contar

PERMISSAO = "clientes.alterar_em_massa"
CONFERIR, APLICAR = "clientes.conferir_alteracao", "clientes.aplicar_alteracao"
LIMITE_NA_TELA = 1000
"""Services that a request looks at by itself."""
LOTE = 1000
S, I = AlteracaoServicos.Situacao, ItemAlteracao.Situacao  # noqa: E741

ESCOLHER = """
INSERT INTO clientes_itemalteracao (alteracao_id, servico_id, situacao, antes, depois, motivo)
SELECT %s, escolhido.id, 'espera', '', '', '' FROM ({}) escolhido (id)
"""


def tipo_da_alteracao(chave: str) -> AlteracaoEmMassa:
    """Return the registered kind; raises ``KeyError``."""
    return registro.por_chave(AlteracaoEmMassa, chave)


@transaction.atomic
def pedir_alteracao(
    servicos: QuerySet[ServicoCliente], tipo: str, dados: Mapping[str, Any], usuario: Any
) -> AlteracaoServicos:
    """Open a change of ``servicos`` and look at what it would do; nothing changes yet.

    ``dados``: what the kind's fields were filled with. More than :data:`LIMITE_NA_TELA` are looked at by a job. Raises
    ``ErroDeNegocio`` for a change that makes no sense or an empty selection.
    """
    declarado = tipo_da_alteracao(tipo)
    argumentos = resolver(declarado.argumentos)(dados)
    alteracao = AlteracaoServicos.objects.create(
        tipo=tipo, argumentos=argumentos, resumo=resolver(declarado.resumo)(argumentos)[:300], usuario=usuario
    )
    alteracao.total = _escolher(alteracao, servicos)
    if not alteracao.total:
        raise ErroDeNegocio("Nenhum serviço selecionado. Marque ao menos um na lista e tente de novo.")
    if alteracao.total > LIMITE_NA_TELA:
        alteracao.processo = processos.iniciar(
            CONFERIR, f"Conferência da {_nome(alteracao)}", {"alteracao_id": alteracao.pk}, usuario
        )
    else:
        while conferir_lote(alteracao):
            pass
        alteracao.situacao = S.CONFERIDA
    alteracao.save(update_fields=["total", "processo", "situacao"])
    return alteracao


def _nome(alteracao: AlteracaoServicos) -> str:
    return f"alteração em massa nº {alteracao.pk}"


def _escolher(alteracao: AlteracaoServicos, servicos: QuerySet[ServicoCliente]) -> int:
    """Keep which services were chosen, in one statement however many; return how many."""
    try:
        sql, parametros = servicos.order_by().values("pk").distinct().query.sql_with_params()
    except EmptyResultSet:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(ESCOLHER.format(sql), [alteracao.pk, *parametros])
        return int(cursor.rowcount)


# -- looking ----------------------------------------------------------------------------------------------------------


def conferir_alteracao(contexto: Contexto, alteracao_id: int) -> str:
    """Job: look at each service. What is looked at is marked, so a resumed job finds the rest."""
    alteracao = AlteracaoServicos.objects.get(pk=alteracao_id)
    contexto.total(alteracao.total)
    contexto.feito(alteracao.total - alteracao.itens.filter(situacao=I.ESPERA).count())
    feitos = 1
    while feitos:
        contexto.verificar_cancelamento()
        with transaction.atomic():
            feitos = conferir_lote(alteracao)
            contexto.avancar(feitos)
    AlteracaoServicos.objects.filter(pk=alteracao_id, situacao=S.CONFERINDO).update(situacao=S.CONFERIDA)
    quantos = contagem(alteracao)
    return f"{contar(quantos[I.MUDA], 'serviço vai mudar', 'serviços vão mudar')}, {_ficaram(quantos[I.FICA])}."


def conferir_lote(alteracao: AlteracaoServicos) -> int:
    """Write what the next services have, would have, and why some are left out; return how many were looked at."""
    itens = _proximos(alteracao, I.ESPERA)
    servicos = ServicoCliente.objects.select_related("plano", "vendedor")
    lidos = servicos.filter(na_lista("pk", [item.servico_id for item in itens])).order_by("pk")
    _marcar(itens, _avaliar(alteracao, list(lidos)), I.MUDA)
    return len(itens)


def _proximos(alteracao: AlteracaoServicos, situacao: str) -> list[ItemAlteracao]:
    return list(ItemAlteracao.objects.filter(alteracao=alteracao, situacao=situacao).order_by("servico_id")[:LOTE])


def _avaliar(alteracao: AlteracaoServicos, servicos: list[ServicoCliente]) -> dict[int, Avaliacao]:
    """Ask the kind about each service; what the state table does not let one edit is left out whatever it says."""
    pode = transicao("editar").de
    avaliados = resolver(tipo_da_alteracao(alteracao.tipo).avaliar)(servicos, alteracao.argumentos)
    for servico in servicos:
        if servico.status not in pode:
            motivo = f"O serviço está {servico.get_status_display().lower()}."
            avaliados[servico.pk] = avaliados[servico.pk]._replace(impede=motivo)
    return avaliados


def _marcar(itens: list[ItemAlteracao], avaliados: dict[int, Avaliacao], quando_muda: str) -> None:
    for item in itens:
        avaliado = avaliados[item.servico_id]
        item.situacao = I.FICA if avaliado.impede else quando_muda
        item.antes, item.depois, item.motivo = (texto[:200] for texto in avaliado)
    atualizar_em_lote(itens, ["situacao", "antes", "depois", "motivo"])


def contagem(alteracao: AlteracaoServicos) -> dict[str, int]:
    """Return how many of its services are in each situation."""
    linhas = alteracao.itens.order_by().values("situacao").annotate(n=Count("pk")).values_list("situacao", "n")
    return dict.fromkeys(I.values, 0) | dict(linhas)


def motivos(alteracao: AlteracaoServicos) -> list[tuple[str, int]]:
    """Return why services are left out and how many by each reason, the commonest first."""
    ficam = alteracao.itens.filter(situacao=I.FICA).order_by()
    return list(ficam.values("motivo").annotate(n=Count("pk")).order_by("-n", "motivo").values_list("motivo", "n")[:20])


def _ficaram(quantos: int) -> str:
    return contar(quantos, "fica de fora", "ficam de fora")


# -- applying ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def aplicar(alteracao: AlteracaoServicos, usuario: Any) -> AlteracaoServicos:
    """Start the job that makes a change that was looked at, or goes on with one that stopped.

    Raises ``ErroDeNegocio`` while it is being looked at or applied, or when nothing is left to change.
    """
    alteracao = _travar(alteracao)
    _exigir_parado(alteracao)
    if alteracao.situacao == S.CONCLUIDA:
        raise ErroDeNegocio("Esta alteração já foi aplicada. Abra outra para o que faltar.")
    if not alteracao.itens.filter(situacao__in=(I.ESPERA, I.MUDA)).exists():
        raise ErroDeNegocio("Nenhum dos serviços escolhidos mudaria. Veja por que cada um fica de fora.")
    alteracao.processo = processos.iniciar(
        APLICAR,
        str(alteracao),
        {"alteracao_id": alteracao.pk},
        usuario,
        chave_exclusiva=f"{APLICAR}:{alteracao.pk}",
    )
    alteracao.situacao = S.APLICANDO
    alteracao.save(update_fields=["processo", "situacao"])
    return alteracao


@transaction.atomic
def descartar_alteracao(alteracao: AlteracaoServicos) -> None:
    """Remove a change of which nothing was applied; raises ``ErroDeNegocio`` for any other."""
    alteracao = _travar(alteracao)
    _exigir_parado(alteracao)
    if alteracao.itens.filter(situacao=I.ALTERADO).exists():
        raise ErroDeNegocio("Esta alteração já mudou serviços: ela fica guardada.")
    alteracao.delete()


def _travar(alteracao: AlteracaoServicos) -> AlteracaoServicos:
    travada = AlteracaoServicos.objects.select_for_update(of=("self",)).select_related("processo")
    return travada.get(pk=alteracao.pk)


def _exigir_parado(alteracao: AlteracaoServicos) -> None:
    if alteracao.processo is not None and alteracao.processo.aberto:
        raise ErroDeNegocio("Ainda há trabalho em andamento nesta alteração. Espere terminar, ou clique em Parar.")


def aplicar_alteracao(contexto: Contexto, alteracao_id: int) -> str:
    """Job: change the services batch by batch; resumed or started again it goes on with those not done yet."""
    alteracao = AlteracaoServicos.objects.get(pk=alteracao_id)
    contexto.total(alteracao.total)
    pendente = Q(situacao=I.ESPERA) | Q(situacao=I.MUDA)
    contexto.feito(alteracao.total - alteracao.itens.filter(pendente).count())
    autoria = Autoria(contexto.usuario, str(alteracao))
    feitos = 1
    while feitos:
        contexto.verificar_cancelamento()
        with transaction.atomic():
            # What was chosen but not looked at (its check was stopped) is looked at here, before it changes.
            feitos = aplicar_lote(alteracao, autoria, I.MUDA) or aplicar_lote(alteracao, autoria, I.ESPERA)
            contexto.avancar(feitos)
    AlteracaoServicos.objects.filter(pk=alteracao_id).update(situacao=S.CONCLUIDA, concluida_em=agora())
    quantos = contagem(alteracao)
    alterados = contar(quantos[I.ALTERADO], "serviço alterado", "serviços alterados")
    return f"{alterados}, {_ficaram(quantos[I.FICA])}."


def aplicar_lote(alteracao: AlteracaoServicos, autoria: Autoria, situacao: str) -> int:
    """Change the next services of ``situacao`` and mark them; return how many were looked at.

    They are locked in the order of their ids and judged again: what was true when they were chosen may not be now.
    """
    itens = _proximos(alteracao, situacao)
    if not itens:
        return 0
    travados = ServicoCliente.objects.select_for_update(of=("self",), no_key=True).select_related("plano", "vendedor")
    lidos = list(travados.filter(na_lista("pk", [item.servico_id for item in itens])).order_by("pk"))
    avaliados = _avaliar(alteracao, lidos)
    mudam = [servico for servico in lidos if not avaliados[servico.pk].impede]
    if mudam:
        resolver(tipo_da_alteracao(alteracao.tipo).gravar)(mudam, alteracao.argumentos, autoria)
    _marcar(itens, avaliados, I.ALTERADO)
    return len(itens)
