"""The kinds of scheduled task that Clientes has: change the state of a service, cancel it (C15)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from clientes.acoes.cancelar_servico import Cancelamento
from clientes.acoes.cancelar_servico import cancelar_servico as cancelar_com_protocolo
from clientes.acoes.migrar_servico import concluir_migracao
from clientes.acoes.mudar_status import mudar_status
from clientes.acoes.pausar_servico import Pausa, pausar
from clientes.estados import Status, transicao
from clientes.models import MotivoCancelamento, ServicoCliente, TarefaAgendada
from configuracao.models import Empresa
from hubsoft.core.erros import ErroDeNegocio

ORIGEM = "Tarefa agendada"
ACAO_PARA = {
    Status.HABILITADO: "habilitar",
    Status.SUSPENSO_PEDIDO: "suspender_pedido",
    Status.SUSPENSO_DEBITO: "suspender_debito",
    Status.SUSPENSO_PARCIAL: "suspender_parcial",
}


def acao_para(antes: str, para: Status) -> str:
    """Return the action of the state table that leads to a state; who waits for a migration is enabled by ending it."""
    if para is Status.HABILITADO and antes == Status.AGUARDANDO_MIGRACAO:
        return "concluir_migracao"
    return ACAO_PARA[para]


def _motivo(tarefa: TarefaAgendada) -> str:
    return f"{ORIGEM}: {tarefa.observacao}"[:200] if tarefa.observacao else ORIGEM


def _exigir_estado(tarefa: TarefaAgendada, acao: str) -> None:
    """Raise ``ErroDeNegocio`` in words for who reads it later, not for who has the page open."""
    linha, servico = transicao(acao), tarefa.servico
    if servico.status not in linha.de:
        raise ErroDeNegocio(
            f"Não é possível {linha.rotulo.lower()} um serviço {servico.get_status_display().lower()}. "
            "Mude o status e tente de novo, ou deixe como está."
        )


def _exigir(usuario: Any, acao: str, campo: str) -> None:
    """Raise ``ErroDeNegocio`` when the user could not do by hand what they schedule."""
    linha = transicao(acao)
    if not usuario.has_perm(linha.permissao):
        raise ErroDeNegocio(f"Você não tem permissão para “{linha.rotulo}”, nem para agendar.", campo)


# -- Alterar Status do Serviço do Cliente -----------------------------------------------------------------------------


def argumentos_de_status(dados: dict[str, Any], servico: ServicoCliente, usuario: Any) -> dict[str, Any]:
    """Return the arguments; a service paused now is only enabled from the pause."""
    status, retorno = Status(dados["status"]), dados.get("retorno")
    _exigir(usuario, acao_para(servico.status, status), "status")
    argumentos: dict[str, Any] = {"status": status.value}
    if status is Status.SUSPENSO_PEDIDO:
        if retorno is None:
            raise ErroDeNegocio("Informe o dia em que o cliente volta da pausa.", "retorno")
        argumentos["retorno"] = retorno.isoformat()
    if status is Status.HABILITADO and servico.status == Status.SUSPENSO_PEDIDO:
        argumentos["somente_de"] = Status.SUSPENSO_PEDIDO.value
    return argumentos


def resumo_de_status(argumentos: dict[str, Any]) -> str:
    """Return the state it will have."""
    return str(Status(argumentos["status"]).label)


def alterar_status(tarefa: TarefaAgendada) -> str:
    """Run it; a service that is already so is left as it is.

    Raises ``ErroDeNegocio`` when the state table forbids it, or the service left the state the task was made for.
    """
    servico, para = tarefa.servico, Status(tarefa.argumentos["status"])
    antes, de = Status(servico.status), tarefa.argumentos.get("somente_de")
    if antes is para:
        return f"O serviço já estava {para.label.lower()}."
    if de and antes != de:
        raise ErroDeNegocio(
            f"O serviço está {antes.label.lower()} e a tarefa só vale para quem está {Status(de).label.lower()}. "
            "Mude o status pelo menu do serviço, se for o caso."
        )
    _exigir_estado(tarefa, acao_para(antes, para))
    if antes is Status.AGUARDANDO_MIGRACAO:
        concluir_migracao(servico, usuario=tarefa.usuario, origem=ORIGEM)
    elif para is Status.SUSPENSO_PEDIDO:
        retorno = dt.date.fromisoformat(tarefa.argumentos["retorno"])
        pausar(servico, Pausa(_motivo(tarefa), retorno), tarefa.usuario, origem=ORIGEM)
    else:
        mudar_status(servico, ACAO_PARA[para], motivo=_motivo(tarefa), usuario=tarefa.usuario, origem=ORIGEM)
    return f"De {antes.label} para {para.label}."


# -- Cancelar Serviço do Cliente --------------------------------------------------------------------------------------


def argumentos_de_cancelamento(dados: dict[str, Any], servico: ServicoCliente, usuario: Any) -> dict[str, Any]:
    """Return the arguments; the name of the reason goes along, for when it is no longer registered."""
    _exigir(usuario, "cancelar", "cadastrado" if dados.get("cadastrado") else "motivo")
    argumentos: dict[str, Any] = {"motivo": dados.get("motivo") or ""}
    if (cadastrado := dados.get("cadastrado")) is not None:
        argumentos |= {"cadastrado": cadastrado.pk, "nome": cadastrado.nome}
    if (empresa := dados.get("empresa")) is not None:
        argumentos["empresa"] = empresa.pk
    return argumentos


def resumo_de_cancelamento(argumentos: dict[str, Any]) -> str:
    """Return the reason."""
    return ". ".join(filter(None, [argumentos.get("nome"), argumentos["motivo"]]))


def cancelar_servico(tarefa: TarefaAgendada) -> str:
    """Run it; raises ``ErroDeNegocio`` when the state does not allow it."""
    _exigir_estado(tarefa, "cancelar")
    argumentos = tarefa.argumentos
    motivo = MotivoCancelamento.objects.filter(pk=argumentos.get("cadastrado")).first()
    pedido = Cancelamento(
        motivo,
        argumentos["motivo"] if motivo else resumo_de_cancelamento(argumentos),
        Empresa.objects.filter(pk=argumentos.get("empresa")).first(),
    )
    protocolo = cancelar_com_protocolo(tarefa.servico, pedido, tarefa.usuario, ORIGEM)
    return f"Serviço cancelado. Protocolo {protocolo.numero}."
