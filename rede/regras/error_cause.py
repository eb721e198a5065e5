"""What a NAK means (attribute 101 Error-Cause, RFC 5176 section 3.5) and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Providencia(Enum):
    """What follows a NAK."""

    DESISTIR = "desistir"
    DEPOIS = "depois"
    DESCONECTAR = "desconectar"
    ENCERRAR_SESSAO = "encerrar_sessao"
    CONFIRMAR = "confirmar"


P = Providencia


@dataclass(frozen=True, slots=True)
class ErrorCause:
    """A code: its RFC name, the explanation people read, what to do about a CoA and about a Disconnect."""

    nome: str
    explicacao: str
    coa: Providencia
    disconnect: Providencia


def _ec(nome: str, explicacao: str, coa: Providencia, disconnect: Providencia | None = None) -> ErrorCause:
    return ErrorCause(nome, explicacao, coa, disconnect or coa)


TABELA: dict[int, ErrorCause] = {
    201: _ec("Residual-Context-Removed", "A sessão já não existia; o equipamento limpou o que restava.", P.CONFIRMAR),
    202: _ec("Invalid-EAP-Packet", "O equipamento recebeu um pacote EAP inválido.", P.DESISTIR),
    401: _ec(
        "Unsupported-Attribute",
        "O equipamento não aceita mudar esse atributo com a sessão aberta.",
        P.DESCONECTAR,
        P.DESISTIR,
    ),
    402: _ec(
        "Missing-Attribute",
        "Faltou um atributo que o equipamento exige para a sessão.",
        P.DESCONECTAR,
        P.DESISTIR,
    ),
    403: _ec(
        "NAS-Identification-Mismatch",
        "O comando chegou ao equipamento errado. Confira o IP do equipamento de conexão.",
        P.DESISTIR,
    ),
    404: _ec(
        "Invalid-Request",
        "O equipamento considerou o comando inválido. Confira os perfis e pools configurados nele.",
        P.DESISTIR,
    ),
    405: _ec("Unsupported-Service", "O equipamento não oferece esse serviço.", P.DESCONECTAR, P.DESISTIR),
    406: _ec(
        "Unsupported-Extension",
        "O equipamento não aceita CoA. No MikroTik, ligue RADIUS › Incoming › Accept.",
        P.DESCONECTAR,
        P.DESISTIR,
    ),
    407: _ec("Invalid-Attribute-Value", "O equipamento recusou o valor enviado.", P.DESCONECTAR, P.DESISTIR),
    501: _ec(
        "Administratively-Prohibited",
        "O equipamento proíbe esse comando. Libere CoA/PoD para o servidor nas configurações dele.",
        P.DESISTIR,
    ),
    502: _ec("Proxy-Request-Not-Routable", "Um proxy RADIUS no caminho não sabe entregar o comando.", P.DESISTIR),
    503: _ec(
        "Session-Context-Not-Found", "O cliente não estava conectado com essa sessão no equipamento.", P.ENCERRAR_SESSAO
    ),
    504: _ec("Session-Context-Not-Removable", "O equipamento não conseguiu encerrar a sessão agora.", P.DEPOIS),
    505: _ec("Proxy-Processing-Error", "Um proxy RADIUS no caminho falhou.", P.DEPOIS),
    506: _ec("Resources-Unavailable", "O equipamento está sem recursos para atender agora.", P.DEPOIS),
    507: _ec("Request-Initiated", "O equipamento pediu nova autenticação ao cliente.", P.CONFIRMAR),
    508: _ec(
        "Multiple-Session-Selection-Unsupported",
        "O comando servia a mais de uma sessão e o equipamento não aceita isso.",
        P.DESCONECTAR,
        P.DESISTIR,
    ),
}
SEM_CODIGO = _ec("", "O equipamento recusou sem dizer o motivo.", P.DESCONECTAR, P.DESISTIR)


def explicar(codigo: int | None) -> ErrorCause:
    """Return the row of a code; an unknown one is explained as such and given up."""
    if codigo is None:
        return SEM_CODIGO
    return TABELA.get(codigo) or _ec(
        f"Error-Cause {codigo}", f"O equipamento recusou com o código {codigo}, que a RFC 5176 não define.", P.DESISTIR
    )
