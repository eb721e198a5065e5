"""The connection of a sender: Django's SMTP backend, which also says when a message began to leave."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend
from django.utils.functional import cached_property

from configuracao.models import RemetenteEmail
from hubsoft.core.cripto import decifrar

SEGUNDOS = 20


def _nada() -> None:
    """Do nothing."""


class _ComAviso:
    """An SMTP client that calls ``antes_de_transmitir`` just before the text of a message goes out (DATA)."""

    antes_de_transmitir: Callable[[], None] = staticmethod(_nada)
    transmitindo = False

    def data(self, msg: Any) -> Any:
        """Send the text."""
        self.antes_de_transmitir()
        self.transmitindo = True
        resposta = super().data(msg)  # type: ignore[misc]
        self.transmitindo = False
        return resposta


class _Smtp(_ComAviso, smtplib.SMTP):
    pass


class _SmtpSobreTls(_ComAviso, smtplib.SMTP_SSL):
    pass


class ConexaoSmtp(EmailBackend):
    """The connection of one sender; open until :meth:`encerrar`."""

    def __init__(self, remetente: RemetenteEmail, segundos: float = SEGUNDOS) -> None:
        self.remetente = remetente
        seguranca = RemetenteEmail.Seguranca(remetente.seguranca)
        super().__init__(
            host=remetente.servidor,
            port=remetente.porta,
            username=remetente.usuario,
            password=decifrar(remetente.senha),
            use_tls=seguranca == RemetenteEmail.Seguranca.STARTTLS,
            use_ssl=seguranca == RemetenteEmail.Seguranca.TLS,
            timeout=segundos,
        )

    @property
    def connection_class(self) -> Any:
        """The client of the chosen security."""
        return _SmtpSobreTls if self.use_ssl else _Smtp

    @cached_property
    def ssl_context(self) -> ssl.SSLContext:
        """A context that checks the certificate, unless the sender says that its server has one of its own."""
        contexto = ssl.create_default_context()
        if not self.remetente.verificar_certificado:
            contexto.check_hostname = False
            contexto.verify_mode = ssl.CERT_NONE
        return contexto

    def enviar(self, mensagem: EmailMultiAlternatives, antes_de_transmitir: Callable[[], None] = _nada) -> None:
        """Send one message over the open connection; raises what ``smtplib`` raises."""
        self.open()
        ligacao: Any = self.connection
        ligacao.antes_de_transmitir = antes_de_transmitir
        ligacao.transmitindo = False
        self.send_messages([mensagem])

    def ficou_sem_resposta(self, erro: Exception) -> bool:
        """Whether the text went out and no answer came: nobody knows if the server took the message."""
        return bool(getattr(self.connection, "transmitindo", False)) and not isinstance(
            erro, smtplib.SMTPResponseException
        )

    def encerrar(self) -> None:
        """Close the connection, whatever state it is in."""
        abertas: list[Any] = [self.connection, self._partial_connection]  # type: ignore[has-type]
        for ligacao in abertas:
            if ligacao is not None:
                try:
                    ligacao.quit()
                except (OSError, ValueError):
                    ligacao.close()
        self.connection = self._partial_connection = None
