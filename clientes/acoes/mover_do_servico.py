"""What Clientes itself hangs on a service and moves with it (C17, C18)."""

from __future__ import annotations

from typing import Any

from clientes.models import Associacao, ContratoServico, Migracao, SenhaDocumentada, ServicoCliente, TarefaAgendada
from hubsoft.core.datas import hoje
from hubsoft.core.texto import contar


def mover_contratos(de: ServicoCliente, para: ServicoCliente, usuario: Any) -> list[str]:
    """Move the contracts in force, unless a new one was made or the holder is another: who signed keeps it."""
    if de.cliente_id != para.cliente_id or not Migracao.objects.filter(para=para, mantem_contratos=True).exists():
        return []
    movidos = ContratoServico.objects.em_vigor(hoje()).filter(servico=de).update(servico=para)
    return [f"{contar(movidos, 'contrato continua', 'contratos continuam')} no novo serviço."] if movidos else []


def mover_senhas(de: ServicoCliente, para: ServicoCliente, usuario: Any) -> list[str]:
    """Move the documented passwords, which are of what stays at the place; one described anew there is kept behind."""
    novas = SenhaDocumentada.objects.filter(servico=para).values("descricao")
    movidas = SenhaDocumentada.objects.filter(servico=de).exclude(descricao__in=novas).update(servico=para)
    return [f"{contar(movidas, 'senha documentada movida', 'senhas documentadas movidas')}."] if movidas else []


def mover_tarefas(de: ServicoCliente, para: ServicoCliente, usuario: Any) -> list[str]:
    """Move the scheduled tasks still to run."""
    movidas = TarefaAgendada.objects.pendentes().filter(servico=de).update(servico=para)
    return [f"{contar(movidas, 'tarefa agendada movida', 'tarefas agendadas movidas')}."] if movidas else []


def mover_associacao(de: ServicoCliente, para: ServicoCliente, usuario: Any) -> list[str]:
    """Keep the tie to another service of the client (C10); that of an old holder ends with their service."""
    if de.cliente_id != para.cliente_id:
        return []
    movidas = Associacao.objects.filter(principal=de).update(principal=para)
    movidas += Associacao.objects.filter(associado=de).update(associado=para)
    return ["A associação com o outro serviço continua."] if movidas else []
