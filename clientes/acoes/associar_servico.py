"""A service tied to another of the same client, which then follows it (C10)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from clientes.estados import ATIVOS, Status
from clientes.models import Associacao, ServicoCliente
from hubsoft.core import historico
from hubsoft.core.erros import ErroDeNegocio

PERMISSAO = "clientes.associar_servico"


class Par(NamedTuple):
    """A pair with the names of the plans, for sentences."""

    principal_id: int
    associado_id: int
    principal: str
    associado: str


def pares_dos_principais(servicos: Collection[int]) -> list[Par]:
    """Return the pairs whose main service is one of ``servicos``; one query."""
    linhas = Associacao.objects.filter(principal__in=list(servicos)).values_list(
        "principal_id", "associado_id", F("principal__plano__nome"), F("associado__plano__nome")
    )
    return [Par(*linha) for linha in linhas]


def com_associados(servicos: QuerySet[ServicoCliente]) -> QuerySet[ServicoCliente]:
    """Return the services and those that follow them."""
    ids = servicos.order_by().values("pk")
    seguem = Associacao.objects.filter(principal__in=ids).values("associado")
    return ServicoCliente.objects.filter(pk__in=ids.union(seguem))


def travar_com_associados(servicos: QuerySet[ServicoCliente]) -> None:
    """Lock services and those that follow them, in the order of their ids, until the end of the transaction.

    Whoever looks at a service and then changes its state locks so first: its state changes that of the tied one too,
    and locking that one afterwards would be out of order.
    """
    # Not the key: rows that only refer to a service (charges, tickets) are written meanwhile.
    travados = com_associados(servicos).select_for_update(of=("self",), no_key=True)
    list(travados.order_by("pk").values_list("pk"))


def associaveis(principal: ServicoCliente) -> QuerySet[ServicoCliente]:
    """Return the services that may follow ``principal``: of its client, not cancelled, in no other pair."""
    do_cliente = ServicoCliente.objects.filter(cliente=principal.cliente_id, status__in=ATIVOS).exclude(pk=principal.pk)
    outros = Associacao.objects.filter(cliente=principal.cliente_id).exclude(principal=principal.pk)
    livres = do_cliente.exclude(pk__in=outros.values("principal")).exclude(pk__in=outros.values("associado"))
    return livres.select_related("plano").order_by("pk")


@transaction.atomic
def associar(principal: ServicoCliente, associado: ServicoCliente, usuario: Any = None) -> Associacao:
    """Make ``associado`` follow ``principal`` from its next change on, in the place of who followed it.

    Raises ``ErroDeNegocio`` when the plan of ``principal`` does not allow it, one of them is cancelled or of another
    client, or one is in another pair already.
    """
    ids = [principal.pk, associado.pk]
    travados = {
        s.pk: s
        for s in ServicoCliente.objects.select_for_update(of=("self",), no_key=True)
        .select_related("plano")
        .filter(pk__in=ids)
        .order_by("pk")
    }
    principal, associado = travados[principal.pk], travados[associado.pk]
    _conferir(principal, associado)
    antes = Associacao.objects.filter(principal=principal).select_related("associado__plano").first()
    if antes is not None and antes.associado_id == associado.pk:
        return antes
    if antes is not None:
        _desfazer(antes, usuario)
    try:
        with transaction.atomic():
            feita = Associacao.objects.create(
                cliente_id=principal.cliente_id, principal=principal, associado=associado, usuario=usuario
            )
    except IntegrityError as erro:
        raise ErroDeNegocio(
            "Um destes serviços já está em outra associação: um serviço fica em uma só. Desfaça a outra antes.",
            "associado",
        ) from erro
    _contar(principal, associado, "associado a ele", "Associado", usuario)
    return feita


def _conferir(principal: ServicoCliente, associado: ServicoCliente) -> None:
    if not principal.plano.permite_associacao:
        raise ErroDeNegocio(
            f"O plano “{principal.plano}” não permite associação. Ligue a chave em Configuração › Serviços/Planos."
        )
    if principal.pk == associado.pk or principal.cliente_id != associado.cliente_id:
        raise ErroDeNegocio("Escolha outro serviço do mesmo cliente.", "associado")
    if Status.CANCELADO in (principal.status, associado.status):
        raise ErroDeNegocio("Um serviço cancelado não pode ser associado.", "associado")


@transaction.atomic
def desassociar(associacao: Associacao, usuario: Any = None) -> None:
    """Undo a pair: each service goes its own way, in the state it is in."""
    ids = (associacao.principal_id, associacao.associado_id)
    travar_com_associados(ServicoCliente.objects.filter(pk__in=ids))
    atual = Associacao.objects.select_related("principal__plano", "associado__plano").filter(pk=associacao.pk).first()
    if atual is not None:
        _desfazer(atual, usuario)


def _desfazer(associacao: Associacao, usuario: Any) -> None:
    associacao.delete()
    _contar(associacao.principal, associacao.associado, "não o acompanha mais", "Associação desfeita", usuario)


def desfazer_dos_cancelados(servicos: Collection[int]) -> None:
    """Undo the pairs of locked services that were cancelled, whichever their side."""
    ids = list(servicos)
    Associacao.objects.filter(associado__in=ids).delete()
    Associacao.objects.filter(principal__in=ids).delete()


def levar_associacao(de: ServicoCliente, para: ServicoCliente, usuario: Any) -> list[str]:
    """Give ``para`` the place of ``de`` in its pair; with another client the pair is undone (C17, C18)."""
    feita = Associacao.objects.filter(cliente=de.cliente_id)
    atual = (feita.filter(principal=de) | feita.filter(associado=de)).select_related("principal", "associado").first()
    if atual is None:
        return []
    if de.cliente_id != para.cliente_id:
        atual.delete()
        return ["A associação com o outro serviço do cliente foi desfeita."]
    if atual.principal_id == de.pk:
        atual.principal = para
    else:
        atual.associado = para
    atual.save(update_fields=["principal", "associado"])
    return ["A associação com o outro serviço foi mantida."]


def _contar(principal: ServicoCliente, associado: ServicoCliente, verbo: str, titulo: str, usuario: Any) -> None:
    """Write the sentence of each side."""
    frases = (
        (principal, f"Serviço {nome(associado.plano, associado.pk)} {verbo}."),
        (associado, f"{titulo}: serviço principal {nome(principal.plano, principal.pk)}."),
    )
    for servico, frase in frases:
        historico.escrever(servico, historico.Area.SERVICO, frase, servico_id=servico.pk, usuario=usuario)


def nome(plano: Any, servico_id: int) -> str:
    """Return how sentences name a service: "IP Fixo nº 12"."""
    return f"{plano} nº {servico_id}"
