"""What an error of the mail server means, in words for who set the sender up (RFC 5321 §4.2, RFC 3463, RFC 4954)."""

from __future__ import annotations

import datetime as dt
import smtplib
import socket
import ssl
from dataclasses import dataclass
from enum import Enum

TENTATIVAS = 8
ESPERA = dt.timedelta(minutes=1)
MAIOR_PAUSA = dt.timedelta(minutes=30)


class Alcance(Enum):
    """What a failure spoils: the whole sender for now, this try, or this message for ever."""

    REMETENTE = "remetente"
    TENTATIVA = "tentativa"
    MENSAGEM = "mensagem"


@dataclass(frozen=True, slots=True)
class Falha:
    """Why an e-mail did not leave, in Portuguese, and how far it reaches."""

    texto: str
    alcance: Alcance


def espera_da_tentativa(tentativa: int) -> dt.timedelta:
    """Return how long a message waits after its n-th failed try (1, 2, 4… minutes)."""
    return ESPERA * 2 ** min(tentativa - 1, 10)


def pausa_do_remetente(falhas: int) -> dt.timedelta:
    """Return how long a server is left alone after its n-th failure in a row: 1, 2, 4… up to 30 minutes."""
    return min(ESPERA * 2 ** min(falhas - 1, 10), MAIOR_PAUSA)


def explicar(erro: Exception, servidor: str, porta: int) -> Falha:
    """Return what an exception of ``smtplib``, ``ssl`` or the sockets means."""
    falha = _da_resposta(erro) if isinstance(erro, smtplib.SMTPException) else None
    return falha or Falha(_da_conexao(erro, servidor, porta), Alcance.REMETENTE)


def _da_resposta(erro: smtplib.SMTPException) -> Falha | None:
    """Return the meaning of an answer of the server, ``None`` when it is about the connection."""
    if isinstance(erro, smtplib.SMTPAuthenticationError):
        return Falha(
            f"O servidor recusou o usuário ou a senha. Confira os dois; contas com verificação em duas etapas pedem "
            f"uma senha de aplicativo. Resposta: {_resposta(erro.smtp_code, erro.smtp_error)}",
            Alcance.REMETENTE,
        )
    if isinstance(erro, smtplib.SMTPSenderRefused):
        frase = f"O servidor não aceita o e-mail do remetente: {_resposta(erro.smtp_code, erro.smtp_error)}"
        return Falha(frase, _alcance(erro.smtp_code, permanente=Alcance.REMETENTE))
    if isinstance(erro, smtplib.SMTPRecipientsRefused):
        codigo, texto = next(iter(erro.recipients.values()), (550, b""))
        if b"relay" in bytes(texto).lower():
            return Falha(
                "O servidor não repassa e-mails para fora (relay negado). Informe usuário e senha, ou libere este "
                f"sistema no servidor. Resposta: {_resposta(codigo, texto)}",
                Alcance.REMETENTE,
            )
        return Falha(f"O servidor recusou o destinatário: {_resposta(codigo, texto)}", _alcance(codigo))
    if isinstance(erro, smtplib.SMTPDataError):
        frase = f"O servidor recusou a mensagem: {_resposta(erro.smtp_code, erro.smtp_error)}"
        return Falha(frase, _alcance(erro.smtp_code))
    if isinstance(erro, (smtplib.SMTPConnectError, smtplib.SMTPHeloError)):
        return Falha(f"O servidor não atendeu: {_resposta(erro.smtp_code, erro.smtp_error)}", Alcance.REMETENTE)
    if isinstance(erro, smtplib.SMTPNotSupportedError):
        texto_erro = str(erro)
        if "STARTTLS" in texto_erro:
            frase = "O servidor não oferece STARTTLS nesta porta. Use SSL/TLS (em geral na porta 465) ou outra porta."
        else:
            frase = "O servidor não aceita login. Deixe usuário e senha em branco, ou confira a porta e a segurança."
        return Falha(frase, Alcance.REMETENTE)
    return None


def _alcance(codigo: int, permanente: Alcance = Alcance.MENSAGEM) -> Alcance:
    """Return how far a reply code reaches: 421 closes the channel, other 4xx pass, 5xx stay (RFC 5321 §4.2.1)."""
    if codigo == 421:
        return Alcance.REMETENTE
    return Alcance.TENTATIVA if 400 <= codigo < 500 else permanente


def _da_conexao(erro: Exception, servidor: str, porta: int) -> str:
    """Return why there is no usable connection."""
    if isinstance(erro, socket.gaierror | UnicodeError) and not isinstance(erro, UnicodeEncodeError):
        return f"O servidor {servidor} não foi encontrado (DNS). Confira o nome."
    if isinstance(erro, UnicodeEncodeError):
        return "O usuário ou a senha tem acentos, que o servidor de e-mail não aceita."
    if isinstance(erro, ssl.SSLCertVerificationError):
        return (
            f"O certificado de {servidor} não é válido ({erro.verify_message}). Confira o nome do servidor; se ele é "
            "seu e usa certificado próprio, desligue a conferência do certificado."
        )
    if isinstance(erro, ssl.SSLError):
        return (
            f"{servidor}:{porta} não conversou por SSL/TLS. Confira a segurança: a porta 465 usa SSL/TLS e a 587 usa "
            "STARTTLS."
        )
    if isinstance(erro, ConnectionRefusedError):
        return f"{servidor} recusou a conexão na porta {porta}. Confira a porta e o firewall."
    if isinstance(erro, TimeoutError):
        return f"{servidor}:{porta} não respondeu a tempo. Confira o nome, a porta e o firewall."
    if isinstance(erro, (smtplib.SMTPServerDisconnected, ConnectionError)):
        return f"{servidor}:{porta} encerrou a conexão. Confira a segurança: 465 usa SSL/TLS e 587 usa STARTTLS."
    return f"Não foi possível conectar a {servidor}:{porta}: {erro}"


def _resposta(codigo: int, texto: bytes | str) -> str:
    """Return the server's own words, kept short and on one line."""
    legivel = texto.decode("utf-8", "replace") if isinstance(texto, bytes) else str(texto)
    return f"{codigo} {' '.join(legivel.split())}"[:300]
