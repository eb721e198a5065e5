"""What the browser tests of Rede share."""

from __future__ import annotations

from rede.models import Acesso, EquipamentoConexao
from tests.servico_radius import autenticar, contabilizar
from tests.standins.nas import NasDeMentira, SessaoPppoe


class RoteadorDoCliente:
    """A subscriber's router behind a NAS: dials through the real FreeRADIUS, opens and loses its session."""

    def __init__(self, servidor: object, nas: NasDeMentira, acesso: Acesso, senha: str, mac: str, ip: str) -> None:
        self.servidor, self.nas, self.acesso, self.senha, self.mac, self.ip = servidor, nas, acesso, senha, mac, ip
        self.numero = 0

    def discar(self) -> object:
        """Log in and, when accepted, open the session; return the answer."""
        resposta = autenticar(
            self.servidor,
            self.acesso.login,
            self.senha,
            metodo="chap",
            mac=self.mac,
            origem=self.nas.endereco,
            segredo=self.nas.segredo,
        )
        if resposta.aceito:
            self.numero += 1
            sessao = self._sessao()
            self.nas.abrir(self.acesso.login, sessao, self.ip, resposta.atributos.get("Mikrotik-Rate-Limit", ""))
            self._contar("Start", sessao)
        return resposta

    def trafegar(self, download: int) -> None:
        """Report traffic of the open session."""
        self._contar("Interim-Update", self._sessao(), {"Acct-Output-Octets": download, "Acct-Session-Time": 60})

    def cair(self, sessao: SessaoPppoe) -> None:
        """What the NAS does when it ends a session."""
        self._contar("Stop", sessao.acct_session_id, {"Acct-Terminate-Cause": "Admin-Reset"})

    def _sessao(self) -> str:
        return f"8{self.mac[-1]}{self.numero:06}"

    def _contar(self, tipo: str, sessao: str, extra: dict[str, object] | None = None) -> None:
        campos = {"Framed-IP-Address": self.ip, **(extra or {})}
        contabilizar(
            self.servidor,
            tipo,
            self.acesso.login,
            sessao,
            mac=self.mac,
            origem=self.nas.endereco,
            segredo=self.nas.segredo,
            extra=campos,
        )


def trabalhar() -> None:
    """What the workers do: deliver the events, then send the commands that are due."""
    from hubsoft.core.eventos import entregar_pendentes
    from rede import acoes

    entregar_pendentes()
    for equipamento_id in acoes.equipamentos_com_comandos():
        acoes.enviar_comandos(equipamento_id)


def cadastrar_nas(nas: NasDeMentira, **campos: object) -> EquipamentoConexao:
    """Register a stand-in NAS."""
    from tests.rede import fabricas

    return fabricas.equipamento(nas.endereco, nas.segredo, porta_incoming=nas.porta, **campos)
