"""Gives a service another speed for a while, ends it by hand or by its date (C20).

What ends it and the mark that it ended commit together: a worker killed in between leaves neither, and of two workers
the second waits for the lock of the service and finds it ended.
"""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any, NamedTuple

from django.db import InterfaceError, OperationalError, transaction
from django.utils.timezone import localtime

from clientes.estados import ATIVOS, Status
from clientes.models import ServicoCliente
from clientes.regras.contrato import velocidade
from hubsoft.core import historico
from hubsoft.core.datas import agora
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.processos import Contexto
from hubsoft.core.texto import contar
from rede.acoes.comandar_sessoes import comandar_sessoes
from rede.models import Acesso, NavegacaoCustomizada
from rede.regras.comandos import COA, DISCONNECT

log = logging.getLogger(__name__)
LOTE = 100
MAIOR_PRAZO = dt.timedelta(days=5 * 366)
S = NavegacaoCustomizada.Situacao
ORIGEM = "Navegação customizada"
NORMAIS = (Status.HABILITADO, Status.AGUARDANDO_MIGRACAO)
"""States in which the policy gives the custom speed."""


class Navegacao(NamedTuple):
    """Speeds in Kb/s, pool ("": the login's or plan's own), until when (none: until ended), why."""

    download_kbps: int
    upload_kbps: int
    pool: str = ""
    ate: dt.datetime | None = None
    motivo: str = ""


def descrever(navegacao: NavegacaoCustomizada | Navegacao) -> str:
    """Return "800 Mb/s / 400 Mb/s até 30/11/2026 10:00"."""
    texto = f"{velocidade(navegacao.download_kbps)} / {velocidade(navegacao.upload_kbps)}"
    texto += f", pool {navegacao.pool}" if navegacao.pool else ""
    return texto + (f" até {localtime(navegacao.ate):%d/%m/%Y %H:%M}" if navegacao.ate else " sem data para terminar")


@transaction.atomic
def customizar_navegacao(servico: ServicoCliente, pedida: Navegacao, usuario: Any) -> NavegacaoCustomizada:
    """Give the service the speed from now on, in the place of the custom one it may have; the network is told at once.

    Raises ``ErroDeNegocio`` for a service without a login or cancelled, a date out of reach, or what it has already.
    """
    instante = agora()
    if pedida.ate is not None and not instante < pedida.ate <= instante + MAIOR_PRAZO:
        raise ErroDeNegocio("Escolha uma data a partir de agora, de até cinco anos à frente.", "ate")
    travado = _travar(servico.pk)
    if travado.status not in ATIVOS:
        raise ErroDeNegocio("O serviço está cancelado: não há navegação para customizar.")
    if not Acesso.objects.filter(servico=travado).exists():
        raise ErroDeNegocio("Este serviço não tem acesso (login). Crie o acesso antes, na aba Acesso.")
    antes = _ativa(travado)
    if (
        antes is not None
        and Navegacao(antes.download_kbps, antes.upload_kbps, antes.pool, antes.ate, antes.motivo) == pedida
    ):
        raise ErroDeNegocio("O serviço já navega assim: nada mudaria.")
    if antes is not None:
        _fechar(antes, S.ENCERRADA, "Trocada por outra.")
    nova = NavegacaoCustomizada.objects.create(servico=travado, usuario=usuario, **pedida._asdict())
    porque = f" Motivo: {pedida.motivo}" if pedida.motivo else ""
    _contar(nova, travado, f"Navegação customizada: {descrever(nova)} (plano: {_do_plano(travado)}).{porque}", usuario)
    _comandar(
        travado,
        f"navegacao:{nova.pk}",
        antes.pool if antes else "",
        nova.pool,
        f"Navegação customizada: {descrever(nova)}",
    )
    return nova


@transaction.atomic
def encerrar_navegacao(navegacao: NavegacaoCustomizada, usuario: Any, porque: str = "") -> NavegacaoCustomizada:
    """End it now: the service goes back to its plan's speed. Raises ``ErroDeNegocio`` when it is ended already."""
    servico = _travar(navegacao.servico_id)
    atual = NavegacaoCustomizada.objects.select_for_update(of=("self",)).get(pk=navegacao.pk)
    if atual.situacao != S.ATIVA:
        raise ErroDeNegocio("Esta navegação customizada já terminou. Recarregue a página.")
    _encerrar(atual, servico, porque or "Encerrada antes da data.", usuario)
    return atual


def encerrar_do_servico(servico: ServicoCliente, porque: str, usuario: Any = None) -> bool:
    """End what a locked service may have; return whether it had. Nothing is sent: what made it end does that."""
    atual = _ativa(servico)
    if atual is None:
        return False
    _fechar(atual, S.ENCERRADA, porque)
    _contar(atual, servico, f"Navegação customizada encerrada: {porque}", usuario)
    return True


@transaction.atomic
def repetir_encerramento(navegacao: NavegacaoCustomizada, usuario: Any) -> NavegacaoCustomizada:
    """Try again to end one that failed; raises ``ErroDeNegocio`` for any other, and when it fails again."""
    servico = _travar(navegacao.servico_id)
    atual = NavegacaoCustomizada.objects.select_for_update(of=("self",)).get(pk=navegacao.pk)
    if atual.situacao != S.FALHOU:
        raise ErroDeNegocio("Só o que falhou pode ser tentado de novo. Recarregue a página.")
    _encerrar(atual, servico, "Encerrada na nova tentativa.", usuario)
    return atual


# -- by its date ------------------------------------------------------------------------------------------------------


def encerrar_na_rotina(contexto: Contexto) -> str:
    """End those whose date passed as a routine (G04): the sweep does the same, and each still ends once."""
    inicio, feitas = agora(), 0
    contexto.total(NavegacaoCustomizada.objects.ativas().filter(ate__lte=inicio).count())
    while True:
        contexto.verificar_cancelamento()
        lote = encerrar_vencidas(LOTE)
        feitas += lote
        contexto.feito(feitas)
        if lote < LOTE:
            break
    falhas = NavegacaoCustomizada.objects.filter(situacao=S.FALHOU, encerrada_em__gte=inicio).count()
    com_erro = f", {contar(falhas, 'falhou', 'falharam')}: veja em Rede › Navegação customizada" if falhas else ""
    return f"{contar(feitas, 'navegação encerrada', 'navegações encerradas')}{com_erro}."


def encerrar_vencidas(limite: int = 1000) -> int:
    """End those whose date passed, the oldest first, each exactly once; return how many."""
    feitas = 0
    while feitas < limite:
        vencida = (
            NavegacaoCustomizada.objects.ativas()
            .filter(ate__lte=agora())
            .order_by("ate", "id")
            .values_list("pk", "servico_id")
            .first()
        )
        if vencida is None:
            break
        feitas += _vencer(*vencida)
    return feitas


@transaction.atomic
def _vencer(navegacao_id: int, servico_id: int) -> int:
    """End one unless somebody else has; return 1 when it ended (or failed) here."""
    servico = _travar(servico_id)
    atual = (
        NavegacaoCustomizada.objects.select_for_update(of=("self",))
        .filter(pk=navegacao_id, situacao=S.ATIVA, ate__lte=agora())
        .first()
    )
    if atual is None:
        return 0
    try:
        with transaction.atomic():
            _encerrar(atual, servico, "Terminou na data marcada.", atual.usuario)
    except (OperationalError, InterfaceError):
        # The database, not this one: undo all and let the next sweep try.
        raise
    except ErroDeNegocio as erro:
        _falhar(atual, servico, erro.mensagem)
    except Exception as erro:
        log.exception("navegação customizada %s falhou ao encerrar", atual.pk)
        mensagem = f"Erro inesperado: {type(erro).__name__}. O registro do servidor tem os detalhes."
        _falhar(atual, servico, mensagem)
    return 1


def _falhar(navegacao: NavegacaoCustomizada, servico: ServicoCliente, mensagem: str) -> None:
    navegacao.refresh_from_db()
    _fechar(navegacao, S.FALHOU, mensagem)
    frase = f"A navegação customizada passou da data e as sessões abertas não voltaram ao plano: {mensagem}"
    _contar(navegacao, servico, frase, None)


# -- pieces -----------------------------------------------------------------------------------------------------------


def _travar(servico_id: int) -> ServicoCliente:
    travado = ServicoCliente.objects.select_for_update(of=("self",), no_key=True).select_related("plano")
    return travado.get(pk=servico_id)


def _ativa(servico: ServicoCliente) -> NavegacaoCustomizada | None:
    return (
        NavegacaoCustomizada.objects.select_for_update(of=("self",)).filter(servico=servico, situacao=S.ATIVA).first()
    )


def _encerrar(navegacao: NavegacaoCustomizada, servico: ServicoCliente, porque: str, usuario: Any) -> None:
    """Mark it, tell it and command the open sessions, which were under its policy."""
    _fechar(navegacao, S.ENCERRADA, porque)
    _contar(
        navegacao, servico, f"Navegação customizada encerrada: {porque} Volta ao plano: {_do_plano(servico)}.", usuario
    )
    _comandar(
        servico,
        f"navegacao-fim:{navegacao.pk}",
        navegacao.pool,
        "",
        f"Fim da navegação customizada: {_do_plano(servico)}",
    )


def _comandar(servico: ServicoCliente, chave: str, pool_antes: str, pool: str, motivo: str) -> None:
    """Queue one command for each open session; another pool needs the session to dial again."""
    if servico.status not in NORMAIS:
        return
    acesso = Acesso.objects.filter(servico=servico).first()
    if acesso is None:
        return
    proprio = acesso.pool or servico.plano.pool
    troca = not acesso.ipv4 and (pool_antes or proprio) != (pool or proprio)
    comandar_sessoes(servico.pk, DISCONNECT if troca else COA, motivo, chave)


def _do_plano(servico: ServicoCliente) -> str:
    plano = servico.plano
    return f"{velocidade(plano.download_kbps)} / {velocidade(plano.upload_kbps)}"


def _fechar(navegacao: NavegacaoCustomizada, situacao: str, mensagem: str) -> None:
    navegacao.situacao, navegacao.mensagem, navegacao.encerrada_em = situacao, mensagem[:300], agora()
    navegacao.save(update_fields=["situacao", "mensagem", "encerrada_em"])


def _contar(navegacao: NavegacaoCustomizada, servico: ServicoCliente, frase: str, usuario: Any) -> None:
    historico.escrever(
        navegacao,
        historico.Area.REDE,
        frase,
        cliente_id=servico.cliente_id,
        servico_id=servico.pk,
        usuario=usuario,
        origem="" if usuario is not None else ORIGEM,
    )
