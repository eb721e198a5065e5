"""POPs and connection equipment: save, take out of use, reveal what is secret."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from hubsoft.core import cripto, historico
from hubsoft.core.erros import ErroDeNegocio
from rede.models import EquipamentoConexao, PontoPresenca, PoolEquipamento, SegredoRadius
from rede.regras.login import gerar_segredo

REDE = historico.Area.REDE


def salvar_pop(dados: Mapping[str, Any], pop: PontoPresenca | None = None) -> PontoPresenca:
    """Create a POP, or change the one given."""
    alvo = pop or PontoPresenca()
    for nome, valor in dados.items():
        setattr(alvo, nome, valor)
    with transaction.atomic():
        novo = alvo.pk is None
        alvo.save()
        historico.escrever(alvo, REDE, f"POP “{alvo}” {'criado' if novo else 'alterado'}.")
    return alvo


def excluir_pop(pop: PontoPresenca) -> None:
    """Delete a POP; raises ``ErroDeNegocio`` while equipment stands there."""
    with transaction.atomic():
        travado = PontoPresenca.objects.select_for_update().get(pk=pop.pk)
        if travado.equipamentos.exists():
            raise ErroDeNegocio("Há equipamentos neste POP. Mude-os de POP antes de excluir.")
        historico.escrever(travado, REDE, f"POP “{travado}” excluído.")
        travado.delete()


def salvar_equipamento(
    dados: Mapping[str, Any], *, segredo: str = "", senha: str = "", equipamento: EquipamentoConexao | None = None
) -> EquipamentoConexao:
    """Create a piece of equipment, or change the one given.

    ``segredo`` (RADIUS) and ``senha`` (access to the equipment): "" keeps what there is; a NAS without a secret gets
    a random one. Raises ``ErroDeNegocio`` when another NAS has the address.
    """
    alvo = equipamento or EquipamentoConexao()
    for nome, valor in dados.items():
        setattr(alvo, nome, valor)
    if senha:
        alvo.senha = cripto.cifrar(senha)
    novo = alvo.pk is None
    try:
        with transaction.atomic():
            alvo.save()
            trocado = _guardar_segredo(alvo, segredo)
            partes = [f"Equipamento “{alvo}” {'cadastrado' if novo else 'alterado'}."]
            partes += ["Secret RADIUS trocado."] if trocado and not novo else []
            partes += ["Senha de acesso trocada."] if senha and not novo else []
            historico.escrever(alvo, REDE, " ".join(partes))
    except IntegrityError as erro:
        for campo in ("ipv4", "ipv6"):
            if f"nas_{campo}_unico" in str(erro):
                raise ErroDeNegocio("Outro equipamento que autentica por RADIUS usa este endereço.", campo) from erro
        raise
    return alvo


def _guardar_segredo(equipamento: EquipamentoConexao, segredo: str) -> bool:
    """Keep the given secret, or a random one for a NAS that has none; return whether it changed."""
    if not segredo:
        if not equipamento.radius or SegredoRadius.objects.filter(equipamento=equipamento).exists():
            return False
        segredo = gerar_segredo()
    SegredoRadius.objects.update_or_create(equipamento=equipamento, defaults={"segredo": segredo})
    return True


def salvar_pool(
    equipamento: EquipamentoConexao, nome: str, faixa: str, pool: PoolEquipamento | None = None
) -> PoolEquipamento:
    """Create a pool of the equipment, or change the one given; raises ``ErroDeNegocio`` for a taken name."""
    alvo = pool or PoolEquipamento(equipamento=equipamento)
    alvo.nome, alvo.faixa = nome, faixa
    try:
        with transaction.atomic():
            alvo.save()
            historico.escrever(equipamento, REDE, f"Pool {nome} ({faixa}) salvo em “{equipamento}”.")
    except IntegrityError as erro:
        raise ErroDeNegocio("Este equipamento já tem um pool com esse nome.", "nome") from erro
    return alvo


def excluir_pool(pool: PoolEquipamento) -> None:
    """Forget a pool; the concentrador keeps its own until its configuration is changed."""
    with transaction.atomic():
        historico.escrever(pool.equipamento, REDE, f"Pool {pool.nome} ({pool.faixa}) removido de “{pool.equipamento}”.")
        pool.delete()


def ativar_equipamento(equipamento: EquipamentoConexao) -> EquipamentoConexao:
    """Put equipment back in use."""
    return _mudar_ativo(equipamento, True, "ativado")


def inativar_equipamento(equipamento: EquipamentoConexao) -> EquipamentoConexao:
    """Take equipment out of use: within a minute the RADIUS server stops answering it."""
    return _mudar_ativo(equipamento, False, "inativado")


def _mudar_ativo(equipamento: EquipamentoConexao, ativo: bool, verbo: str) -> EquipamentoConexao:
    with transaction.atomic():
        travado = EquipamentoConexao.objects.select_for_update().get(pk=equipamento.pk)
        if travado.ativo != ativo:
            travado.ativo = ativo
            travado.save(update_fields=["ativo"])
            historico.escrever(travado, REDE, f"Equipamento “{travado}” {verbo}.")
    return travado


def revelar_segredo(equipamento: EquipamentoConexao, usuario: Any) -> tuple[str, str]:
    """Return the RADIUS secret and the access password, writing down who saw them."""
    with transaction.atomic():
        historico.escrever(
            equipamento, REDE, f"Secret e senha do equipamento “{equipamento}” revelados.", usuario=usuario
        )
        segredo = SegredoRadius.objects.filter(equipamento=equipamento).values_list("segredo", flat=True).first()
    return segredo or "", cripto.decifrar(equipamento.senha)
