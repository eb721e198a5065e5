"""Service orders: open, edit, finish, cancel.

Finishing an installation does not enable the service: somebody looks and enables it (*Habilitar*).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from atendimento.models import OrdemServico
from clientes.models import ServicoCliente
from hubsoft.core import historico
from hubsoft.core.datas import agora
from hubsoft.core.erros import TransicaoInvalida
from hubsoft.core.telas.formatos import data_hora

ROTULOS = {
    "tipo": "tipo",
    "status": "status",
    "tecnico": "técnico",
    "inicio": "início previsto",
    "descricao": "descrição",
}
CAMPOS = tuple(ROTULOS)
ABERTAS = (OrdemServico.Status.PENDENTE, OrdemServico.Status.AGENDADA, OrdemServico.Status.EXECUTANDO)


def _contar(ordem: OrdemServico, frase: str, usuario: Any) -> None:
    historico.escrever(
        ordem,
        historico.Area.SERVICO,
        frase,
        cliente_id=ordem.servico.cliente_id,
        servico_id=ordem.servico_id,
        usuario=usuario,
    )


def abrir_ordem(servico: ServicoCliente, dados: Mapping[str, Any], usuario: Any = None) -> OrdemServico:
    """Open an order for a service; ``dados``: the fields of :data:`CAMPOS`, with a status that is open."""
    with transaction.atomic():
        ordem = OrdemServico.objects.create(servico=servico, **{campo: dados[campo] for campo in CAMPOS})
        quando = f", início previsto {data_hora(ordem.inicio)}" if ordem.inicio else ""
        quem = f", técnico {ordem.tecnico}" if ordem.tecnico else ""
        _contar(
            ordem,
            f"{ordem} de {ordem.tipo} aberta com o protocolo {ordem.protocolo}: "
            f"{ordem.get_status_display().lower()}{quem}{quando}.",
            usuario,
        )
    return ordem


def _travar(ordem: OrdemServico, verbo: str) -> OrdemServico:
    """Lock the order; raises ``TransicaoInvalida`` when it is closed."""
    atual = (
        OrdemServico.objects.select_for_update(of=("self",))
        .select_related("servico", "tipo", "tecnico")
        .get(pk=ordem.pk)
    )
    if atual.status not in ABERTAS:
        raise TransicaoInvalida(
            f"A {atual} já está {atual.get_status_display().lower()}: não é possível {verbo}. Recarregue a página."
        )
    return atual


def _texto(campo: str, ordem: OrdemServico) -> str:
    if campo == "status":
        return str(ordem.get_status_display()).lower()
    if campo == "inicio":
        return data_hora(ordem.inicio) if ordem.inicio else "sem data"
    valor = getattr(ordem, campo)
    return "nenhum" if valor in (None, "") else str(valor)


def editar_ordem(ordem: OrdemServico, dados: Mapping[str, Any], usuario: Any = None) -> OrdemServico:
    """Change an open order; raises ``TransicaoInvalida`` for a closed one."""
    with transaction.atomic():
        atual = _travar(ordem, "editar")
        mudados = [campo for campo in CAMPOS if campo in dados and getattr(atual, campo) != dados[campo]]
        antes = {campo: _texto(campo, atual) for campo in mudados}
        for campo in mudados:
            setattr(atual, campo, dados[campo])
        if mudados:
            atual.save(update_fields=mudados)
            frases = [
                f"{ROTULOS[campo]} de {antes[campo]} para {_texto(campo, atual)}"
                if campo != "descricao"
                else "descrição alterada"
                for campo in mudados
            ]
            _contar(atual, f"{atual} alterada: {'; '.join(frases)}.", usuario)
    return atual


def finalizar_ordem(ordem: OrdemServico, observacao: str = "", usuario: Any = None) -> OrdemServico:
    """Finish an order; the service stays as it is. Raises ``TransicaoInvalida`` for a closed one."""
    return _fechar(ordem, OrdemServico.Status.FINALIZADA, "finalizar", "finalizada", observacao, usuario)


def cancelar_ordem(ordem: OrdemServico, motivo: str, usuario: Any = None) -> OrdemServico:
    """Cancel an order; raises ``TransicaoInvalida`` for a closed one."""
    return _fechar(ordem, OrdemServico.Status.CANCELADA, "cancelar", "cancelada", motivo, usuario)


def _fechar(
    ordem: OrdemServico, status: OrdemServico.Status, verbo: str, feita: str, observacao: str, usuario: Any
) -> OrdemServico:
    with transaction.atomic():
        atual = _travar(ordem, verbo)
        atual.status = status
        atual.finalizada_em = agora() if status == OrdemServico.Status.FINALIZADA else None
        atual.save(update_fields=["status", "finalizada_em"])
        detalhe = f" {observacao.strip()}" if observacao.strip() else ""
        _contar(atual, f"{atual} de {atual.tipo} {feita}.{detalhe}", usuario)
    return atual
