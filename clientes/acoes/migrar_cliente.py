"""The service of one client becomes that of another: the change of holder (C18).

Manual: *Como realizar migração para outro cliente*. A new service of the new holder takes the place of the old one, so
that what the old holder signed, owes and paid stays theirs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from clientes.acoes.cadastrar_cliente import cadastrar_cliente
from clientes.acoes.contratar import NovoContrato
from clientes.acoes.migrar import (
    Dados,
    Destino,
    completar,
    copiar_enderecos,
    criar_destino,
    exigir_livre,
    momento,
    travar_servico,
    trocar,
)
from clientes.acoes.vender_servico import CAMPOS_DE_ENDERECO, NovoCliente
from clientes.estados import Status, transicao
from clientes.models import Cliente, Endereco, Migracao, ServicoCliente
from hubsoft.core.erros import ErroDeNegocio, TransicaoInvalida
from hubsoft.core.eventos import publicar
from hubsoft.core.middleware import usuario_atual


@dataclass(frozen=True, slots=True)
class NovoTitular:
    """To whom the service goes, and what the steps of the wizard said.

    ``endereco_cobranca``: fields of a billing address other than the new holder's own.
    """

    cliente: Cliente | NovoCliente
    contrato: NovoContrato | None = None
    endereco_cobranca: Mapping[str, Any] | None = None
    passos: Mapping[str, Dados] = field(default_factory=dict)


@transaction.atomic
def migrar_cliente(servico: ServicoCliente, titular: NovoTitular, usuario: Any = None) -> ServicoCliente:
    """Give the service to another client, at once; return the new holder's service.

    It is enabled, also where the old one was suspended: the old holder's debts and pauses stay with them. One that
    waits for its installation waits on. Raises ``ErroDeNegocio`` (``ClienteJaExiste`` for a document that is taken)
    and then nothing changed.
    """
    quem = usuario if usuario is not None else usuario_atual()
    # The client before the services: the order in which sales lock.
    if isinstance(titular.cliente, NovoCliente):
        cliente = cadastrar_cliente(*titular.cliente, usuario=quem)
    else:
        cliente = _existente(titular.cliente)
    de = travar_servico(servico)
    if de.status not in transicao("migrar_cliente").de:
        raise TransicaoInvalida(_recusa(de))
    if de.cliente_id == cliente.pk:
        raise ErroDeNegocio("O serviço já é deste cliente. Escolha outro.", "cliente")
    exigir_livre(de, "migrar_cliente")
    instante, antes = momento(), Status(de.status)
    depois = antes if antes is Status.AGUARDANDO_INSTALACAO else Status.HABILITADO
    destino = Destino(cliente, de.plano, de.valor, de.data_venda, de.vendedor, de.referencia, de.anotacoes, depois)
    para = criar_destino(destino, instante, quem)
    copiar_enderecos(de, para, _do_titular(cliente, titular))
    migracao = Migracao.objects.create(
        tipo=Migracao.Tipo.TITULARIDADE,
        de=de,
        para=para,
        pedida_em=instante,
        usuario_id=getattr(quem, "pk", None),
    )
    completar(para, titular.contrato, titular.passos, quem)
    trocar(migracao, de, para, quem, "", instante)
    if antes is not depois:
        # The open session is under the policy of a suspension that ended.
        dados = {"servico_id": para.pk, "cliente_id": para.cliente_id, "de": antes, "para": depois}
        publicar("servico.status_alterado", {**dados, "motivo": "Troca de titularidade"})
    return para


def _existente(cliente: Cliente) -> Cliente:
    """Lock the new holder, so that they are not made inactive meanwhile."""
    travado = Cliente.objects.select_for_update(no_key=True).get(pk=cliente.pk)
    if not travado.ativo:
        raise ErroDeNegocio("O cadastro deste cliente está inativo. Reative-o antes de migrar o serviço.", "cliente")
    return travado


def _recusa(de: ServicoCliente) -> str:
    """Return why the state forbids the change of holder and what to do."""
    if de.status == Status.AGUARDANDO_MIGRACAO:
        return "Este serviço aguarda a migração de outro: habilite-o ou desfaça a migração antes de trocar o titular."
    return "O serviço está cancelado: venda um novo ao outro cliente."


def _do_titular(cliente: Cliente, titular: NovoTitular) -> dict[str, Dados | None]:
    """Return the addresses that are the new holder's; the installation stays where it is."""
    proprio = cliente.enderecos.get(servico__isnull=True)
    campos = {nome: getattr(proprio, nome) for nome in CAMPOS_DE_ENDERECO}
    return {
        Endereco.Tipo.CADASTRAL: campos,
        Endereco.Tipo.FISCAL: campos,
        Endereco.Tipo.COBRANCA: titular.endereco_cobranca or campos,
    }
