"""Another plan in the place of a service: at once, or when the new service is enabled (C17).

Manual: *Como realizar migração de serviço/plano*.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction

from clientes.acoes.alterar_servico import exigir_plano_permitido
from clientes.acoes.contratar import NovoContrato
from clientes.acoes.migrar import (
    Dados,
    Destino,
    completar,
    contar_nos_dois,
    copiar_enderecos,
    criar_destino,
    exigir_livre,
    momento,
    travar_plano,
    travar_servico,
    trocar,
)
from clientes.acoes.mudar_status_em_lote import gravar_status
from clientes.estados import Status, transicao
from clientes.models import Migracao, Plano, ServicoCliente
from hubsoft.core.dinheiro import formatar
from hubsoft.core.erros import ErroDeNegocio, TransicaoInvalida
from hubsoft.core.eventos import publicar
from hubsoft.core.middleware import usuario_atual
from hubsoft.core.registro import VaiComServico, registro, resolver


@dataclass(frozen=True, slots=True)
class PedidoMigracao:
    """The plan to go to. ``valor``: reais a month; ``vendedor`` and ``data_venda`` are for the commission.

    ``contrato`` ``None``: the contracts of the old service go on; ``enderecos``: fields of an address by its tipo,
    those missing are as they were. ``passos``: cleaned data of the steps that higher apps add, by their key.
    """

    plano: Plano
    valor: Decimal
    data_venda: dt.date
    vendedor: Any = None
    referencia: str = ""
    anotacoes: str = ""
    imediata: bool = False
    contrato: NovoContrato | None = None
    enderecos: Mapping[str, Dados | None] = field(default_factory=dict)
    passos: Mapping[str, Dados] = field(default_factory=dict)


@transaction.atomic
def migrar_servico(servico: ServicoCliente, pedido: PedidoMigracao, usuario: Any = None) -> ServicoCliente:
    """Make the service that takes the place of ``servico``, waiting or (``imediata``) enabled; return it.

    Raises ``ErroDeNegocio`` when the state does not allow it, another migration is pending, or the plan is the same.
    """
    quem = usuario if usuario is not None else usuario_atual()
    de = travar_servico(servico)
    if de.status not in transicao("migrar_servico").de:
        raise TransicaoInvalida(_recusa(de))
    exigir_livre(de, "migrar_servico")
    plano = travar_plano(pedido.plano)
    if plano.pk == de.plano_id:
        raise ErroDeNegocio("O serviço já é deste plano. Para mudar só o valor, use Editar.", "plano")
    exigir_plano_permitido(quem, de.plano, plano)
    instante = momento()
    para = criar_destino(
        Destino(
            de.cliente,
            plano,
            pedido.valor,
            pedido.data_venda,
            pedido.vendedor,
            pedido.referencia,
            pedido.anotacoes,
            Status.AGUARDANDO_MIGRACAO,
        ),
        instante,
        quem,
    )
    copiar_enderecos(de, para, pedido.enderecos)
    migracao = Migracao.objects.create(
        tipo=Migracao.Tipo.PLANO,
        de=de,
        para=para,
        mantem_contratos=pedido.contrato is None,
        pedida_em=instante,
        usuario_id=getattr(quem, "pk", None),
    )
    completar(para, pedido.contrato, pedido.passos, quem)
    quanto = f"de {formatar(de.valor)} para {formatar(para.valor)} por mês"
    contar_nos_dois(
        de,
        para,
        f"Migração pedida para {para}, {quanto}.",
        f"Migração pedida a partir de {de}, {quanto}.",
        f"Vendedor {para.vendedor}." if para.vendedor else "",
        quem,
        "",
    )
    if pedido.imediata:
        _concluir(migracao, de, para, quem, "", instante)
    return para


def _recusa(de: ServicoCliente) -> str:
    """Return why the state forbids the migration and what to do."""
    estado = de.get_status_display().lower()
    if de.status == Status.AGUARDANDO_INSTALACAO:
        return "O serviço ainda aguarda a instalação: para trocar o plano, use Editar."
    if de.status == Status.AGUARDANDO_MIGRACAO:
        return "Este serviço aguarda a migração de outro: habilite-o ou desfaça a migração."
    if de.status == Status.CANCELADO:
        return "O serviço está cancelado: venda um novo ao cliente."
    return f"O serviço está {estado}: só um serviço habilitado migra de plano. Habilite-o antes."


@transaction.atomic
def concluir_migracao(servico: ServicoCliente, usuario: Any = None, origem: str = "") -> ServicoCliente:
    """Enable the service that waits (*Habilitar*): the old one is cancelled and what hangs on it moves; return it.

    Raises ``TransicaoInvalida`` when there is no pending migration, ``ErroDeNegocio`` while the old service is not
    enabled.
    """
    quem = usuario if usuario is not None else usuario_atual()
    migracao, de, para = _travar(servico)
    if de.status != Status.HABILITADO:
        raise ErroDeNegocio(
            f"O serviço atual, {de}, está {de.get_status_display().lower()}. Habilite-o antes de concluir a migração."
        )
    _concluir(migracao, de, para, quem, origem, momento())
    servico.refresh_from_db()
    return servico


def _concluir(
    migracao: Migracao, de: ServicoCliente, para: ServicoCliente, usuario: Any, origem: str, instante: dt.datetime
) -> None:
    trocar(migracao, de, para, usuario, origem, instante)
    para.refresh_from_db()
    gravar_status([para], Status.HABILITADO, {para.pk: f"Migração de {de}"}, origem, usuario, instante)
    publicar("servico.plano_alterado", {"servico_id": para.pk, "cliente_id": para.cliente_id})


@transaction.atomic
def desfazer_migracao(servico: ServicoCliente, motivo: str, usuario: Any = None) -> ServicoCliente:
    """Cancel the service that waits; the old one stays as it is. Return the one that waited.

    The service orders opened for the new one go to the old one. Raises ``TransicaoInvalida`` without a reason or a
    pending migration.
    """
    quem = usuario if usuario is not None else usuario_atual()
    if not motivo.strip():
        raise TransicaoInvalida("Informe o motivo.", "motivo")
    migracao, de, para = _travar(servico)
    migracao.motivo = motivo[:200]
    migracao.save(update_fields=["motivo"])
    voltam = [v for v in registro.todos(VaiComServico) if v.volta]
    movidos = [frase for v in voltam for frase in resolver(v.funcao)(para, de, quem)]
    gravar_status([para], Status.CANCELADO, {para.pk: f"Migração desfeita: {motivo}"}, "", quem, momento())
    contar_nos_dois(
        de,
        para,
        f"Migração para {para} desfeita: {motivo}. Este serviço continua como está.",
        f"Migração de {de} desfeita: {motivo}.",
        " ".join(movidos),
        quem,
        "",
    )
    servico.refresh_from_db()
    return servico


def _travar(servico: ServicoCliente) -> tuple[Migracao, ServicoCliente, ServicoCliente]:
    """Lock the two services in the order of their ids, then their migration, which must be pending still."""
    achada = Migracao.objects.filter(para=servico.pk).first()
    if achada is not None:
        pares = (
            ServicoCliente.objects.select_for_update(of=("self",), no_key=True)
            .select_related("plano", "cliente", "vendedor")
            .filter(pk__in=[achada.de_id, achada.para_id])
            .order_by("pk")
        )
        servicos = {s.pk: s for s in pares}
        migracao = Migracao.objects.select_for_update().get(pk=achada.pk)
        if migracao.situacao == Migracao.Situacao.PENDENTE:
            return migracao, servicos[migracao.de_id], servicos[migracao.para_id]
        raise TransicaoInvalida(f"Esta migração já foi {migracao.get_situacao_display().lower()}. Recarregue a página.")
    raise TransicaoInvalida("Este serviço não aguarda migração. Recarregue a página.")
