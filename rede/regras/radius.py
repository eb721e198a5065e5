"""Words for what the RADIUS server and the equipment say."""

from __future__ import annotations

RECUSAS = {
    "login-inexistente": "Login não cadastrado",
    "senha-incorreta": "Senha incorreta",
    "acesso-inativo": "Acesso inativo",
    "acesso-expirado": "Acesso vencido",
    "mac-diferente": "MAC diferente do cadastrado",
    "contrato-cancelado": "Serviço cancelado",
    "aguardando-instalacao": "Serviço aguardando instalação",
    "servico-suspenso": "Serviço suspenso",
    "sessao-simultanea": "Já conectado em outro equipamento",
    "desconhecido": "Recusado pelo servidor",
}
# Acct-Terminate-Cause (RFC 2866 section 5.10) and what the product itself writes.
CAUSAS = {
    "User-Request": "Desconectado pelo cliente",
    "Lost-Carrier": "Perda de sinal",
    "Lost-Service": "Serviço perdido",
    "Idle-Timeout": "Tempo sem uso",
    "Session-Timeout": "Tempo máximo da sessão",
    "Admin-Reset": "Derrubado pelo provedor",
    "Admin-Reboot": "Reinício do concentrador pelo provedor",
    "Port-Error": "Erro na porta",
    "NAS-Error": "Erro no concentrador",
    "NAS-Request": "Encerrado pelo concentrador",
    "NAS-Reboot": "Concentrador reiniciou",
    "Port-Unneeded": "Porta dispensada",
    "Port-Preempted": "Porta cedida a outro",
    "Port-Suspended": "Porta suspensa",
    "Service-Unavailable": "Serviço indisponível",
    "Callback": "Retorno de chamada",
    "User-Error": "Erro no equipamento do cliente",
    "Host-Request": "Encerrado pelo servidor",
    "Lost-Stop": "Sem notícia do concentrador",
}


def recusa(motivo: str | None) -> str:
    """Return why a login was rejected, for people."""
    return RECUSAS.get(motivo or "", motivo or "")


def causa(codigo: str | None) -> str:
    """Return why a connection ended, for people."""
    return CAUSAS.get(codigo or "", codigo or "Não informado")


def tamanho(octetos: int) -> str:
    """Return an amount of traffic as ``1,5 GB`` (powers of 1 024)."""
    valor, unidades = float(octetos), ["B", "KB", "MB", "GB", "TB"]
    while valor >= 1024 and len(unidades) > 1:
        valor /= 1024
        unidades.pop(0)
    texto = f"{valor:.0f}" if unidades[0] == "B" else f"{valor:.1f}"
    return f"{texto.replace('.', ',')} {unidades[0]}"


def duracao(segundos: float) -> str:
    """Return a length of time as ``3d 4h``, ``2h 05min`` or ``40s``."""
    total = max(int(segundos), 0)
    dias, resto = divmod(total, 86400)
    horas, resto = divmod(resto, 3600)
    minutos = resto // 60
    if dias:
        return f"{dias}d {horas}h"
    if horas:
        return f"{horas}h {minutos:02}min"
    return f"{minutos}min" if minutos else f"{total}s"
