"""What the migrations share: one service takes the place of another, all in one transaction (C17, C18)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils.timezone import localdate

from clientes.acoes.contratar import NovoContrato, contratar
from clientes.acoes.mudar_status_em_lote import gravar_status
from clientes.acoes.vender_servico import CAMPOS_DE_ENDERECO
from clientes.estados import Status
from clientes.models import Cliente, Endereco, Migracao, PeriodoStatus, Plano, ServicoCliente
from hubsoft.core import historico
from hubsoft.core.datas import agora
from hubsoft.core.erros import ErroDeNegocio, TransicaoInvalida
from hubsoft.core.eventos import publicar
from hubsoft.core.registro import ImpedimentoServico, PassoVenda, VaiComServico, registro, resolver

Dados = Mapping[str, Any]


class Destino(NamedTuple):
    """The service to be made: of whom, which plan, in which state. ``valor``: reais a month."""

    cliente: Cliente
    plano: Plano
    valor: Decimal
    data_venda: dt.date
    vendedor: Any
    referencia: str
    anotacoes: str
    status: Status


def travar_servico(servico: ServicoCliente) -> ServicoCliente:
    """Lock the service to be migrated and return it as it is now."""
    return (
        ServicoCliente.objects.select_for_update(of=("self",), no_key=True)
        .select_related("plano", "cliente", "vendedor")
        .get(pk=servico.pk)
    )


def travar_plano(plano: Plano) -> Plano:
    """Lock a plan that is about to be sold; raises ``ErroDeNegocio`` for one out of use."""
    travado = Plano.objects.select_for_update(of=("self",), no_key=True).get(pk=plano.pk)
    if not travado.ativo:
        raise ErroDeNegocio(f"O plano “{travado}” foi inativado. Escolha outro plano.", "plano")
    return travado


def exigir_livre(servico: ServicoCliente, acao: str) -> None:
    """Raise when something stands against the migration of a locked service: another one, or what higher apps know."""
    pendente = Migracao.objects.pendentes().filter(de=servico).select_related("para__plano").first()
    if pendente is not None:
        raise TransicaoInvalida(
            f"Este serviço já tem uma migração pendente, para {pendente.para}. "
            "Habilite o novo serviço ou desfaça a migração."
        )
    achados = [resolver(i.funcao)(servico) for i in registro.todos(ImpedimentoServico) if i.acao == acao]
    if any(achados):
        raise ErroDeNegocio(" ".join(frase for frase in achados if frase))


def criar_destino(destino: Destino, instante: dt.datetime, usuario: Any) -> ServicoCliente:
    """Write the new service and its first period."""
    habilitado = localdate(instante) if destino.status is Status.HABILITADO else None
    novo = ServicoCliente.objects.create(data_habilitacao=habilitado, **destino._asdict())
    PeriodoStatus.objects.create(
        servico=novo, status=novo.status, inicio=instante, usuario_id=getattr(usuario, "pk", None)
    )
    return novo


def copiar_enderecos(de: ServicoCliente, para: ServicoCliente, outros: Mapping[str, Dados | None]) -> None:
    """Give the new service the old one's addresses, but those in ``outros`` (by tipo).

    A service without one of its own has the client's there.
    """
    do_antigo = {endereco.tipo: endereco for endereco in de.enderecos.all()}
    proprio = para.cliente.enderecos.get(servico__isnull=True)
    novos = []
    for tipo in Endereco.Tipo:
        origem = do_antigo.get(tipo) or proprio
        campos = outros.get(tipo) or {nome: getattr(origem, nome) for nome in CAMPOS_DE_ENDERECO}
        novos.append(Endereco(cliente=para.cliente, servico=para, tipo=tipo, **campos))
    Endereco.objects.bulk_create(novos)


def completar(para: ServicoCliente, contrato: NovoContrato | None, passos: Mapping[str, Dados], usuario: Any) -> None:
    """Add the contract and what the steps of higher apps say."""
    if contrato is not None:
        contratar(para, contrato, usuario=usuario)
    for passo in registro.todos(PassoVenda):
        if passo.chave in passos:
            resolver(passo.salvar)(para, passos[passo.chave], usuario)


def trocar(
    migracao: Migracao, de: ServicoCliente, para: ServicoCliente, usuario: Any, origem: str, instante: dt.datetime
) -> None:
    """Move what hangs on ``de`` to ``para``, cancel ``de`` and close the migration; both services are locked."""
    mudou_titular, antes = de.cliente_id != para.cliente_id, Status(de.status)
    movidos = [frase for v in registro.todos(VaiComServico) for frase in resolver(v.funcao)(de, para, usuario)]
    migracao.situacao = Migracao.Situacao.CONCLUIDA
    migracao.encerrada_em, migracao.encerrada_por_id = instante, getattr(usuario, "pk", None)
    migracao.save(update_fields=["situacao", "encerrada_em", "encerrada_por"])
    if not mudou_titular:
        ServicoCliente.objects.filter(Q(pk=de.pk) | Q(continua_em=de.pk)).update(continua_em=para.pk)
    destino = f"serviço #{para.pk}" if mudou_titular else f"serviço #{para.pk}, {para.plano}"
    motivo = f"{migracao.get_tipo_display()}: passou ao {destino}"[:200]
    gravar_status([de], Status.CANCELADO, {de.pk: motivo}, origem, usuario, instante)
    contar_nos_dois(de, para, *frases_da_troca(migracao, de, para), " ".join(movidos), usuario, origem)
    dados = {"tipo": migracao.tipo, "de_id": de.pk, "para_id": para.pk, "estado": antes.value}
    publicar("servico.migrado", {**dados, "cliente_id": para.cliente_id, "cliente_de_id": de.cliente_id})


def frases_da_troca(migracao: Migracao, de: ServicoCliente, para: ServicoCliente) -> tuple[str, str]:
    """Return what the histories of the old and of the new service begin with."""
    if migracao.tipo == Migracao.Tipo.TITULARIDADE:
        # A sentence is read by whoever sees its client, and the other may live in a city that they do not see.
        cidades = Cliente.objects.filter(pk__in=(de.cliente_id, para.cliente_id)).order_by().values("cidade_id")
        mesma = cidades.distinct().count() == 1
        antigo, novo = (str(c) if mesma else "de outra cidade" for c in (de.cliente, para.cliente))
        return (
            f"Serviço {de} migrado para o cliente {novo} (serviço #{para.pk}).",
            f"Serviço {para} recebido do cliente {antigo} (serviço #{de.pk}).",
        )
    return (
        f"Serviço migrado para {para}; este foi cancelado.",
        f"Serviço migrado de {de}, que foi cancelado.",
    )


def contar_nos_dois(
    de: ServicoCliente, para: ServicoCliente, no_de: str, no_para: str, resto: str, usuario: Any, origem: str
) -> None:
    """Write a sentence in the history of each service, and ``resto`` after both."""
    for servico, frase in ((de, no_de), (para, no_para)):
        historico.escrever(
            servico,
            historico.Area.SERVICO,
            f"{frase} {resto}".strip(),
            servico_id=servico.pk,
            usuario=usuario,
            origem=origem,
        )


def momento() -> dt.datetime:
    """The instant of a migration: the old service ends and the new one begins at the same one, never two days apart."""
    return agora()
