"""A former client is forgotten (LGPD, C24): at once what no duty keeps, the rest when its time is over.

Lei 13.709/2018, arts. 15 and 16: data is deleted when its use ends, but for what a legal duty keeps. Each app says by
``DadosPessoais`` what it must keep and until when, and lets go of its own. A job does it in one transaction of all
apps: a worker that is killed leaves all or nothing. What lies outside the database, the files, is deleted after the
commit, from a list that commits with it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.core.files.storage import default_storage
from django.db import OperationalError, connection, transaction
from psycopg.errors import DeadlockDetected, LockNotAvailable

from clientes.acoes.editar_cliente import ALTERADO
from clientes.consultas import ELIMINAR_TITULAR, EXPORTAR_TITULAR, chave_do_titular, em_andamento
from clientes.models import Anonimizacao, Cliente, PedidoTitular
from hubsoft.core import historico, processos
from hubsoft.core.datas import agora, hoje
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.eventos import publicar
from hubsoft.core.models import Processo
from hubsoft.core.processos import Contexto
from hubsoft.core.registro import DadosPessoais, registro, resolver
from hubsoft.core.titular import FIM_DA_FILA, Retencao

P = PedidoTitular
ETAPAS = 2
ESPERA = "500ms"
"""Half of PostgreSQL's ``deadlock_timeout``."""
VEZES = 8
OCUPADO = (LockNotAvailable, DeadlockDetected)


def retencoes(cliente: Cliente) -> list[Retencao]:
    """Return what must still be kept on a client, the longest first."""
    todas = [r for d in registro.todos(DadosPessoais) if d.reter for r in resolver(d.reter)(cliente)]
    return sorted((r for r in todas if r.ate >= hoje()), reverse=True)


@transaction.atomic
def eliminar_titular(cliente: Cliente, motivo: str, usuario: Any) -> Processo:
    """Queue the job that lets go of what may go now; run again later it goes on with the rest.

    Raises ``ErroDeNegocio`` for an active client, for one with something still open or a request not answered, without
    a reason, while their data is exported or let go of, or when all was done before.
    """
    if not motivo.strip():
        raise ErroDeNegocio("Informe o motivo.", "motivo")
    atual = Cliente.objects.select_for_update(of=("self",), no_key=True).get(pk=cliente.pk)
    if em_andamento(ELIMINAR_TITULAR, atual.pk):
        raise ErroDeNegocio("Os dados deste cliente já estão sendo eliminados. Acompanhe na aba Privacidade.")
    _exigir_que_possa(atual)
    return processos.iniciar(
        ELIMINAR_TITULAR,
        f"Eliminação dos dados do cliente {atual.pk}",
        {"cliente": atual.pk, "motivo": motivo.strip()[:200]},
        usuario,
        chave_exclusiva=chave_do_titular(ELIMINAR_TITULAR, atual.pk),
    )


def executar_eliminacao(contexto: Contexto, cliente: int, motivo: str) -> str:
    """Job: let go, then delete the files. Resumed before the commit it begins anew, after it with the files left."""
    if "arquivos" not in contexto.ponto:
        contexto.etapa("Conferindo o que a lei manda guardar")
        contexto.verificar_cancelamento()
        if not Cliente.objects.visiveis_para(contexto.usuario).filter(pk=cliente).exists():
            raise ErroDeNegocio("O cliente não existe, ou é de uma cidade que você não vê.")
        contexto.etapa("Eliminando")
        eliminar_cedendo(
            contexto, cliente, motivo, lambda f, nomes: contexto.gravar_ponto(arquivos=nomes, frase=_frase(f))
        )
    arquivos = contexto.ponto["arquivos"]
    contexto.total(ETAPAS + len(arquivos))
    contexto.feito(ETAPAS)
    contexto.etapa("Apagando arquivos")
    # From here on nobody stops it: a file that its row no longer names would be found by no one.
    apagar_arquivos(arquivos, contexto)
    return str(contexto.ponto["frase"])


def eliminar_cedendo(
    contexto: Contexto, cliente: int, motivo: str, marcar: Callable[[Anonimizacao, list[str]], None] | None = None
) -> tuple[Anonimizacao, list[str]]:
    """Do :func:`eliminar`, giving way to who is changing something of the client; ``marcar`` runs before the commit.

    The locks are taken in another order than by the verbs of each app. The wait ends before the database looks for a
    deadlock, so that it is never the other who fails.
    """
    for vez in range(1, VEZES + 1):
        try:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("SELECT set_config('lock_timeout', %s, true)", [ESPERA])
                feita, arquivos = eliminar(cliente, motivo, contexto.usuario)
                if marcar is not None:
                    marcar(feita, arquivos)
            return feita, arquivos
        except OperationalError as erro:
            if contexto.conexao_perdida or not isinstance(erro.__cause__, OCUPADO):
                raise
            contexto.etapa("Esperando quem está alterando este cliente")
            contexto.verificar_cancelamento()
            time.sleep(vez / 2)
    raise ErroDeNegocio("Este cliente está sendo alterado agora, e nada foi eliminado. Tente de novo daqui a pouco.")


def apagar_arquivos(arquivos: list[str], contexto: Contexto | None = None) -> None:
    """Delete files that no row names any more; one that is gone is no error."""
    for nome in arquivos:
        default_storage.delete(nome)
        if contexto is not None:
            contexto.avancar()


@transaction.atomic
def eliminar(cliente_id: int, motivo: str, usuario: Any) -> tuple[Anonimizacao, list[str]]:
    """Let go of what may go now; return the row (``concluida_em`` empty while something is retained) and the names of
    files that the caller deletes once that has committed. Raises ``ErroDeNegocio`` as :func:`eliminar_titular`.
    """
    atual = Cliente.objects.select_for_update(of=("self",)).get(pk=cliente_id)
    feita, pendentes = _exigir_que_possa(atual)
    verbos = [d.dispensar for d in registro.todos(DadosPessoais)]
    if not pendentes:
        verbos += [d.anonimizar for d in registro.todos(DadosPessoais)]
    arquivos = {nome for verbo in verbos if verbo for nome in resolver(verbo)(atual) or ()}
    feita = feita or Anonimizacao(cliente=atual, dispensado_em=agora(), motivo=motivo.strip()[:200])
    feita.concluida_em = None if pendentes else agora()
    feita.reter_ate = pendentes[0].ate if pendentes else None
    feita.usuario_id = getattr(usuario, "pk", None)
    feita.save()
    _atender_pedidos(atual, _frase(feita), usuario)
    frase = f"Dados pessoais eliminados. {_frase(feita)}"
    historico.escrever(atual, historico.Area.CADASTRAL, frase, cliente_id=atual.pk, usuario=usuario)
    publicar(ALTERADO, {"cliente_id": atual.pk})
    return feita, sorted(arquivos)


def _exigir_que_possa(cliente: Cliente) -> tuple[Anonimizacao | None, list[Retencao]]:
    """Return what was done before and what is retained, or refuse; the caller holds the lock of the client."""
    if cliente.ativo:
        raise ErroDeNegocio("O cadastro está ativo. Inative o cliente antes.")
    if em_andamento(EXPORTAR_TITULAR, cliente.pk):
        raise ErroDeNegocio("Os dados deste cliente estão sendo exportados. Espere terminar, ou cancele a exportação.")
    pendentes = retencoes(cliente)
    abertas = [r for r in pendentes if r.ate == FIM_DA_FILA]
    if abertas:
        raise ErroDeNegocio(" ".join(r.porque for r in abertas))
    # Asked for before it was all gone: afterwards there is nothing to answer with.
    outro = P.objects.filter(cliente=cliente, situacao=P.Situacao.ABERTO).exclude(tipo=P.Tipo.ELIMINACAO).first()
    if outro is not None:
        pedido = f"{outro.get_tipo_display().lower()}, protocolo {outro.protocolo}"
        raise ErroDeNegocio(f"Há um pedido do titular sem resposta ({pedido}). Responda antes.")
    feita = Anonimizacao.objects.filter(cliente=cliente).first()
    if feita is not None and feita.concluida_em:
        raise ErroDeNegocio("Este cliente já foi anonimizado.")
    if feita is not None and pendentes:
        ate = f"{pendentes[0].ate:%d/%m/%Y}"
        raise ErroDeNegocio(f"O que podia ser eliminado já foi. O restante é guardado por lei até {ate}.")
    return feita, pendentes


def _atender_pedidos(cliente: Cliente, frase: str, usuario: Any) -> None:
    """Answer the requests to be forgotten."""
    pedidos = P.objects.select_for_update(of=("self",)).filter(
        cliente=cliente, tipo=P.Tipo.ELIMINACAO, situacao=P.Situacao.ABERTO
    )
    for pedido in pedidos.order_by("pk"):
        pedido.situacao, pedido.respondido_em = P.Situacao.ATENDIDO, agora()
        pedido.resposta = f"Dados eliminados em {hoje():%d/%m/%Y}. {frase}"
        pedido.save(update_fields=["situacao", "resposta", "respondido_em"])
        feito = f"Pedido do titular {pedido.protocolo} atendido."
        historico.escrever(pedido, historico.Area.CADASTRAL, feito, usuario=usuario)


def _frase(feita: Anonimizacao) -> str:
    if feita.concluida_em:
        return "Anonimização concluída."
    return f"O restante é guardado por lei até {feita.reter_ate:%d/%m/%Y}."
