"""A strict stand-in of a provider's mail server, over real TCP and TLS.

It refuses what a real one would: mail before STARTTLS or before the login that it asks for, a wrong password, a sender
that is not the account's, recipients outside its domains without a login (relay), and a message that breaks RFC 5322
(bare line feeds, lines over 998, 8-bit headers, a missing or repeated header, a Message-ID seen before).
"""

from __future__ import annotations

import datetime as dt
import email
import re
import socket
import ssl
import threading
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from types import TracebackType
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

UM_SO = ("From", "To", "Subject", "Date", "Message-ID", "MIME-Version")


def certificado(pasta: Path, nome: str = "localhost", dias: int = 2) -> tuple[Path, Path]:
    """Write a self-signed certificate of a host name; return the paths of certificate and key."""
    chave = ec.generate_private_key(ec.SECP256R1())
    quem = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, nome)])
    agora = dt.datetime.now(dt.UTC)
    cert = (
        x509.CertificateBuilder()
        .subject_name(quem)
        .issuer_name(quem)
        .public_key(chave.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(agora - dt.timedelta(days=3))
        .not_valid_after(agora + dt.timedelta(days=dias))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(nome)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(chave, hashes.SHA256())
    )
    em_pem, em_chave = pasta / f"{nome}.pem", pasta / f"{nome}.key"
    em_pem.write_bytes(cert.public_bytes(serialization.Encoding.PEM))
    em_chave.write_bytes(
        chave.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return em_pem, em_chave


def porta_livre() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


@dataclass
class ServidorDeEmail:
    """A mail server on ``localhost``; ``seguranca``: starttls, tls or nenhuma.

    ``usuario`` empty: no login asked, and only recipients of ``dominios`` are taken. ``recusas``: address → reply that
    RCPT gets (``"550 5.1.1 …"``), given until removed. ``cair_em``: "rcpt", "data" or "resposta" (after it has kept
    the message) hangs up there, once. ``ao_receber`` is called with each message before the answer.
    """

    pasta: Path
    seguranca: str = "starttls"
    usuario: str = ""
    senha: str = ""
    dominios: tuple[str, ...] = ("provedor.example",)
    recusas: dict[str, str] = field(default_factory=dict)
    resposta_data: str = ""
    cair_em: str = ""
    ao_receber: Any = None
    recebidas: list[EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    conexoes: int = 0
    porta: int = 0

    def __enter__(self) -> ServidorDeEmail:
        self.pem, chave = certificado(self.pasta)
        contexto = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        contexto.load_cert_chain(self.pem, chave)
        self.porta = self.porta or porta_livre()
        opcoes: dict[str, Any] = {"enable_SMTPUTF8": False, "data_size_limit": 5_000_000}
        if self.usuario:
            opcoes |= {"authenticator": self._conferir, "auth_required": True}
            opcoes["auth_require_tls"] = self.seguranca == "starttls"
        if self.seguranca == "starttls":
            opcoes |= {"tls_context": contexto, "require_starttls": True}
        elif self.seguranca == "tls":
            opcoes["ssl_context"] = contexto
        self._trava = threading.Lock()
        self._controle = Controller(self, hostname="127.0.0.1", port=self.porta, **opcoes)
        self._controle.start()
        return self

    def __exit__(self, tipo: type[BaseException] | None, erro: Any, rastro: TracebackType | None) -> None:
        self._controle.stop(no_assert=True)

    def _conferir(self, servidor: Any, sessao: Any, envelope: Any, mecanismo: str, dados: Any) -> AuthResult:
        certo = (
            isinstance(dados, LoginPassword)
            and dados.login.decode() == self.usuario
            and dados.password.decode() == self.senha
        )
        return AuthResult(success=certo, handled=certo or False)

    def _caiu(self, onde: str, servidor: Any) -> bool:
        if self.cair_em != onde:
            return False
        self.cair_em = ""
        servidor.transport.abort()
        return True

    async def handle_EHLO(
        self, servidor: Any, sessao: Any, envelope: Any, nome: str, respostas: list[str]
    ) -> list[str]:
        self.conexoes += 1
        sessao.host_name = nome
        return respostas

    async def handle_MAIL(self, servidor: Any, sessao: Any, envelope: Any, de: str, opcoes: list[str]) -> str:
        if de.rpartition("@")[2] not in self.dominios:
            return "553 5.7.1 Sender address rejected: not owned by user"
        envelope.mail_from = de
        envelope.mail_options.extend(opcoes)
        return "250 OK"

    async def handle_RCPT(self, servidor: Any, sessao: Any, envelope: Any, para: str, opcoes: list[str]) -> str:
        if self._caiu("rcpt", servidor):
            return "421 adeus"
        if para in self.recusas:
            return self.recusas[para]
        if not self.usuario and para.rpartition("@")[2] not in self.dominios:
            return f"554 5.7.1 <{para}>: Relay access denied"
        envelope.rcpt_tos.append(para)
        return "250 OK"

    async def handle_DATA(self, servidor: Any, sessao: Any, envelope: Any) -> str:
        if self._caiu("data", servidor):
            return "421 adeus"
        if self.resposta_data:
            return self.resposta_data
        mensagem = email.message_from_bytes(envelope.content, policy=default)
        defeito = self._defeito(envelope.content, mensagem)
        if defeito:
            return f"550 5.6.0 {defeito}"
        with self._trava:
            self.recebidas.append(mensagem)
            self.envelopes.append((envelope.mail_from, list(envelope.rcpt_tos)))
        if self.ao_receber is not None:
            self.ao_receber(mensagem)
        if self._caiu("resposta", servidor):
            return "421 adeus"
        return "250 2.0.0 OK: queued"

    def _defeito(self, bruto: bytes, mensagem: EmailMessage) -> str:
        """Return what is wrong with a message, empty when nothing is."""
        cabecalho, _, _corpo = bruto.partition(b"\r\n\r\n")
        if re.search(rb"(?<!\r)\n|\r(?!\n)", bruto):
            return "Bare CR or LF"
        if any(len(linha) > 998 for linha in bruto.split(b"\r\n")):
            return "Line too long"
        if any(byte > 126 for byte in cabecalho):
            return "8-bit header"
        for nome in UM_SO:
            if len(mensagem.get_all(nome, [])) != 1:
                return f"{nome} must appear once"
        if mensagem.defects:
            return str(mensagem.defects[0])
        if mensagem["Message-ID"] in {m["Message-ID"] for m in self.recebidas}:
            return "Duplicate Message-ID"
        return ""


def texto_de(mensagem: EmailMessage) -> str:
    """Return the plain text of a message."""
    parte = mensagem.get_body(("plain",))
    return parte.get_content() if parte is not None else ""


def html_de(mensagem: EmailMessage) -> str:
    """Return the HTML of a message."""
    parte = mensagem.get_body(("html",))
    return parte.get_content() if parte is not None else ""
