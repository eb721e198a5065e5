"""Handlers of events: what a change in clientes or financeiro means to the network. All idempotent."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from clientes.acoes.salvar_plano import CAMPOS_DE_REDE
from clientes.estados import Status
from clientes.models import Migracao, Plano, ServicoCliente
from configuracao.variaveis import ler
from rede.acoes.atualizar_reducao import atualizar_reducao
from rede.acoes.comandar_sessoes import comandar_sessoes
from rede.acoes.customizar_navegacao import encerrar_do_servico
from rede.models import Acesso, Autenticacao, NavegacaoCustomizada
from rede.regras.comandos import COA, DISCONNECT, comando_da_mudanca


def status_alterado(dados: dict[str, Any], evento: Any) -> None:
    """Bring an open session under the policy of the service's new state; what is cancelled has no custom speed."""
    if dados["para"] == Status.CANCELADO:
        _encerrar_navegacao(dados["servico_id"])
    tem_pool = bool(ler("POOL_SUSPENSAO_PARCIALMENTE"))
    tipo = comando_da_mudanca(dados["de"], dados["para"], parcial_tem_pool=tem_pool)
    if tipo is None:
        return
    if dados["para"] == Status.SUSPENSO_PARCIAL:
        # With the state, not after it: the one command that leaves carries the speed of the forma de cobrança.
        atualizar_reducao(dados["servico_id"])
    motivo = f"Status: {Status(dados['para']).label}"
    if dados.get("motivo"):
        motivo += f" — {dados['motivo']}"
    comandar_sessoes(dados["servico_id"], tipo, motivo, f"evento:{evento.pk}")


@transaction.atomic
def _encerrar_navegacao(servico_id: int) -> None:
    servico = ServicoCliente.objects.select_for_update(no_key=True).filter(pk=servico_id).first()
    if servico is not None:
        encerrar_do_servico(servico, "O serviço foi cancelado.")


def plano_alterado(dados: dict[str, Any], evento: Any) -> None:
    """Give an open session its new speed; disconnect it when the plan's pool is another.

    ``de_plano`` and ``para_plano``, where the event tells them: two plans that the network treats alike need nothing.
    """
    if _tratados_igual(dados.get("de_plano"), dados.get("para_plano")):
        return
    servico = ServicoCliente.objects.select_related("plano", "acesso").filter(pk=dados["servico_id"]).first()
    acesso = getattr(servico, "acesso", None)
    if servico is None or acesso is None:
        return
    tipo = DISCONNECT if _pool_mudou(acesso) else COA
    comandar_sessoes(servico.pk, tipo, f"Plano ou velocidade alterados: {servico.plano}", f"evento:{evento.pk}")


def _tratados_igual(de: int | None, para: int | None) -> bool:
    """Whether two plans give the same speeds, bursts and pool."""
    planos = list(Plano.objects.filter(pk__in=[de, para]).values_list(*CAMPOS_DE_REDE)) if de and para else []
    return len(planos) == 2 and planos[0] == planos[1]


def _pool_mudou(acesso: Acesso) -> bool:
    """Whether the last login of an enabled service got another pool than it gets now."""
    if acesso.servico.status != Status.HABILITADO or acesso.ipv4:
        return False
    pool = acesso.pool or acesso.servico.plano.pool
    outra = NavegacaoCustomizada.objects.ativas().filter(servico=acesso.servico).first()
    if outra is not None and outra.pool:
        pool = outra.pool
    ultima = Autenticacao.objects.filter(acesso=acesso, aceito=True).order_by("-em").first()
    return ultima is not None and (ultima.pool or "") != pool


def reducao_definida(dados: dict[str, Any], evento: Any) -> None:
    """Bring the session of a service that is partially suspended to the speed that is left to it now."""
    servico = ServicoCliente.objects.filter(pk=dados["servico_id"], status=Status.SUSPENSO_PARCIAL).first()
    if servico is not None and atualizar_reducao(servico.pk):
        comandar_sessoes(servico.pk, COA, "Redução de velocidade da suspensão parcial", f"evento:{evento.pk}")


def servico_migrado(dados: dict[str, Any], evento: Any) -> None:
    """End the session that was opened for the old holder: who connects again does it for the new one (C18).

    A session that two people had could not be told to one of them when an authority asks (Marco Civil). Another plan of
    the same holder (C17) needs only its speed, and a service that was suspended is told by its change of state.
    """
    if dados["tipo"] == Migracao.Tipo.TITULARIDADE and dados.get("estado") == Status.HABILITADO:
        comandar_sessoes(dados["para_id"], DISCONNECT, "Troca de titularidade", f"evento:{evento.pk}")
