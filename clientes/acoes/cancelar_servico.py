"""A service cancelled for good, with what was chosen and the protocolo of it (C16; manual: *Como realizar um
cancelamento de um serviço*).

All of it or nothing: what the options do (fine, faturas, order) is written before the state changes, as money is locked
before services everywhere; of two people who cancel at once the second finds the state taken and leaves nothing. A tied
service ends with the main one (C10): what the options do is done for both, each has its own protocolo.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db import transaction

from clientes.acoes.associar_servico import nome
from clientes.acoes.mudar_status_em_lote import Mudanca, mudar_status_em_lote
from clientes.estados import acompanha, transicao
from clientes.models import (
    Associacao,
    Contato,
    Migracao,
    MotivoCancelamento,
    ProtocoloCancelamento,
    ServicoCliente,
)
from configuracao.acoes.email import Anexo, Arquivo, enfileirar_email
from configuracao.models import Empresa
from hubsoft.core import historico
from hubsoft.core.erros import ErroDeNegocio, TransicaoInvalida
from hubsoft.core.registro import OpcaoCancelamento, registro, resolver
from hubsoft.core.telas.formatos import data, dinheiro, documento

FABRICA = "clientes.protocolo_cancelamento"


class Cancelamento(NamedTuple):
    """Why a service is cancelled and what goes with it.

    ``opcoes``: by key of an ``OpcaoCancelamento``, its cleaned fields. ``emails``: who gets the protocolo.
    """

    motivo: MotivoCancelamento | None = None
    observacao: str = ""
    empresa: Empresa | None = None
    opcoes: Mapping[str, Mapping[str, Any]] = {}
    emails: tuple[str, ...] = ()

    @property
    def porque(self) -> str:
        """The reason as the service keeps it."""
        return ". ".join(filter(None, [str(self.motivo or ""), self.observacao.strip()]))[:200]


def emails_do_cliente(servico: ServicoCliente) -> list[str]:
    """Return the e-mail addresses of a service's client, the main one first."""
    contatos = Contato.objects.filter(cliente=servico.cliente_id, tipo=Contato.Tipo.EMAIL)
    return list(contatos.order_by("-principal", "id").values_list("valor", flat=True))


def vao_junto(servico: ServicoCliente) -> list[ServicoCliente]:
    """Return the tied services that are cancelled with a service now, as the state table says."""
    pares = Associacao.objects.select_related("associado__plano").filter(principal=servico).order_by("associado")
    linha = transicao("cancelar")
    return [par.associado for par in pares if acompanha(linha, servico.status, par.associado.status)]


def espera_migracao(servico: ServicoCliente) -> ServicoCliente | None:
    """Return the service that waits to take the place of a service, and which ends with it."""
    pendente = Migracao.objects.pendentes().select_related("para__plano").filter(de=servico).first()
    return pendente.para if pendente is not None else None


@transaction.atomic
def cancelar_servico(
    servico: ServicoCliente, pedido: Cancelamento, usuario: Any, origem: str = ""
) -> ProtocoloCancelamento:
    """Cancel a service, those tied to it with it, and do what was chosen; returns the protocolo of the service.

    Raises ``TransicaoInvalida`` when the state does not allow it or the reason is missing, ``ErroDeNegocio`` of an
    option with its field as ``<key>:<field>``.
    """
    if not pedido.porque:
        raise ErroDeNegocio("Informe o motivo do cancelamento.", "motivo")
    atual = ServicoCliente.objects.select_related("cliente", "plano").get(pk=servico.pk)
    if atual.status not in transicao("cancelar").de:
        raise TransicaoInvalida(
            f"Não é possível cancelar um serviço {atual.get_status_display().lower()}. "
            "Recarregue a página para ver o estado atual."
        )
    juntos = vao_junto(atual)
    fichas = {s.pk: _ficha(s) for s in (atual, *juntos)}
    secoes = _executar_opcoes([atual, *juntos], pedido, usuario)
    _mudar_status(atual, juntos, pedido, usuario, origem)
    dos_juntos = []
    for associado in juntos:
        linhas = [f"Acompanhou o serviço principal, {nome(atual.plano, atual.pk)}."]
        seu = _escrever(associado, fichas[associado.pk], [["Serviço associado", linhas]], pedido, usuario, origem)
        dos_juntos.append(f"{nome(associado.plano, associado.pk)}: cancelado junto, protocolo {seu.numero}.")
    if dos_juntos:
        secoes.insert(0, ["Serviços associados", dos_juntos])
    protocolo = _escrever(atual, fichas[atual.pk], secoes, pedido, usuario, origem)
    for email in pedido.emails:
        enviar_protocolo(protocolo, email)
    servico.refresh_from_db()
    return protocolo


def _executar_opcoes(servicos: list[ServicoCliente], pedido: Cancelamento, usuario: Any) -> list[list[Any]]:
    """Do what was chosen; return the sections of the protocolo."""
    secoes = []
    for opcao in registro.todos(OpcaoCancelamento):
        try:
            linhas = resolver(opcao.executar)(servicos, pedido.opcoes.get(opcao.chave, {}), usuario)
        except ErroDeNegocio as erro:
            raise ErroDeNegocio(erro.mensagem, f"{opcao.chave}:{erro.campo}" if erro.campo else None) from erro
        if linhas:
            secoes.append([opcao.rotulo, linhas])
    return secoes


def _mudar_status(
    servico: ServicoCliente, juntos: list[ServicoCliente], pedido: Cancelamento, usuario: Any, origem: str
) -> None:
    """Lock and cancel; raises ``TransicaoInvalida`` when it is not what the options were told any more."""
    feitos = mudar_status_em_lote([Mudanca(servico.pk, pedido.porque)], "cancelar", origem=origem, usuario=usuario)
    if servico.pk not in feitos:
        raise TransicaoInvalida("O serviço mudou enquanto isso. Recarregue a página para ver o estado atual.")
    if set(feitos) != {servico.pk, *(s.pk for s in juntos)}:
        raise TransicaoInvalida("Os serviços associados mudaram enquanto isso. Recarregue a página e confira de novo.")


def _escrever(
    servico: ServicoCliente,
    ficha: list[list[str]],
    secoes: list[list[Any]],
    pedido: Cancelamento,
    usuario: Any,
    origem: str,
) -> ProtocoloCancelamento:
    """Write the protocolo of a cancelled service and its sentence."""
    protocolo = ProtocoloCancelamento.objects.create(
        servico=servico,
        motivo=pedido.motivo,
        observacao=pedido.observacao.strip()[:200],
        empresa=pedido.empresa or Empresa.objects.order_by("pk").first(),
        ficha=ficha,
        secoes=secoes,
        usuario=usuario,
        origem=origem,
    )
    protocolo.refresh_from_db(fields=["numero"])
    historico.escrever(
        protocolo,
        historico.Area.SERVICO,
        f"Protocolo de cancelamento {protocolo.numero} do serviço {servico}.",
        cliente_id=servico.cliente_id,
        servico_id=servico.pk,
        usuario=usuario,
        origem=origem,
    )
    return protocolo


def enviar_protocolo(protocolo: ProtocoloCancelamento, email: str) -> None:
    """Queue the protocolo to an address; the same address twice is one message.

    Raises ``ErroDeNegocio`` for an address that cannot be one, or when no sender is set up.
    """
    cliente = protocolo.servico.cliente
    enfileirar_email(
        chave=f"cancelamento:{protocolo.pk}:{email.lower()}",
        para=email,
        assunto=f"{protocolo.empresa or 'Provedor'}: protocolo de cancelamento {protocolo.numero}",
        texto=(
            f"Olá, {cliente.nome}.\n\nO cancelamento do seu serviço {protocolo.servico.plano} foi registrado com o "
            f"protocolo {protocolo.numero}. Em anexo está o que foi feito. Guarde este número."
        ),
        anexos=[Anexo(FABRICA, {"protocolo": protocolo.pk})],
        cliente_id=cliente.pk,
        objeto=protocolo,
        area=historico.Area.SERVICO,
    )


def arquivo_do_protocolo(protocolo: int) -> Arquivo:
    """Draw the protocolo when its e-mail leaves (maker of attachments)."""
    from clientes.impressao.cancelamento import pdf_do_protocolo

    linha = ProtocoloCancelamento.objects.select_related("empresa__cidade", "motivo", "usuario").get(pk=protocolo)
    return Arquivo(f"protocolo-{linha.numero}.pdf", pdf_do_protocolo(linha), "application/pdf")


def _ficha(servico: ServicoCliente) -> list[list[str]]:
    """Return what the protocolo keeps of client and service."""
    cliente = servico.cliente
    endereco = servico.enderecos.select_related("cidade").filter(tipo="instalacao").first()
    linhas = [
        ["Cliente", cliente.nome],
        ["CPF/CNPJ", documento(cliente.cpf_cnpj)],
        ["Serviço", f"{servico.plano} (nº {servico.pk})"],
        ["Valor por mês", dinheiro(servico.valor)],
        ["Data da venda", data(servico.data_venda)],
    ]
    if servico.data_habilitacao:
        linhas.append(["Habilitado em", data(servico.data_habilitacao)])
    if endereco is not None:
        linhas.append(["Instalação", endereco.uma_linha])
    return linhas
