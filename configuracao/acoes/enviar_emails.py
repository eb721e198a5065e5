"""The worker's side of the e-mail queue.

Sending cannot be both never lost and never doubled: the answer to DATA may be lost on the way. Choice: **never twice
by itself**. A message is taken by a committed mark, and marked again just before its text goes to the server. A worker
that dies, or a connection that breaks, before the second mark leaves the message in the queue; after it, the message
ends as failed with the words that it may have arrived, and only a person sends it again.

One worker at a time serves a sender (an advisory lock that PostgreSQL drops when the worker dies), so what is found
*enviando* under the lock is what a dead one left.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formataddr

from django.core.mail import BadHeaderError, EmailMultiAlternatives
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils.html import escape

from configuracao.acoes.email import Arquivo, avisar_trabalhadores
from configuracao.models import MensagemEmail, RemetenteEmail
from configuracao.regras.smtp import TENTATIVAS, Alcance, Falha, espera_da_tentativa, explicar, pausa_do_remetente
from configuracao.smtp import ConexaoSmtp
from hubsoft.core.cripto import SegredoIlegivel
from hubsoft.core.datas import agora
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Historico
from hubsoft.core.registro import FabricaAnexo, FabricaTrecho, registro, resolver

log = logging.getLogger(__name__)
S = MensagemEmail.Situacao
CLASSE_DA_TRAVA = 7402  # first key of the advisory locks of this module
SEGUNDOS_POR_VEZ = 30.0
MINUTO = dt.timedelta(minutes=1)
INCERTA = (
    "O envio foi interrompido depois que a mensagem começou a sair: não se sabe se chegou. "
    "Confirme com quem recebe antes de reenviar."
)
SENHA_ILEGIVEL = "A senha guardada não pode ser lida com o chaveiro atual. Informe a senha de novo no remetente."
CABECALHO_INVALIDO = "O assunto, o remetente ou o destinatário tem quebras de linha, que um e-mail não aceita."
ANEXO_FALHOU = "O anexo não pôde ser gerado. O registro do servidor tem os detalhes."


class TomadaPerdida(Exception):
    """Another worker has the message by now."""


def enviar_pendentes(segundos: float = SEGUNDOS_POR_VEZ) -> int:
    """Send what is due, sender by sender, for at most about ``segundos`` each; return how many messages left."""
    pendentes = Q(situacao=S.NA_FILA, proxima_tentativa__lte=agora()) | Q(situacao=S.ENVIANDO)
    ids = MensagemEmail.objects.filter(pendentes).values_list("remetente", flat=True).distinct()
    enviadas, sobrou = 0, False
    for remetente_id in list(ids.order_by()):
        with _so_um(remetente_id) as minha_vez:
            if minha_vez:
                _recolher(remetente_id)
                remetente = RemetenteEmail.objects.get(pk=remetente_id)
                if remetente.ativo and not remetente.pausado:
                    n, acabou = _servir(remetente, segundos)
                    enviadas += n
                    sobrou = sobrou or not acabou
    if sobrou:
        avisar_trabalhadores()
    return enviadas


@contextmanager
def _so_um(remetente_id: int) -> Iterator[bool]:
    """Give whether this worker is the one that serves the sender."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [CLASSE_DA_TRAVA, remetente_id % 2**31])
        obtida = bool(cursor.fetchone()[0])
    try:
        yield obtida
    finally:
        if obtida and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [CLASSE_DA_TRAVA, remetente_id % 2**31])


def _recolher(remetente_id: int) -> None:
    """Put back what a dead worker had taken; what had begun to leave ends as unknown."""
    orfas = MensagemEmail.objects.filter(remetente=remetente_id, situacao=S.ENVIANDO)
    orfas.filter(transmitida_em__isnull=True).update(situacao=S.NA_FILA, tentativas=F("tentativas") - 1)
    orfas.filter(transmitida_em__isnull=False).update(situacao=S.FALHOU, erro=INCERTA)


def _servir(remetente: RemetenteEmail, segundos: float) -> tuple[int, bool]:
    """Send the due messages of a sender over one connection; return how many left and whether none is due any more."""
    limite = time.monotonic() + segundos
    enviadas = 0
    try:
        conexao = ConexaoSmtp(remetente)
    except SegredoIlegivel:
        _pausar(remetente, SENHA_ILEGIVEL)
        return 0, True
    try:
        while (mensagem := _tomar(remetente)) is not None:
            falha = _enviar(conexao, mensagem)
            if falha is None:
                enviadas += 1
            elif falha.alcance == Alcance.REMETENTE:
                _pausar(remetente, falha.texto)
                return enviadas, True
            if time.monotonic() > limite:
                return enviadas, False
    finally:
        conexao.encerrar()
    return enviadas, True


@transaction.atomic
def _tomar(remetente: RemetenteEmail) -> MensagemEmail | None:
    """Take the next due message; ``None`` when there is none, or the sender's limit of this minute is reached."""
    do_remetente = MensagemEmail.objects.filter(remetente=remetente)
    if do_remetente.filter(tomada_em__gt=agora() - MINUTO).count() >= remetente.por_minuto:
        return None
    fila = do_remetente.filter(situacao=S.NA_FILA, proxima_tentativa__lte=agora(), remetente__ativo=True)
    mensagem = fila.select_for_update(skip_locked=True, of=("self",)).order_by("proxima_tentativa", "id").first()
    if mensagem is None:
        return None
    mensagem.situacao, mensagem.tomada_em, mensagem.transmitida_em = S.ENVIANDO, agora(), None
    mensagem.tentativas += 1
    mensagem.save(update_fields=["situacao", "tomada_em", "transmitida_em", "tentativas"])
    return mensagem


def _enviar(conexao: ConexaoSmtp, mensagem: MensagemEmail) -> Falha | None:
    """Send a taken message and keep how it went; return why it did not leave."""
    try:
        montada = montar(mensagem, conexao.remetente)
        montada.message()
    except ErroDeNegocio as erro:
        return _falhou(mensagem, Falha(erro.mensagem, Alcance.MENSAGEM))
    except BadHeaderError:
        return _falhou(mensagem, Falha(CABECALHO_INVALIDO, Alcance.MENSAGEM))
    except Exception:
        log.exception("anexo do e-mail %s", mensagem.pk)
        return _falhou(mensagem, Falha(ANEXO_FALHOU, Alcance.TENTATIVA))
    try:
        conexao.enviar(montada, lambda: _marcar_saida(mensagem))
    except TomadaPerdida:
        conexao.encerrar()
        return Falha("", Alcance.TENTATIVA)
    except (OSError, ValueError) as erro:
        incerta = conexao.ficou_sem_resposta(erro)
        conexao.encerrar()
        if incerta:
            return _falhou(mensagem, Falha(INCERTA, Alcance.MENSAGEM))
        return _falhou(mensagem, explicar(erro, conexao.remetente.servidor, conexao.remetente.porta))
    _enviada(mensagem, conexao.remetente)
    return None


def montar(mensagem: MensagemEmail, remetente: RemetenteEmail) -> EmailMultiAlternatives:
    """Return the message as it goes out, its attachments made now; raises ``ErroDeNegocio`` when one cannot be."""
    texto, html = _com_trechos(mensagem)
    email = EmailMultiAlternatives(
        subject=mensagem.assunto,
        body=texto,
        from_email=de_quem(remetente),
        to=[mensagem.para],
        reply_to=[remetente.responder_para] if remetente.responder_para else None,
        headers={"Message-ID": f"<email-{mensagem.pk}@{remetente.endereco.rpartition('@')[2]}>"},
    )
    if html:
        email.attach_alternative(html, "text/html")
    for anexo in mensagem.anexos:
        fabrica = registro.por_chave(FabricaAnexo, anexo["fabrica"])
        arquivo: Arquivo = resolver(fabrica.funcao)(**anexo["argumentos"])
        email.attach(arquivo.nome, arquivo.conteudo, arquivo.tipo)
    return email


def _com_trechos(mensagem: MensagemEmail) -> tuple[str, str]:
    """Return text and HTML with what is kept nowhere in its place; the message itself is not touched."""
    texto, html = mensagem.texto, mensagem.html
    for trecho in mensagem.trechos:
        fabrica = registro.por_chave(FabricaTrecho, trecho["fabrica"])
        for nome, valor in resolver(fabrica.funcao)(**trecho["argumentos"]).items():
            texto, html = texto.replace(f"[[{nome}]]", valor), html.replace(f"[[{nome}]]", escape(valor))
    return texto, html


def de_quem(remetente: RemetenteEmail) -> str:
    """Return the From of a sender's messages."""
    return formataddr((" ".join(remetente.nome_exibicao.split()), remetente.endereco))


def _minha(mensagem: MensagemEmail) -> Q:
    """The row as long as it is still the one that this worker took."""
    return Q(pk=mensagem.pk, situacao=S.ENVIANDO, tentativas=mensagem.tentativas)


def _marcar_saida(mensagem: MensagemEmail) -> None:
    """Mark that the text goes out now; raises :class:`TomadaPerdida` when another worker took it meanwhile."""
    if not MensagemEmail.objects.filter(_minha(mensagem)).update(transmitida_em=agora()):
        raise TomadaPerdida


@transaction.atomic
def _enviada(mensagem: MensagemEmail, remetente: RemetenteEmail) -> None:
    """Keep that a message left, and tell it in the history."""
    if not MensagemEmail.objects.filter(_minha(mensagem)).update(situacao=S.ENVIADA, enviada_em=agora(), erro=""):
        return
    if remetente.falhas_seguidas:
        remetente.falhas_seguidas, remetente.pausado_ate, remetente.ultimo_erro = 0, None, ""
        remetente.save(update_fields=["falhas_seguidas", "pausado_ate", "ultimo_erro"])
    _contar(mensagem, f"E-mail “{mensagem.assunto}” enviado para {mensagem.para}.")


@transaction.atomic
def _falhou(mensagem: MensagemEmail, falha: Falha) -> Falha:
    """Put a message back for later, or end it, as far as the failure reaches."""
    minha = MensagemEmail.objects.filter(_minha(mensagem))
    acabou = falha.alcance == Alcance.MENSAGEM
    if falha.alcance == Alcance.TENTATIVA:
        acabou = mensagem.tentativas >= TENTATIVAS
    elif falha.alcance == Alcance.REMETENTE:
        acabou = mensagem.expira_em <= agora()
    if acabou:
        if minha.update(situacao=S.FALHOU, erro=falha.texto):
            _contar(mensagem, f"E-mail “{mensagem.assunto}” para {mensagem.para} não foi enviado: {falha.texto}")
        return falha
    if falha.alcance == Alcance.REMETENTE:
        # The server's fault does not use up the message's tries.
        minha.update(situacao=S.NA_FILA, erro=falha.texto, tentativas=F("tentativas") - 1, tomada_em=None)
    else:
        espera = espera_da_tentativa(mensagem.tentativas)
        minha.update(situacao=S.NA_FILA, erro=falha.texto, proxima_tentativa=agora() + espera)
    return falha


def _pausar(remetente: RemetenteEmail, erro: str) -> None:
    """Leave the server alone for a while and say why on the screen."""
    remetente.falhas_seguidas += 1
    remetente.pausado_ate = agora() + pausa_do_remetente(remetente.falhas_seguidas)
    remetente.ultimo_erro = erro
    remetente.save(update_fields=["falhas_seguidas", "pausado_ate", "ultimo_erro"])


def _contar(mensagem: MensagemEmail, frase: str) -> None:
    """Write the sentence in the history of what the message is about."""
    if not mensagem.area:
        return
    Historico.objects.create(
        area=mensagem.area,
        frase=frase,
        objeto_tipo=mensagem.objeto_tipo or mensagem._meta.label_lower,
        objeto_id=mensagem.objeto_id or mensagem.pk,
        cliente_id=mensagem.cliente_id,
        origem="e-mail",
    )
