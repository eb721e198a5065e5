"""A former client is forgotten (LGPD, C24): at once what no duty keeps, the rest when its time is over.

Lei 13.709/2018, arts. 15 and 16: data is deleted when its use ends, but for what a legal duty keeps. Each app says by
``DadosPessoais`` what it must keep and until when, and lets go of its own.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from clientes.acoes.editar_cliente import ALTERADO
from clientes.acoes.exportar_titular import exportando
from clientes.models import Anonimizacao, Cliente
from hubsoft.core import historico
from hubsoft.core.datas import agora, hoje
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.eventos import publicar
from hubsoft.core.registro import DadosPessoais, registro, resolver
from hubsoft.core.titular import FIM_DA_FILA, Retencao


def retencoes(cliente: Cliente) -> list[Retencao]:
    """Return what must still be kept on a client, the longest first."""
    todas = [r for d in registro.todos(DadosPessoais) if d.reter for r in resolver(d.reter)(cliente)]
    return sorted((r for r in todas if r.ate >= hoje()), reverse=True)


@transaction.atomic
def anonimizar_cliente(cliente: Cliente, motivo: str, usuario: Any = None) -> Anonimizacao:
    """Let go of what may go now; returns the row, ``concluida_em`` empty while something is retained.

    Run again later it goes on with the rest. Raises ``ErroDeNegocio`` for an active client, for one with something
    still open, without a reason, while their data is exported, or when all was done before.
    """
    if not motivo.strip():
        raise ErroDeNegocio("Informe o motivo.", "motivo")
    atual = Cliente.objects.select_for_update(of=("self",)).get(pk=cliente.pk)
    if atual.ativo:
        raise ErroDeNegocio("O cadastro está ativo. Inative o cliente antes.")
    if exportando(atual):
        raise ErroDeNegocio("Os dados deste cliente estão sendo exportados. Espere terminar, ou cancele a exportação.")
    pendentes = retencoes(atual)
    abertas = [r for r in pendentes if r.ate == FIM_DA_FILA]
    if abertas:
        raise ErroDeNegocio(" ".join(r.porque for r in abertas))
    feita = Anonimizacao.objects.filter(cliente=atual).first()
    if feita is not None and (feita.concluida_em or pendentes):
        raise ErroDeNegocio(
            "Este cliente já foi anonimizado."
            if feita.concluida_em
            else f"O que podia ser eliminado já foi. O restante é guardado por lei até {pendentes[0].ate:%d/%m/%Y}."
        )
    dados = registro.todos(DadosPessoais)
    for declarado in dados:
        if declarado.dispensar:
            resolver(declarado.dispensar)(atual)
    if not pendentes:
        for declarado in dados:
            if declarado.anonimizar:
                resolver(declarado.anonimizar)(atual)
    feita = feita or Anonimizacao(cliente=atual, dispensado_em=agora(), motivo=motivo.strip()[:200])
    feita.concluida_em = None if pendentes else agora()
    feita.reter_ate = pendentes[0].ate if pendentes else None
    feita.usuario_id = getattr(usuario, "pk", None)
    feita.save()
    fim = (
        "Anonimização concluída." if not pendentes else f"O restante é guardado por lei até {feita.reter_ate:%d/%m/%Y}."
    )
    frase = f"Dados pessoais eliminados. {fim}"
    historico.escrever(atual, historico.Area.CADASTRAL, frase, cliente_id=atual.pk, usuario=usuario)
    publicar(ALTERADO, {"cliente_id": atual.pk})
    return feita
