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
    """A code: its RFC name, the explanation people read, what they can do, what follows for a CoA and a Disconnect."""

    nome: str
    explicacao: str
    o_que_fazer: str
    coa: Providencia
    disconnect: Providencia


def _ec(
    nome: str, explicacao: str, o_que_fazer: str, coa: Providencia, disconnect: Providencia | None = None
) -> ErrorCause:
    return ErrorCause(nome, explicacao, o_que_fazer, coa, disconnect or coa)


NADA = "Nada a fazer."
SOZINHO = "O sistema tenta de novo sozinho; se persistir por horas, verifique o equipamento."
DERRUBA = "O sistema desconecta o cliente no lugar, e a mudança vale na reconexão."
TABELA: dict[int, ErrorCause] = {
    201: _ec(
        "Residual-Context-Removed", "A sessão já não existia; o equipamento limpou o que restava.", NADA, P.CONFIRMAR
    ),
    202: _ec(
        "Invalid-EAP-Packet",
        "O equipamento recebeu um pacote EAP inválido.",
        "Confira se há um proxy RADIUS no caminho alterando pacotes.",
        P.DESISTIR,
    ),
    401: _ec(
        "Unsupported-Attribute",
        "O equipamento não aceita mudar esse atributo com a sessão aberta.",
        f"{DERRUBA} Se isso se repete, confira o tipo de NAS em Equipamentos de conexão.",
        P.DESCONECTAR,
        P.DESISTIR,
    ),
    402: _ec(
        "Missing-Attribute",
        "Faltou um atributo que o equipamento exige para a sessão.",
        "Confira o tipo de NAS em Equipamentos de conexão. Se está certo, anote o modelo e a versão do equipamento e "
        "avise o suporte do sistema; depois, derrube o cliente pelo equipamento.",
        P.DESISTIR,
    ),
    403: _ec(
        "NAS-Identification-Mismatch",
        "O comando chegou ao equipamento errado.",
        "Confira o IP e o tipo de NAS em Equipamentos de conexão, corrija e reenvie.",
        P.DESISTIR,
    ),
    404: _ec(
        "Invalid-Request",
        "O equipamento considerou o comando inválido.",
        "Confira se os perfis, pools e domínios que o plano usa existem no equipamento (no Huawei, perfil de QoS ou "
        "domínio desconhecido), corrija e reenvie.",
        P.DESISTIR,
    ),
    405: _ec(
        "Unsupported-Service",
        "O equipamento não oferece esse serviço.",
        "Confira se o PPPoE deste cliente termina mesmo neste equipamento.",
        P.DESISTIR,
    ),
    406: _ec(
        "Unsupported-Extension",
        "O equipamento não aceita CoA.",
        f"No MikroTik, ligue RADIUS › Incoming › Accept. {DERRUBA}",
        P.DESCONECTAR,
        P.DESISTIR,
    ),
    407: _ec(
        "Invalid-Attribute-Value",
        "O equipamento recusou o valor enviado.",
        "Confira as velocidades do plano e o tipo de NAS do equipamento, corrija e reenvie.",
        P.DESISTIR,
    ),
    501: _ec(
        "Administratively-Prohibited",
        "O equipamento proíbe esse comando.",
        "Libere CoA/PoD para o servidor RADIUS nas configurações dele e reenvie.",
        P.DESISTIR,
    ),
    502: _ec(
        "Proxy-Request-Not-Routable",
        "Um proxy RADIUS no caminho não sabe entregar o comando.",
        "Aponte o equipamento direto para este servidor ou corrija a rota do proxy.",
        P.DESISTIR,
    ),
    503: _ec(
        "Session-Context-Not-Found",
        "O cliente não estava conectado com essa sessão no equipamento.",
        "Nada a fazer: a sessão foi encerrada no sistema, e a mudança vale na próxima conexão.",
        P.ENCERRAR_SESSAO,
    ),
    504: _ec(
        "Session-Context-Not-Removable", "O equipamento não conseguiu encerrar a sessão agora.", SOZINHO, P.DEPOIS
    ),
    505: _ec("Proxy-Processing-Error", "Um proxy RADIUS no caminho falhou.", SOZINHO, P.DEPOIS),
    506: _ec("Resources-Unavailable", "O equipamento está sem recursos para atender agora.", SOZINHO, P.DEPOIS),
    507: _ec(
        "Request-Initiated",
        "O equipamento pediu nova autenticação ao cliente.",
        "Nada a fazer: a mudança vale quando o cliente autenticar.",
        P.CONFIRMAR,
    ),
    508: _ec(
        "Multiple-Session-Selection-Unsupported",
        "O comando servia a mais de uma sessão e o equipamento não aceita isso.",
        "Derrube o cliente pelo equipamento e confira se há sessões duplicadas dele.",
        P.DESISTIR,
    ),
}
SEM_CODIGO = _ec("", "O equipamento recusou sem dizer o motivo.", DERRUBA, P.DESCONECTAR, P.DESISTIR)


def explicar(codigo: int | None) -> ErrorCause:
    """Return the row of a code; an unknown one is explained as such and given up."""
    if codigo is None:
        return SEM_CODIGO
    return TABELA.get(codigo) or _ec(
        f"Error-Cause {codigo}",
        f"O equipamento recusou com o código {codigo}, que a RFC 5176 não define.",
        "Procure o código no manual do fabricante do equipamento.",
        P.DESISTIR,
    )


def o_que_fazer(codigo: int | None, *, sem_resposta: bool) -> str:
    """Return what people can do about a command that did not succeed."""
    if sem_resposta:
        return (
            "Confira se o equipamento está no ar, se o IP, a porta incoming e o secret são os cadastrados e se o "
            "firewall deixa o servidor RADIUS chegar nele. O sistema tenta de novo sozinho."
        )
    return explicar(codigo).o_que_fazer
