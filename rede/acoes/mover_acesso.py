"""The login of a service goes with it into the one that takes its place (C17, C18)."""

from __future__ import annotations

from typing import Any

from clientes.models import ServicoCliente
from rede.acoes.customizar_navegacao import encerrar_do_servico
from rede.models import Acesso, ComandoCoa, NavegacaoCustomizada


def mover_acesso(de: ServicoCliente, para: ServicoCliente, usuario: Any) -> list[str]:
    """Move login, password, IP, MAC and the commands not yet sent; the RADIUS server sees the change at its commit.

    A service that was given a login of its own already keeps it: the old one ends with the service it is of.
    """
    acesso = Acesso.objects.select_for_update(of=("self",)).filter(servico=de).first()
    if acesso is None:
        return []
    proprio = Acesso.objects.filter(servico=para).first()
    if proprio is not None:
        return [f"O novo serviço já tinha o login {proprio.login}: o login {acesso.login} não foi movido."]
    acesso.servico = para
    acesso.save(update_fields=["servico"])
    ComandoCoa.objects.filter(servico=de, estado=ComandoCoa.Estado.PENDENTE).update(servico=para)
    detalhes = [
        *([f"IP {acesso.ipv4}"] if acesso.ipv4 else []),
        *([f"MAC {acesso.mac}"] if acesso.mac else []),
    ]
    return [f"Login {acesso.login} movido{' com ' + ' e '.join(detalhes) if detalhes else ''}."]


def mover_navegacao(de: ServicoCliente, para: ServicoCliente, usuario: Any) -> list[str]:
    """A custom speed goes to the new holder of the same plan; of another plan it is not, so it ends."""
    atual = NavegacaoCustomizada.objects.select_for_update(of=("self",)).ativas().filter(servico=de).first()
    if atual is None:
        return []
    if de.plano_id == para.plano_id:
        atual.servico = para
        atual.save(update_fields=["servico"])
        return ["A navegação customizada foi mantida."]
    encerrar_do_servico(de, "O serviço mudou de plano.", usuario)
    return ["A navegação customizada terminou: o plano é outro."]
