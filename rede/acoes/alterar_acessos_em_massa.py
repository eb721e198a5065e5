"""Concentrador and pool of the logins of many services at once (C21)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from clientes.acoes.alteracoes_de_servico import contar_historias
from clientes.estados import Status
from clientes.models import ServicoCliente
from clientes.regras.alteracao import Autoria, Avaliacao
from hubsoft.core.em_lote import atualizar_em_lote, na_lista
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.historico import Area
from rede.acoes.comandar_sessoes import comandar
from rede.models import Acesso, EquipamentoConexao, Sessao
from rede.regras.comandos import DISCONNECT

MANTER, DO_PLANO = "", "="
"""Choices of the pool besides the names; no pool may be called "="."""


def argumentos(dados: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments; raises ``ErroDeNegocio`` when both are left as they are."""
    equipamento, pool = dados.get("equipamento"), dados.get("pool") or MANTER
    if equipamento is None and pool == MANTER:
        raise ErroDeNegocio("Escolha o novo equipamento, o novo pool ou os dois.", "equipamento")
    return {"equipamento": equipamento.pk if equipamento else None, "pool": pool}


def _equipamento(dados: Mapping[str, Any]) -> EquipamentoConexao | None:
    if dados["equipamento"] is None:
        return None
    equipamento = EquipamentoConexao.objects.filter(pk=dados["equipamento"], ativo=True).first()
    if equipamento is None:
        raise ErroDeNegocio("O equipamento escolhido está inativo ou foi excluído. Descarte esta alteração.")
    return equipamento


def resumo(dados: Mapping[str, Any]) -> str:
    """Return what becomes of both."""
    equipamento, pool = _equipamento(dados), dados["pool"]
    partes = [f"Equipamento {equipamento}"] if equipamento else []
    partes += [] if pool == MANTER else ["pool do plano" if pool == DO_PLANO else f"pool {pool}"]
    texto = ", ".join(partes)
    return texto[:1].upper() + texto[1:]


def _acessos(servicos: Iterable[ServicoCliente]) -> dict[int, Acesso]:
    lidos = Acesso.objects.select_related("equipamento").filter(na_lista("servico_id", [s.pk for s in servicos]))
    return {acesso.servico_id: acesso for acesso in lidos}


def _pool(dados: Mapping[str, Any], acesso: Acesso) -> str:
    """Return the pool that the login is to have of its own, "" for the plan's."""
    return {MANTER: acesso.pool, DO_PLANO: ""}.get(dados["pool"], dados["pool"])


def _dizer(equipamento: EquipamentoConexao | None, pool: str) -> str:
    return f"{equipamento or 'Sem equipamento'} · pool {pool or 'do plano'}"


def avaliar(servicos: Sequence[ServicoCliente], dados: Mapping[str, Any]) -> dict[int, Avaliacao]:
    """Leave out who has no login or one that is so already."""
    equipamento, acessos = _equipamento(dados), _acessos(servicos)
    avaliados = {}
    for servico in servicos:
        acesso = acessos.get(servico.pk)
        if acesso is None:
            avaliados[servico.pk] = Avaliacao("", "", "O serviço não tem acesso (login).")
            continue
        novo, pool = equipamento or acesso.equipamento, _pool(dados, acesso)
        igual = novo == acesso.equipamento and pool == acesso.pool
        avaliados[servico.pk] = Avaliacao(
            _dizer(acesso.equipamento, acesso.pool), _dizer(novo, pool), "O acesso já está assim." if igual else ""
        )
    return avaliados


def gravar(servicos: Sequence[ServicoCliente], dados: Mapping[str, Any], autoria: Autoria) -> None:
    """Change the logins; an open session whose pool is another now is ended once, so that it dials into the new one."""
    equipamento, acessos = _equipamento(dados), _acessos(servicos)
    historias, trocam = [], []
    for servico in servicos:
        acesso = acessos[servico.pk]
        antes = _dizer(acesso.equipamento, acesso.pool)
        pool_antes = acesso.pool or servico.plano.pool
        acesso.equipamento, acesso.pool = equipamento or acesso.equipamento, _pool(dados, acesso)
        depois = _dizer(acesso.equipamento, acesso.pool)
        historias.append((servico, f"Acesso {acesso.login} alterado: de {antes} para {depois}."))
        no_pool = servico.status in (Status.HABILITADO, Status.AGUARDANDO_MIGRACAO) and not acesso.ipv4
        if no_pool and (acesso.pool or servico.plano.pool) != pool_antes:
            trocam.append(acesso.pk)
    atualizar_em_lote(acessos.values(), ["equipamento", "pool"])
    contar_historias(historias, autoria, Area.REDE)
    dos_acessos = {acesso.pk: acesso.servico_id for acesso in acessos.values()}
    sessoes = Sessao.objects.filter(na_lista("acesso_id", trocam)).order_by("unico")
    alvos = [(dos_acessos[sessao.acesso_id or 0], sessao) for sessao in sessoes]
    comandar(alvos, DISCONNECT, f"Pool alterado: {autoria.origem}", autoria.origem.replace(" ", "-"))
