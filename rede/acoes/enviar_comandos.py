"""Send the commands due to one NAS, some at once, and write down what each became."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection, transaction

from hubsoft.core import historico
from hubsoft.core.datas import agora
from hubsoft.core.models import Historico
from rede.acoes.comandar_sessoes import avisar_envio
from rede.coa.envio import ACK, SILENCIO, Alvo, Pedido, Resultado, SessaoAlvo, enviar_lote
from rede.models import ComandoCoa, SegredoRadius, Sessao, TentativaCoa
from rede.nas import ATRIBUTOS_COA
from rede.regras.comandos import COA, DESISTE_APOS, DISCONNECT, espera
from rede.regras.error_cause import Providencia, explicar

E = ComandoCoa.Estado
CLASSE_DA_TRAVA = 7404  # first key of the advisory locks of this module
LOTE = 64  # commands sent at once to one NAS
# A worker holds a command for this long; if it dies, another takes the command afterwards.
POSSE = dt.timedelta(seconds=30)


def enviar_comandos(equipamento_id: int) -> int:
    """Send what is due to the NAS until nothing is, or it does not answer; return how many were sent.

    One sender a NAS: a second one returns at once. After a silence everything else due to that NAS waits, so that a
    dead one costs one timeout, not one for each command.
    """
    enviados = 0
    with _trava(equipamento_id) as obtida:
        while obtida and (comandos := _tomar(equipamento_id)):
            resultados = _enviar(comandos)
            _concluir(comandos, resultados)
            enviados += len(comandos)
            if all(resultado.tipo == SILENCIO for resultado in resultados):
                _adiar_os_outros(comandos[0])
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


def _tomar(equipamento_id: int) -> list[ComandoCoa]:
    """Claim the oldest due commands of the NAS, one a session: what is said twice to a session is said in order."""
    instante = agora()
    with transaction.atomic():
        devidos = list(
            ComandoCoa.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("equipamento", "servico__acesso", "servico__cliente")
            .filter(equipamento=equipamento_id, estado=E.PENDENTE, proxima_tentativa__lte=instante)
            .order_by("id")[:LOTE]
        )
        comandos = list({c.acct_session_id: c for c in reversed(devidos)}.values())[::-1]
        atributos = _atributos(equipamento_id, comandos)
        for comando in comandos:
            comando.tentativas += 1
            comando.proxima_tentativa = instante + POSSE
            if comando.tipo == COA:
                comando.atributos = atributos.get(comando.pk, {})
        ComandoCoa.objects.bulk_update(comandos, ["tentativas", "proxima_tentativa", "atributos"])
    return comandos


def _atributos(equipamento_id: int, comandos: Sequence[ComandoCoa]) -> dict[int, dict[str, str]]:
    """Return, by CoA, what the policy gives to its login at this instant, as far as the NAS takes it by CoA."""
    acessos = {
        c.pk: c.servico.acesso.pk for c in comandos if c.tipo == COA and c.servico and hasattr(c.servico, "acesso")
    }
    aceitos = ATRIBUTOS_COA[comandos[0].equipamento.tipo_nas] if comandos and comandos[0].equipamento else ()
    por_comando: dict[int, dict[str, str]] = {pk: {} for pk in acessos}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.pk, r.atributo, r.valor FROM unnest(%s::bigint[], %s::bigint[]) AS c (pk, acesso)"
            " CROSS JOIN LATERAL rede_resposta(c.acesso, %s) r WHERE r.atributo = ANY(%s)",
            [list(acessos), list(acessos.values()), equipamento_id, list(aceitos)],
        )
        for pk, nome, valor in cursor.fetchall():
            por_comando[pk][nome] = valor
    return por_comando


def _enviar(comandos: Sequence[ComandoCoa]) -> list[Resultado]:
    equipamento = comandos[0].equipamento
    segredo = SegredoRadius.objects.filter(equipamento=equipamento).values_list("segredo", flat=True).first()
    if equipamento is None or not segredo:
        return [Resultado(SILENCIO, None, "O equipamento não tem secret RADIUS cadastrado.", 0)] * len(comandos)
    return enviar_lote(
        Alvo(equipamento.endereco, equipamento.porta_incoming, segredo),
        [
            Pedido(c.tipo, SessaoAlvo(c.login, c.acct_session_id, c.framed_ip), c.atributos if c.tipo == COA else {})
            for c in comandos
        ],
    )


def _concluir(comandos: Sequence[ComandoCoa], resultados: Sequence[Resultado]) -> None:
    """Write the tries and the commands' new states, and what follows from them."""
    tentativas, frases = [], []
    with transaction.atomic():
        for comando, resultado in zip(comandos, resultados, strict=True):
            providencia, mensagem = _decidir(comando, resultado)
            tentativas.append(
                TentativaCoa(
                    comando=comando,
                    resultado=resultado.tipo,
                    error_cause=resultado.error_cause,
                    mensagem=mensagem,
                    milissegundos=resultado.milissegundos,
                )
            )
            comando.error_cause, comando.mensagem = resultado.error_cause, mensagem
            if providencia is Providencia.DEPOIS:
                _deixar_para_depois(comando, resultado)
            else:
                _fechar(comando, providencia)
            if comando.concluido_em is not None:
                frases.append(_frase(comando))
        TentativaCoa.objects.bulk_create(tentativas)
        Historico.objects.bulk_create(frases)
        ComandoCoa.objects.bulk_update(
            comandos, ["estado", "error_cause", "mensagem", "proxima_tentativa", "concluido_em"]
        )


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


def _frase(comando: ComandoCoa) -> Historico:
    """Return the sentence of a command that ended."""
    return historico.montar(
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
