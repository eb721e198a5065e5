"""Send the commands due to one NAS, one at a time, and write down what each became."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from hubsoft.core import historico
from hubsoft.core.datas import agora
from rede.acoes.comandar_sessoes import avisar_envio
from rede.coa.envio import ACK, SILENCIO, Alvo, Resultado, SessaoAlvo, enviar
from rede.models import ComandoCoa, SegredoRadius, Sessao, TentativaCoa
from rede.nas import ATRIBUTOS_COA
from rede.regras.comandos import COA, DESISTE_APOS, DISCONNECT, espera
from rede.regras.error_cause import Providencia, explicar

E = ComandoCoa.Estado
CLASSE_DA_TRAVA = 7404  # first key of the advisory locks of this module
# A worker holds a command for this long; if it dies, another takes the command afterwards.
POSSE = dt.timedelta(seconds=30)


def enviar_comandos(equipamento_id: int) -> int:
    """Send what is due to the NAS until nothing is, or it does not answer; return how many were sent.

    One sender a NAS: a second one returns at once. After a silence everything else due to that NAS waits, so that a
    dead one costs one timeout, not one for each command.
    """
    enviados = 0
    with _trava(equipamento_id) as obtida:
        while obtida and (comando := _tomar(equipamento_id)) is not None:
            resultado = _enviar(comando)
            _concluir(comando, resultado)
            enviados += 1
            if resultado.tipo == SILENCIO:
                _adiar_os_outros(comando)
                break
    return enviados


def equipamentos_com_comandos() -> list[int]:
    """Return the NAS that have a command due."""
    devidos = ComandoCoa.objects.filter(estado=E.PENDENTE, proxima_tentativa__lte=agora(), equipamento__isnull=False)
    return list(devidos.order_by("equipamento_id").values_list("equipamento_id", flat=True).distinct())


@contextmanager
def _trava(equipamento_id: int) -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [CLASSE_DA_TRAVA, equipamento_id % 2**31])
        obtida = bool(cursor.fetchone()[0])
    try:
        yield obtida
    finally:
        if obtida and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [CLASSE_DA_TRAVA, equipamento_id % 2**31])


def _tomar(equipamento_id: int) -> ComandoCoa | None:
    """Claim the oldest due command of the NAS."""
    with transaction.atomic():
        comando = (
            ComandoCoa.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("equipamento", "servico__acesso", "servico__cliente")
            .filter(equipamento=equipamento_id, estado=E.PENDENTE, proxima_tentativa__lte=agora())
            .order_by("id")
            .first()
        )
        if comando is None:
            return None
        comando.tentativas += 1
        comando.proxima_tentativa = agora() + POSSE
        if comando.tipo == COA:
            comando.atributos = _atributos(comando)
        comando.save(update_fields=["tentativas", "proxima_tentativa", "atributos"])
    return comando


def _atributos(comando: ComandoCoa) -> dict[str, str]:
    """Return what the policy gives to the login at this instant, as far as its NAS takes it by CoA."""
    acesso = getattr(comando.servico, "acesso", None)
    equipamento = comando.equipamento
    if acesso is None or equipamento is None:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT atributo, valor FROM rede_resposta(%s, %s)", [acesso.pk, equipamento.pk])
        resposta = dict(cursor.fetchall())
    return {nome: resposta[nome] for nome in ATRIBUTOS_COA[equipamento.tipo_nas] if nome in resposta}


def _enviar(comando: ComandoCoa) -> Resultado:
    equipamento = comando.equipamento
    if equipamento is None:
        return Resultado(SILENCIO, None, "O equipamento não está mais cadastrado.", 0)
    segredo = SegredoRadius.objects.filter(equipamento=equipamento).values_list("segredo", flat=True).first()
    if not segredo:
        return Resultado(SILENCIO, None, "O equipamento não tem secret RADIUS cadastrado.", 0)
    return enviar(
        comando.tipo,
        Alvo(equipamento.endereco, equipamento.porta_incoming, segredo),
        SessaoAlvo(comando.login, comando.acct_session_id, comando.framed_ip),
        comando.atributos if comando.tipo == COA else {},
    )


def _concluir(comando: ComandoCoa, resultado: Resultado) -> None:
    """Write the try and the command's new state, and what follows from it."""
    providencia, mensagem = _decidir(comando, resultado)
    with transaction.atomic():
        TentativaCoa.objects.create(
            comando=comando,
            resultado=resultado.tipo,
            error_cause=resultado.error_cause,
            mensagem=mensagem,
            milissegundos=resultado.milissegundos,
        )
        comando.error_cause, comando.mensagem = resultado.error_cause, mensagem
        if providencia is Providencia.DEPOIS:
            _deixar_para_depois(comando, resultado)
        else:
            _fechar(comando, providencia)
        comando.save(update_fields=["estado", "error_cause", "mensagem", "proxima_tentativa", "concluido_em"])


def _decidir(comando: ComandoCoa, resultado: Resultado) -> tuple[Providencia, str]:
    if resultado.tipo == ACK:
        return Providencia.CONFIRMAR, "Confirmado pelo equipamento."
    if resultado.tipo == SILENCIO:
        return Providencia.DEPOIS, resultado.mensagem
    causa = explicar(resultado.error_cause)
    detalhe = f" ({resultado.mensagem})" if resultado.mensagem else ""
    return (causa.coa if comando.tipo == COA else causa.disconnect), f"{causa.explicacao}{detalhe}"[:300]


def _deixar_para_depois(comando: ComandoCoa, resultado: Resultado) -> None:
    instante = agora()
    if comando.prazo is not None and instante >= comando.prazo:
        comando.estado = E.SEM_RESPOSTA if resultado.tipo == SILENCIO else E.RECUSADO
        comando.concluido_em = instante
        _contar(comando)
    else:
        comando.proxima_tentativa = instante + espera(comando.tentativas)


def _fechar(comando: ComandoCoa, providencia: Providencia) -> None:
    comando.concluido_em = agora()
    if providencia is Providencia.CONFIRMAR:
        comando.estado = E.CONFIRMADO
    elif providencia is Providencia.ENCERRAR_SESSAO:
        comando.estado = E.SEM_SESSAO
        _encerrar_sessao(comando)
    else:
        comando.estado = E.RECUSADO
        if providencia is Providencia.DESCONECTAR:
            _trocar_por_disconnect(comando)
    _contar(comando)


def _encerrar_sessao(comando: ComandoCoa) -> None:
    """Close the session that the NAS does not know: its Stop was lost."""
    unicos = Sessao.objects.filter(
        equipamento=comando.equipamento_id, login=comando.login, acct_session_id=comando.acct_session_id
    ).values_list("unico", flat=True)
    with connection.cursor() as cursor:
        for unico in list(unicos):
            cursor.execute("SELECT rede_encerrar_sessao(%s, now(), 'Lost-Stop')", [unico])


def _trocar_por_disconnect(comando: ComandoCoa) -> None:
    """Queue a Disconnect in the place of a CoA that the NAS cannot do: the next login gets the new policy."""
    instante = agora()
    ComandoCoa.objects.bulk_create(
        [
            ComandoCoa(
                servico_id=comando.servico_id,
                equipamento_id=comando.equipamento_id,
                tipo=DISCONNECT,
                motivo=f"{comando.motivo} (o equipamento recusou o CoA)"[:200],
                chave=f"{comando.chave}:disconnect"[:160],
                login=comando.login,
                acct_session_id=comando.acct_session_id,
                framed_ip=comando.framed_ip,
                proxima_tentativa=instante,
                prazo=instante + DESISTE_APOS,
            )
        ],
        ignore_conflicts=True,
    )
    comando.mensagem = f"{comando.mensagem} Será desconectado para receber a mudança."[:300]
    if comando.equipamento_id is not None:
        avisar_envio([comando.equipamento_id])


def _contar(comando: ComandoCoa) -> None:
    """Write the sentence of a command that ended."""
    historico.escrever(
        comando,
        historico.Area.REDE,
        f"{comando.get_tipo_display()} em {comando.equipamento}: {comando.get_estado_display().lower()}. "
        f"{comando.mensagem}",
        servico_id=comando.servico_id,
        cliente_id=comando.servico.cliente_id if comando.servico else None,
        origem="PoD/CoA",
    )


def _adiar_os_outros(comando: ComandoCoa) -> None:
    """Let the rest of a silent NAS wait as long as the command that found it silent."""
    ComandoCoa.objects.filter(
        equipamento=comando.equipamento_id, estado=E.PENDENTE, proxima_tentativa__lt=comando.proxima_tentativa
    ).update(proxima_tentativa=comando.proxima_tentativa)
